"""The table of lives holds together, and the fold does what the table says."""

from uuid import UUID

import pytest

from app.domain.cases import Case, Misfit, apply, apply_conflicted
from app.domain.clock_entries import ClockMark, DueMove, DuesMoved
from app.domain.entries import CaseAdvanced, CaseCancelled, CaseCorrected, CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.forms import Owner
from app.domain.lives import TABLES, is_final, steps_from, transition
from app.domain.money_entries import Allocation, FeeCharged, PaymentPart, PaymentReversed, PaymentSettled

CASE, ENTRY, PAYMENT = UUID(int=1), UUID(int=2), UUID(int=3)


def a_header(seq: int = 1, case_id: UUID | None = CASE) -> Header:
    return Header(
        1, "26410", "03", UUID(int=9), 1, 0, seq, UUID(int=100 + seq), "x", case_id, None, "2026-11-20", 1000 + seq, None, None, b"", 0
    )


def received(life: str = "certificate", *, only: bool = False) -> Case:
    body = CaseReceived(
        number="n", service="s", life=life, form_version=1, applicant={"name": "김정훈", "rrn": b"sealed"}, answers={}, only_received=only
    )
    return apply(None, a_header(), body)


def walk(case: Case, *bodies: Body) -> Case:
    for seq, body in enumerate(bodies, start=2):
        case = apply(case, a_header(seq), body)
    return case


def a_line(line: int = 1, due: int = 600, waived: int = 0, owner: Owner = "local") -> FeeLine:
    return FeeLine(
        line=line,
        fee="f",
        label_ko="인감증명서",
        quantity=1,
        unit_won=600,
        gross_won=due + waived,
        waived_won=waived,
        due_won=due,
        owner=owner,
    )


def paid(won: int, line: int = 1) -> PaymentSettled:
    part = PaymentPart(tender="cash", amount_won=won)
    return PaymentSettled(payment_id=PAYMENT, receipt_no="r", parts=[part], allocations=[Allocation(CASE, line, "cash", won)])


@pytest.mark.parametrize("life", sorted(TABLES))
def test_every_state_can_be_reached_and_every_road_ends(life: str) -> None:
    states = {row.next for row in TABLES[life]} | {row.state for row in TABLES[life] if row.state}
    reached, todo = set(), [row.next for row in TABLES[life] if row.state is None]
    while todo:
        state = todo.pop()
        if state not in reached:
            reached.add(state)
            todo += [row.next for row in steps_from(life, state)]
    assert reached == states
    ends = {state for state in states if is_final(life, state)}
    assert ends
    for state in states - ends:  # no state from which a case could go round for ever without an end
        seen, todo = {state}, [state]
        while todo:
            nexts = {row.next for row in steps_from(life, todo.pop())} - seen
            seen |= nexts
            todo += nexts
        assert seen & ends, state


@pytest.mark.parametrize("life", sorted(TABLES))
def test_a_step_leads_to_one_place_only_and_somebody_may_take_it(life: str) -> None:
    keys = [(row.state, row.trigger) for row in TABLES[life]]
    assert len(keys) == len(set(keys))
    assert all(row.roles for row in TABLES[life])


def test_a_certificate_is_due_then_paid_then_issued() -> None:
    due = walk(received(), FeeCharged(lines=[a_line()], priced_at=0))
    assert (due.state, due.money, due.open_won) == ("received", "due", 600)
    done = walk(received(), FeeCharged(lines=[a_line()], priced_at=0), paid(600), CaseAdvanced(step="issue", based_on=1))
    assert (done.state, done.money, done.open_won, done.receipts) == ("issued", "paid", 0, ["r"])


def test_a_waived_fee_is_exempted_and_a_service_without_fee_is_free() -> None:
    assert walk(received(), FeeCharged(lines=[a_line(due=0, waived=600)], priced_at=0)).money == "exempted"
    assert received().money == "free"


def test_part_of_a_payment_and_money_given_back_are_seen() -> None:
    part = walk(received(), FeeCharged(lines=[a_line()], priced_at=0), paid(200))
    assert (part.money, part.open_won) == ("part_paid", 400)
    back = PaymentReversed(payment_id=PAYMENT, allocations=[Allocation(CASE, 1, "cash", 200)], reason="x")
    assert apply(part, a_header(9), back).money == "reversed"


def test_a_step_the_table_does_not_know_is_a_misfit_but_its_money_counts() -> None:
    case = walk(received(), FeeCharged(lines=[a_line()], priced_at=0))
    with pytest.raises(Misfit) as wrong:
        apply(case, a_header(3), CaseAdvanced(step="deliver", based_on=1))
    assert wrong.value.code == "step_not_allowed"
    counted = apply_conflicted(case, a_header(4), paid(600))
    assert counted is not None
    assert counted.money == "paid"


