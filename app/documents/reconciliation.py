"""카드 대사표 and 증지 대조표: what a device counted beside the book, line by line, each difference named (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import Sheet
from app.documents.table import GAP, Column, Row
from app.domain.drawer_papers import CardDifference, CardSheet, CardTerminalLine, CardTotals, StampLine, StampSheet

CARD: Final = "카드 대사표"
STAMP: Final = "증지 대조표"
SOURCES: Final = {"terminal": "단말기 조회", "typed": "수기 입력", "": "조회 전"}
MODES: Final = {"electronic": "전자증지", "machine": "인증기"}


def card(paper: CardSheet, fonts: Path, *, large: bool) -> bytes:
    """The 카드 대사표 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    a4 = _begin(sheet, CARD, paper, large=large)
    a4.section("① 단말기와 장부", 30)
    columns = [Column("카드단말기", 44, "left"), Column("승인 건", 18), Column("승인액", 32), Column("취소 건", 18), Column("취소액", 28)]
    columns.append(Column("순액", 34))
    rows: list[Row] = []
    for line in paper.terminals:
        rows += _terminal(line)
    counted = [line.counted for line in paper.terminals if line.counted is not None]
    book = [line.book for line in paper.terminals]
    if len(counted) == len(paper.terminals):
        rows.append(_totals("단말기 합계", _sum(counted), kind="total"))
    rows.append(_totals("장부 합계", _sum(book), kind="total"))
    a4.table(columns, rows)
    a4.down(1.5)
    if len(counted) < len(paper.terminals):
        a4.fact("차이", f"조회하지 않은 단말기 {len(paper.terminals) - len(counted)}대가 있어 아직 알 수 없습니다.", strong=True)
    elif not paper.terminals:
        a4.fact("차이", "이 업무일에 쓴 카드단말기가 없습니다.")
    else:
        apart = _net(_sum(counted)) - _net(_sum(book))
        a4.fact("차이", f"{words.won(apart)}원", _beside("단말기가", apart), strong=True)
    if paper.unknown:
        a4.fact("결과 모르는 결제", f"{paper.unknown:,}건 (위 금액에 들어 있지 않음)", strong=True)
    a4.section("② 차이 건별", 20)
    if paper.differences:
        titles = [Column("연번", 11, "center"), Column("영수번호·승인번호", 54, "left"), Column("시각", 16, "left")]
        titles += [Column("단말기", 25), Column("장부", 25), GAP, Column("내용", 44, "left")]
        a4.table(titles, [_difference(number, each, paper.day) for number, each in enumerate(paper.differences, 1)])
    else:
        a4.fact("내역", "없음")
    a4.down(1.5)
    a4.fact("사유·조치", paper.reason or "없음")
    a4.blank_rest()
    a4.signatures(("담당", paper.clerk), ("확인자", ""))
    return sheet.pdf(title=f"{CARD} {paper.day} 창구 {paper.desk}", author=words.office_name(paper.office), at=paper.made_at)


def stamp(paper: StampSheet, fonts: Path, *, large: bool) -> bytes:
    """The 증지 대조표 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    a4 = _begin(sheet, STAMP, paper, large=large)
    a4.section("① 증지 발행", 30)
    columns = [Column("방식·기기", 36, "left"), Column("시작 번호", 26), Column("끝 번호", 26), Column("장수", 22), Column("발행액", 30)]
    columns += [Column("오인(무효)", 28), Column("실발행", 30)]
    rows = [_stamp(line) for line in paper.lines]
    issued, spoiled = sum(line.issued_won for line in paper.lines), sum(line.spoiled_won for line in paper.lines)
    sheets = sum(_count(line) for line in paper.lines)
    last = ["계", "", "", f"{sheets:,}", words.won(issued), words.taken_back(spoiled), words.won(issued - spoiled)]
    rows.append(Row(last, "total"))
    a4.table(columns, rows)
    spoiled_numbers = [f"{number}" for line in paper.lines for number in line.spoiled]
    a4.down(1.5)
    a4.fact("오인 번호", *(spoiled_numbers or ["없음"]))
    a4.section("② 장부 대조")
    book = paper.book_won - paper.returned_won
    a4.fact("장부", f"구 세입 수납 {words.won(paper.book_won)}", f"− 반환 {words.won(paper.returned_won)}", f"= {words.won(book)}원")
    a4.fact("증지", f"발행 {words.won(issued)}", f"− 오인 {words.won(spoiled)}", f"= {words.won(issued - spoiled)}원")
    apart = issued - spoiled - book
    a4.fact("차이", f"{words.won(apart)}원", _beside("증지가", apart), strong=True)
    a4.fact("사유·조치", paper.reason or "없음")
    a4.blank_rest()
    a4.signatures(("담당", paper.clerk), ("확인자", ""))
    return sheet.pdf(title=f"{STAMP} {paper.day} 창구 {paper.desk}", author=words.office_name(paper.office), at=paper.made_at)


def _beside(what: str, apart: int) -> str:
    """How the sum of a device stands to the book's."""
    return f"{what} 장부보다 {'많음' if apart > 0 else '적음'}" if apart else "장부와 맞음"


