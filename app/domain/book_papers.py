"""What a printed book says, ready to be drawn: its columns, its lines, what is added up (REFERENCE §2.10, COUNTER §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from app.domain.papers import OfficeInfo

Align = Literal["left", "right", "center"]


class BookColumn(msgspec.Struct, frozen=True, kw_only=True):
    """`width`: its share of the page. `sum`: its figures are added up on every page and at the end."""

    title: str
    width: float
    align: Align = "left"
    sum: bool = False


class BookLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `sums`: figures of the summed columns in their order. `undone`: cancelled, void, withdrawn or destroyed: the word for it;
    such a line stands in the book and counts nothing. `number`: False for a line that is no case (결번).
    `group`: what it is added up with where a book tells of things that make no sum together; lines of one group follow each other.
    """

    cells: list[str]
    sums: list[int] = []
    undone: str = ""
    number: bool = True
    group: str = ""


class BookPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A book of a period. `masked`: 가림본, names and numbers are not told in full.

    `skipped`: numbers between a day's first and last that no case bears. `sign`: posts that sign at the end.
    """

    office: OfficeInfo
    desk: str
    code: str
    name: str
    first_day: str
    last_day: str
    basis: str
    columns: list[BookColumn]
    lines: list[BookLine]
    masked: bool
    reason: str
    clerk: str
    made_at: datetime
    skipped: list[str] = []
    sign: list[str] = []
    note: str = ""
    verified: bool = False
    numbers_in_full: bool = False
    reprint: int = 0
    training: bool = False

    @property
    def groups(self) -> list[str]:
        """The groups that are added up each for itself, in the order of the book; none where all lines make one sum."""
        found = list(dict.fromkeys(line.group for line in self.lines))
        return found if len(found) > 1 else []

    @property
    def ref(self) -> str:
        """What it is filed under: the book and its period; never a name."""
        return f"{self.code}-{self.first_day}-{self.last_day}"
