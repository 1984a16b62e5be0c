"""기록물철: one file for each book, year and retention class, with what became of it. Pure (공공기록물 관리에 관한 법률; REFERENCE §2.9).

A file is kept from the first of January after its year. After the calendar year in which it lies at the counter it goes to the records
centre, yearly; what has expired is laid before the board, and only what the board said is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from app.domain.bounds import Int
from app.domain.entry_body import Body
from app.domain.record_entries import (
    Disclosure,
    Outcome,
    RecordFileCounted,
    RecordFilesAppraised,
    RecordFilesDisclosed,
    RecordFilesTransferred,
)

AT_THE_COUNTER_YEARS: Final = 1  # [unverified] how long a file stays where it was made before it goes to the centre
YEARS_MAX: Final = 100
YEAR_DIGITS: Final = 4


class RecordFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the register. `years` None: 영구; `found`: cases counted on paper, None where nobody counted. Days as `2026-11-20`."""

    number: str
    year: int
    book: str
    title: str
    label: str
    years: Int | None
    cases: int
    transferred_on: str = ""
    outcome: Outcome | None = None
    new_years: Int | None = None
    appraised_on: str = ""
    board: str = ""
    counted_on: str = ""
    found: Int | None = None
    expected: Int | None = None
    disclosure: Disclosure | None = None
    disclosed_on: str = ""

    @property
    def starts_on(self) -> date:
        """기산일."""
        return date(self.year + 1, 1, 1)

    @property
    def kept_years(self) -> int | None:
        """As the board said last, else as the book says; None for ever."""
        if self.outcome == "reclass":
            return self.new_years or None
        return self.years

    @property
    def expires_on(self) -> date | None:
        """만료예정일: the last day it is kept."""
        years = self.kept_years
        return date(self.year + years, 12, 31) if years is not None else None

    def expired(self, today: date) -> bool:
        """Its time is over and the board has not decided yet."""
        return self.expires_on is not None and self.expires_on < today and self.outcome in (None, "reclass")

    def transfer_due(self, today: date) -> bool:
        """It should lie with the records centre by now."""
        return not self.transferred_on and date(self.year + 1 + AT_THE_COUNTER_YEARS, 1, 1) <= today

    @property
    def differs(self) -> int:
        """Cases found more (or fewer, below nought) than the register said when they were counted."""
        return self.found - self.expected if self.found is not None and self.expected is not None else 0


def year_of(number: str) -> int:
    """The year of a file, by its number; a year nobody reaches for what is no number of a file."""
    year = number.partition("-")[0]
    return int(year) if len(year) == YEAR_DIGITS and year.isascii() and year.isdigit() else 9999


def lies_here(year: int, today: date) -> bool:
    """A file of that year cannot have gone to the centre yet, whoever says so: its year still runs."""
    return year >= today.year


def file_number(year: int, place: int, label: str) -> str:
    """철번호: year, place of the book in the catalogue from 1, retention class."""
    return f"{year}-{place:02d}-{label}"


def noted(files: Iterable[RecordFile], said: Iterable[Body]) -> list[RecordFile]:
    """The files with what was said of them, in the order in which it was said; what is said of none of them is passed over."""
    known = {each.number: each for each in files}
    for body in said:
        for number in [body.file] if isinstance(body, RecordFileCounted) else getattr(body, "files", []):
            if number in known:
                known[number] = _with(known[number], body)
    return list(known.values())


def _with(file: RecordFile, body: Body) -> RecordFile:
    change = msgspec.structs.replace
    if isinstance(body, RecordFilesTransferred):
        return change(file, transferred_on=file.transferred_on or body.on)  # a file goes once
    if isinstance(body, RecordFilesAppraised) and not 0 <= (body.years or 0) <= YEARS_MAX:
        return file  # another desk may write any number; no calendar holds it
    if isinstance(body, RecordFilesAppraised):
        return change(file, outcome=body.outcome, new_years=body.years, appraised_on=body.on, board=body.board)
    if isinstance(body, RecordFileCounted):
        return change(file, counted_on=body.on, found=body.found, expected=body.expected)
    if isinstance(body, RecordFilesDisclosed):
        return change(file, disclosure=body.disclosure, disclosed_on=body.on)
    return file
