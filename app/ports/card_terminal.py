"""The card terminal on the counter. Every call waits for the device: network pool or the command line, never a lane or the GUI thread.

A message's `trace_no` (STAN, six digits) and the terminal's id name it on both sides: the same two always mean the same message,
so a repeat after a lost answer takes no money twice. Of a card only the last four digits ever come out of here.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import msgspec


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """The host took (or gave back) that money. `approved_at`: ms, the host's clock."""

    approval_no: str
    amount_won: int
    last4: str
    trace_no: str
    terminal: str
    approved_at: int


class TerminalTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What host and terminal agree they took on a calendar date: counts and won of purchases (also of those cancelled since), and of
    cancels and refunds. A reversed purchase is in neither: whether it was ever approved nobody but the host knows.
    """

    terminal: str
    purchases: int
    purchases_won: int
    cancels: int
    cancels_won: int


class CardTerminal(Protocol):
    """Refused `card_declined` (fact `answer`: the host's two digits): nothing was taken. Unavailable `terminal_away`: not a byte of
    the question left, nothing was taken. Unavailable `terminal_unknown`: it left and no answer that fits came; only `inquire` or
    `reverse` tells.
    """

    @property
    def terminal_id(self) -> str: ...

    def purchase(self, amount_won: int, *, trace_no: str, payment_id: UUID) -> Approval:
        """0200: the citizen's card paid that sum."""
        ...

    def inquire(self, amount_won: int, *, trace_no: str) -> Approval | None:
        """What stands of that trace number, purchase or giving back; None if the host never approved it, or it was reversed or
        cancelled since. None is how it is now: a question that is still on its way may be approved later, and only `reverse` bars it.
        """
        ...

    def cancel(self, original: Approval, *, trace_no: str) -> Approval:
        """The same day: the original approval is cancelled, whole; its own approval number. Refused `card_declined`."""
        ...

    def refund(self, amount_won: int, *, trace_no: str, original: Approval) -> Approval:
        """Later, or in part: money goes back to the card that is put in."""
        ...

    def reverse(self, amount_won: int, *, trace_no: str, repeated: bool) -> None:
        """0420 (`repeated`: 0421): whatever became of that purchase, no money stays taken, and if it comes later it is declined. Safe to
        repeat. A cancel or refund without an answer is not reversed but asked again under its own trace number.
        """
        ...

    def totals(self, date: str) -> TerminalTotals:
        """End of day: what the host counts for this terminal on that date (`2026-11-20`)."""
        ...

    def probe(self) -> None:
        """Somebody answers there, the terminal and its host. Takes nothing, needs no trace number."""
        ...
