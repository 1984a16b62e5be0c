"""Card payments at a counter: whatever terminal, line and computer do, no charge without its case and none twice (GUARANTEES G3)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.card_queue import CardQueue
from app.devices.terminal_simulator import Step
from app.domain.errors import Refused, Unavailable
from app.domain.money_entries import PaymentSettled
from app.domain.payments import Tendered
from tests.card_counter import CardCounter, a_draft
from tests.patience import PATIENCE_S


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    found = CardCounter(tmp_path / "home")
    yield found
    found.close()


def charged(counter: CardCounter) -> list[int]:
    """What citizens have paid in the end, as the host knows it."""
    return [each.amount for each in counter.simulator.truth() if each.kind == "purchase" and each.state == "approved"]


def test_a_basket_is_recorded_and_paid_in_one_commit_when_the_terminal_approves(counter: CardCounter) -> None:
    payment = counter.cards.begin(counter.lee, drafts=[a_draft(), a_draft("vehicle_register_copy")])
    assert counter.services.count_cases() == 0  # nothing is recorded before the money is there
    assert counter.kinds() == ["payment_started"]
    result = counter.cards.charge(payment)
    assert result.state == "approved"
    assert result.visit is not None
    assert [case.state for case in result.visit.cases] == ["issued", "issued"]
    assert counter.kinds() == ["payment_started", "payment_settled"]
    assert charged(counter) == [result.amount_won] == [result.visit.paid_won]
    (body,) = [body for _, body in counter.entries() if isinstance(body, PaymentSettled)]
    (part,) = body.parts
    assert (part.approval_no, part.last4, part.manual) == (result.approval_no, result.last4, False)
    assert (part.terminal, part.trace_no) == (result.terminal, result.trace_no)
    assert counter.cards.waiting() == 0


def test_a_second_call_asks_the_terminal_nothing(counter: CardCounter) -> None:
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    first = counter.cards.charge(payment)
    assert counter.cards.charge(payment) == first
    assert len(counter.simulator.truth()) == 1


def test_a_declined_card_leaves_no_case_and_the_basket_can_be_paid_otherwise(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="decline", code="61"))
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()]))
    assert (result.state, result.code) == ("declined", "61")
    assert counter.services.count_cases() == 0
    assert counter.cards.unsettled() == []
    assert counter.services.record_visit(counter.lee, [a_draft()], tender="cash").receipt_no


def test_a_terminal_that_is_away_was_asked_nothing_and_charged_nothing(counter: CardCounter) -> None:
    counter.dial.there = False
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()]))
    assert (result.state, result.code) == ("not_found", "terminal_away")
    assert counter.cards.waiting() == 0


@pytest.mark.parametrize("fault", ["no_answer", "drop_after", "garbage", "half_frame", "wrong_amount", "wrong_trace", "late", "late_next"])
def test_an_approval_that_was_not_heard_is_asked_for_and_the_visit_recorded_once(counter: CardCounter, fault: str) -> None:
    counter.simulator.script.add(Step(on="purchase", do=fault))  # type: ignore[arg-type]
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    assert counter.cards.charge(payment).state == "unknown"
    assert counter.services.count_cases() == 0
    result = counter.cards.ask(payment)
    assert result.state == "approved"
    assert result.visit is not None
    assert charged(counter) == [result.amount_won]
    assert counter.kinds() == ["payment_started", "payment_unknown", "payment_settled"]
    counter.heal()
    assert counter.services.count_cases() == 1


def test_what_the_host_never_saw_is_barred_before_it_can_arrive_late(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="held"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    assert counter.cards.charge(payment).state == "unknown"
    assert counter.cards.ask(payment).state == "not_found"
    counter.simulator.deliver_held()
    assert charged(counter) == []
    assert counter.services.count_cases() == 0


def test_a_crash_after_the_intent_ends_with_the_visit_or_without_a_charge(counter: CardCounter) -> None:
    counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.restart()  # before the first byte
    assert counter.cards.resolve_once() == 1
    assert (charged(counter), counter.services.count_cases()) == ([], 0)


def test_a_crash_while_the_terminal_approves_records_the_visit_at_the_next_start(counter: CardCounter) -> None:
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    row = counter.home.store.card_payments.get(payment)
    assert row is not None
    assert counter.joined is not None
    counter.joined.purchase(row.amount_won, trace_no=row.trace_no, payment_id=payment)  # and the power goes
    counter.restart()
    assert counter.cards.resolve_once() == 1
    result = counter.cards.state(payment)
    assert result.state == "approved"
    assert result.visit is not None
    assert [case.state for case in result.visit.cases] == ["issued"]
    assert charged(counter) == [result.amount_won]


def test_an_approval_that_comes_after_the_clerk_gave_up_loses_to_the_reversal(counter: CardCounter) -> None:
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.give_up(counter.lee, payment)  # the window's thread waits for the terminal meanwhile
    assert counter.cards.charge(payment).state == "reversing"
    assert charged(counter) != []
    assert counter.services.count_cases() == 0
    counter.restart()
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).state == "reversed"
    assert charged(counter) == []
    assert counter.services.count_cases() == 0


def test_a_reversal_nobody_confirms_is_sent_again_until_somebody_does(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"), Step(on="reversal", do="no_answer", times=3))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.cards.give_up(counter.lee, payment)
    for _ in range(3):
        counter.later(minutes=6)
        assert counter.cards.resolve_once() == 0
    counter.later(minutes=6)
    assert counter.cards.resolve_once() == 1
    assert counter.kinds() == ["payment_started", "payment_unknown", "payment_unknown", "payment_ended"]


def test_a_case_that_was_cancelled_meanwhile_is_not_paid_and_the_charge_goes_back(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="drop_after"))
    (case_id,) = counter.recorded()
    payment = counter.cards.begin(counter.lee, case_ids=[case_id])
    assert counter.cards.charge(payment).state == "unknown"
    counter.services.cancel_case(counter.lee, case_id, "민원인이 취하")
    assert counter.cards.ask(payment).state == "reversed"
    assert charged(counter) == []


def test_a_case_that_is_being_charged_is_not_charged_again(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    (case_id,) = counter.recorded()
    payment = counter.cards.begin(counter.lee, case_ids=[case_id])
    for again in (
        lambda: counter.cards.begin(counter.lee, case_ids=[case_id]),
        lambda: counter.services.take_payment(counter.lee, [case_id], tender="cash"),
    ):
        with pytest.raises(Refused, match="card_open"):
            again()
    counter.cards.charge(payment)
    with pytest.raises(Refused, match="card_open"):
        counter.services.take_payment(counter.lee, [case_id], tender="cash")
    counter.cards.give_up(counter.lee, payment)  # the charge will not count: other means are open again
    assert counter.services.take_payment(counter.lee, [case_id], tender="cash").receipt_no
    counter.heal()
    assert charged(counter) == []


def test_cash_and_card_together_pay_a_basket(counter: CardCounter) -> None:
    payment = counter.cards.begin(
        counter.lee, drafts=[a_draft("passport_multiple_10y")], others=[Tendered(tender="cash", amount_won=2_000)]
    )
    result = counter.cards.charge(payment)
    assert result.state == "approved"
    assert result.visit is not None
    assert result.visit.paid_won == result.amount_won + 2_000
    assert charged(counter) == [result.amount_won]


def test_trace_numbers_go_on_after_a_crash_and_never_repeat(counter: CardCounter) -> None:
    traces = []
    for _ in range(3):
        traces.append(counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()])).trace_no)
        counter.restart()
    counter.home.store.rebuild()
    traces.append(counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()])).trace_no)
    assert len(set(traces)) == 4
    assert [int(each) - int(traces[0]) for each in traces] in ([0, 1, 2, 3],) or "999999" in traces


def test_unknown_for_a_quarter_of_an_hour_is_work_for_a_person(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(do="no_answer", times=0))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.later(minutes=15)
    assert "card_unknown" not in counter.services.worklist_counts()
    counter.later(seconds=1)
    assert counter.services.worklist_counts()["card_unknown"] == 1
    (item,) = [item for item in counter.services.worklist() if item.list_code == "card_unknown"]
    assert item.item == str(payment)
    assert len(counter.cards.unsettled()) == 1


def test_a_clock_set_back_hides_nothing_and_stops_no_question(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.clock.advance(timedelta(days=-300))
    assert counter.services.worklist_counts()["card_unknown"] == 1
    assert counter.cards.resolve_once() == 1


def test_an_approval_by_telephone_records_the_visit_by_hand(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(do="no_answer", times=0))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    with pytest.raises(Refused, match="card_data_invalid"):
        counter.cards.settle_manual(counter.lee, payment, "4111111111111111")
    result = counter.cards.settle_manual(counter.lee, payment, "30012345", "1234")
    assert result.state == "approved"
    assert counter.cards.waiting() == 0
    (body,) = [body for _, body in counter.entries() if isinstance(body, PaymentSettled)]
    assert body.parts[0].manual
    with pytest.raises(Refused, match="card_not_open"):
        counter.cards.settle_manual(counter.lee, payment, "30012345", "1234")


def test_what_is_being_reversed_takes_no_approval_by_telephone(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(do="no_answer", times=0))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.cards.give_up(counter.lee, payment)
    with pytest.raises(Refused, match="card_reversing"):
        counter.cards.settle_manual(counter.lee, payment, "30012345", "1234")


def test_a_team_leader_ends_what_a_dead_terminal_left_open_and_it_is_reversed_if_it_comes_back(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    with pytest.raises(Refused, match="supervisor_needed"):
        counter.cards.abandon(counter.lee, payment, "단말기 고장, 전표 없음")
    with pytest.raises(Refused, match="reason_missing"):
        counter.cards.abandon(counter.lee, payment, " ", confirmer=counter.park())
    result = counter.cards.abandon(counter.lee, payment, "단말기 고장, 전표 없음", confirmer=counter.park())
    assert result.state == "abandoned"
    assert counter.cards.unsettled() == []
    counter.heal()
    assert charged(counter) == []
    assert counter.cards.state(payment).state == "abandoned"


def test_after_midnight_the_money_still_belongs_to_the_day_it_was_begun(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.later(hours=20)
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).state == "approved"
    (header,) = [header for header, _ in counter.entries() if header.kind == "payment_settled"]
    assert header.business_day == "2026-11-20"


def test_without_its_terminal_nothing_is_begun_and_nothing_open_is_asked_of_another(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    terminal, counter.joined = counter.joined, None
    with pytest.raises(Refused, match="terminal_none"):
        counter.cards.begin(counter.lee, drafts=[a_draft()])
    assert counter.cards.resolve_once() == 0
    counter.joined = terminal
    counter.later(minutes=1)
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).state == "approved"


def test_a_full_disk_after_the_approval_loses_nothing(counter: CardCounter, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])

    def full(*_: object, **__: object) -> None:
        raise Unavailable("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(type(counter.home.store), "transaction", full)
        with pytest.raises(Unavailable, match="disk_full"):
            counter.cards.charge(payment)
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).state == "approved"
    assert counter.services.count_cases() == 1


def test_a_rebuild_makes_the_same_rows_and_keeps_the_queue(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="decline"), Step(on="purchase", do="no_answer", skip=1, times=2))
    for _ in range(4):
        counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()]))
    before = (counter.cards.of_day("2026-11-20"), counter.home.store.card_payments.jobs())
    assert [each.state for each in before[0]] == ["declined", "approved", "unknown", "unknown"]
    counter.home.store.rebuild()
    assert (counter.cards.of_day("2026-11-20"), counter.home.store.card_payments.jobs()) == before


def test_nothing_of_a_card_but_four_digits_and_the_approval_is_kept(counter: CardCounter) -> None:
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()]))
    assert len(result.last4) == 4
    assert all(
        len(word) < 13
        for _, body in counter.entries()
        if isinstance(body, PaymentSettled)
        for part in body.parts
        for word in (part.approval_no, part.last4)
    )


_ACTS: list[tuple[str, Callable[[CardCounter], object]]] = [
    ("begin", lambda counter: counter.cards.begin(counter.services.sign_in("admin", "sam-pass-2026"), drafts=[a_draft()])),
]


@pytest.mark.parametrize(("name", "act"), _ACTS)
def test_who_takes_no_money_begins_nothing(counter: CardCounter, name: str, act: Callable[[CardCounter], object]) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        act(counter)
    assert counter.kinds() == [], name


def test_an_open_window_asks_by_itself_and_stops_when_it_is_told(counter: CardCounter) -> None:
    asked = threading.Semaphore(0)

    def resolve_once() -> int:
        asked.release()
        raise Unavailable("disk_full")  # it goes on all the same

    queue = CardQueue(resolve_once, pause_s=60)
    queue.start()
    assert asked.acquire(timeout=PATIENCE_S)
    queue.wake()
    assert asked.acquire(timeout=PATIENCE_S)
    assert queue.stop()


def test_another_desks_payment_is_seen_and_never_asked_about(counter: CardCounter) -> None:
    """The row of a payment that came by the feed: as the ledger holds it, in a stream that is not ours."""
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    connections = counter.home.connections
    with connections.atomic() as connection:
        connection.execute("UPDATE stream SET own = 0")
        connection.execute("DELETE FROM terminal_job")
    assert counter.cards.unsettled() == []
    assert counter.cards.resolve_once() == 0
    assert counter.cards.state(payment).state == "unknown"
    with connections.atomic() as connection:
        connection.execute("UPDATE stream SET own = 1")
    assert [each.payment_id for each in counter.cards.unsettled()] == [payment]


def test_a_payment_whose_queue_was_lost_is_reversed_because_nobody_knows_what_it_was_for(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.home.store.card_payments.drop_job(payment)  # a backup was brought back on another computer
    counter.restart()
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).code == "card_purpose_lost"
    assert charged(counter) == []


def test_cases_whose_queue_was_lost_are_paid_because_the_intent_names_them(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, case_ids=counter.recorded())
    counter.cards.charge(payment)
    counter.home.store.card_payments.drop_job(payment)
    counter.restart()
    assert counter.cards.resolve_once() == 1
    assert counter.cards.state(payment).state == "approved"


def test_a_terminal_used_by_an_earlier_stream_goes_on_far_behind_its_last_number(counter: CardCounter) -> None:
    first = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()])).trace_no
    with counter.home.connections.atomic() as connection:
        connection.execute("UPDATE card_payment SET stream_id = stream_id + 100")  # written before the ledger was restored
    second = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft()])).trace_no
    assert (int(second) - int(first)) % 999_999 == 10_000


def test_two_cards_pay_one_basket_one_after_the_other(counter: CardCounter) -> None:
    drafts = [a_draft(), a_draft("vehicle_register_copy")]
    whole = sum(counter.services.quote(each).due_won for each in drafts)
    first = counter.cards.charge(counter.cards.begin(counter.lee, drafts=drafts, amount_won=100))
    assert first.visit is not None
    assert (first.visit.paid_won, [case.state for case in first.visit.cases]) == (100, ["received", "received"])
    ids = [case.case_id for case in first.visit.cases]
    second = counter.cards.charge(counter.cards.begin(counter.lee, case_ids=ids, others=[Tendered(tender="cash", amount_won=100)]))
    assert second.visit is not None
    assert [(part.tender, part.amount_won) for part in second.visit.parts] == [("cash", 100), ("card", whole - 200)]
    assert [case.state for case in second.visit.cases] == ["issued", "issued"]
    assert charged(counter) == [100, whole - 200]


def test_a_second_card_that_is_declined_leaves_the_first_in_the_book_and_the_rest_owed(counter: CardCounter) -> None:
    drafts = [a_draft(), a_draft("vehicle_register_copy")]
    whole = sum(counter.services.quote(each).due_won for each in drafts)
    first = counter.cards.charge(counter.cards.begin(counter.lee, drafts=drafts, amount_won=100))
    assert first.visit is not None
    counter.simulator.script.add(Step(on="purchase", do="decline", code="51"))
    ids = [case.case_id for case in first.visit.cases]
    assert counter.cards.charge(counter.cards.begin(counter.lee, case_ids=ids)).state == "declined"
    assert sum(row.open_won for row in counter.services.unpaid()) == whole - 100
    body = counter.services.refunds.terminal_back(counter.lee, first.receipt_no, "카드 한도", confirmer=counter.park())
    assert body is not None
    assert counter.cards.charge(counter.cards.begin_refund(counter.lee, body)).state == "approved"
    assert [each.state for each in counter.simulator.truth() if each.kind == "purchase"] == ["cancelled", "declined"]


def test_an_instalment_of_a_basket_that_was_not_heard_is_found_out_and_the_rest_stays_owed(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    drafts = [a_draft(), a_draft("vehicle_register_copy")]
    whole = sum(counter.services.quote(each).due_won for each in drafts)
    payment = counter.cards.begin(counter.lee, drafts=drafts, amount_won=100)
    assert counter.cards.charge(payment).state == "unknown"
    counter.restart()
    counter.heal()
    assert sum(row.open_won for row in counter.services.unpaid()) == whole - 100
    assert counter.services.count_cases() == 2


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        (Tendered(tender="gold", amount_won=100), "tender_unknown"),
        (Tendered(tender="simple_pay", amount_won=100), "approval_missing"),
        (Tendered(tender="card", amount_won=100), "approval_missing"),
        (Tendered(tender="cash", amount_won=100, received_won=50), "cash_too_little"),
        (Tendered(tender="cash", amount_won=-100), "amount_invalid"),
        (Tendered(tender="cash"), "parts_differ"),
    ],
)
def test_what_another_means_can_not_give_is_said_before_the_card_is_charged(counter: CardCounter, beside: Tendered, code: str) -> None:
    cases = counter.recorded()
    for basket in ({"case_ids": cases}, {"drafts": [a_draft()]}):
        with pytest.raises(Refused) as refused:
            counter.cards.charge(counter.cards.begin(counter.lee, others=[beside], **basket))
        assert refused.value.code == code
    assert (counter.simulator.truth(), counter.kinds(), counter.cards.waiting()) == ([], [], 0)
