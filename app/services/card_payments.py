"""Card payments through the joined terminal: never a charge without its case, never two (GUARANTEES G3; `DeskServices.cards`).

The intent is in the book, with what it is for, before the first byte leaves. What the terminal answers is written in one commit with the
cases it pays. Where no answer comes the terminal's queue (`terminal_job`) asks on until one does: after a crash, after a night, from
the window or from the command line. Once a charge is to be reversed nothing that comes later makes it count.

`begin`, `begin_refund`, `give_up`, `settle_manual`, `abandon`: writer lane. `charge`, `ask`, `resolve_once`: they wait for the
terminal, so network pool or command line, never a lane. The rest: any lane.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.answers import Draft
from app.domain.card_payment import TAKEN, State, takes
from app.domain.entries import Fact
from app.domain.errors import Refused, Unavailable
from app.domain.money_entries import Allocation, PaymentEnded, PaymentReversed, PaymentStarted
from app.domain.payments import Tendered, parts_of
from app.domain.rights import receipt_at, require
from app.domain.tenders import is_claim
from app.domain.views import Actor, VisitRecorded
from app.ports.card_payments import CardPayment, TerminalJob
from app.ports.card_terminal import Approval, CardTerminal
from app.services import card_book, card_watch
from app.services.card_book import Purpose
from app.services.desk import SEOUL, Desk, entry_day, from_ms, seoul_date, to_ms, working_day
from app.services.free_text import given_reason
from app.services.lanes import Lane
from app.services.leading import leads
from app.services.price_draft import prepare
from app.services.settle_claim import owed_of
from app.services.take_payment import refuse_unissuable

Outcome = Literal["running", "approved", "declined", "unknown", "reversing", "reversed", "not_found", "abandoned"]
_OUTCOME: dict[State, Outcome] = {
    "intent": "running",
    "unknown": "unknown",
    "reversing": "reversing",
    "approved": "approved",
    "confirmed": "approved",
    "manual": "approved",
    "declined": "declined",
    "not_found": "not_found",
    "reversed": "reversed",
    "abandoned": "abandoned",
}


class CardResult(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a card payment. `code`: the host's two digits of a decline, or why it is not known, taken, or was reversed
    (`terminal_away`: nothing was asked, nothing is charged). `visit`: what it paid, once it is approved; of a refund None.
    """

    payment_id: UUID
    state: Outcome
    amount_won: int
    terminal: str
    trace_no: str
    started_at: int
    code: str = ""
    receipt_no: str = ""
    approval_no: str = ""
    last4: str = ""
    visit: VisitRecorded | None = None


