"""Money that the joined card terminal took goes back by the terminal, the rest of a split payment by its own means (GUARANTEES G3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import Refused
from app.domain.money_entries import PaymentReversed
from app.domain.payments import Tendered
from app.services.card_payments import CardResult
from app.services.give_back import Selection
from tests.card_counter import CardCounter, a_draft


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    made = CardCounter(tmp_path / "home")
    yield made
    made.close()


def charged(counter: CardCounter, *services: str, cash_won: int = 0) -> CardResult:
    """A basket paid by card, with that much in cash beside it."""
    others = [Tendered(tender="cash", amount_won=cash_won)] if cash_won else []
    drafts = [a_draft(service) for service in services]
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=drafts, others=others))
    assert result.state == "approved"
    return result


def test_a_split_payment_goes_back_to_the_card_and_into_the_hand(counter: CardCounter) -> None:
    paid, refunds = charged(counter, "passport_multiple_10y", cash_won=10_000), counter.services.refunds
    park, number = counter.park(), paid.receipt_no
    with pytest.raises(Refused, match="refund_by_terminal"):
        refunds.refund(counter.lee, number, "민원인 요청", confirmer=park)
    assert refunds.paid(counter.lee, number).by_terminal == ["card"]
    back = refunds.terminal_back(counter.lee, number, "민원인 요청", confirmer=park)
    assert back is not None and back.confirmed_by == park.entry_id
    result = counter.cards.charge(counter.cards.begin_refund(counter.lee, back))
    assert (result.state, counter.simulator.net_won()) == ("approved", 0)
    assert refunds.terminal_back(counter.lee, number, "민원인 요청", confirmer=park) is None
    assert refunds.refund(counter.lee, number, "민원인 요청", confirmer=park).by_tender == {"cash": 10_000}
    bodies = [body for _, body in counter.entries() if isinstance(body, PaymentReversed)]
    assert [(body.receipt_no.split("-")[2][0], bool(body.trace_no)) for body in bodies] == [("B", True), ("B", False)]
    paper = refunds.receipt(counter.lee, result.receipt_no)
    assert (paper.parts[0].approval_no, paper.parts[0].original_approval_no) == (result.approval_no, paid.approval_no)
    assert counter.services.day_status().totals.net_won == 0


def test_what_the_terminal_is_giving_back_is_not_promised_too(counter: CardCounter) -> None:
    paid, refunds, park = charged(counter, "passport_multiple_10y"), counter.services.refunds, counter.park()
    back = refunds.terminal_back(counter.lee, paid.receipt_no, "민원인 요청", confirmer=park)
    assert back is not None
    running = counter.cards.begin_refund(counter.lee, back)
    with pytest.raises(Refused, match="card_open"):
        refunds.promise(counter.lee, paid.receipt_no, "단말기 고장", confirmer=park, due=date(2026, 11, 25))
    assert counter.cards.charge(running).state == "approved"
    assert list(refunds.promises(counter.lee)) == []


def test_a_paper_paid_by_the_terminal_is_voided_after_its_money_went_back(counter: CardCounter) -> None:
    paid, refunds = charged(counter, "land_register_copy", "vehicle_register_copy"), counter.services.refunds
    assert paid.visit is not None
    case, park = paid.visit.cases[0], counter.park()
    head = counter.home.store.head.seq
    with pytest.raises(Refused, match="refund_first"):
        counter.services.cancel_case(counter.lee, case.case_id, "잘못 발급", confirmer=park)
    assert counter.home.store.head.seq == head
    back = refunds.terminal_back(counter.lee, paid.receipt_no, "잘못 발급", confirmer=park, selection=Selection(case_ids=[case.case_id]))
    assert back is not None
    assert counter.cards.charge(counter.cards.begin_refund(counter.lee, back)).amount_won == case.fee_won
    assert counter.services.cancel_case(counter.lee, case.case_id, "잘못 발급", confirmer=park) == "voided"
    assert counter.simulator.net_won() == counter.services.day_status().totals.net_won == paid.amount_won - case.fee_won


def test_nobody_asks_the_terminal_for_money_back_alone(counter: CardCounter) -> None:
    number = charged(counter, "land_register_copy").receipt_no
    with pytest.raises(Refused, match="supervisor_needed"):
        counter.services.refunds.terminal_back(counter.lee, number, "민원인 요청", confirmer=None)
    with pytest.raises(Refused, match="reason_missing"):
        counter.services.refunds.terminal_back(counter.lee, number, " ", confirmer=counter.park())


def test_a_promise_is_kept_by_the_terminal_that_took_the_money(counter: CardCounter) -> None:
    paid, refunds, park = charged(counter, "passport_multiple_10y", cash_won=10_000), counter.services.refunds, counter.park()
    due = date(2026, 11, 27)
    slip = refunds.promise(counter.lee, paid.receipt_no, "단말기 고장", confirmer=park, due=due).slip_no
    with pytest.raises(Refused, match="refund_by_terminal"):
        refunds.keep(counter.lee, slip, confirmer=park)
    back = refunds.terminal_kept(counter.lee, slip, confirmer=park)
    assert back is not None and back.promise is None  # the cash is still to come
    payment_id = counter.cards.begin_refund(counter.lee, back)
    with pytest.raises(Refused, match="card_open"):
        refunds.drop(counter.lee, slip, "잘못 적음", confirmer=park)
    assert counter.cards.charge(payment_id).state == "approved"
    assert refunds.terminal_kept(counter.lee, slip, confirmer=park) is None
    assert refunds.keep(counter.lee, slip, confirmer=park).by_tender == {"cash": 10_000}
    assert (refunds.promises(counter.lee), counter.simulator.net_won()) == ([], 0)
    assert counter.services.day_status().totals.net_won == 0


def test_a_promise_of_card_money_alone_ends_with_the_terminals_answer(counter: CardCounter) -> None:
    paid, refunds, park = charged(counter, "land_register_copy"), counter.services.refunds, counter.park()
    slip = refunds.promise(counter.lee, paid.receipt_no, "단말기 고장", confirmer=park, due=date(2026, 11, 27)).slip_no
    back = refunds.terminal_kept(counter.lee, slip, confirmer=park)
    assert back is not None
    assert counter.cards.charge(counter.cards.begin_refund(counter.lee, back)).state == "approved"
    assert (refunds.promises(counter.lee), counter.simulator.net_won()) == ([], 0)


def deferred(counter: CardCounter) -> tuple[str, int]:
    """A receipt of a payment that was put off, and how much of it is owed."""
    visit = counter.services.record_visit(counter.lee, [a_draft("land_register_copy")], tender="deferred")
    assert visit.receipt_no is not None
    return visit.receipt_no, visit.paid_won


def test_what_was_deferred_is_paid_at_the_terminal(counter: CardCounter) -> None:
    (receipt_no, due), refunds = deferred(counter), counter.services.refunds
    payment_id = counter.cards.begin(counter.lee, claim=receipt_no)
    with pytest.raises(Refused, match="card_open"):
        refunds.settle_claim(counter.lee, receipt_no, tender="cash")
    result = counter.cards.charge(payment_id)
    assert (result.state, result.amount_won, counter.simulator.net_won()) == ("approved", due, due)
    assert result.visit is not None and result.visit.paid_won == due
    assert refunds.claims() == []
    with pytest.raises(Refused, match="nothing_to_pay"):
        counter.cards.begin(counter.lee, claim=receipt_no)


def test_a_claim_that_is_gone_when_the_terminal_answers_is_not_charged(counter: CardCounter) -> None:
    receipt_no, _ = deferred(counter)
    payment_id = counter.cards.begin(counter.lee, claim=receipt_no)
    refunds, park = counter.services.refunds, counter.park()
    refunds.refund(counter.lee, receipt_no, "민원인 요청", confirmer=park)
    counter.cards.charge(payment_id)
    counter.heal()
    assert (counter.cards.state(payment_id).state, counter.simulator.net_won()) == ("reversed", 0)
