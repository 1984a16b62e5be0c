"""Money that went back, was promised, or is still owed (후불): what the ledger knows of each payment. Any lane."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentReversed, PaymentSettled, RefundPromised


class Returned(NamedTuple):
    """An entry by which money of a payment went back, of whichever desk."""

    header: Header
    body: PaymentReversed


class Promised(NamedTuple):
    """A promise and how it stands."""

    header: Header
    body: RefundPromised
    state: Literal["open", "kept", "dropped"]


class Undone(NamedTuple):
    """A case cancelled, money given back or promised, or a paper made once more."""

    header: Header
    body: Body


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of which something is owed (후불). `open_won`: what of `amount_won` was not paid yet. `at`: ms."""

    payment_id: UUID
    receipt_no: str
    case_id: UUID
    business_day: str
    desk: str
    at: int
    amount_won: int
    open_won: int


class Refunds(Protocol):
    """Whatever a desk may have to give back, and what it still gets."""

    def payment(self, payment_id: UUID, case_id: UUID) -> tuple[Header, PaymentSettled] | None:
        """That payment, which paid for that case among others."""
        ...

    def returned(self, payment_id: UUID) -> list[Returned]:
        """What of that payment went back, oldest first as this desk learned it."""
        ...

    def promised(self, payment_id: UUID) -> list[Promised]:
        """Every promise of money of that payment, the settled ones too."""
        ...

    def by_number(self, receipt_no: str) -> list[Returned]:
        """The entries of that refund receipt: one for each tender that went back."""
        ...

    def promise(self, promise_id: UUID) -> Promised | None: ...

    def promise_by_number(self, slip_no: str) -> Promised | None: ...

    def open_promises(self, limit: int) -> list[Promised]:
        """Promises of any desk of the office that nobody kept yet, those due first at the head."""
        ...

    def promises_due(self, day: str) -> int:
        """How many open promises of this desk are due on that date (`2026-11-27`) or before."""
        ...

    def open_count(self) -> int: ...

    def undone(self, day: str, desk: str | None) -> list[Undone]:
        """What was cancelled, given back, promised or printed again on that business day, at that desk or at all, in order."""
        ...

    def claims(self, limit: int) -> list[Claim]:
        """What is owed to the office, oldest first."""
        ...

    def claim(self, receipt_no: str) -> Claim | None: ...
