"""The entry: one immutable row of the ledger, something that happened, in the past tense.

An entry is a header (one msgpack array, field order fixed for each `schema`) and a body (the kind's struct as a msgpack
map). Stored bytes are the truth and are what travels; nothing is serialised again to check it (ARCHITECTURE A3, §4).
Kinds and fields are only ever added: a field added later has a default, an unknown one is kept in the stored bytes.
Values of sealed fields stand in a body as `bytes` (nonce ‖ ciphertext ‖ tag), everything else as text, number or list.
"""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from app.domain.access_entries import AccessReviewed, PrivacyAcknowledged
from app.domain.bounds import Int
from app.domain.citizen_entries import CitizenConfirmed
from app.domain.clock_entries import CalendarChanged, ClockMark, DuesMoved
from app.domain.entry_body import Body
from app.domain.inbox_entries import InboxDiscarded
from app.domain.kiosk_entries import KioskCounted
from app.domain.money_entries import (
    CashCounted,
    CashMoved,
    DayClosed,
    DayOpened,
    DeputyNamed,
    FeeAmountSet,
    FeeCharged,
    PaymentEnded,
    PaymentReversed,
    PaymentSettled,
    PaymentStarted,
    PaymentUnknown,
    RefundPromised,
    RefundPromiseDropped,
    RemittanceNumbered,
    RoomTotalsTyped,
    ShiftHandedOver,
    StampsCounted,
    TerminalCounted,
)
from app.domain.notice_entries import NoticeAnswered, NoticeRefused, NoticesPosted, NoticeTextSet
from app.domain.office_entries import HandbookReviewed, KioskMachineSet, OwnServiceSet, OwnTargetSet, RatingGiven
from app.domain.outage_entries import OutageClosed, OutageOpened, SlipsMarked
from app.domain.record_entries import RecordFileCounted, RecordFilesAppraised, RecordFilesDisclosed, RecordFilesTransferred
from app.domain.security_paper_entries import (
    SecurityPaperCounted,
    SecurityPaperMoved,
    SecurityPaperReceived,
    SecurityPaperSpoiled,
    SecurityPaperUsed,
    SecurityPaperVoided,
)
from app.domain.transfer_entries import TransferAnswered, TransferAsked, TransferTaken

SCHEMA: Final = 1

# Header.flags
FLAG_CLOCK_BACK: Final = 1  # recorded earlier than its predecessor: the clock was set back (ARCHITECTURE A13)
FLAG_TRAINING: Final = 2  # a training home: never real

Role = Literal["clerk", "passport_clerk", "supervisor", "administrator"]


class Header(msgspec.Struct, frozen=True, array_like=True):
    """What every entry says about itself. UUIDs travel as 16 bytes, times as integer milliseconds since 1970 (UTC)."""

    schema: Int
    office: str
    desk: str
    device_id: UUID
    epoch: Int
    branch: Int
    seq: Int
    entry_id: UUID
    kind: str
    case_id: UUID | None
    visit_id: UUID | None
    business_day: str
    recorded_at: Int
    intake_at: Int | None
    actor_entry: UUID | None
    bundle: bytes
    flags: Int


# ── people and the day ───────────────────────────────────────────────────────────────────────────────────────────────


class SignedIn(Body, frozen=True):
    """Somebody proved who they are. Entries name this one as `actor_entry`; `second`: only to confirm another's act.

    `address`: of the computer in the office's network (접속지), empty without one and at a training desk. `short`: after a lock, by the
    short number.
    """

    user: str
    name: str
    role: Role
    verified: Literal["online", "offline", "local"]
    second: bool = False
    address: str = ""
    short: bool = False


class SignedOut(Body, frozen=True):
    user: str
    reason: Literal["user", "lock", "exit", "closing"] = "user"


class StaffChanged(Body, frozen=True):
    """Rights given, changed or taken (kept three years, safety standard Art. 5). Never a password or verifier."""

    user: str
    action: Literal["added", "changed", "removed", "password"]
    name: str = ""
    role: Role | None = None