def test_the_second_of_two_corrections_of_one_version_is_a_misfit() -> None:
    first = apply(received(), a_header(2), CaseCorrected(based_on=1, reason="x", applicant={"name": "김정현"}))
    assert first.applicant["name"] == "김정현"
    with pytest.raises(Misfit) as wrong:
        apply(first, a_header(3), CaseCorrected(based_on=1, reason="x", applicant={"name": "김정헌"}))
    assert wrong.value.code == "version_outdated"


def test_seals_stay_bound_to_the_entry_that_made_them() -> None:
    case = received()
    assert case.seals == {"applicant.rrn": a_header().entry_id}
    corrected = apply(case, a_header(2), CaseCorrected(based_on=1, reason="x", applicant={"rrn": b"again"}))
    assert corrected.seals == {"applicant.rrn": a_header(2).entry_id}


def test_a_cancelled_case_owes_nothing() -> None:
    case = walk(received(), FeeCharged(lines=[a_line()], priced_at=0), CaseCancelled(based_on=1, reason="x"))
    assert (case.state, case.open_won) == ("cancelled", 0)


def test_what_was_handed_over_unpaid_is_still_owed() -> None:
    steps = [CaseAdvanced(step=step, based_on=1) for step in ("send", "arrive", "deliver")]
    case = walk(received("passport"), FeeCharged(lines=[a_line()], priced_at=0), *steps)
    assert (case.state, case.open_won) == ("delivered", 600)


def test_only_received_is_provisional_until_it_is_issued() -> None:
    case = received(only=True)
    assert case.provisional
    assert not walk(case, CaseAdvanced(step="issue", based_on=1)).provisional


def test_a_case_is_received_once() -> None:
    with pytest.raises(Misfit) as twice:
        apply(received(), a_header(2), CaseReceived(number="n", service="s", life="filing", form_version=1, applicant={}, answers={}))
    assert twice.value.code == "case_exists"
    with pytest.raises(Misfit) as unknown:
        apply(None, a_header(2), CaseAdvanced(step="issue", based_on=1))
    assert unknown.value.code == "case_unknown"
    assert transition("no such life", None, "case_received") is None


# ── the clock ────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_petition(due_at: int | None = 5000) -> Case:
    body = CaseReceived(number="n", service="s", life="petition", form_version=1, applicant={}, answers={}, due_at=due_at)
    return apply(None, a_header(), body)


def a_move(was: int, due_at: int, *, case_id: UUID = CASE, mark: ClockMark | None = None) -> DuesMoved:
    return DuesMoved(reason="calendar", moves=[DueMove(case_id=case_id, was=was, due_at=due_at, limit_at=due_at)], mark=mark)


def test_a_case_keeps_the_end_of_its_period_while_something_else_is_due() -> None:
    case = a_petition()
    assert (case.due_at, case.limit_at, case.clock) == (5000, 5000, [])
    asked = ClockMark(kind="asked", start=1001)
    case = walk(case, CaseAdvanced(step="request_supplement", based_on=1, due_at=3000, clock=asked))
    assert (case.due_at, case.limit_at, case.clock) == (3000, 5000, [asked])
    stopped = ClockMark(kind="supplement", start=1001, end=2001)
    case = walk(case, CaseAdvanced(step="supplement", based_on=2, due_at=6000, limit_at=6000, clock=stopped))
    assert (case.due_at, case.limit_at, case.clock) == (6000, 6000, [asked, stopped])
    case = walk(case, CaseAdvanced(step="withdraw", based_on=3, due_at=0, limit_at=0))
    assert (case.due_at, case.limit_at) == (None, None)


def test_a_due_date_moves_once_and_only_from_where_it_was_decided() -> None:
    case = walk(a_petition(), a_move(5000, 7000))
    assert (case.due_at, case.limit_at, case.version) == (7000, 7000, 1)
    again = walk(case, a_move(5000, 9000), a_move(7000, 9000, case_id=UUID(int=77)))
    assert again.due_at == 7000


def test_a_mark_is_kept_once_also_by_a_case_that_does_not_move() -> None:
    away = ClockMark(kind="outage", start=10, end=20)
    case = walk(a_petition(), a_move(1, 2, mark=away), a_move(1, 2, mark=away))
    assert (case.due_at, case.clock) == (5000, [away])


def test_a_move_that_does_not_fit_one_case_still_moves_the_others() -> None:
    with pytest.raises(Misfit, match="case_unknown"):
        apply(None, a_header(), a_move(5000, 7000))
    moved = apply_conflicted(a_petition(), a_header(2), a_move(5000, 7000))
    assert moved is not None
    assert moved.due_at == 7000
    assert apply_conflicted(None, a_header(2), a_move(5000, 7000)) is None
