"""How money goes back inside a commit, whoever asked for it: a refund, a case that is cancelled, a promise that is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.entries import Fact, Header
from app.domain.errors import Refused
from app.domain.forms import RefundWay, TenderDef
from app.domain.money_entries import Allocation, PaymentReversed, PaymentSettled
from app.domain.payments import card_data_problem, left_of
from app.domain.tenders import CASH, TRANSFER, is_claim
from app.ports.store import Transaction
from app.services.card_watch import refuse_if_going_back
from app.services.desk import Desk
from app.services.whole_book import unknown


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a payment's lines go back: all, those of some cases, or single ones (case and line); all that paid, or some tenders."""

    case_ids: Collection[UUID] = ()
    lines: Collection[tuple[UUID, int]] = ()
    tenders: Collection[str] = ()

    def of(self, shares: Iterable[Allocation]) -> list[Allocation]:
        return [
            each
            for each in shares
            if (not self.case_ids or each.case_id in self.case_ids)
            and (not self.lines or (each.case_id, each.line) in self.lines)
            and (not self.tenders or each.tender in self.tenders)
        ]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """How the money of one tender goes back. `approval_no`: of the cancellation; the rest as the card terminal said it."""

    way: RefundWay = "original"
    approval_no: str = ""
    terminal: str = ""
    trace_no: str = ""
    started: UUID | None = None
    manual: bool = False


WHOLE = Selection()


def find_payment(desk: Desk, receipt_no: str) -> tuple[Header, PaymentSettled]:
    """The payment of that receipt. Refused `receipt_unknown`."""
    found = desk.store.cases.payment(receipt_no.strip().upper())
    if found is None or not isinstance(found[1], PaymentSettled):
        raise unknown(desk, "receipt_unknown")
    return found[0], found[1]


def left(desk: Desk, payment: PaymentSettled, *, promise: UUID | None = None) -> list[Allocation]:
    """What of a payment neither went back nor is promised. `promise`: one that is about to be kept and stands in nobody's way."""
    gone = [share for each in desk.store.refunds.returned(payment.payment_id) for share in each.body.allocations]
    for each in desk.store.refunds.promised(payment.payment_id):
        if each.state == "open" and each.body.promise_id != promise:
            gone += each.body.allocations
    return left_of(payment.allocations, gone)


def by_terminal(payment: PaymentSettled, shares: Iterable[Allocation]) -> list[str]:
    """The tenders among the shares whose money a joined card terminal took: it has to say that it gave it back (GUARANTEES G3)."""
    asked = {each.tender for each in shares}
    return list(dict.fromkeys(part.tender for part in payment.parts if part.tender in asked and part.trace_no and not part.manual))


def tender_of(desk: Desk, code: str) -> TenderDef | None:
    """The means of that code; None for one of another bundle, whose money goes back by itself."""
    return desk.catalogue.tenders.get(code)


def give_back(
    desk: Desk,
    tx: Transaction,
    payment: PaymentSettled,
    shares: Sequence[Allocation],
    reason: str,
    confirmed_by: UUID | None,
    *,
    given: Mapping[str, Given] | None = None,
    promise: UUID | None = None,
    receipt_no: str = "",
) -> str:
    """Inside a commit: those shares of the payment went back, an entry for each tender, all under one number of a 반환 영수증.

    `given`: tender → how; without one by the tender itself. `receipt_no`: one given in this commit already. Refused
    `nothing_to_return`, `card_open` (the terminal is giving it back at this moment).
    """
    if not shares:
        raise Refused("nothing_to_return")
    refuse_if_going_back(desk, payment.payment_id)
    number = receipt_no or tx.refund_number()
    for tender in dict.fromkeys(each.tender for each in shares):
        mine = [each for each in shares if each.tender == tender]
        how = (given or {}).get(tender, Given(way="claim" if is_claim(tender) else "original"))
        into = {"cash": CASH, "transfer": TRANSFER}.get(how.way, tender)
        body = PaymentReversed(
            payment_id=payment.payment_id,
            allocations=[Allocation(each.case_id, each.line, into, each.amount_won) for each in mine],
            reason=reason,
            confirmed_by=confirmed_by,
            way=how.way,
            receipt_no=number,
            approval_no=how.approval_no,
            terminal=how.terminal,
            trace_no=how.trace_no,
            promise=promise,
            started=how.started,
            manual=how.manual,
        )
        cases = {each.case_id for each in mine}
        case = tx.get_case(mine[0].case_id) if len(cases) == 1 else None
        tx.append(Fact(body, desk.ids.new_id(), case_id=case.case_id if case else None, visit_id=case.visit_id if case else None))
    return number


def checked_ways(
    desk: Desk,
    shares: Iterable[Allocation],
    *,
    way: RefundWay | None = None,
    approvals: Mapping[str, str] | None = None,
    kept: bool = False,
) -> dict[str, Given]:
    """How each tender among the shares goes back. `way`: the one that was asked for; None: each tender's usual one.

    `approvals`: tender → number of the cancellation. `kept`: a promise is kept, which alone a bank transfer may. Refused
    `tender_needs_promise`, `refund_way_not_possible`, `approval_missing`, `card_data_invalid`, `approval_characters`.
    """
    found: dict[str, Given] = {}
    for code in dict.fromkeys(each.tender for each in shares):
        tender = tender_of(desk, code)
        ways: Sequence[RefundWay] = tender.refund if tender is not None else ("original",)
        chosen = way if way is not None else ways[0]
        if chosen not in ways:
            raise Refused("refund_way_not_possible", tender=code, way=chosen)
        if chosen == "transfer" and not kept:
            raise Refused("tender_needs_promise", tender=code)
        approval_no = (approvals or {}).get(code, "").strip()
        needed = tender is not None and tender.approval != "none" and chosen == "original"
        if needed and not approval_no:
            raise Refused("approval_missing")
        if problem := card_data_problem(approval_no):
            raise Refused(problem)
        found[code] = Given(way=chosen, approval_no=approval_no if chosen == "original" else "", manual=needed)
    return found


def of_case(desk: Desk, case: Case) -> list[tuple[PaymentSettled, list[Allocation]]]:
    """What of each payment for that case has not gone back: what its cancellation gives back."""
    found = []
    for receipt_no in case.receipts:
        payment = desk.store.cases.payment(receipt_no)
        if payment is None or not isinstance(payment[1], PaymentSettled):
            continue
        mine = Selection(case_ids=(case.case_id,)).of(left(desk, payment[1]))
        if mine:
            found.append((payment[1], mine))
    return found
