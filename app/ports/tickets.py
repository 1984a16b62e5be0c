"""Where queue numbers come from: the desk's own list, or the ticket machine of the room; and the book of visits that had one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from app.domain.tickets import Kind, Ticket, Waiting
from app.domain.waiting import VisitTimes


class TicketSource(Protocol):
    """A queue of one day. A machine is asked on a network thread and may be away (Unavailable `ticket_machine_away`,
    `ticket_machine_unclear`); the own list belongs to the writer lane. Refused `ticket_unknown` for a number it does not have."""

    def take(self, kind: Kind, station: str, *, number: str = "") -> Ticket:
        """A ticket is given out and waits. `number`: of another desk's or printer's ticket, instead of the next of the series.

        Refused `ticket_known` where that number waits already.
        """
        ...

    def call_next(self, desk: str, stations: Collection[str]) -> Ticket | None:
        """The next one for that desk is called and waits no longer; None if nobody waits."""
        ...

    def call_number(self, desk: str, number: str) -> Ticket:
        """That one is called out of its turn."""
        ...

    def again(self, desk: str, number: str) -> None:
        """It is shown and said once more."""
        ...

    def end(self, desk: str, number: str, *, absent: bool) -> None:
        """Its holder has gone, or never came."""
        ...

    def back(self, number: str) -> Ticket:
        """Who was absent stands at the end of the queue."""
        ...

    def pass_on(self, number: str, *, station: str, desk: str) -> None:
        """A called one waits again, at its old place, for that station or that desk."""
        ...

    def waiting(self, desk: str, stations: Collection[str]) -> Waiting:
        """Who waits for that desk."""
        ...

    def tickets(self) -> list[Ticket]:
        """Everybody who waits, in the order of calling."""
        ...


class OwnTickets(TicketSource, Protocol):
    """The desk's own list. Writer lane."""

    def take(self, kind: Kind, station: str, *, number: str = "", series: str = "") -> Ticket:
        """As `TicketSource.take`. `series`: stands before the number, so that it is no number of the machine's."""
        ...


class Visits(Protocol):
    """Visits with a ticket, as their entries tell. Any lane."""

    def times(self, first_day: str, last_day: str, *, desk: str | None = None) -> list[VisitTimes]:
        """Those of the business days between the two, both included, of one desk or of all that this ledger knows; by day and call."""
        ...

    def cases_of(self, visit_id: UUID, since_seq: int) -> int:
        """How many cases this desk received in that visit, which began with the entry of that seq."""
        ...
