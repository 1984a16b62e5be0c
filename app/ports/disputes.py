"""Disputes as the services see them: what is open, and the entry each is about. Any lane."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.wire.messages import StreamId
from app.wire.stream_key import stream_key


class OpenItem(msgspec.Struct, frozen=True, kw_only=True):
    """One action item (확인할 일). `kind`: conflicted, quarantined, check or stopped; `place`: what names it to people and services.

    `header`, `body`: the entry it is about, None where it cannot be read; `cases`: those it concerns.
    """

    place: str
    stream: StreamId
    seq: int
    kind: str
    code: str
    opened_at: int
    settled_at: int | None
    header: Header | None
    body: Body | None
    cases: tuple[UUID, ...]

    @property
    def stream_key(self) -> bytes:
        return stream_key(self.stream)


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of another desk on the case, which ours came after."""

    desk: str
    header: Header
    body: Body


class Disputes(Protocol):
    """Questions about action items."""

    def open_items(self, limit: int) -> list[OpenItem]:
        """Those not settled, oldest first."""
        ...

    def open_items_of(self, cases: Collection[UUID]) -> list[OpenItem]:
        """Those of these cases that are not settled, oldest first."""
        ...

    def open_by_desk(self) -> dict[str, int]:
        """How many disputed entries of each desk of the office nobody has settled yet, as far as the feed was read."""
        ...

    def find(self, place: str) -> OpenItem | None:
        """The item of that name, settled or not."""
        ...

    def beside(self, item: OpenItem, limit: int) -> list[Beside]:
        """What other desks wrote on its cases since the entry before ours was confirmed, newest first."""
        ...