# ── the visit and its cases ──────────────────────────────────────────────────────────────────────────────────────────


class VisitOpened(Body, frozen=True):
    """A citizen is at the counter; with a `ticket`, was called to it. A visit of two tickets has two of these.

    `issued_at`, `called_at`: ms, of the ticket. `kind`: `domain.tickets`. `waits_from`: ms, where its holder waited from another
    moment on: passed on by another desk, back after 부재.
    """

    ticket: str = ""
    issued_at: Int | None = None
    called_at: Int | None = None
    kind: str = ""
    waits_from: Int | None = None


class VisitClosed(Body, frozen=True):
    """Goodbye to who had a ticket. `served_until`: ms; `calls`: of the first ticket; `end`: `domain.tickets`, or '': served."""

    cases: Int = 0
    served_until: Int | None = None
    calls: Int = 0
    end: str = ""


class CaseReceived(Body, frozen=True):
    """A request was taken. `number` is the desk's own (ARCHITECTURE A6). Sealed values in the dicts are `bytes`.

    `draft_mac`: HMAC of the draft's content under the office's look-up key, so that the same draft twice is recognised
    without keeping a hash that could be guessed. `only_received`: a national system was down, nothing may be issued yet.
    """

    number: str
    service: str
    life: str
    form_version: Int
    applicant: dict[str, Any]
    answers: dict[str, Any]
    agent: dict[str, Any] | None = None
    copies: Int = 1
    channel: str = "counter"
    draft_id: str | None = None
    draft_mac: bytes | None = None
    exemption: str | None = None
    late_reason: str | None = None
    only_received: bool = False
    down: list[str] = []
    papers: dict[str, Literal["submitted", "shared", "not_needed"]] = {}
    warnings: list[str] = []
    lookups: dict[str, list[bytes]] = {}
    slip_no: str | None = None  # of the paper slip it was written on during an outage (A11)
    evidence: str = ""  # of the 감면 of a case that was only received: its fee is charged later
    due_at: Int | None = None  # ms, frozen by the calendar of that moment (REFERENCE §3.1); None: nobody waits for it
    limit_at: Int | None = None  # ms, the end of the processing period where something else is due before it
    period: str = ""  # the processing period itself, as `domain.deadlines.period` reads it: a later form changes no case


class CaseAdvanced(Body, frozen=True):
    """One step of a case's life (`domain.lives`). `based_on`: the case version the step was decided on.

    `due_at`: by when the next thing has to happen from now on, in ms; 0: nothing is due any more; None: as before. `limit_at`: the end
    of the processing period, alike. `clock`: what the step did to the counting. `times`: of steps the law counts, how often it had been
    taken when this one was decided.
    """

    step: str
    based_on: Int
    note: str = ""
    facts: dict[str, Any] = {}
    due_at: Int | None = None
    limit_at: Int | None = None
    clock: ClockMark | None = None
    confirmed_by: UUID | None = None  # the signed_in entry of the second person, where the step needs two
    times: Int | None = None
    lookups: dict[str, list[bytes]] = {}  # all codes of a domain by which the case is found from now on, where the step tells a number


class CaseCorrected(Body, frozen=True):
    """Fields were put right; old values stay in the older entries. None: that field is empty now.

    `lookups`: all codes of a domain by which the case is found from now on, for each domain that changed.
    """

    based_on: Int
    reason: str
    applicant: dict[str, Any] = {}
    agent: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    lookups: dict[str, list[bytes]] = {}


class CaseCancelled(Body, frozen=True):
    """The number stays used. `confirmed_by`: the signed_in entry of the supervisor who agreed."""

    based_on: Int
    reason: str
    confirmed_by: UUID | None = None


class OfficialNoEntered(Body, frozen=True):
    """The national system's number, scanned or typed; never invented here."""

    official_no: str


class CaseHandedOver(Body, frozen=True):
    """The case lies with a colleague from now on: who kept it is absent (업무 인계). `from_user` '': with nobody in particular."""

    to_user: str
    from_user: str = ""
    reason: str = ""


