"""What a card payment writes: every commit of its life, one function each (writer lane), and what is read of it.

A step that comes too late for the payment's state (`domain.card_payment`) writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.answers import Draft
from app.domain.card_payment import takes
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import Allocation, PaymentEnded, PaymentReversed, PaymentSettled, PaymentUnknown
from app.domain.payments import Tendered, card_data_problem
from app.domain.views import VisitRecorded
from app.ports.card_payments import CardPayment, JobKind, TerminalJob
from app.ports.card_terminal import Approval
from app.services.desk import Desk, entry_day, to_ms
from app.services.paper_slips import no_slip_twice
from app.services.price_draft import prepare
from app.services.record_case import visit_in
from app.services.settle_claim import claim_in
from app.services.take_payment import asked_parts, payment_in, recorded

NEVER_CAME = "not_found"
TRACE_MAX = 999_999
# A restored ledger does not know how far its desk had come: more than a desk charges in the weeks a backup may be old.
TRACE_JUMP = 10_000
WAIT_FIRST_MS, WAIT_MAX_MS = 5_000, 300_000
_SEALED_AS = "card_purpose"


class Purpose(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the money is for: a basket that is not recorded yet, cases, or a payment that goes back (`back`, `approval`, `whole`).

    `claim`: receipt of the payment that deferred what the cases owe. `instalment`: not all that is owed is paid by it.
    """

    drafts: list[Draft] = []
    cases: list[UUID] = []
    others: list[Tendered] = []
    exemption: str | None = None
    issue: bool = True
    visit_id: UUID | None = None
    ticket: str = ""
    back: PaymentReversed | None = None
    approval: Approval | None = None
    whole: bool = False
    claim: str = ""
    instalment: bool = False


_decoder = msgspec.json.Decoder(Purpose)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """An approval, by the terminal or by a person."""

    approval_no: str
    last4: str
    approved_at: int | None
    manual: bool


def sealed(desk: Desk, payment_id: UUID, purpose: Purpose) -> bytes:
    """The purpose as it lies in the queue: a basket holds numbers as they were typed (A17)."""
    text = msgspec.json.encode(purpose).decode()
    return desk.sealer.seal(text, entry_id=payment_id, field_id=_SEALED_AS, nonce=desk.ids.random_bytes(12))


def purpose(desk: Desk, payment: CardPayment) -> Purpose:
    """What that payment is for; of one whose queue is lost (another computer) what its intent says."""
    job = desk.store.card_payments.job(payment.payment_id)
    if job is None or not job.content:
        return Purpose(cases=payment.cases if payment.way == "purchase" else [])
    return _decoder.decode(desk.sealer.unseal(job.content, entry_id=payment.payment_id, field_id=_SEALED_AS))


def payment(desk: Desk, payment_id: UUID) -> CardPayment:
    """Refused `card_unknown_id`."""
    found = desk.store.card_payments.get(payment_id)
    if found is None:
        raise Refused("card_unknown_id")
    return found


def next_trace(desk: Desk, terminal: str) -> str:
    """The trace number of the next message: counted in the book itself, so that no crash and no `rebuild` gives one twice."""
    last = desk.store.card_payments.last_trace(terminal)
    if last is None:
        return f"{int.from_bytes(desk.ids.random_bytes(4)) % TRACE_MAX + 1:06d}"
    number, ours = last
    return f"{(number - 1 + (1 if ours else TRACE_JUMP)) % TRACE_MAX + 1:06d}"


def settle(desk: Desk, payment_id: UUID, approval: Approval) -> None:
    """The terminal approved: what it pays, or gives back, is in the book. What can't be paid any more is reversed."""
    found = payment(desk, payment_id)
    if not takes(found.way, found.state, "approved"):
        return  # a reversal is queued, or it ended: a late approval changes nothing
    told = _Told(approval_no=approval.approval_no, last4=approval.last4, approved_at=approval.approved_at, manual=False)
    try:
        _write(desk, found, told, found.started_by)
    except Refused as error:
        if found.way == "cancel":
            raise
        queue_reversal(desk, payment_id, error.code)


