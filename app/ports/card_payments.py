"""Card payments that were started at this desk, and what the terminal still has to be asked. Any lane; `put_job`, `drop_job`: writer."""

from __future__ import annotations

from typing import Literal, Protocol
from uuid import UUID

import msgspec

from app.domain.card_payment import State, Way

JobKind = Literal["inquire", "reverse", "cancel"]


class CardPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A started payment and what is known of it. Times in ms. `started_by`: the signed_in entry of whoever started it.

    `original`: of a cancel, the payment whose money goes back. `approval_no`, `last4`, `approved_at`: once it is taken.
    """

    payment_id: UUID
    way: Way
    tender: str
    amount_won: int
    terminal: str
    trace_no: str
    cases: list[UUID]
    original: UUID | None
    visit_id: UUID | None
    started_by: UUID | None
    business_day: str
    started_at: int
    state: State
    code: str
    changed_at: int
    receipt_no: str
    approval_no: str
    last4: str
    approved_at: int


class TerminalJob(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal is to be asked, again and again until it answers. `next_at`: ms. `content`: sealed, what the money is for."""

    payment_id: UUID
    kind: JobKind
    attempts: int = 0
    next_at: int = 0
    code: str = ""
    content: bytes = b""


class CardPayments(Protocol):
    def get(self, payment_id: UUID) -> CardPayment | None:
        """Of this desk or another one of the office."""
        ...

    def find(self, text: str) -> CardPayment | None:
        """The newest one of this desk with that terminal and trace number (`T1-000123`), or the one with that id."""
        ...

    def open(self) -> list[CardPayment]:
        """Those of this desk of which nobody knows how they end, oldest first."""
        ...

    def of_day(self, day: str) -> list[CardPayment]:
        """Those this desk started on that business day, in their order."""
        ...

    def last_trace(self, terminal: str) -> tuple[int, bool] | None:
        """The trace number that terminal was asked with last, as far as this ledger knows; True if by the stream that is written now."""
        ...

    def received_with(self, payment_id: UUID, settled: UUID) -> list[UUID]:
        """Cases of the basket that payment was started for, in their order; those that cost nothing too. `settled`: the entry that paid."""
        ...

    def job(self, payment_id: UUID) -> TerminalJob | None: ...

    def jobs(self) -> list[TerminalJob]:
        """All that waits, the next one first."""
        ...

    def put_job(self, job: TerminalJob) -> None: ...

    def drop_job(self, payment_id: UUID) -> None: ...
