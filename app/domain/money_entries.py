"""Entries about money: the drawer, the day, fees, payments, refunds, terminals, stamps (REFERENCE §6, GUARANTEES G3, G6).

Kinds and fields are only ever added, as in `domain.entries`. Whole won everywhere; a count is a count of pieces or papers.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec

from app.domain.bounds import Int, Won
from app.domain.entry_body import Body
from app.domain.fees import FeeLine

# A code of the catalogue's tenders (`forms/shared/tenders.toml`); of drafts also `none`. Data: an office may add its own.
Tender = str
DraftTender = str

# ── the drawer and the day ───────────────────────────────────────────────────────────────────────────────────────────


class DayOpened(Body, frozen=True):
    """`not_ready`: codes of `domain.readiness` that were red; then `reason`, and `confirmed_by` if another than the actor signed."""

    day: str
    float_won: Won = 0
    not_ready: list[str] = []
    reason: str = ""
    confirmed_by: UUID | None = None


class CashCounted(Body, frozen=True):
    """`notes`: denomination in won → pieces. `blind`: counted before the book's sum was shown."""

    purpose: Literal["opening", "interim", "closing"]
    counted_won: Won
    expected_won: Won
    notes: dict[int, int] = {}
    reason: str = ""
    blind: bool = False
    confirmed_by: UUID | None = None


class CashMoved(Body, frozen=True):
    """Cash went into or out of the drawer beside takings: `float` 준비금 added or taken away, `remit` 금고 납입, `other` with its reason.

    `way` in, out. `number`: 납입번호, of the bank's paper.
    """

    way: Literal["in", "out"]
    purpose: Literal["float", "remit", "other"]
    amount_won: Won
    reason: str = ""
    number: str = ""
    confirmed_by: UUID | None = None


class RemittanceNumbered(Body, frozen=True):
    """The bank's paper of a 금고 납입 came later: its number. `moved`: the cash_moved entry; said twice, the later word holds."""

    moved: UUID
    number: str


class ShiftHandedOver(Body, frozen=True):
    """The drawer went from the actor to another person in the middle of the day; both signed (인수인계).

    `taken_by`: the signed_in entry of the other one. `open_items`: code → how many. `papers`: numbers of stamps, security paper, keys.
    """

    taken_by: UUID
    counted_won: Won
    expected_won: Won
    notes: dict[int, int] = {}
    reason: str = ""
    open_items: dict[str, int] = {}
    papers: str = ""


class StampsCounted(Body, frozen=True):
    """증지 of a business day, as its device counts them: first and last number, what it issued and what was spoiled (오인), in won."""

    mode: Literal["electronic", "machine"]
    device: str
    first_no: Int
    last_no: Int
    issued_won: Won
    spoiled_won: Won = 0
    spoiled: list[Int] = []
    reason: str = ""


TerminalApartCode = Literal["not_at_terminal", "not_in_book", "amount", "unknown", "by_telephone", "other_date"]


class TerminalApart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One payment that terminal and book do not tell alike, in won; money given back is negative, 0: not known there. `at`: ms."""

    code: TerminalApartCode
    terminal_won: Won
    book_won: Won
    receipt_no: str = ""
    approval_no: str = ""
    trace_no: str = ""
    at: Int | None = None


class TerminalCounted(Body, frozen=True):
    """What a card terminal says it took and gave back on a business day. `source`: asked of it, or typed in from its slip.

    `apart`: where it differed from the book, payment by payment, as far as the terminal could be asked.
    """

    terminal: str
    purchases: Int
    purchases_won: Won
    cancels: Int
    cancels_won: Won
    source: Literal["terminal", "typed"] = "terminal"
    reason: str = ""
    apart: list[TerminalApart] = []


class DeputyNamed(Body, frozen=True):
    """대직자: that person closes, confirms and voids as the team leader would, from one date to another, both included."""

    user: str
    first_day: str
    last_day: str
    reason: str = ""
    ended: bool = False


class RoomTotalsTyped(Body, frozen=True):
    """A desk's closing as its paper says it, while its entries can't come: for the room sheet, marked 수기 (COUNTER §5).

    `rows`: service, label, unit won, owner, then the figures of a `closing.SheetRow` in their order. `check`: of the sheet's code.
    """

    desk: str
    day: str
    closing: str
    rows: list[list[Any]]
    received: dict[str, int]
    float_won: Won
    counted_won: Won | None
    grand_total_won: Won
    check: str = ""
    source: Literal["code", "typed"] = "typed"


class FeeAmountSet(Body, frozen=True):
    """The office's own amount of a fee row from a moment on (ms): one that was not known, or a change the council decided.

    `amount_won` None: the form's own amount holds again. `share_bp`: the office's share of a group of national fees (district
    share), in hundredths of a percent; then `service` names the group and `fee` is `share`.
    """

    service: str
    fee: str
    valid_from: Int
    amount_won: Won | None = None
    share_bp: Int | None = None
    source: str = ""
    confirmed_by: UUID | None = None


class DayClosed(Body, frozen=True):
    """The day of this desk is shut for ever; later work goes to the next part. `totals` repeat what the rows add up to.

    `signature`: Ed25519 of the device over `wire.signed.closing(...)`. `previous`: hash of the entry of the closing before.
    """

    day: str
    closing_no: Int
    user: str
    confirmed_by: UUID | None
    first_number: str | None
    last_number: str | None
    first_seq: Int
    last_seq: Int
    cases: Int
    copies: Int
    exempt_copies: Int
    cancelled: Int
    reprinted: Int
    due_won: Won
    waived_won: Won
    reversed_won: Won
    by_tender: dict[str, int]
    by_owner: dict[str, int]
    by_service: dict[str, list[int]]
    unsent: Int
    unsent_won: Won
    float_won: Won
    counted_won: Won | None
    grand_total_won: Won
    previous: bytes
    signature: bytes
    # service, tender column, owner, outcome (`taken`, `returned`, `waived`), cases, won
    sums: list[tuple[str, str, str, str, Int, Int]] = []
    carried: dict[str, int] = {}  # open items left to the next day: code → how many
    deputy: bool = False  # confirmed by the 대직자
    closed_at: Int | None = None  # ms, as the paper says it
    paper_sha256: bytes = b""  # of the PDF made from `paper`
    paper: bytes = b""  # what its sheet and its report say, packed (`wire.closed_paper`): the same paper comes out for ever
    cash_in_won: Won = 0
    cash_out_won: Won = 0
    remitted_won: Won = 0


# ── fees and payments ────────────────────────────────────────────────────────────────────────────────────────────────


class FeeCharged(Body, frozen=True):
    """The lines of a case as they were priced. `priced_at`: ms, the moment the rule names (ARCHITECTURE A10)."""

    lines: list[FeeLine]
    priced_at: Int
    exemption: str | None = None
    evidence: str = ""


class Allocation(msgspec.Struct, frozen=True, array_like=True):
    """So many won of one tender pay one fee line of one case."""

    case_id: UUID
    line: Int
    tender: Tender
    amount_won: Won


class PaymentPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one tender gave. Of a card only the approval number and the last four digits are ever kept."""

    tender: Tender
    amount_won: Won
    received_won: Won = 0
    change_won: Won = 0
    approval_no: str = ""
    last4: str = ""
    manual: bool = False  # typed in: told by telephone, or printed by a terminal that is not joined to this desk
    terminal: str = ""
    trace_no: str = ""
    approved_at: Int | None = None


