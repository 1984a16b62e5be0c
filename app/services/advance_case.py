"""Steps of a case's life: the table decides, the actor's role is asked, the entry says what was done (ARCHITECTURE §4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from app.domain.cases import Case
from app.domain.duties import tells_holder
from app.domain.entries import CaseCancelled, Fact, OfficialNoEntered
from app.domain.errors import Refused
from app.domain.forms import StepDef
from app.domain.lives import Transition, steps_from, transition
from app.domain.official_numbers import read_official
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.store import Transaction
from app.services.booklet import TELLS_BOOKLET, check_booklet, found_by, of_one_case
from app.services.case_dues import stepped
from app.services.desk import Desk, working_day
from app.services.drawer import from_the_drawer
from app.services.free_text import checked, given_reason
from app.services.give_back import by_terminal, give_back, of_case
from app.services.leading import leads
from app.services.notices import tell_step
from app.services.price_draft import charge_again
from app.services.record_files import not_transferred
from app.services.step_facts import CHARGED_AT, PAID_FIRST, charged_with_notice, told_facts
from app.services.system_away import HAND_OVER, refuse_hand_over_while_away, refuse_while_away, unpaid_hand_over
from app.services.transfers import answer_in
from app.services.two_people import require_two

TELL_HOLDER: Final = "notify_holder"


def advance_case(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    step: str,
    *,
    facts: dict[str, Any] | None = None,
    note: str = "",
    confirmer: Actor | None = None,
) -> str:
    """The step is on disk; the case's new state. Refused `step_not_allowed` (with the steps that are possible), `not_allowed`, `unpaid`,
    `passport_unpaid`, `step_incomplete`, `passport_no_differs`, `passport_no_elsewhere`, `system_is_down`, `hand_over_while_away` and why
    the law does not allow it (`petition_rules`); where two sign `supervisor_needed`, `second_needed`, `second_is_first`.

    `facts`: what the step has to say, by field id of its `StepDef`; passport numbers among them are sealed.
    """
    day, note = working_day(desk), checked(note)
    if step in TELLS_BOOKLET:
        desk.store.catch_up()  # whose booklet it is else is looked up by its number
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        not_transferred(desk, case)
        row = transition(case.life, case.state, f"case_advanced:{step}")
        if row is None:
            raise _not_from_here(case, step)
        if actor.role not in row.roles:
            raise Refused("not_allowed", operation=step, role=actor.role)
        if step == TELL_HOLDER and not tells_holder(case):
            raise _not_from_here(case, step)  # the holder was here in person: there is nobody to be told
        if step in CHARGED_AT:
            refuse_while_away(desk, case)
        elif step == HAND_OVER:
            refuse_hand_over_while_away(desk, case)
        if step in CHARGED_AT and not case.lines and case.only_received:
            charged = charge_again(desk, case)
            if charged is not None:
                tx.append(Fact(charged, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
                case = tx.get_case(case_id)
        if (case.life, step) in PAID_FIRST and case.open_won:
            raise Refused("unpaid", open_won=case.open_won)
        on_paper = unpaid_hand_over(desk, case, step, actor, confirmer)
        entry_id = desk.ids.new_id()
        definition = step_def(desk, case.life, step)
        told = told_facts(desk, case, definition, step, facts or {}, entry_id)
        check_booklet(desk, case, step, told, entry_id)
        of_one_case(desk, case, step, told, entry_id)
        second = on_paper or _second(desk, actor, confirmer, definition)
        body = stepped(desk, case, step, told, note=note, confirmed_by=second, lookups=found_by(desk, case, told, entry_id))
        tx.append(Fact(body, entry_id, case_id=case_id, visit_id=case.visit_id))
        if (cost := charged_with_notice(desk, case, step, told)) is not None:
            tx.append(Fact(cost, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
        after = tx.get_case(case_id)
        answer_in(desk, tx, after, note)
        tell_step(desk, tx, after, step, told)
        return after.state


def charge_received(desk: Desk, actor: Actor, case_id: UUID) -> int:
    """A paper that was only received is priced now that its system is back; what is due, in won (A9: fee at issue).

    Refused `system_is_down` until it is.
    """
    day = working_day(desk)
    require(actor.role, "take_payment")
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        if case.lines or not case.only_received:
            return case.open_won
        refuse_while_away(desk, case)
        charged = charge_again(desk, case)
        if charged is not None:
            tx.append(Fact(charged, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
        return tx.get_case(case_id).open_won


def step_def(desk: Desk, life: str, step: str) -> StepDef | None:
    """The questions of a step, or None if it asks nothing."""
    for each in desk.catalogue.steps:
        if each.life == life and each.step == step:
            return each
    return None


def _not_from_here(case: Case, step: str) -> Refused:
    """Why that step is refused: what would be possible now."""
    possible = [row.trigger.removeprefix("case_advanced:") for row in steps_from(case.life, case.state)]
    left = [each for each in dict.fromkeys(possible) if each != TELL_HOLDER or tells_holder(case)]
    return Refused("step_not_allowed", step=step, state=case.state, possible=",".join(left))


def _second(desk: Desk, actor: Actor, confirmer: Actor | None, definition: StepDef | None) -> UUID | None:
    if definition is not None and definition.two:
        return require_two(desk, actor, confirmer)
    return confirmer.entry_id if confirmer is not None else None


def cancel_case(desk: Desk, actor: Actor, case_id: UUID, reason: str, *, confirmer: Actor | None = None) -> str:
    """The case is cancelled (before issue) or void (after); its number stays used and is never given again. The new state.

    Where money was taken it goes back by the tender it came with, in the same commit, and two people sign, a team leader among them.
    Refused `reason_missing`, `step_not_allowed`, `supervisor_needed`, `second_needed`, `second_is_first`, `refund_first` (a card terminal
    took it and has to give it back), `refund_cash_short` (more cash than is in the drawer, fact `in_drawer_won`).
    """
    require(actor.role, "cancel_case")
    reason = given_reason(reason)
    day = working_day(desk)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        not_transferred(desk, case)
        row = _cancellation(case)
        if actor.role not in row.roles and not leads(desk, confirmer or actor):
            raise Refused("supervisor_needed")
        if case.paid_won:
            require_two(desk, actor, confirmer)
        with from_the_drawer(desk, tx, day):
            cancel_in(desk, tx, case, reason, confirmer.entry_id if confirmer else None)
        after = tx.get_case(case_id)
        answer_in(desk, tx, after, reason)
        return after.state


def _cancellation(case: Case) -> Transition:
    row = transition(case.life, case.state, "case_cancelled")
    if row is None:
        raise _not_from_here(case, "case_cancelled")
    return row


def cancel_in(
    desk: Desk, tx: Transaction, case: Case, reason: str, confirmed_by: UUID | None, *, taken_back: Collection[UUID] = ()
) -> None:
    """Inside a commit: that case is cancelled and what was paid for it goes back. `taken_back`: payments this commit gave back already.

    The caller holds it inside `from_the_drawer`. Refused `step_not_allowed`, `refund_first`.
    """
    _cancellation(case)
    body = CaseCancelled(based_on=case.version, reason=reason[:200], confirmed_by=confirmed_by)
    tx.append(Fact(body, desk.ids.new_id(), case_id=case.case_id, visit_id=case.visit_id))
    number = ""
    for payment, shares in of_case(desk, case):
        if payment.payment_id in taken_back:
            continue
        if by_terminal(payment, shares):
            raise Refused("refund_first", receipt_no=payment.receipt_no)
        number = give_back(desk, tx, payment, shares, body.reason, confirmed_by, receipt_no=number)


def enter_official_no(desk: Desk, actor: Actor, case_id: UUID, official_no: str) -> list[str]:
    """The national system's number stands beside ours; both are searchable. Numbers of other cases that carry it too: somebody looks.

    Refused `official_no_invalid`, `official_no_is_ours` (the code of our own slip was scanned).
    """
    require(actor.role, "enter_official_no")
    number = checked(read_official(official_no))
    others = [case.number for case in desk.store.numbered.by_numbers([number]).get(number, []) if case.case_id != case_id]
    with desk.store.transaction(actor=actor.entry_id, day=working_day(desk)) as tx:
        case = tx.get_case(case_id)
        not_transferred(desk, case)
        tx.append(Fact(OfficialNoEntered(official_no=number), desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
    return others