# ── papers, notices, attachments ─────────────────────────────────────────────────────────────────────────────────────


class DocumentIssued(Body, frozen=True):
    """One of our own papers was made: `document` names it (`payment_receipt`, `intake_slip`, `day_report` …)."""

    document: str
    ref: str
    sha256: bytes = b""


class DocumentReprinted(Body, frozen=True):
    document: str
    ref: str
    times: Int
    reason: str = ""


class NoticeRequested(Body, frozen=True):
    """A citizen is to be told something. `text`, `subject`: the words as they will be sent; `to`: the field of the case that says where
    to, so that the number itself stays in the case; `to_mac`: its keyed hash, by which a refusal is found.

    `thing`: what is told, the same for the same thing at every desk: it is told once. `until`: ms, after which nobody wants it any more.
    """

    template: str
    way: Literal["sms", "letter", "email", "phone"]
    due: str = ""
    notice_id: UUID | None = None
    thing: str = ""
    to: str = ""
    to_mac: bytes = b""
    text: str = ""
    subject: str = ""
    until: Int = 0
    version: Int = 0


class AttachmentAdded(Body, frozen=True):
    """A file of the case. `sha256`: of its ciphertext, by which it is found everywhere; `size`: plain bytes; `medium`: what it is;
    `pages`: how many, 0 where they could not be counted.

    `key` and `sealed_name` are sealed as numbers are (A17), so that neither central nor its folder tells what a file is called or
    says; `name` stays empty then. Once this body is erased nobody can read the file any more.
    """

    sha256: bytes
    size: Int
    name: str
    key: bytes = b""
    medium: str = ""
    sealed_name: bytes = b""
    pages: Int = 0


# ── views, disputes, streams ─────────────────────────────────────────────────────────────────────────────────────────


class PersonalDataViewed(Body, frozen=True):
    """Whose data was shown, to whom (actor), why; committed before it is shown (ARCHITECTURE A18)."""

    purpose: str
    cases: list[UUID] = []
    query: Literal["case", "name", "initials", "number", "phone", "list", "export"] = "case"
    count: Int = 0
    attachment: UUID | None = None


class ConflictSettled(Body, frozen=True):
    """A person decided what becomes of a disputed entry; what follows from it stands in the entries of the same commit.

    `stream`: device (16) ‖ epoch (u32) ‖ branch (u32) of the disputed entry. `confirmed_by`: the signed_in entry of the
    supervisor who agreed, where the actor is none.
    """

    stream: bytes
    seq: Int
    way: Literal["keep_both", "correct", "cancel"]
    reason: str = ""
    confirmed_by: UUID | None = None


class CheckDiffered(Body, frozen=True):
    """The evening check found that central's book of a date is not this desk's (SYNC §5); settled like a dispute.

    `stream`: as in ConflictSettled. `ours`, `central`: entries, net won, last seq. `seqs`: the first entries that differ;
    `numbers`: the cases among them that this desk knows.
    """

    date: str
    stream: bytes
    desk: str
    ours: list[Int]
    central: list[Int]
    seqs: list[Int] = []
    numbers: list[str] = []


class BranchStarted(Body, frozen=True):
    """This ledger was older than its anchor, or the machine changed; numbers carry the new branch from here on.

    `missing`: [epoch, branch, first seq, last seq] of entries that are known to have existed and are not in this ledger.
    """

    old_branch: Int
    old_seq: Int
    old_hash: bytes
    reason: Literal["older_than_anchor", "other_machine", "fork", "refused"]
    missing: list[list[Int]] = []


class EntryDisposed(Body, frozen=True):
    """Body and salt of that entry were erased after its retention period; its digest stays in the chain."""

    stream: bytes
    seq: Int
    ground: str


