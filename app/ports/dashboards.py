"""What the 현황판 asks of the ledger: some business days of some desks at once. Any lane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.dashboard import Money, Received, Slice

Part = tuple[str, str]  # a desk and a business day of it


class Tallies(msgspec.Struct, frozen=True, kw_only=True):
    """Of each part that has any, from one moment of the ledger: its cases by service and hour, its money by tender."""

    received: dict[Part, list[Received]]
    money: dict[Part, list[Money]]


class Dashboards(Protocol):
    """`parts` are the business days (`2026-11-20`, `2026-11-20/2`) of desks, own and others'."""

    def tallies(self, parts: Sequence[Part], *, time_of_day_ms: int) -> Tallies:
        """`time_of_day_ms`: since midnight in Seoul; what was received later on its day is marked so."""
        ...

    def cases(self, parts: Sequence[Part], wanted: Slice, *, after: int | None, limit: int) -> list[UUID]:
        """The cases behind those figures by the moment of receipt, the newest first. `after`: key of the last row seen."""
        ...

    def desks(self) -> list[str]:
        """Every desk of which this ledger has a stream."""
        ...
