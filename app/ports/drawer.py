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


class Drawer(Protocol):
    """What happened at the drawer on a business day: of this desk, or of another one whose entries came by the feed (`desk`)."""

    def sums(self, day: str, *, desk: str | None = None) -> DrawerMoves: ...

    def moves(self, day: str, *, desk: str | None = None) -> list[Done[CashMoved]]:
        """Cash in, out and to the bank, in the order in which it went; so are the others."""
        ...

    def counts(self, day: str, *, desk: str | None = None) -> list[Done[CashCounted]]: ...

    def hand_overs(self, day: str, *, desk: str | None = None) -> list[Done[ShiftHandedOver]]: ...

    def stamps(self, day: str, *, desk: str | None = None) -> list[Done[StampsCounted]]: ...

    def terminals(self, day: str, *, desk: str | None = None) -> list[Done[TerminalCounted]]: ...