def settle_told(desk: Desk, found: CardPayment, approval_no: str, last4: str, actor: UUID) -> None:
    """As `settle`, by a person's word. Refused as `CardPayments.settle_manual`."""
    if not approval_no:
        raise Refused("approval_missing")
    if problem := card_data_problem(approval_no, last4):
        raise Refused(problem)
    _write(desk, found, _Told(approval_no=approval_no, last4=last4, approved_at=None, manual=True), actor)


def _write(desk: Desk, found: CardPayment, told: _Told, actor: UUID | None) -> None:
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    day = last.day  # also an earlier date's that could not be closed while this was open: its money belongs there
    what = purpose(desk, found)
    if found.way == "cancel":
        _write_back(desk, found, told, what, actor, day)
        return
    card = Tendered(
        tender=found.tender,
        amount_won=found.amount_won,
        approval_no=told.approval_no,
        last4=told.last4,
        terminal=found.terminal,
        trace_no=found.trace_no,
        approved_at=told.approved_at,
        manual=told.manual,
    )
    asked = [*what.others, card]
    if what.drafts:
        no_slip_twice(what.drafts, desk)
        prepared = [prepare(desk, draft, exemption=what.exemption) for draft in what.drafts]
        due = found.amount_won if what.instalment else sum(each.due_won for each in prepared)
        parts = asked_parts(desk, due, parts=asked)
        with desk.store.transaction(actor=actor, day=day) as tx:
            visit_in(
                desk,
                tx,
                prepared,
                parts,
                issue=what.issue,
                visit_id=what.visit_id,
                ticket=what.ticket,
                payment_id=found.payment_id,
            )
            tx.drop_job(found.payment_id)
        return
    if not what.cases:
        raise Refused("card_purpose_lost")
    parts = asked_parts(desk, found.amount_won + sum(each.amount_won or 0 for each in what.others), parts=asked)
    with desk.store.transaction(actor=actor, day=day) as tx:
        if what.claim:
            claim_in(desk, tx, what.claim, parts, found.payment_id)
        else:
            payment_in(desk, tx, what.cases, parts, payment_id=found.payment_id, issue=what.issue)
        tx.drop_job(found.payment_id)


def _write_back(desk: Desk, found: CardPayment, told: _Told, what: Purpose, actor: UUID | None, day: str) -> None:
    if what.back is None:
        raise Refused("card_purpose_lost")
    only = found.cases[0] if len(found.cases) == 1 else None
    with desk.store.transaction(actor=actor, day=day) as tx:
        body = msgspec.structs.replace(
            what.back,
            receipt_no=what.back.receipt_no or tx.refund_number(),
            approval_no=told.approval_no,
            terminal=found.terminal,
            trace_no=found.trace_no,
            started=found.payment_id,
            manual=told.manual,
        )
        tx.append(Fact(body, desk.ids.new_id(), case_id=only))
        tx.drop_job(found.payment_id)


def ended(desk: Desk, payment_id: UUID, outcome: Literal["declined", "not_found"], code: str) -> None:
    """Nothing was taken; the queue has nothing to ask any more."""
    found = payment(desk, payment_id)
    if not takes(found.way, found.state, "declined" if outcome == "declined" else "gone"):
        return  # a reversal is queued: it goes out all the same
    with desk.store.transaction(actor=found.started_by, day=entry_day(desk)) as tx:
        tx.append(Fact(PaymentEnded(payment_id=payment_id, outcome=outcome, code=code), desk.ids.new_id()))
        tx.drop_job(payment_id)


def unanswered(desk: Desk, payment_id: UUID, code: str) -> None:
    """The terminal did not say: it is asked again later, each time after a longer wait. The first time it is an entry."""
    found = payment(desk, payment_id)
    job = desk.store.card_payments.job(payment_id)
    if job is None:
        return
    wait = min(WAIT_FIRST_MS << min(job.attempts, 16), WAIT_MAX_MS)
    cause = job.code if job.kind == "reverse" else code
    later = msgspec.structs.replace(job, attempts=job.attempts + 1, next_at=to_ms(desk.clock.now()) + wait, code=cause)
    if found.state != "intent":
        desk.store.card_payments.put_job(later)
        return
    with desk.store.transaction(actor=found.started_by, day=entry_day(desk)) as tx:
        tx.append(Fact(PaymentUnknown(payment_id=payment_id, code=code), desk.ids.new_id()))
        tx.put_job(later)


