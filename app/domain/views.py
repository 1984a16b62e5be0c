"""What screens and the command line read: plain rows, already masked where another's data is concerned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from app.domain.closing import DayTotals
from app.domain.entries import Role
from app.domain.fees import FeeLine
from app.domain.forms import Exemption, Field, FormDef
from app.domain.money_entries import PaymentPart
from app.domain.programmes import Offer
from app.domain.words import Words


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in: `entry_id` is their `signed_in` entry, which every entry of theirs names."""

    entry_id: UUID
    user: str
    name: str
    role: Role


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is on disk; only now may its number be shown. `fee_won`: due after exemption. `offers`: what may be offered with it."""

    number: str
    entry_id: UUID
    case_id: UUID
    seq: int
    fee_won: int
    state: str
    provisional: bool
    warnings: dict[str, str] = {}
    offers: list[Offer] = []


class VisitRecorded(msgspec.Struct, frozen=True, kw_only=True):
    """A basket that is on disk, in one commit. `receipt_no` None: nothing was paid. `parts`: by which means."""

    cases: list[Recorded]
    receipt_no: str | None
    paid_won: int
    change_won: int
    parts: list[PaymentPart] = []


Standing = Literal["saved", "sent", "confirmed", "disputed"]


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger table or a search; the name is masked. `key` continues the page after this row."""

    key: int
    case_id: UUID
    number: str
    official_no: str
    desk: str
    service: str
    state: str
    money: str
    name: str
    received_at: int
    business_day: str
    copies: int
    due_won: int
    open_won: int
    provisional: bool
    standing: Standing


