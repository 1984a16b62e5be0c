"""The drawer, stamps and terminals of a business day, as the services read them. Any lane."""

from __future__ import annotations

from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from app.domain.drawer import DrawerMoves
from app.domain.entry_body import Body
from app.domain.money_entries import CashCounted, CashMoved, ShiftHandedOver, StampsCounted, TerminalCounted

B_co = TypeVar("B_co", bound=Body, covariant=True)


class Done(NamedTuple, Generic[B_co]):
    """An entry of the drawer with who made it. `at`: ms; `confirmer`: name of the second person, empty where there was none."""

    entry_id: UUID
    at: int
    user: str
    name: str
    confirmer: str
    body: B_co
    seq: int


class TenderSum(NamedTuple):
    """What one means of payment brought on a day, and what went back by it, in won. `settled_won`: taken for what was owed (후불)."""

    tender: str
    payments: int
    taken_won: int
    refunds: int
    returned_won: int
    settled_won: int


class PaidPart(NamedTuple):
    """One means of one payment, or of one refund (`back`). `at`: ms; `terminal` empty: typed in without a joined terminal."""

    at: int
    receipt_no: str
    tender: str
    amount_won: int
    back: bool
    approval_no: str
    terminal: str
    trace_no: str
    manual: bool


class Drawer(Protocol):
    """What happened at the drawer on a business day: of this desk, or of another one whose entries came by the feed (`desk`)."""

    def sums(self, day: str, *, desk: str | None = None, before: int | None = None) -> DrawerMoves:
        """What moved on that day; `before`: as it stood when the entry of that seq was written (this desk only)."""
        ...

    def tenders(self, day: str, *, desk: str | None = None, before: int | None = None) -> list[TenderSum]:
        """Every means that took or gave back money on that day, by its code; `before` as in `sums`."""
        ...

    def paid_parts(self, day: str, *, before: int | None = None) -> list[PaidPart]:
        """What was taken and given back at this desk by other means than cash, in the order of the book; `before` as in `sums`."""
        ...

    def net_won(self, day: str, owner: str, *, before: int | None = None) -> int:
        """What was taken for that owner's fees at this desk on that day, less what was given back; `before` as in `sums`."""
        ...

    def finished(self, day: str) -> int:
        """Cases received at this desk on that day of which nothing is open any more; cancelled ones are not among them."""
        ...

    def moves(self, day: str, *, desk: str | None = None) -> list[Done[CashMoved]]:
        """Cash in, out and to the bank, in the order in which it went; so are the others. With the bank's number where it came later."""
        ...

    def unnumbered(self, since: str) -> list[tuple[str, Done[CashMoved]]]:
        """What this desk took to the bank since that business day and has no number of its paper; with its day, oldest first."""
        ...

    def counts(self, day: str, *, desk: str | None = None) -> list[Done[CashCounted]]: ...

    def hand_overs(self, day: str, *, desk: str | None = None) -> list[Done[ShiftHandedOver]]: ...

    def stamps(self, day: str, *, desk: str | None = None) -> list[Done[StampsCounted]]: ...

    def terminals(self, day: str, *, desk: str | None = None) -> list[Done[TerminalCounted]]: ...
