"""Steps of a case's life: the table decides, the actor's role is asked, the entry says what was done (ARCHITECTURE §4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.cases import Case, Transition, transition
from app.domain.entries import CaseAdvanced, CaseCancelled, Fact, OfficialNoEntered
from app.domain.errors import Refused
from app.domain.forms import SEALED_KINDS, StepDef
from app.domain.identity import parse_passport_no
from app.domain.money_entries import Allocation, PaymentReversed, PaymentSettled
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, working_day
from app.services.free_text import checked
from app.services.price_draft import charge_again
from app.services.transfers import answer_in

_OFFICIAL_MAX = 40


def advance_case(desk: Desk, actor: Actor, case_id: UUID, step: str, *, facts: dict[str, Any] | None = None, note: str = "") -> str:
    """The step is on disk; the case's new state. Refused `step_not_allowed`, `not_allowed`, `unpaid`, `step_incomplete`.

    `facts`: what the step has to say, by field id of its `StepDef`; passport numbers among them are sealed.
    """
    day, note = working_day(desk), checked(note)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        row = transition(case.life, case.state, f"case_advanced:{step}")
        if row is None:
            raise Refused("step_not_allowed", step=step, state=case.state)
        if actor.role not in row.roles:
            raise Refused("not_allowed", operation=step, role=actor.role)
        if step in ("issue", "apply") and not case.lines and case.only_received:
            charged = charge_again(desk, case)
            if charged is not None:
                tx.append(Fact(charged, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
                case = tx.get_case(case_id)
        if step == "issue" and case.open_won:
            raise Refused("unpaid", open_won=case.open_won)
        entry_id = desk.ids.new_id()
        told = _facts(desk, case, step, facts or {}, entry_id)
        tx.append(
            Fact(CaseAdvanced(step=step, based_on=case.version, note=note, facts=told), entry_id, case_id=case_id, visit_id=case.visit_id)
        )
        after = tx.get_case(case_id)
        answer_in(desk, tx, after, note)
        return after.state


def charge_received(desk: Desk, actor: Actor, case_id: UUID) -> int:
    """A paper that was only received is priced now that its system is back; what is due, in won (A9: fee at issue)."""
    day = working_day(desk)
    require(actor.role, "take_payment")
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        if case.lines or not case.only_received:
            return case.open_won
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


def _facts(desk: Desk, case: Case, step: str, facts: dict[str, Any], entry_id: UUID) -> dict[str, Any]:
    """Values as they will stand in the body; unknown ones are refused, sealed kinds sealed."""
    definition = step_def(desk, case.life, step)
    fields = {each.id: each for each in definition.fields} if definition else {}
    if unknown := sorted(set(facts) - set(fields)):
        raise Refused("step_incomplete", field=unknown[0], reason="unknown_field")
    told: dict[str, Any] = {}
    for name, field in fields.items():
        if any(not when.holds(facts.get(when.field)) for when in field.show_if):
            continue
        value = facts.get(name, field.default)
        if value in (None, "", False) and (field.required or field.must):
            raise Refused("step_incomplete", field=name, reason="must_be_ticked" if field.must else "required")
        if value in (None, ""):
            continue
        if field.choices and value not in {choice.value for choice in field.choices}:
            raise Refused("step_incomplete", field=name, reason="unknown_choice")
        if field.kind in SEALED_KINDS:
            plain = parse_passport_no(str(value)) if field.kind == "passport_no" else str(value)
            value = desk.sealer.seal(plain, entry_id=entry_id, field_id=f"facts.{name}", nonce=desk.ids.random_bytes(12))
        elif isinstance(value, str):
            value = checked(value)
        told[name] = value
    return told


def cancel_case(desk: Desk, actor: Actor, case_id: UUID, reason: str, *, confirmer: Actor | None = None) -> str:
    """The case is cancelled (before issue) or void (after); its number stays used and is never given again. The new state.

    Refused `reason_missing`, `step_not_allowed`, `supervisor_needed` (after issue, or where money was taken: it is given back by
    the tender it came with, in the same commit).
    """
    require(actor.role, "cancel_case")
    reason = checked(reason)
    if not reason:
        raise Refused("reason_missing")
    day = working_day(desk)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        row = _cancellation(case)
        leader = confirmer if confirmer is not None else actor
        if actor.role not in row.roles and leader.role != "supervisor":
            raise Refused("supervisor_needed")
        if case.paid_won and leader.role != "supervisor":
            raise Refused("supervisor_needed")
        for body in cancelling(desk, case, reason, confirmer.entry_id if confirmer else None):
            tx.append(Fact(body, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
        after = tx.get_case(case_id)
        answer_in(desk, tx, after, reason)
        return after.state


def _cancellation(case: Case) -> Transition:
    row = transition(case.life, case.state, "case_cancelled")
    if row is None:
        raise Refused("step_not_allowed", step="case_cancelled", state=case.state)
    return row


def cancelling(desk: Desk, case: Case, reason: str, confirmed_by: UUID | None) -> list[CaseCancelled | PaymentReversed]:
    """The bodies that cancel that case and give back what was paid for it. Refused `step_not_allowed`."""
    _cancellation(case)
    body = CaseCancelled(based_on=case.version, reason=reason[:200], confirmed_by=confirmed_by)
    return [body, *_given_back(desk, case, body)]


def _given_back(desk: Desk, case: Case, cancelled: CaseCancelled) -> list[PaymentReversed]:
    """What was paid for the case goes back by the tender it came with, payment by payment."""
    returned: dict[tuple[int, str], int] = {}
    for each in case.reversals:
        returned[(each.line, each.tender)] = returned.get((each.line, each.tender), 0) + each.amount_won
    found = []
    for receipt_no in case.receipts:
        payment = desk.store.cases.payment(receipt_no)
        if payment is None or not isinstance(payment[1], PaymentSettled):
            continue
        mine = [left for each in payment[1].allocations if each.case_id == case.case_id and (left := _left(each, returned)) is not None]
        if mine:
            found.append(
                PaymentReversed(
                    payment_id=payment[1].payment_id, allocations=mine, reason=cancelled.reason, confirmed_by=cancelled.confirmed_by
                )
            )
    return found


def _left(paid: Allocation, returned: dict[tuple[int, str], int]) -> Allocation | None:
    """What of it has not gone back yet; `returned` is used up line by line, so that of two payments one can go back alone."""
    key = (paid.line, paid.tender)
    gone = min(returned.get(key, 0), paid.amount_won)
    returned[key] = returned.get(key, 0) - gone
    return None if gone == paid.amount_won else Allocation(paid.case_id, paid.line, paid.tender, paid.amount_won - gone)


def enter_official_no(desk: Desk, actor: Actor, case_id: UUID, official_no: str) -> None:
    """The national system's number stands beside ours; both are searchable. Refused `official_no_invalid`."""
    require(actor.role, "enter_official_no")
    number = checked(official_no)
    if not number or len(number) > _OFFICIAL_MAX or not number.isprintable():
        raise Refused("official_no_invalid")
    with desk.store.transaction(actor=actor.entry_id, day=working_day(desk)) as tx:
        case = tx.get_case(case_id)
        tx.append(Fact(OfficialNoEntered(official_no=number), desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