def queue_reversal(desk: Desk, payment_id: UUID, code: str, *, actor: UUID | None = None) -> None:
    """From this commit on the charge is reversed, whatever the host says later (0420, then 0421 until it is confirmed)."""
    found = payment(desk, payment_id)
    if not takes(found.way, found.state, "queued"):
        return
    job = TerminalJob(payment_id=payment_id, kind="reverse", next_at=to_ms(desk.clock.now()), code=code)
    with desk.store.transaction(actor=actor or found.started_by, day=entry_day(desk)) as tx:
        tx.append(Fact(PaymentUnknown(payment_id=payment_id, code=code, reversing=True), desk.ids.new_id()))
        tx.put_job(job)


def reversed_(desk: Desk, payment_id: UUID) -> None:
    """The host confirmed: no money stays taken. Of one that a person had ended before, only the question is gone."""
    found = payment(desk, payment_id)
    job = desk.store.card_payments.job(payment_id)
    if not takes(found.way, found.state, "reversed"):
        desk.store.card_payments.drop_job(payment_id)
        return
    code = job.code if job is not None else found.code
    outcome: Literal["reversed", "not_found"] = "not_found" if code == NEVER_CAME else "reversed"
    with desk.store.transaction(actor=found.started_by, day=entry_day(desk)) as tx:
        tx.append(Fact(PaymentEnded(payment_id=payment_id, outcome=outcome, code=code), desk.ids.new_id()))
        tx.drop_job(payment_id)


# ── looking ──


def charged_drafts(desk: Desk, draft_ids: Collection[str]) -> bool:
    """True if one of those drafts is being charged at the terminal."""
    charged = [each for each in desk.store.card_payments.open() if each.way == "purchase" and each.state != "reversing"]
    return any(draft.draft_id in draft_ids for each in charged for draft in purpose(desk, each).drafts)


def jobs_due(desk: Desk, *, due_only: bool = True) -> list[TerminalJob]:
    """What the terminal is to be asked now; a payment whose question was lost has a new one. Writer lane.

    A time further away than any wait was written by a clock that was wrong: it is due.
    """
    store = desk.store.card_payments
    now, queued = to_ms(desk.clock.now()), {job.payment_id: job for job in store.jobs()}
    for each in store.open():
        if each.payment_id not in queued:
            kind: JobKind = "cancel" if each.way == "cancel" else "reverse" if each.state == "reversing" else "inquire"
            job = TerminalJob(payment_id=each.payment_id, kind=kind, next_at=now, code=each.code)
            store.put_job(job)
            queued[each.payment_id] = job
    return [job for job in queued.values() if not due_only or not now < job.next_at <= now + WAIT_MAX_MS]


def shares_of(desk: Desk, payment: CardPayment) -> list[Allocation]:
    """Which fee lines an approved purchase paid; none of another one."""
    found = desk.store.cases.payment(payment.receipt_no) if payment.receipt_no else None
    return list(found[1].allocations) if found is not None and isinstance(found[1], PaymentSettled) else []


def visit_of(desk: Desk, payment: CardPayment) -> VisitRecorded | None:
    """What an approved purchase paid, as the cases stand now."""
    found = desk.store.cases.payment(payment.receipt_no) if payment.receipt_no else None
    if found is None or not isinstance(found[1], PaymentSettled):
        return None
    body = found[1]
    # A line of the basket that costs nothing has no share of the money, and is the citizen's all the same.
    ids: Sequence[UUID] = payment.cases or desk.store.card_payments.received_with(payment.payment_id, found[0].entry_id)
    cases = [case for case_id in ids if (case := desk.store.cases.find(case_id)) is not None]
    return VisitRecorded(
        cases=[recorded(case, 0) for case in cases],
        receipt_no=payment.receipt_no,
        paid_won=sum(part.amount_won for part in body.parts),
        change_won=sum(part.change_won for part in body.parts),
        parts=list(body.parts),
    )
