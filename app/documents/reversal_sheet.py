"""취소·반환 명세 and 재발행 명세 of a business day, A4 landscape; large print is A3 (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import A3, Sheet
from app.documents.table import GAP, Column, Row
from app.domain.refund_papers import ReprintLine, ReversalLine, ReversalSheet

NAME: Final = "취소·반환 및 재발행 명세"
WHAT: Final = {"cancelled": "취소", "voided": "무효", "refunded": "반환", "promised": "반환 예정"}


def draw(paper: ReversalSheet, fonts: Path, *, large: bool) -> bytes:
    """The two lists as a PDF file."""
    sheet = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0)
    second = [("작성일시", words.moment(paper.made_at)), ("담당", paper.clerk)]
    a4 = OfficePaper(
        sheet, desk_head(NAME, paper.office, paper.desk, ("업무일", words.business_day(paper.day)), second, won=True), wide=True
    )
    a4.section(f"① 취소·반환 ({len(paper.lines):,}건)", 24)
    columns = [Column("연번", 12, "center"), Column("시각", 24, "left"), Column("구분", 20, "left"), Column("원번호", 54, "left")]
    columns += [Column("민원명", 44, "left"), Column("수단", 20, "left"), Column("금액", 26), GAP, Column("사유", 46, "left")]
    columns += [Column("처리자", 23, "left"), Column("승인자", 23, "left")]
    back = sum(line.amount_won for line in paper.lines if line.what in ("refunded", "voided"))
    rows = [_line(number, line, paper.day) for number, line in enumerate(paper.lines, 1)]
    rows.append(Row(["", "계", "", f"{len(paper.lines):,}건", "반환한 금액", "", words.taken_back(back), "", "", "", ""], "total"))
    a4.table(columns, rows)
    a4.section(f"② 재발행 ({len(paper.reprints):,}건)", 24)
    titles = [Column("연번", 12, "center"), Column("시각", 24, "left"), Column("서식", 40, "left"), Column("번호", 60, "left")]
    titles += [Column("회차", 18, "center"), Column("사유", 90, "left"), Column("처리자", 24, "left")]
    if paper.reprints:
        a4.table(titles, [_reprint(number, line, paper.day) for number, line in enumerate(paper.reprints, 1)])
    else:
        a4.fact("내역", "없음")
    a4.blank_rest()
    a4.signatures(("담당", paper.clerk), ("확인자(팀장)", ""))
    return sheet.pdf(title=f"{NAME} {paper.day} {words.place(paper.desk)}", author=words.office_name(paper.office), at=paper.made_at)


def _line(number: int, line: ReversalLine, day: str) -> Row:
    cells = [f"{number:,}", words.clock(line.at, day), WHAT[line.what], line.number, line.service]
    cells += [words.tender(line.tender) if line.tender else "-", words.taken_back(line.amount_won), "", line.reason]
    return Row([*cells, line.user, line.approver or "-"])


def _reprint(number: int, line: ReprintLine, day: str) -> Row:
    name = words.PAPERS.get(line.document, line.document)
    return Row([f"{number:,}", words.clock(line.at, day), name, line.number, f"{line.times:,}", line.reason or "-", line.user])