class CardPayments:
    """One for each open home. `terminal`: the one that is joined, or None; `lane`: how work gets onto the writer lane."""

    def __init__(self, desk: Desk, terminal: Callable[[], CardTerminal | None], lane: Lane) -> None:
        self._desk, self._terminal, self._lane = desk, terminal, lane
        self._begun: set[UUID] = set()  # not asked yet; after a crash nobody knows, so these are in memory
        self._flying: set[UUID] = set()  # with the terminal at this moment: the queue leaves them alone
        self._asking = threading.Lock()  # one question at a time from the queue

    @property
    def joined(self) -> bool:
        """True if this desk has a terminal."""
        return self._terminal() is not None

    # ── what a clerk begins ──

    def begin(
        self,
        actor: Actor,
        *,
        drafts: Sequence[Draft] = (),
        case_ids: Sequence[UUID] = (),
        claim: str = "",
        tender: str = "card",
        amount_won: int | None = None,
        others: Sequence[Tendered] = (),
        exemption: str | None = None,
        issue: bool = True,
        visit_id: UUID | None = None,
        ticket: str = "",
    ) -> UUID:
        """The intent is on disk, with the basket (`drafts`, as `record_visit`) or the cases (`case_ids`, as `take_payment`) it is to pay.

        `claim`: receipt of a payment that deferred money (as `settle_claim`), which is paid whole.
        `others`: what other means give beside the card. `amount_won`: an instalment of cases or of a basket, which is then in the book
        with what it still owes (several cards pay one after the other); without it all that is left. Hand the id to `charge`.
        Refused `terminal_none`, `basket_empty`, `nothing_to_pay`, `tender_unknown`, `amount_invalid`, `card_open` (one of the cases is
        being charged already), `day_not_open`, `system_is_down`; for a claim as `settle_claim.owed_of`.
        """
        require(actor.role, "take_payment")
        desk = self._desk
        owed = owed_of(desk, claim)[1] if claim else []
        case_ids = [each.case_id for each in owed] or case_ids
        if not drafts and not case_ids:
            raise Refused("basket_empty")
        terminal = self._joined()
        known = desk.catalogue.tenders.get(tender)
        if known is None or known.approval != "terminal":
            raise Refused("tender_unknown", tender=tender[:32])
        day, cases = working_day(desk), list(dict.fromkeys(case_ids))
        card_watch.refuse_if_open(desk, cases)
        refuse_unissuable(desk, cases)
        draft_ids = {draft.draft_id for draft in drafts if draft.draft_id is not None}
        if draft_ids and card_book.charged_drafts(desk, draft_ids):
            raise Refused("card_open")
        whole = sum(each.amount_won for each in owed) if claim else self._due(actor, drafts, cases, exemption)
        due = whole - sum(each.amount_won or 0 for each in others)
        amount = due if amount_won is None else amount_won
        if due <= 0:
            raise Refused("nothing_to_pay")
        if not 0 < amount <= due or (amount < due and (others or claim)):
            raise Refused("amount_invalid")
        if claim and any(is_claim(each.tender) for each in others):
            raise Refused("claim_by_claim")
        # What the others can't give is refused now: said after the approval, the card would have to be given its money back.
        parts_of(sum(each.amount_won or 0 for each in others), others, desk.catalogue.tenders)
        purpose = Purpose(
            drafts=list(drafts),
            cases=cases,
            others=list(others),
            exemption=exemption,
            issue=issue,
            visit_id=visit_id,
            ticket=ticket,
            claim=claim,
            instalment=amount < due,
        )
        return self._begin(actor, day, purpose, tender, amount, terminal, visit_id=visit_id)

    def begin_refund(self, actor: Actor, back: PaymentReversed) -> UUID:
        """The intent is on disk to give that money back to the card it came from; hand the id to `charge`.

        `back`: as it is to stand in the book, its numbers still empty. The same day and in whole the approval is cancelled, otherwise
        it is a refund. Refused `card_not_by_terminal` (it was typed in, or taken by another terminal), `card_open`, `terminal_none`.
        """
        require(actor.role, "refund")
        desk, terminal = self._desk, self._joined()
        original = desk.store.card_payments.get(back.payment_id)
        if original is None or original.state not in TAKEN or original.state == "manual" or original.terminal != terminal.terminal_id:
            raise Refused("card_not_by_terminal")
        card_watch.refuse_if_going_back(desk, original.payment_id)
        day, amount = working_day(desk), sum(each.amount_won for each in back.allocations)
        if not 0 < amount <= original.amount_won:
            raise Refused("amount_invalid")
        taken_on = from_ms(original.approved_at).astimezone(SEOUL).date()
        whole = amount == original.amount_won and taken_on == seoul_date(desk.clock.now())
        purpose = Purpose(back=back, whole=whole, approval=_approval_of(original))
        return self._begin(actor, day, purpose, original.tender, amount, terminal, original=original.payment_id)

    def _begin(
        self,
        actor: Actor,
        day: str,
        purpose: Purpose,
        tender: str,
        amount: int,
        terminal: CardTerminal,
        *,
        original: UUID | None = None,
        visit_id: UUID | None = None,
    ) -> UUID:
        desk, payment_id = self._desk, self._desk.ids.new_id()
        body = PaymentStarted(
            payment_id=payment_id,
            tender=tender,
            amount_won=amount,
            way="purchase" if original is None else "cancel",
            terminal=terminal.terminal_id,
            trace_no=card_book.next_trace(desk, terminal.terminal_id),
            cases=purpose.cases or sorted({each.case_id for each in purpose.back.allocations} if purpose.back else set()),
            original=original,
        )
        job = TerminalJob(
            payment_id=payment_id,
            kind="inquire" if original is None else "cancel",
            next_at=to_ms(desk.clock.now()),
            content=card_book.sealed(desk, payment_id, purpose),
        )
        self._flying.add(payment_id)
        try:
            with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
                tx.append(Fact(body, desk.ids.new_id(), visit_id=visit_id))
                tx.put_job(job)
        except BaseException:
            self._flying.discard(payment_id)
            raise
        self._begun.add(payment_id)
        return payment_id

    def _due(self, actor: Actor, drafts: Sequence[Draft], cases: Sequence[UUID], exemption: str | None) -> int:
        desk = self._desk
        if drafts:
            prepared = [prepare(desk, draft, exemption=exemption) for draft in drafts]
            for each in prepared:
                require(actor.role, receipt_at(each.form.station))
            return sum(each.due_won for each in prepared)
        found = [desk.store.cases.find(case_id) for case_id in cases]
        if None in found:
            raise Refused("case_unknown")
        return sum(case.open_won for case in found if case is not None)

    def _joined(self) -> CardTerminal:
        terminal = self._terminal()
        if terminal is None:
            raise Refused("terminal_none")
        return terminal

    # ── asking the terminal ──

    def charge(self, payment_id: UUID) -> CardResult:
        """The terminal was asked, once, and what it said is in the book; what is known now. A second call asks nothing.

        Unavailable of the ledger (`disk_full` …): the terminal may have answered; the queue will ask it again.
        """
        try:
            self._begun.remove(payment_id)
        except KeyError:
            return self._lane(lambda: self.state(payment_id))
        try:
            payment, purpose = self._lane(lambda: self._read(payment_id))
            try:
                approval = self._move(payment, purpose)
            except Refused as error:
                code = str(error.facts.get("answer", error.code))
                self._lane(lambda: card_book.ended(self._desk, payment_id, "declined", code))
            except Unavailable as error:
                code = error.code
                self._lane(lambda: self._unanswered(payment_id, code))
            else:
                self._lane(lambda: card_book.settle(self._desk, payment_id, approval))
        finally:
            self._flying.discard(payment_id)
        return self._lane(lambda: self.state(payment_id))

    def _unanswered(self, payment_id: UUID, code: str) -> None:
        if code in ("terminal_away", "terminal_other"):  # not a byte of it left
            card_book.ended(self._desk, payment_id, "not_found", code)
        else:
            card_book.unanswered(self._desk, payment_id, code)

    def _read(self, payment_id: UUID) -> tuple[CardPayment, Purpose]:
        payment = card_book.payment(self._desk, payment_id)
        return payment, card_book.purpose(self._desk, payment)

    def _move(self, payment: CardPayment, purpose: Purpose) -> Approval:
        """Money goes one way or the other."""
        terminal = self._terminal_of(payment)
        if payment.way == "purchase":
            return terminal.purchase(payment.amount_won, trace_no=payment.trace_no, payment_id=payment.payment_id)
        if purpose.approval is None:
            raise Refused("card_purpose_lost")
        if purpose.whole:
            return terminal.cancel(purpose.approval, trace_no=payment.trace_no)
        return terminal.refund(payment.amount_won, trace_no=payment.trace_no, original=purpose.approval)

    def _terminal_of(self, payment: CardPayment) -> CardTerminal:
        """Only the terminal that was asked knows. Unavailable `terminal_other`."""
        terminal = self._terminal()
        if terminal is None or terminal.terminal_id != payment.terminal:
            raise Unavailable("terminal_other", terminal=payment.terminal)
        return terminal

    def ask(self, payment_id: UUID) -> CardResult:
        """조회: the queue's question for that payment was asked now, whenever its turn is; what is known now."""
        with self._asking:
            job = self._lane(lambda: self._desk.store.card_payments.job(payment_id))
            if job is not None and payment_id not in self._flying:
                self._work_off(job)
        return self._lane(lambda: self.state(payment_id))

    def resolve_once(self, *, due_only: bool = True) -> int:
        """Everything whose turn it is was asked once, or everything there is; how many ended. Never raises for a terminal that is mute."""
        ended = 0
        with self._asking:
            for job in self._lane(lambda: card_book.jobs_due(self._desk, due_only=due_only)):
                if job.payment_id not in self._flying:
                    ended += self._work_off(job)
        return ended

    def waiting(self) -> int:
        """How many questions wait for the terminal, due or not."""
        return len(self._desk.store.card_payments.jobs())

    def _work_off(self, job: TerminalJob) -> bool:
        """One question to the terminal, or two: what the host does not know is barred, so that it can't arrive late. True if it ended."""
        desk, payment_id = self._desk, job.payment_id
        payment = self._lane(lambda: desk.store.card_payments.get(payment_id))
        if payment is None:
            return False
        try:
            if job.kind == "cancel":
                return self._repeat_cancel(payment)
            terminal = self._terminal_of(payment)
            if job.kind == "inquire":
                approval = terminal.inquire(payment.amount_won, trace_no=payment.trace_no)
                if approval is not None:
                    self._lane(lambda: card_book.settle(desk, payment_id, approval))
                else:
                    self._lane(lambda: card_book.queue_reversal(desk, payment_id, card_book.NEVER_CAME))
                left = self._lane(lambda: desk.store.card_payments.job(payment_id))
                if left is None:
                    return True
                job = left
            terminal.reverse(payment.amount_won, trace_no=payment.trace_no, repeated=job.attempts > 0)
            self._lane(lambda: card_book.reversed_(desk, payment_id))
            return True
        except (Refused, Unavailable) as error:
            code = error.code
            self._lane(lambda: card_book.unanswered(desk, payment_id, code))
            return False

    def _repeat_cancel(self, payment: CardPayment) -> bool:
        """The same message under the same trace number: the host gives money back for it once, however often it hears it."""
        desk, payment_id = self._desk, payment.payment_id
        purpose = self._lane(lambda: card_book.purpose(desk, payment))
        try:
            approval = self._move(payment, purpose)
        except Refused as error:
            if error.code != "card_declined":
                raise
            code = str(error.facts.get("answer", error.code))
            self._lane(lambda: card_book.ended(desk, payment_id, "declined", code))
        else:
            self._lane(lambda: card_book.settle(desk, payment_id, approval))
        return True

    # ── what people decide ──

    def give_up(self, actor: Actor, payment_id: UUID) -> CardResult:
        """The charge is not wanted any more: whatever became of it is reversed, and an approval that comes now changes nothing.

        The basket is free to be paid by other means. Refused `card_not_open` (it ended already), `card_unknown_id`.
        """
        require(actor.role, "take_payment")
        payment = card_book.payment(self._desk, payment_id)
        if not takes(payment.way, payment.state, "queued"):
            raise Refused("card_not_open")
        card_book.queue_reversal(self._desk, payment_id, "given_up", actor=actor.entry_id)
        return self.state(payment_id)

    def settle_manual(self, actor: Actor, payment_id: UUID, approval_no: str, last4: str = "") -> CardResult:
        """The card company said by telephone, or the terminal's slip, that it is approved: what it pays is in the book.

        Refused `card_not_open`, `card_reversing` (it is being reversed, the money goes back), `card_busy` (the terminal is still being
        asked), `approval_missing`, `card_data_invalid`, and whatever keeps the basket from being recorded; nothing changes then.
        """
        require(actor.role, "take_payment")
        payment = card_book.payment(self._desk, payment_id)
        if payment.state == "reversing":
            raise Refused("card_reversing")
        if not takes(payment.way, payment.state, "told"):
            raise Refused("card_not_open")
        if payment_id in self._flying:
            raise Refused("card_busy")
        card_book.settle_told(self._desk, payment, approval_no.strip(), last4, actor.entry_id)
        return self.state(payment_id)

    def abandon(self, actor: Actor, payment_id: UUID, reason: str, *, confirmer: Actor | None = None) -> CardResult:
        """The terminal can't be asked any more, its slip shows no approval: a team leader ends the payment. Nothing was taken.

        If the terminal ever comes back the charge is reversed all the same. Refused `reason_missing`, `supervisor_needed`,
        `card_not_open`, `card_busy`.
        """
        require(actor.role, "take_payment")
        desk, reason = self._desk, given_reason(reason)
        if not leads(desk, confirmer or actor):
            raise Refused("supervisor_needed")
        payment = card_book.payment(desk, payment_id)
        if not takes(payment.way, payment.state, "abandoned"):
            raise Refused("card_not_open")
        if payment_id in self._flying:
            raise Refused("card_busy")
        body = PaymentEnded(
            payment_id=payment_id,
            outcome="abandoned",
            code=payment.code,
            reason=reason[:200],
            confirmed_by=confirmer.entry_id if confirmer is not None else None,
        )
        with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
            tx.append(Fact(body, desk.ids.new_id()))
            if payment.way == "purchase":
                tx.put_job(TerminalJob(payment_id=payment_id, kind="reverse", code="abandoned", next_at=to_ms(desk.clock.now())))
            else:
                tx.drop_job(payment_id)
        return self.state(payment_id)

    # ── looking ──

    def state(self, payment_id: UUID) -> CardResult:
        """What is known of that payment. Refused `card_unknown_id`."""
        payment = card_book.payment(self._desk, payment_id)
        visit = card_book.visit_of(self._desk, payment) if payment.state in TAKEN and payment.way == "purchase" else None
        return CardResult(
            payment_id=payment_id,
            state=_OUTCOME[payment.state],
            amount_won=payment.amount_won,
            terminal=payment.terminal,
            trace_no=payment.trace_no,
            started_at=payment.started_at,
            code=payment.code,
            receipt_no=payment.receipt_no,
            approval_no=payment.approval_no,
            last4=payment.last4,
            visit=visit,
        )

    def find(self, text: str) -> CardPayment:
        """The payment of this desk with that terminal and trace number (`T1-000123`, the newest), or that id. Refused `card_unknown_id`."""
        found = self._desk.store.card_payments.find(text.strip())
        if found is None:
            raise Refused("card_unknown_id")
        return found

    def unsettled(self) -> list[CardPayment]:
        """Those of this desk of which nobody knows how they end, oldest first: while there is one the day can't be closed."""
        return card_watch.unsettled(self._desk)

    def queue(self) -> list[card_watch.Waiting]:
        """What the terminal still has to be asked, oldest first."""
        return card_watch.queue(self._desk)

    def of_day(self, day: str) -> list[CardPayment]:
        """Those this desk started on that business day."""
        return self._desk.store.card_payments.of_day(day)

    def shares(self, payment_id: UUID) -> list[Allocation]:
        """Which fee lines an approved payment paid."""
        return card_book.shares_of(self._desk, card_book.payment(self._desk, payment_id))


def _approval_of(payment: CardPayment) -> Approval:
    return Approval(
        approval_no=payment.approval_no,
        amount_won=payment.amount_won,
        last4=payment.last4,
        trace_no=payment.trace_no,
        terminal=payment.terminal,
        approved_at=payment.approved_at,
    )
