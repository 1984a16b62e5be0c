"""What the papers of the drawer say, ready to be drawn (COUNTER §4).

중간집계표, 창구 인수인계서, 시재 확인표, 카드 대사표, 증지 대조표, 납입 내역서. Whole won everywhere. Codes (tenders, purposes, open
items) are named by the paper; names of people are whole: they are the staff's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from app.domain.papers import OfficeInfo


class DrawerSums(msgspec.Struct, frozen=True, kw_only=True):
    """준비금 + 현금 − 반환 + 넣은 돈 − 뺀 돈 − 납입 = 장부."""

    float_won: int
    cash_won: int
    returned_won: int
    in_won: int
    out_won: int
    remitted_won: int
    expected_won: int


class TenderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One tender so far: payments and won taken, refunds and won given back. `name`: as the office calls it.

    `settled_won` of 후불: what of `returned_won` was paid by other means, which this paper calls `settled`; nobody got it back.
    """

    name: str
    payments: int
    taken_won: int
    refunds: int
    returned_won: int
    settled: str = ""
    settled_won: int = 0


class MoveLine(msgspec.Struct, frozen=True, kw_only=True):
    """Cash into or out of the drawer beside takings."""

    at: datetime
    way: Literal["in", "out"]
    purpose: Literal["float", "remit", "other"]
    amount_won: int
    reason: str
    number: str
    user: str


class InterimSheet(msgspec.Struct, frozen=True, kw_only=True):
    """중간집계표 (80 mm and A4). `counted_won` None: nobody has counted; `notes`: denomination in won → pieces.

    `drawer` None: the book's sum is covered until somebody has counted (금액 가리고 세기).
    `open_items`: code of the list in 업무함 → how many. `alone`: there is no central to send to.
    """

    office: OfficeInfo
    desk: str
    day: str
    made_at: datetime
    clerk: str
    number: int
    received: int
    issued: int
    cancelled: int
    tenders: list[TenderLine]
    by_owner: dict[str, int]
    drawer: DrawerSums | None
    counted_won: int | None
    notes: dict[int, int]
    reason: str
    open_items: list[tuple[str, int]]
    unsent: int
    unsent_won: int
    alone: bool = False
    reprint: int = 0
    training: bool = False


class CountedDrawer(msgspec.Struct, frozen=True, kw_only=True):
    """A drawer that somebody counted, beside what the book said at that moment. `notes`: denomination in won → pieces."""

    office: OfficeInfo
    desk: str
    day: str
    at: datetime
    drawer: DrawerSums
    counted_won: int
    notes: dict[int, int]
    reason: str
    reprint: int = 0
    training: bool = False


class HandOverSheet(CountedDrawer, frozen=True, kw_only=True):
    """창구 인수인계서. `papers`: keys, stamps and security paper with their numbers, as they were written down."""

    giver: str
    taker: str
    tenders: list[TenderLine]
    open_items: list[tuple[str, int]]
    papers: str


class CashSheet(CountedDrawer, frozen=True, kw_only=True):
    """시재 확인표. `blind`: counted before the book's sum was shown (금액 가리고 세기)."""

    purpose: Literal["opening", "interim", "closing"]
    clerk: str
    confirmer: str
    blind: bool
    moves: list[MoveLine]


class CardTotals(msgspec.Struct, frozen=True, kw_only=True):
    approvals: int
    approvals_won: int
    cancels: int
    cancels_won: int


class CardDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One payment that terminal and book do not tell alike, each in won (0: not known there). `note`: what it is, in words."""

    receipt_no: str
    approval_no: str
    at: datetime | None
    terminal_won: int
    book_won: int
    note: str


class CardTerminalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One terminal beside the book. `counted` None: it was not asked and nothing was typed in yet."""

    terminal: str
    counted: CardTotals | None
    source: Literal["terminal", "typed", ""]
    book: CardTotals


class CardSheet(msgspec.Struct, frozen=True, kw_only=True):
    """카드 대사표. `unknown`: payments whose result nobody knows yet, counted nowhere else."""

    office: OfficeInfo
    desk: str
    day: str
    made_at: datetime
    clerk: str
    terminals: list[CardTerminalLine]
    differences: list[CardDifference]
    unknown: int
    reason: str
    reprint: int = 0
    training: bool = False


class StampLine(msgspec.Struct, frozen=True, kw_only=True):
    """증지 of one device. `spoiled`: numbers of the spoiled ones."""

    mode: Literal["electronic", "machine"]
    device: str
    first_no: int
    last_no: int
    issued_won: int
    spoiled_won: int
    spoiled: list[int]


class StampSheet(msgspec.Struct, frozen=True, kw_only=True):
    """증지 대조표: 발행 − 오인 beside the office's own fees in the book (`book_won` taken, `returned_won` given back)."""

    office: OfficeInfo
    desk: str
    day: str
    made_at: datetime
    clerk: str
    lines: list[StampLine]
    book_won: int
    returned_won: int
    reason: str
    reprint: int = 0
    training: bool = False


class RevenueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One 세입과목. `code`: the office's own number of the account, may be empty."""

    code: str
    account: str
    owner: str
    cases: int
    cash_won: int
    card_won: int
    other_won: int
    returned_won: int
    net_won: int


class Remittance(msgspec.Struct, frozen=True, kw_only=True):
    """Cash taken to the bank. `number`: 납입번호, empty while the bank's paper is not there."""

    at: datetime
    amount_won: int
    number: str
    user: str


class RemittanceSheet(msgspec.Struct, frozen=True, kw_only=True):
    """납입 내역서 (시·구금고) of a business day or, with `until`, of several. `treasury`: the bank; `cashier`: 출납원."""

    office: OfficeInfo
    desk: str
    day: str
    until: str
    made_at: datetime
    clerk: str
    cashier: str
    treasury: str
    pay_day: date | None
    lines: list[RevenueLine]
    remittances: list[Remittance]
    reprint: int = 0
    training: bool = False