class PutRight(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a correction put right: what stood there and what stands there since, numbers masked; None for empty."""

    field: str
    old: Any
    new: Any


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a case in words: `kind` and `step` are translated by the screen."""

    seq: int
    at: int
    kind: str
    step: str
    user: str
    note: str
    amount_won: int
    standing: Standing
    name: str = ""  # of who did it, where it is known
    charged: Literal["", "nothing", "waived", "reduced"] = ""  # of a fee: that there was none, or what an exemption took off
    exemption: str = ""  # its ground, as a code
    fields: list[str] = []  # of a correction: what was put right
    entry_id: UUID | None = None  # of a correction
    changes: list[PutRight] = []  # of a correction that took effect, where the case is in hand and all it rests on is still here


def done_text(line: HistoryLine, words: Words, exemptions: Mapping[str, Exemption]) -> str:
    """What that entry did, as something that is done. A fee of nothing was not charged: there is none, or it is waived on that ground."""
    if not line.charged:
        return words.happened(line.kind, line.step)
    ground = exemptions.get(line.exemption)
    return words.text(f"charged.{line.charged}", ground=words.of(ground.name) if ground is not None else line.exemption)


def put_right(line: HistoryLine, form: FormDef | None, words: Words, shown: Callable[[Field, Any], object]) -> str:
    """The fields a correction put right, by the names the form gives them, with what stood there and what stands there since where that is
    known. `shown`: a value as people read it.
    """
    fields = {each.id: each for each in form.fields} if form is not None else {}
    names = {name: words.of(each.label) for name, each in fields.items()}
    if not line.changes:
        return ", ".join(names.get(each, each) for each in line.fields)

    def said(name: str, value: Any) -> str:
        if value in (None, ""):
            return words.text("correct.empty")
        return str(shown(fields[name], value) if name in fields else value)

    return "; ".join(
        words.text(
            "correct.changed", field=names.get(each.field, each.field), old=said(each.field, each.old), new=said(each.field, each.new)
        )
        for each in line.changes
    )


class AttachmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a case. `standing`: queued (here, not yet at central), sent, here (another desk's, fetched), wanted (on its way), away
    (only at central), erased (its retention period is over; nobody can read it). `pages`: 0 where nobody knows.
    """

    entry_id: UUID
    name: str
    medium: str
    size: int
    pages: int
    at: int
    user: str
    standing: Literal["queued", "sent", "here", "wanted", "away", "erased"]


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The case in hand: full names, numbers masked (`******`), what may be done next by this actor.

    `can_send`: another office may be asked to make its paper (어디서나민원).
    """

    row: CaseRow
    life: str
    version: int
    intake_at: int
    applicant: dict[str, Any]
    agent: dict[str, Any] | None
    answers: dict[str, Any]
    lines: list[FeeLine]
    due_won: int
    paid_won: int
    open_won: int
    steps: list[str]
    can_cancel: bool
    receipts: list[str]
    history: list[HistoryLine]
    down: list[str]
    facts: dict[str, Any]
    attachments: list[AttachmentRow] = []
    slip_no: str = ""
    late_reason: str = ""
    can_send: bool = False
    due_at: int | None = None  # ms
    offers: list[Offer] = []
    notices: int = 0
    own_due_at: int | None = None  # ms; the office's own, shorter promise
    on_paper: bool = False  # owed, and maybe handed over on paper while its system was away: two sign for it
    can_correct: bool = False


class PersonHint(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier request about the same person. `number`: the case that asked for it; `kind`: what it asked for; `received_on` in ISO and
    how many days ago that was.
    """

    number: str
    service: str
    kind: str
    received_on: str
    days: int


class Lamp(msgspec.Struct, frozen=True, kw_only=True):
    """A national system as this room sees it; `since` ms when it is down."""

    system: str
    down: bool
    since: int | None = None


class DayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The business day of this desk. `day` is the open one, or None; `blockers`: code → count, must be empty to close.

    `closes`: the time at which this day should have been closed, `18:00`; empty before it. `opens`: the day that would be opened now,
    `2026-11-20/2` where today was closed already; empty while one is open.
    """

    day: str | None
    opened_at: int | None
    unclosed: str | None
    float_won: int
    totals: DayTotals
    blockers: dict[str, int]
    unsent: int
    unsent_won: int
    closings: int
    grand_total_won: int
    closes: str = ""
    opens: str = ""


class ClosedDay(msgspec.Struct, frozen=True, kw_only=True):
    day: str
    closing_no: int
    label: str
    closed_at: int
    net_won: int
    cases: int
    user: str


class Far(NamedTuple):
    """How many entries a desk has of those that are taken from central, and how many there are (0: not known yet); `folding`: all of
    them are here, and so many are in the lists.
    """

    done: int
    total: int
    folding: bool = False


class SyncStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`central`: none (never enrolled), up, down; `line`: False when not even the network answers.

    `revoked`: central counts this computer as no desk of the office any more; nobody signs in here. `refused_since_ms`: since when
    central answers, but takes or gives nothing. `filling`: while a desk takes the office's book or much of it, how far it is.
    """

    central: Literal["none", "up", "down"]
    line: bool
    pending: int
    acked_seq: int
    last_seq: int
    confirmed_office_seq: int
    oldest_unacked_ms: int | None
    attempts: int
    last_try_ms: int | None
    last_answer: str
    next_try_s: float | None
    revoked: bool = False
    attachments_waiting: int = 0
    confirmed_seq: int = 0  # own entries that came back with their order number
    refused_since_ms: int | None = None
    filling: Far | None = None


class WorkItem(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the 업무함. `list_code` names the list, `action` what its one key does, `item` a dispute to settle."""

    list_code: str
    case_id: UUID | None
    number: str
    service: str
    name: str
    state: str
    since: int
    action: str
    item: str = ""
    due_at: int | None = None  # ms
    user: str = ""  # with whom it lies
    step: bool = False  # the action is a step of the case's life
    more: tuple[int, int] = (0, 0)  # continues the page after this row
    own_due_at: int | None = None  # ms; the office's own, shorter promise


class StaffRow(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    name: str
    role: Role
    active: bool


class StaffLogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One change of somebody's rights, or their word that they know the duty of secrecy (`note`: of which text).

    `by`: whose hand it was, empty where the home was made.
    """

    at: int
    desk: str
    user: str
    action: str
    role: str
    by: str
    note: str = ""


AccessPlace = tuple[int, int]  # ms and row: continues a page of the access log after that line


class AccessRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the access log (접속기록): who saw whose data, when, at which desk and address, why."""

    at: int
    user: str
    purpose: str
    query: str
    numbers: list[str]
    count: int
    desk: str = ""
    address: str = ""
    place: AccessPlace = (0, 0)
