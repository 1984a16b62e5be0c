"""Money is taken for cases: by one means or several, now or, for what was deferred, later; always in one commit with what follows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.case_clock import holder_day
from app.domain.cases import Case
from app.domain.duties import tells_holder
from app.domain.entries import CaseAdvanced, Fact
from app.domain.errors import Refused
from app.domain.forms import FormDef
from app.domain.money_entries import DraftTender, PaymentPart, PaymentSettled
from app.domain.payments import OpenLine, Tendered, allocate, parts_of
from app.domain.rights import require
from app.domain.tenders import NONE
from app.domain.views import Actor, Recorded, VisitRecorded
from app.ports.store import Transaction
from app.services.card_watch import refuse_if_open
from app.services.desk import Desk, working_day
from app.services.system_away import away_now, refuse_while_away
from app.services.work_time import work_calendar


def take_payment(
    desk: Desk,
    actor: Actor,
    case_ids: Sequence[UUID],
    *,
    tender: DraftTender = NONE,
    parts: Sequence[Tendered] = (),
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
) -> VisitRecorded:
    """What those cases still owe is paid, and certificates among them that no other office makes are issued.

    `parts`: by several means instead of by one. A case named twice is paid once. Refused `nothing_to_pay`, `system_is_down` and as
    `payments.parts_of`.
    """
    require(actor.role, "take_payment")
    day, case_ids = working_day(desk), list(dict.fromkeys(case_ids))
    refuse_if_open(desk, case_ids)
    refuse_unissuable(desk, case_ids)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        due = sum(tx.get_case(case_id).open_won for case_id in case_ids)
        if not due:
            raise Refused("nothing_to_pay")
        paid = asked_parts(desk, due, tender=tender, parts=parts, received_won=received_won, approval_no=approval_no, last4=last4)
        if not paid:
            raise Refused("nothing_to_pay")
        return payment_in(desk, tx, case_ids, paid)


def refuse_unissuable(desk: Desk, case_ids: Sequence[UUID]) -> None:
    """Refused `system_is_down`: the fee is for issuing, and nobody takes it for a paper that can't be made now (COUNTER §1).

    What was begun to be paid is paid to its end, and what another office makes waits for no system of ours.
    """
    for case in map(desk.store.cases.find, case_ids):
        if case is not None and waits_for_its_system(case) and not case.paid_won and desk.store.transfers.link_of(case.case_id) is None:
            refuse_while_away(desk, case)


def payment_in(
    desk: Desk,
    tx: Transaction,
    case_ids: Sequence[UUID],
    parts: Sequence[PaymentPart],
    *,
    payment_id: UUID | None = None,
    issue: bool = True,
) -> VisitRecorded:
    """Inside a commit: `parts` pay those cases, and what is paid now and nobody else makes is issued. Refused `amount_does_not_fit`.

    `payment_id`: of a payment that was started before. `issue`: as `record_visit`.
    """
    cases = [tx.get_case(case_id) for case_id in case_ids]
    receipt_no = settle(desk, tx, case_ids, parts, cases[0].visit_id, payment_id)
    for case in cases:
        # A paper that another office makes is issued when it is here and handed over, not when it is paid.
        paid = tx.get_case(case.case_id)
        if issue and may_issue(paid) and desk.store.transfers.link_of(case.case_id) is None and away_now(desk, paid) is None:
            issue_paper(desk, tx, case.case_id, desk.form(case.service), case.visit_id)
    return VisitRecorded(
        cases=[recorded(tx.get_case(case.case_id), 0) for case in cases],
        receipt_no=receipt_no,
        paid_won=sum(part.amount_won for part in parts),
        change_won=sum(part.change_won for part in parts),
        parts=list(parts),
    )


def asked_parts(
    desk: Desk,
    due_won: int,
    *,
    tender: DraftTender = NONE,
    parts: Sequence[Tendered] = (),
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
) -> list[PaymentPart]:
    """What is given for that sum by one means, or by the several that `parts` names; nothing where nothing is to be paid now."""
    if not parts:
        if tender == NONE or not due_won:
            return []
        parts = [Tendered(tender=tender, received_won=received_won, approval_no=approval_no, last4=last4)]
    return parts_of(due_won, parts, desk.catalogue.tenders)


def settle(
    desk: Desk,
    tx: Transaction,
    case_ids: Sequence[UUID],
    parts: Sequence[PaymentPart],
    visit_id: UUID | None,
    payment_id: UUID | None = None,
) -> str:
    """Inside a commit: one payment settles what those cases owe, its parts given to their fee lines in order; its receipt number."""
    lines = [OpenLine(case_id, *line) for case_id in case_ids for line in open_lines(tx.get_case(case_id))]
    body = PaymentSettled(
        payment_id=payment_id or desk.ids.new_id(),
        receipt_no=tx.receipt_number(),
        parts=list(parts),
        allocations=allocate(parts, lines),
    )
    only = case_ids[0] if len(case_ids) == 1 else None
    tx.append(Fact(body, desk.ids.new_id(), case_id=only, visit_id=visit_id))
    return body.receipt_no


def open_lines(case: Case) -> list[tuple[int, int]]:
    """Each fee line and what of it is still to be paid; none of a case that owes nothing, being paid or undone."""
    if not case.open_won:
        return []
    paid: dict[int, int] = {}
    for each in case.allocations:
        paid[each.line] = paid.get(each.line, 0) + each.amount_won
    for each in case.reversals:
        paid[each.line] = paid.get(each.line, 0) - each.amount_won
    return [(line.line, line.due_won - paid.get(line.line, 0)) for line in case.lines]


def waits_for_its_system(case: Case) -> bool:
    """True for a paper of a national system that is not issued yet."""
    return case.life == "certificate" and case.state in ("received", "received_only")


def may_issue(case: Case) -> bool:
    """True for a paper that waits only for its money, and has it. One that was only received waits for its system until it is charged."""
    charged = case.state == "received" or bool(case.lines)
    return waits_for_its_system(case) and charged and case.open_won == 0


def issue_paper(desk: Desk, tx: Transaction, case_id: UUID, form: FormDef, visit_id: UUID | None) -> None:
    """Inside a commit: the clerk's word that the national system issued (A9) is an entry."""
    case = tx.get_case(case_id)
    facts = {"confirmed_in": form.national_system} if form.national_system else {}
    due_at = None if case.due_at is None else 0
    if case.agent is not None and tells_holder(case):
        due_at = holder_day(desk.clock.now(), work_calendar(desk))
    body = CaseAdvanced(step="issue", based_on=case.version, facts=facts, due_at=due_at)
    tx.append(Fact(body, desk.ids.new_id(), case_id=case_id, visit_id=visit_id))


def recorded(case: Case, seq: int, warnings: dict[str, str] | None = None) -> Recorded:
    """The case as it may be shown once the commit is on disk."""
    return Recorded(
        number=case.number,
        entry_id=case.entry_id,
        case_id=case.case_id,
        seq=seq,
        fee_won=case.due_won,
        state=case.state,
        provisional=case.provisional,
        warnings=warnings or {},
    )
