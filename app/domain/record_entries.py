"""What entries say of record files: a file (기록물철) is one book of one year and retention class, named by its number in the register."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from app.domain.bounds import Int
from app.domain.entry_body import Body

Outcome = Literal["reclass", "destroy", "hold"]
Disclosure = Literal["open", "part", "closed"]


class RecordFilesTransferred(Body, frozen=True):
    """이관: those files lie with the records centre (기록관) from that day on; nothing in them changes here any more."""

    files: list[str]
    on: str
    note: str = ""
    confirmed_by: UUID | None = None


class RecordFilesAppraised(Body, frozen=True):
    """평가: what the board (기록물평가심의회) decided of those files. `board`: its meeting; `years`: of the new class, 0 for 영구."""

    files: list[str]
    outcome: Outcome
    board: str
    on: str
    years: Int | None = None
    confirmed_by: UUID | None = None


class RecordFileCounted(Body, frozen=True):
    """전수조사: so many cases were found on paper where the register says `expected`."""

    file: str
    found: Int
    expected: Int
    on: str
    note: str = ""


class RecordFilesDisclosed(Body, frozen=True):
    """공개 재책정: whether those files are open, open in part or closed."""

    files: list[str]
    disclosure: Disclosure
    on: str
    note: str = ""
