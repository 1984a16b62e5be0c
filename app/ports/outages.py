"""Outages, paper slips and the cases taken meanwhile, as the services read them. Any lane."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol
from uuid import UUID

from app.domain.cases import Case
from app.domain.outages import Outage
from app.domain.slips import Marked


class TypedIn(NamedTuple):
    """A case with who recorded it (user, name); both empty where nobody was signed in."""

    case: Case
    user: str
    name: str


class Outages(Protocol):
    """Questions about outages and slips."""

    def open(self, system: str | None = None) -> list[Outage]:
        """Those that last, of any desk this ledger knows, oldest first."""
        ...

    def between(self, since: int, until: int) -> list[Outage]:
        """Those that touch that span of ms, oldest first."""
        ...

    def newest(self, limit: int) -> list[Outage]: ...

    def cases(self, since: int, until: int | None, services: Collection[str] | None) -> list[TypedIn]:
        """Cases asked for in that span of ms (their intake, not their typing in), in its order. `services` None: of every service."""
        ...

    def slip_ranges(self, desk: str | None) -> list[str]:
        """Ranges of which slips were printed, of one desk or of all."""
        ...

    def slip_marks(self, slips: str) -> list[Marked]:
        """What was said about the numbers of a range, in the order in which it was said."""
        ...

    def slip_serials(self, slips: str) -> list[int]:
        """Serials of that range that were typed in."""
        ...

    def slip_case(self, slips: str, serial: int) -> UUID | None:
        """The case that was typed in from that slip."""
        ...
