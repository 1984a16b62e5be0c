"""Refunds as screens and the command line read them: what was paid, what is left of it, what was promised."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

import msgspec

from app.domain.forms import Text
from app.domain.money_entries import PaymentPart

WORK_LIST: Final = "refund_promised"  # of the 업무함


class PaidLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one means paid for one fee line. `left_won` may still go back; `promised_won` will.

    `label`: as it was recorded, in Korean; `name`: in both languages, None where that form is here no more.
    """

    case_id: UUID
    number: str
    service: str
    line: int
    label: str
    name: Text | None = None
    tender: str
    paid_won: int
    left_won: int
    promised_won: int


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """A payment with what became of it. `same_day`: of today's open business day. `refunds`: numbers of its refund receipts.

    `ways`: tender → how its money may go back, the usual way first. `by_terminal`: tenders whose cancellation the card terminal has to say.
    """

    receipt_no: str
    payment_id: UUID
    at: int
    desk: str
    business_day: str
    same_day: bool
    parts: list[PaymentPart]
    lines: list[PaidLine]
    ways: dict[str, list[str]]
    by_terminal: list[str]
    refunds: list[str]

    @property
    def paid_won(self) -> int:
        return sum(line.paid_won for line in self.lines)

    @property
    def left_won(self) -> int:
        return sum(line.left_won for line in self.lines)


class Refunded(msgspec.Struct, frozen=True, kw_only=True):
    """Money that went back and is on disk. `by_tender`: the tender in which it went back → won."""

    receipt_no: str
    original_no: str
    amount_won: int
    by_tender: dict[str, int]


class PromiseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A promise; the account is masked. `made_at`: ms; `due`: `2026-11-27`; `overdue`: that date is past or today."""

    promise_id: UUID
    slip_no: str
    original_no: str
    amount_won: int
    reason: str
    due: str
    overdue: bool
    account_shown: str
    made_at: int
    desk: str
    state: Literal["open", "kept", "dropped"]
    case_id: UUID
    number: str
    service: str
    name: str
