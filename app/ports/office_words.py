"""What the office said about itself (own services, promises, reviews, kiosks) and how people were served, as the services read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.entry_body import Body


class OfficeWord(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of those kinds. `user`, `name`: who said it; `second`, `second_name`: who signed beside, '' where nobody did.

    `place`: its place in the office's book, by which entries of several kinds are put in one order; what is not confirmed comes last.
    """

    entry_id: UUID
    body: Body
    said_at: datetime
    user: str
    name: str
    second: str = ""
    second_name: str = ""
    place: tuple[int, int, int] = (0, 0, 0)


class OfficeWords(Protocol):
    def said(self, kind: str) -> Sequence[OfficeWord]:
        """Everything of that kind that counts, in the order of the office's book; what central has not confirmed comes last. Any lane.

        An entry of another desk counts only if those who may say it signed it.
        """
        ...


class RatedDay(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered at one desk on one day: how often each score from 1 to 5."""

    day: str
    desk: str
    scores: tuple[int, int, int, int, int]


class Ratings(Protocol):
    def days(self, first: str, last: str) -> list[RatedDay]:
        """Each desk's days between those two (`2026-11-20`), both included, by day and desk. Any lane."""
        ...
