"""Money that goes back to a card through the terminal: once, whatever the line does (GUARANTEES G3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.terminal_simulator import Step
from app.domain.errors import Refused
from app.domain.money_entries import PaymentReversed
from tests.card_counter import CardCounter, a_draft


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    found = CardCounter(tmp_path / "home")
    yield found
    found.close()


def _paid(counter: CardCounter, service: str = "passport_multiple_10y") -> PaymentReversed:
    """A payment by card, and what would give all of it back."""
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft(service)]))
    assert result.state == "approved"
    return PaymentReversed(payment_id=result.payment_id, allocations=counter.cards.shares(result.payment_id), reason="잘못 받음")


@pytest.mark.parametrize("fault", ["answer", "no_answer", "drop_after", "drop_before", "held", "garbage"])
def test_money_goes_back_to_the_card_once_whatever_the_line_does(counter: CardCounter, fault: str) -> None:
    back = _paid(counter)
    counter.simulator.script.add(Step(on="cancel", do=fault))  # type: ignore[arg-type]
    payment = counter.cards.begin_refund(counter.lee, back)
    with pytest.raises(Refused, match="card_open"):
        counter.cards.begin_refund(counter.lee, back)
    result = counter.cards.charge(payment)
    assert result.state == ("approved" if fault == "answer" else "unknown")
    counter.restart()
    counter.heal()
    assert counter.cards.state(payment).state == "approved"
    bodies = [body for _, body in counter.entries() if isinstance(body, PaymentReversed)]
    assert [body.started for body in bodies] == [payment]
    assert bodies[0].approval_no
    assert counter.simulator.net_won() == 0


def test_the_next_day_or_in_part_it_is_a_refund(counter: CardCounter) -> None:
    back = _paid(counter)
    part = PaymentReversed(payment_id=back.payment_id, allocations=back.allocations[:1], reason="일부 반환")
    assert counter.cards.charge(counter.cards.begin_refund(counter.lee, part)).state == "approved"
    assert [each.kind for each in counter.simulator.truth()] == ["purchase", "refund"]


def test_a_payment_typed_in_by_hand_is_not_given_back_by_the_terminal(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(do="no_answer", times=0))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    counter.cards.settle_manual(counter.lee, payment, "30012345", "1234")
    back = PaymentReversed(payment_id=payment, allocations=counter.cards.shares(payment), reason="잘못 받음")
    with pytest.raises(Refused, match="card_not_by_terminal"):
        counter.cards.begin_refund(counter.lee, back)


def test_what_the_terminal_is_giving_back_does_not_go_back_in_another_way_too(counter: CardCounter) -> None:
    back = _paid(counter, "land_register_copy")
    counter.simulator.script.add(Step(on="cancel", do="no_answer"))
    payment = counter.cards.begin_refund(counter.lee, back)
    assert counter.cards.charge(payment).state == "unknown"
    receipt = counter.cards.state(back.payment_id).receipt_no
    with pytest.raises(Refused, match="card_open"):
        counter.services.refunds.refund(counter.lee, receipt, "잘못 받음", confirmer=counter.park(), approvals={"card": "30012345"})
    counter.heal()
    assert counter.simulator.net_won() == 0
