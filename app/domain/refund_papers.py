"""What the papers of giving money back say, ready to be drawn: 반환 영수증, 반환 확인증, 취소·반환 명세, 재발행 명세 (COUNTER §4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from app.domain.papers import OfficeInfo


class RefundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A fee line of which money goes back: what had been paid for it, and how much of that is given back now."""

    label: str
    case_number: str
    paid_won: int
    returned_won: int


class RefundPart(msgspec.Struct, frozen=True, kw_only=True):
    """Money given back in one tender. `approval_no`: of the cancellation; `original_approval_no`, `last4`: of the card as it paid."""

    tender: str
    amount_won: int
    approval_no: str = ""
    original_approval_no: str = ""
    last4: str = ""


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What both papers of money that goes back say. `original_no`: the receipt of the payment; `approver`: who signed as the second."""

    office: OfficeInfo
    desk: str
    original_no: str
    original_at: datetime
    issued_at: datetime
    clerk: str
    approver: str
    payer: str
    reason: str
    lines: list[RefundLine]
    total_won: int
    reprint: int = 0
    training: bool = False


class RefundReceipt(GivenBack, frozen=True, kw_only=True):
    """반환 영수증 (80 mm and A4). `promise_no`: of the 반환 확인증 that it keeps.

    `same_day`: cancelled by the original approval, else given back later.
    """

    receipt_no: str
    parts: list[RefundPart]
    by_owner: dict[str, int]
    qr: str
    same_day: bool = True
    promise_no: str = ""


class PromiseSlip(GivenBack, frozen=True, kw_only=True):
    """반환 확인증 (80 mm and A4): money that goes back later. `due`: 지급 예정일; `account_shown`: bank and masked number, or nothing."""

    slip_no: str
    due: date
    account_shown: str
    qr: str


class ReversalLine(msgspec.Struct, frozen=True, kw_only=True):
    """A case cancelled, a document voided, money given back or promised. `number`: of the case or of the receipt it undoes."""

    what: Literal["cancelled", "voided", "refunded", "promised"]
    number: str
    service: str
    tender: str
    amount_won: int
    reason: str
    user: str
    approver: str
    at: datetime


class ReprintLine(msgspec.Struct, frozen=True, kw_only=True):
    """A paper made once more. `document`: its code (`payment_receipt`); `times`: the how-many-th repetition."""

    document: str
    number: str
    times: int
    reason: str
    user: str
    at: datetime


class ReversalSheet(msgspec.Struct, frozen=True, kw_only=True):
    """취소·반환 명세 and 재발행 명세 of a business day. `desk` empty: of the room."""

    office: OfficeInfo
    desk: str
    day: str
    made_at: datetime
    clerk: str
    lines: list[ReversalLine]
    reprints: list[ReprintLine]
    training: bool = False