KINDS: Final[dict[str, type[Body]]] = {
    "signed_in": SignedIn,
    "signed_out": SignedOut,
    "staff_changed": StaffChanged,
    "day_opened": DayOpened,
    "cash_counted": CashCounted,
    "day_closed": DayClosed,
    "visit_opened": VisitOpened,
    "visit_closed": VisitClosed,
    "case_received": CaseReceived,
    "case_advanced": CaseAdvanced,
    "case_corrected": CaseCorrected,
    "case_cancelled": CaseCancelled,
    "official_no_entered": OfficialNoEntered,
    "case_handed_over": CaseHandedOver,
    "fee_charged": FeeCharged,
    "payment_started": PaymentStarted,
    "payment_settled": PaymentSettled,
    "payment_unknown": PaymentUnknown,
    "payment_reversed": PaymentReversed,
    "payment_ended": PaymentEnded,
    "refund_promised": RefundPromised,
    "refund_promise_dropped": RefundPromiseDropped,
    "cash_moved": CashMoved,
    "remittance_numbered": RemittanceNumbered,
    "shift_handed_over": ShiftHandedOver,
    "stamps_counted": StampsCounted,
    "terminal_counted": TerminalCounted,
    "deputy_named": DeputyNamed,
    "room_totals_typed": RoomTotalsTyped,
    "fee_amount_set": FeeAmountSet,
    "document_issued": DocumentIssued,
    "document_reprinted": DocumentReprinted,
    "notice_requested": NoticeRequested,
    "notice_answered": NoticeAnswered,
    "notice_refused": NoticeRefused,
    "notice_text_set": NoticeTextSet,
    "notices_posted": NoticesPosted,
    "attachment_added": AttachmentAdded,
    "outage_opened": OutageOpened,
    "outage_closed": OutageClosed,
    "slips_marked": SlipsMarked,
    "personal_data_viewed": PersonalDataViewed,
    "conflict_settled": ConflictSettled,
    "check_differed": CheckDiffered,
    "transfer_asked": TransferAsked,
    "transfer_taken": TransferTaken,
    "transfer_answered": TransferAnswered,
    "branch_started": BranchStarted,
    "dues_moved": DuesMoved,
    "calendar_changed": CalendarChanged,
    "kiosk_counted": KioskCounted,
    "kiosk_machine_set": KioskMachineSet,
    "own_service_set": OwnServiceSet,
    "own_target_set": OwnTargetSet,
    "handbook_reviewed": HandbookReviewed,
    "record_files_transferred": RecordFilesTransferred,
    "record_files_appraised": RecordFilesAppraised,
    "record_file_counted": RecordFileCounted,
    "record_files_disclosed": RecordFilesDisclosed,
    "security_paper_received": SecurityPaperReceived,
    "security_paper_moved": SecurityPaperMoved,
    "security_paper_used": SecurityPaperUsed,
    "security_paper_spoiled": SecurityPaperSpoiled,
    "security_paper_counted": SecurityPaperCounted,
    "security_paper_voided": SecurityPaperVoided,
    "access_reviewed": AccessReviewed,
    "privacy_acknowledged": PrivacyAcknowledged,
    "rating_given": RatingGiven,
    "citizen_confirmed": CitizenConfirmed,
    "inbox_discarded": InboxDiscarded,
    "entry_disposed": EntryDisposed,
}
KIND_OF: Final[dict[type[Body], str]] = {body: kind for kind, body in KINDS.items()}


class Fact(msgspec.Struct, frozen=True):
    """A body that is about to become an entry: services hand facts to the store, the store gives them seq, hash and number."""

    body: Body
    entry_id: UUID
    case_id: UUID | None = None
    visit_id: UUID | None = None
    intake_at: int | None = None

    @property
    def kind(self) -> str:
        return KIND_OF[type(self.body)]


def cases_touched(case_id: UUID | None, body: Body) -> tuple[UUID, ...]:
    """The cases whose state an entry belongs to: the header's, for a payment those it pays, for moved dues those that moved."""
    if isinstance(body, (PaymentSettled, PaymentReversed)):
        return tuple(dict.fromkeys(each.case_id for each in body.allocations))
    if isinstance(body, DuesMoved):
        return tuple(dict.fromkeys(each.case_id for each in body.moves))
    return (case_id,) if case_id is not None else ()