class PaymentStarted(Body, frozen=True):
    """The intent to take money with a device, on disk before the first byte leaves (GUARANTEES G3).

    `way` cancel: money of the payment `original` goes back. `terminal`, `trace_no`: as the device will hear them. `cases`: for which.
    """

    payment_id: UUID
    tender: Tender
    amount_won: Won
    way: Literal["purchase", "cancel"] = "purchase"
    terminal: str = ""
    trace_no: str = ""
    cases: list[UUID] = []
    original: UUID | None = None


class PaymentSettled(Body, frozen=True):
    """Money was taken: `parts` by tender, `allocations` line by line; both add up to the same sum. `receipt_no` is its number.

    `settles`: the payment whose claim (후불) it pays; its papers were counted then and are not counted again.
    """

    payment_id: UUID
    receipt_no: str
    parts: list[PaymentPart]
    allocations: list[Allocation]
    settles: UUID | None = None


class PaymentUnknown(Body, frozen=True):
    """The device did not say what became of it; it is asked, or the charge reversed, until it does.

    `reversing`: from now on it is reversed, whatever the host answers later (`domain.card_payment`). `code`: why.
    """

    payment_id: UUID
    code: str = ""
    reversing: bool = False


class PaymentEnded(Body, frozen=True):
    """A started payment took no money in the end: declined, reversed, or the host never knew of it. `code`: the host's answer.

    `abandoned`: the terminal is gone for good, a team leader says with a `reason` that its slip shows no approval.
    """

    payment_id: UUID
    outcome: Literal["declined", "reversed", "not_found", "abandoned"]
    code: str = ""
    reason: str = ""
    confirmed_by: UUID | None = None


class PaymentReversed(Body, frozen=True):
    """Money was given back, line by line, never more than was paid. `receipt_no`: of the 반환 영수증.

    `way`: `original` by the payment's own tender (a card on the same day by its approval, later as a refund), `cash`, `transfer`,
    `claim` (nothing went back: what was owed is paid now, or owed no more). Each share names the tender in which it goes back.
    `approval_no`: of the cancellation. `promise`: the refund_promised entry that this keeps. `started`: the payment_id of the
    payment_started by which the terminal was asked; `manual`: its answer was typed in.
    """

    payment_id: UUID
    allocations: list[Allocation]
    reason: str
    confirmed_by: UUID | None = None
    way: Literal["original", "cash", "transfer", "claim"] = "original"
    receipt_no: str = ""
    approval_no: str = ""
    terminal: str = ""
    trace_no: str = ""
    promise: UUID | None = None
    started: UUID | None = None
    manual: bool = False


class RefundPromised(Body, frozen=True):
    """Money that can't go back now will: the citizen holds a slip (반환 확인증), the office an action item.

    `account`: bank account, sealed as numbers are (A17); `account_shown`: bank and masked number. `due`: `2026-11-27`.
    """

    promise_id: UUID
    payment_id: UUID
    allocations: list[Allocation]
    reason: str
    due: str
    slip_no: str = ""
    confirmed_by: UUID | None = None
    account: bytes = b""
    account_shown: str = ""


class RefundPromiseDropped(Body, frozen=True):
    """The promise is void: it was given by mistake. Kept ones end with the payment_reversed that names them."""

    promise_id: UUID
    reason: str
    confirmed_by: UUID | None = None
