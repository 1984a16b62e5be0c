"""What the evening check asks of the ledger: this desk's own copy of a business date, recomputed from stored bytes. Any lane."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.wire.day_check import EntryMark
from app.wire.messages import StreamDay, StreamId


class DayBook(msgspec.Struct, frozen=True, kw_only=True):
    """What this desk holds of a date. `days`: by stream; `own`: the streams it hands in, and up to which seq central has each;
    `generation`, `office_seq`: how far it has read the feed."""

    day: str
    days: dict[StreamId, StreamDay]
    own: dict[StreamId, int]
    generation: int
    office_seq: int


class DayBooks(Protocol):
    """Questions about a business date (`2026-11-20`) over all streams."""

    def book(self, day: str) -> DayBook: ...

    def marks(self, day: str, stream: StreamId) -> list[EntryMark]:
        """Every entry of that stream on that date."""
        ...

    def numbers(self, stream: StreamId, seqs: list[int]) -> list[str]:
        """Numbers of the cases that those entries belong to, as far as this desk knows them."""
        ...
