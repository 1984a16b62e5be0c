"""후불: what was deferred is paid after all. The claim falls away and the money comes in, in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import Allocation, DraftTender, PaymentPart, PaymentSettled
from app.domain.payments import OpenLine, Tendered, allocate
from app.domain.rights import require
from app.domain.tenders import NONE, is_claim
from app.domain.views import Actor, VisitRecorded
from app.ports.refunds import Claim
from app.ports.store import Transaction
from app.services.card_watch import refuse_if_open
from app.services.desk import Desk, working_day
from app.services.give_back import find_payment, give_back, left
from app.services.take_payment import asked_parts, recorded

LIST_MAX = 200
REASON = "후불 수납"


def claims(desk: Desk, limit: int = 100) -> list[Claim]:
    """What is owed to this office, oldest first. Read lane."""
    return desk.store.refunds.claims(min(limit, LIST_MAX))


def settle_claim(
    desk: Desk,
    actor: Actor,
    receipt_no: str,
    *,
    tender: DraftTender = NONE,
    parts: Sequence[Tendered] = (),
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
) -> VisitRecorded:
    """What that payment deferred is paid: its claim is gone and the money is today's takings, under a receipt number of its own.

    The papers were counted on the day they were given out and are not counted again. Refused `receipt_unknown`, `nothing_to_pay`,
    `claim_by_claim` (one claim does not pay another), `card_open` (the terminal is being asked for it) and as `payments.parts_of`.
    """
    require(actor.role, "take_payment")
    day = working_day(desk)
    _, owed = owed_of(desk, receipt_no)
    if is_claim(tender) or any(is_claim(part.tender) for part in parts):
        raise Refused("claim_by_claim")
    refuse_if_open(desk, {each.case_id for each in owed})
    due = sum(each.amount_won for each in owed)
    paid = asked_parts(desk, due, tender=tender, parts=parts, received_won=received_won, approval_no=approval_no, last4=last4)
    if not paid:
        raise Refused("nothing_to_pay")
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        return claim_in(desk, tx, receipt_no, paid, desk.ids.new_id())


def owed_of(desk: Desk, receipt_no: str) -> tuple[PaymentSettled, list[Allocation]]:
    """That payment and what it deferred and nobody paid yet. Refused `receipt_unknown`, `nothing_to_pay`."""
    _, payment = find_payment(desk, receipt_no)
    owed = [each for each in left(desk, payment) if is_claim(each.tender)]
    if not owed:
        raise Refused("nothing_to_pay")
    return payment, owed


def claim_in(desk: Desk, tx: Transaction, receipt_no: str, paid: Sequence[PaymentPart], payment_id: UUID) -> VisitRecorded:
    """Inside a commit: the whole claim of that receipt is gone, `paid` settles it. Refused as `owed_of`, `parts_differ`."""
    payment, owed = owed_of(desk, receipt_no)
    due, won = sum(each.amount_won for each in owed), sum(part.amount_won for part in paid)
    if due != won:  # part of it was paid or cancelled while the terminal was asked
        raise Refused("parts_differ", due_won=due, parts_won=won)
    cases = list(dict.fromkeys(each.case_id for each in owed))
    visit_id = tx.get_case(cases[0]).visit_id
    give_back(desk, tx, payment, owed, REASON, None)
    body = PaymentSettled(
        payment_id=payment_id,
        receipt_no=tx.receipt_number(),
        parts=list(paid),
        allocations=allocate(paid, [OpenLine(each.case_id, each.line, each.amount_won) for each in owed]),
        settles=payment.payment_id,
    )
    tx.append(Fact(body, desk.ids.new_id(), case_id=cases[0] if len(cases) == 1 else None, visit_id=visit_id))
    results = [recorded(tx.get_case(case_id), 0) for case_id in cases]
    change = sum(part.change_won for part in paid)
    return VisitRecorded(cases=results, receipt_no=body.receipt_no, paid_won=due, change_won=change, parts=list(paid))
