"""기록물철 등록부: each book of each year is a file, with what became of it (`services.record_files`)."""

from __future__ import annotations

from typing import Final

from app.domain.book_papers import BookLine
from app.domain.record_files import RecordFile
from app.services.desk import Desk
from app.services.record_files import record_files

_OUTCOMES: Final = {"reclass": "재책정", "destroy": "폐기", "hold": "보류"}


def file_lines(desk: Desk, first_year: int, last_year: int, until: int, *, own: bool) -> list[BookLine]:
    """One line for each file. 폐기일 is written in by hand: this program erases nothing."""
    files = record_files(desk, first_year=first_year, last_year=last_year, until=until, own=own)
    return [BookLine(cells=_cells(each)) for each in files]


def _cells(each: RecordFile) -> list[str]:
    decided = ""
    if each.outcome is not None:
        to = f" {each.new_years}년" if each.new_years else " 영구" if each.outcome == "reclass" else ""
        decided = f"{_OUTCOMES[each.outcome]}{to} ({each.appraised_on})"
    return [
        each.number,
        each.title,
        "민원사무 처리",
        str(each.year),
        each.label,
        f"{each.starts_on:%Y.%m.%d}",
        f"{each.expires_on:%Y.%m.%d}" if each.expires_on is not None else "",
        f"1권 / {each.cases:,}건",
        each.transferred_on,
        decided,
        "",
    ]
