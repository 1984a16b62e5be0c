"""What entries say of 보안용지: numbered sheets come in, are handed to a desk, used, spoiled, counted; nothing of what they were used for.

`paper`: the office's own name of a kind of paper. `spans`: first and last number of sheets that follow each other, without the letters
of the series (`prefix`); `digits`: with how many a number is printed. `desk` '': the office's store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from app.domain.bounds import Int
from app.domain.entry_body import Body

Spans = Sequence[tuple[Int, Int]]


class SecurityPaperReceived(Body, frozen=True):
    """입고: those sheets were delivered and lie in the store. `note`: from whom, by which paper."""

    paper: str
    prefix: str
    digits: Int
    spans: Spans
    note: str = ""


class SecurityPaperMoved(Body, frozen=True):
    """불출 from the store to a desk, or 반납 back. `confirmed_by`: who took them over, where somebody signed."""

    paper: str
    prefix: str
    digits: Int
    spans: Spans
    way: Literal["out", "back"]
    desk: str
    note: str = ""
    confirmed_by: UUID | None = None


class SecurityPaperUsed(Body, frozen=True):
    """사용: those sheets were printed on at that desk on that business day; without spans: none were."""

    paper: str
    prefix: str
    digits: Int
    spans: Spans
    desk: str
    day: str


class SecurityPaperSpoiled(Body, frozen=True):
    """훼손: those sheets can't be used; two people looked at them."""

    paper: str
    prefix: str
    digits: Int
    spans: Spans
    desk: str
    reason: str
    confirmed_by: UUID | None = None


class SecurityPaperCounted(Body, frozen=True):
    """실사: what lies there was looked at number by number. `spans`: what was found; `missing` (결번): what the book had there and nobody
    found; `returned`: what had been missing and is there again. Two sign where something is missing.
    """

    paper: str
    prefix: str
    digits: Int
    spans: Spans
    desk: str
    missing: Spans = ()
    returned: Spans = ()
    note: str = ""
    confirmed_by: UUID | None = None


class SecurityPaperVoided(Body, frozen=True):
    """That entry about security paper was a mistake and counts nothing; its line stays."""

    entry: UUID
    reason: str
    confirmed_by: UUID | None = None


Numbered = SecurityPaperReceived | SecurityPaperMoved | SecurityPaperUsed | SecurityPaperSpoiled | SecurityPaperCounted
