"""Tables and lines that several papers of the drawer share: denominations, tenders so far, how the book's cash comes about."""

from __future__ import annotations

from typing import Final

from app.documents import words
from app.documents.office_paper import OfficePaper
from app.documents.table import Column, Row
from app.domain.drawer_papers import DrawerSums, TenderLine

NOTES: Final = (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10)
NAMES: Final = {50_000: "오만 원권", 10_000: "만 원권", 5_000: "오천 원권", 1_000: "천 원권"}
PURPOSES: Final = {"float": "준비금", "remit": "금고 납입", "other": "기타"}


def note_name(won: int) -> str:
    """오만 원권, 500원 동전; whatever else was counted is called by its amount."""
    if won in NAMES:
        return NAMES[won]
    return f"{won:,}원 동전" if won < 1_000 else f"{won:,}원"


def notes(paper: OfficePaper, counted: dict[int, int]) -> None:
    """권종 × 매수 = 금액, every denomination also where there is none; nothing where nobody counted by denomination."""
    if not counted:
        paper.fact("권종", "권종별로 세지 않았습니다.")
        return
    columns = [Column("권종", 40, "left"), Column("액면", 30), Column("매수", 25), Column("금액", 40)]
    kinds = sorted({*NOTES, *counted}, reverse=True)
    rows = [Row([note_name(won), words.won(won), f"{counted.get(won, 0):,}", words.won(won * counted.get(won, 0))]) for won in kinds]
    whole = sum(won * pieces for won, pieces in counted.items())
    rows.append(Row(["계", "", f"{sum(counted.values()):,}", words.won(whole)], "total"))
    paper.table(columns, rows, width=paper.room * 0.76)


def tenders(paper: OfficePaper, lines: list[TenderLine]) -> None:
    """건수·금액 by tender, with the sum; a line for each tender that was used."""
    columns = [Column("수단", 40, "left"), Column("수납 건", 22), Column("수납액", 34), Column("반환 건", 22), Column("반환액", 30)]
    columns.append(Column("순액", 34))
    rows = [_tender(line) for line in lines]
    rows.append(
        _tender(
            TenderLine(
                name="계",
                payments=sum(line.payments for line in lines),
                taken_won=sum(line.taken_won for line in lines),
                refunds=sum(line.refunds for line in lines),
                returned_won=sum(line.returned_won for line in lines),
            ),
            total=True,
        )
    )
    paper.table(columns, rows)


def _tender(line: TenderLine, *, total: bool = False) -> Row:
    net = line.taken_won - line.returned_won
    cells = [
        words.tender(line.name) + (f"\n{settled(line)}" if line.settled_won else ""),
        f"{line.payments:,}",
        words.won(line.taken_won),
        f"{line.refunds:,}",
        words.taken_back(line.returned_won),
        words.won(net),
    ]
    return Row(cells, "total" if total else "item")


def settled(line: TenderLine) -> str:
    """후불 수납 2,400원 (돌려준 돈 아님): why the net of 후불 is below zero."""
    return f"{line.settled} {words.won(line.settled_won)}원 (돌려준 돈 아님)"


def book(drawer: DrawerSums) -> list[str]:
    """준비금 + 현금 − 반환 + 넣음 − 뺌 − 납입 = 장부; movements that did not happen are left out."""
    parts = [f"준비금 {words.won(drawer.float_won)}", f"+ 현금 {words.won(drawer.cash_won)}", f"− 반환 {words.won(drawer.returned_won)}"]
    if drawer.in_won:
        parts.append(f"+ 넣은 돈 {words.won(drawer.in_won)}")
    if drawer.out_won:
        parts.append(f"− 뺀 돈 {words.won(drawer.out_won)}")
    parts += [f"− 납입 {words.won(drawer.remitted_won)}", f"= 장부 {words.won(drawer.expected_won)}"]
    return parts


def difference(expected: int, counted: int | None) -> str:
    """과부족 in words: 실사 전, 0원 (맞음), 1,000원 많음, 1,000원 부족."""
    if counted is None:
        return "실사 전"
    apart = counted - expected
    if not apart:
        return "0원 (장부와 맞음)"
    return f"{words.won(apart)}원 ({'장부보다 많음' if apart > 0 else '장부보다 부족'})"
