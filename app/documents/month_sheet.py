"""수수료 월계표 and 연계표: sums of closed days, first by day, then by service; open days are listed. A4 landscape, large print A3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.documents import claim_rows, day_sheet, words
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import A3, Sheet
from app.documents.table import Column, Row
from app.domain.closing import SheetRow
from app.domain.closing_papers import ClosedDayLine, MonthSheet

FIGURE_COLUMNS: Final = (
    Column("건", 14),
    Column("통", 14),
    Column("면제통", 14),
    Column("징수액", 26),
    Column("현금", 25),
    Column("신용카드", 26),
    Column("교통카드", 22),
    Column("기타", 22),
    Column("취소·반환", 22),
    Column("순액", 27),
)
LEAD: Final = 30.0  # millimetres of a fact's label
FIGURES: Final = ("cases", "copies", "exempt_copies", "waived_won", "cash", "card", "transit", "other", "reversed_won")


def name(paper: MonthSheet) -> str:
    """수수료 월계표 of a month, 수수료 연계표 of a year."""
    return "수수료 월계표" if "-" in paper.period else "수수료 연계표"


def period_text(period: str) -> str:
    """`2026-11` → 2026년 11월, `2026` → 2026년."""
    year, _, month = period.partition("-")
    return f"{year}년 {int(month)}월" if month else f"{year}년"


def draw(paper: MonthSheet, fonts: Path, *, large: bool) -> bytes:
    """The sheet as a PDF file."""
    sheet = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0)
    by_month = "-" not in paper.period
    counted = ("집계한 달", f"{len(paper.days):,}개월") if by_month else ("마감한 업무일", f"{len(paper.days):,}일")
    second = [("작성일시", words.moment(paper.made_at)), ("담당", paper.clerk), counted]
    days = ("기간", period_text(paper.period))
    a4 = OfficePaper(sheet, desk_head(name(paper), paper.office, paper.desk, days, second, reprint=paper.reprint, won=True), wide=True)
    if paper.missing:
        listed = [f"{words.business_day(day)}{f' 창구 {desk}' if desk else ''}" for day, desk in paper.missing]
        a4.fact("미마감", *listed, "(합계에 들어 있지 않음)", strong=True)
    a4.section("① 월별" if by_month else "① 업무일별", 24)
    numbered = any(line.closing_label for line in paper.days)  # a line of the room, or of a year, is more than one closing
    columns = [Column("월" if by_month else "업무일", 36, "left"), *([Column("마감번호", 38, "left")] if numbered else [])]
    rows = [_day(line, numbered=numbered) for line in paper.days]
    whole = _sum([line.sums for line in paper.days])
    rows.append(Row(["합계", *([""] if numbered else []), *_figures(whole)], "total"))
    a4.table([*columns, *FIGURE_COLUMNS], rows)
    a4.section("② 민원별", 30)
    services = day_sheet.rows_of(paper.totals, paper.rows_label, paper.service_label, paper.claim_label)
    a4.table(day_sheet.COLUMNS, services)
    a4.down(2)
    facts = list(_facts(paper))
    a4.need(sum(a4.fact_height(label, *items, lead=LEAD) for label, items in facts) + a4.end_height())
    for label, items in facts:
        a4.fact(label, *items, lead=LEAD)
    a4.blank_rest()
    a4.signatures(("작성자", paper.clerk), ("확인자(팀장)", ""))
    return sheet.pdf(
        title=f"{name(paper)} {paper.period} {words.place(paper.desk)}", author=words.office_name(paper.office), at=paper.made_at
    )


def _facts(paper: MonthSheet) -> Iterator[tuple[str, list[str]]]:
    """Label and items of what stands below the tables, on one page with those who sign."""
    exempt = _sum([row for row in paper.totals.rows if row.owner != "contribution"]).exempt_copies
    yield "감면", [f"면제 {exempt:,}통", f"감면액 {words.won(paper.totals.waived_won)}원"]
    yield "취소·재발행", [f"취소 {paper.totals.cancelled:,}건", f"재발행 {paper.totals.reprinted:,}건"]
    if claims := claim_rows.explained(paper.totals, paper.claim_label, on_paper=any(line.source for line in paper.days)):
        yield claim_rows.name(paper.claim_label), list(claims)
    if paper.share is not None:
        share = paper.share
        text = f"여권 발급수수료 {words.won(share.of_won)}원 × {share.percent:g}% = {words.won(share.share_won)}원"
        yield "자치구 귀속분", [text, f"(국고 {words.won(share.of_won - share.share_won)}원)"]
    if paper.until_won is not None:
        yield "누계(영구)", [f"{words.won(paper.until_won)}원"]


def _day(line: ClosedDayLine, *, numbered: bool) -> Row:
    label = words.business_day(line.label) if len(line.label) > len("2026-11") else period_text(line.label)
    under = f"\n{line.source}" if line.source else ""
    return Row([f"{label}{under}", *([line.closing_label or "-"] if numbered else []), *_figures(line.sums)])


def _figures(row: SheetRow) -> list[str]:
    counts = [f"{number:,}" for number in (row.cases, row.copies, row.exempt_copies)]
    money = (row.collected_won, row.cash, row.card, row.transit, row.other)
    return [*counts, *map(words.won, money), words.taken_back(row.reversed_won), words.won(row.net_won)]


def _sum(rows: list[SheetRow]) -> SheetRow:
    whole = SheetRow(service="", label="", unit_won=0, owner="")
    return msgspec.structs.replace(whole, **{figure: sum(getattr(row, figure) for row in rows) for figure in FIGURES})