def _begin(sheet: Sheet, name: str, paper: CardSheet | StampSheet, *, large: bool) -> OfficePaper:
    second = [("작성일시", words.moment(paper.made_at)), ("담당", paper.clerk)]
    head = desk_head(name, paper.office, paper.desk, ("업무일", words.business_day(paper.day)), second, reprint=paper.reprint, won=True)
    return OfficePaper(sheet, head, large)


def _terminal(line: CardTerminalLine) -> list[Row]:
    rows = [Row([f"{line.terminal} ({SOURCES[line.source]})", *[""] * 5], "section", keep=True, again=True)]
    if line.counted is None:
        rows.append(Row(["단말기", "-", "-", "-", "-", "-"], indent=3))
    else:
        rows.append(_totals("단말기", line.counted))
    rows.append(_totals("장부", line.book))
    if line.counted is not None:
        apart = CardTotals(
            approvals=line.counted.approvals - line.book.approvals,
            approvals_won=line.counted.approvals_won - line.book.approvals_won,
            cancels=line.counted.cancels - line.book.cancels,
            cancels_won=line.counted.cancels_won - line.book.cancels_won,
        )
        cells = ["차이", words.won(apart.approvals), words.won(apart.approvals_won), words.won(apart.cancels), words.won(apart.cancels_won)]
        rows.append(Row([*cells, words.won(_net(apart))], "subtotal", indent=3))
    return rows


def _totals(label: str, sums: CardTotals, *, kind: str = "item") -> Row:
    cells = [label, f"{sums.approvals:,}", words.won(sums.approvals_won), f"{sums.cancels:,}", words.taken_back(sums.cancels_won)]
    cells.append(words.won(_net(sums)))
    return Row(cells, "total") if kind == "total" else Row(cells, indent=3)


def _net(sums: CardTotals) -> int:
    return sums.approvals_won - sums.cancels_won


def _sum(found: list[CardTotals]) -> CardTotals:
    return CardTotals(
        approvals=sum(each.approvals for each in found),
        approvals_won=sum(each.approvals_won for each in found),
        cancels=sum(each.cancels for each in found),
        cancels_won=sum(each.cancels_won for each in found),
    )


def _difference(number: int, each: CardDifference, day: str) -> Row:
    at = words.clock(each.at, day) if each.at is not None else "-"
    numbers = f"{each.receipt_no or '-'}\n승인 {each.approval_no or '-'}"
    cells = [f"{number}", numbers, at, words.won(each.terminal_won), words.won(each.book_won)]
    return Row([*cells, "", each.note])


def _count(line: StampLine) -> int:
    """How many stamps came out, spoiled ones too; a device that issued nothing stands where it stood."""
    return line.last_no - line.first_no + 1 if line.issued_won else 0


def _stamp(line: StampLine) -> Row:
    cells = [f"{MODES[line.mode]}\n{line.device}", f"{line.first_no}", f"{line.last_no}", f"{_count(line):,}"]
    return Row([*cells, words.won(line.issued_won), words.taken_back(line.spoiled_won), words.won(line.issued_won - line.spoiled_won)])
