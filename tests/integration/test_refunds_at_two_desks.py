"""The same money is given back at two desks that do not hear of each other: the second one is told (SYNC §6, G13, G14)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from app.domain.errors import Refused
from app.domain.views import Actor
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD
from tests.integration.test_disputes import Room, a_case, desks, rebuilt_is_live, settled_down

__all__ = ["desks"]


def people(room: Room) -> list[tuple[Actor, Actor]]:
    """The clerk and the team leader at each desk."""
    return [(home.services.sign_in("lee", PASSWORD), home.services.sign_in("park", PASSWORD, second=True)) for home in room]


def a_paid_case(room: Room) -> tuple[UUID, str]:
    """A case paid at the first desk that both know."""
    three, _ = room
    case_id = a_case(three)
    for home, (lee, _) in zip(room, people(room), strict=True):
        home.services.drawer.move_cash(lee, "in", "float", 10_000, reason="준비금")  # no more cash goes back than is in a drawer
    park = three.services.sign_in("park", PASSWORD)
    receipt_no = three.services.take_payment(park, [case_id], tender="cash").receipt_no
    settled_down(room)
    return case_id, receipt_no or ""


def test_the_same_payment_given_back_twice_is_a_dispute_at_the_second_desk(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id, receipt_no = a_paid_case(desks)
    for home, (lee, park) in zip(desks, people(desks), strict=True):
        assert home.services.refunds.refund(lee, receipt_no, "민원인 요청", confirmer=park).amount_won == 500
    settled_down(desks)
    assert three.services.disputes() == []
    (item,) = five.services.disputes()
    assert (item.kind, item.code, item.entry_kind, item.desk) == ("conflicted", "returned_twice", "payment_reversed", "05")
    for home, (lee, _) in zip(desks, people(desks), strict=True):
        paid = home.services.refunds.paid(lee, receipt_no)
        assert (paid.left_won, len(paid.refunds)) == (0, 2)
        case = home.store.cases.find(case_id)
        assert case is not None and case.paid_won == -500  # both left a drawer: the office is short of it
        rebuilt_is_live(home)
    assert central.verified().ok


def test_a_promise_made_at_one_desk_is_kept_at_the_other(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    _, receipt_no = a_paid_case(desks)
    (lee3, park3), (lee5, park5) = people(desks)
    row = three.services.refunds.promise(
        lee3, receipt_no, "시재 부족", confirmer=park3, due=date(2026, 11, 27), bank="가온은행", account="110-234-567890"
    )
    settled_down(desks)
    (seen,) = five.services.refunds.promises(lee5)
    assert (seen.slip_no, seen.desk, seen.account_shown) == (row.slip_no, "03", "가온은행 ****7890")
    assert five.services.refunds.account(lee5, row.slip_no) == "가온은행 110-234-567890"
    with pytest.raises(Refused, match="nothing_to_return"):
        five.services.refunds.refund(lee5, receipt_no, "민원인 요청", confirmer=park5)
    five.services.refunds.keep(lee5, row.slip_no, confirmer=park5)
    settled_down(desks)
    assert three.services.refunds.promises(lee3) == []
    with pytest.raises(Refused, match="promise_settled"):
        three.services.refunds.keep(lee3, row.slip_no, confirmer=park3)
    for home in desks:
        assert home.services.disputes() == []
        rebuilt_is_live(home)
    assert central.verified().ok


def test_a_claim_that_two_desks_settled_is_a_dispute_and_the_citizen_pays_once(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    park = three.services.sign_in("park", PASSWORD)
    receipt_no = three.services.take_payment(park, [case_id], tender="deferred").receipt_no or ""
    settled_down(desks)
    for home, (lee, _) in zip(desks, people(desks), strict=True):
        assert home.services.refunds.settle_claim(lee, receipt_no, tender="cash").paid_won == 500
    settled_down(desks)
    assert three.services.disputes() == []
    (item,) = five.services.disputes()
    assert (item.kind, item.code, item.entry_kind, item.desk) == ("conflicted", "paid_twice", "payment_settled", "05")
    for home in desks:
        case = home.store.cases.find(case_id)
        assert case is not None and (case.paid_won, case.open_won) == (1_000, 0)
        assert home.services.refunds.claims() == []
        rebuilt_is_live(home)
    (lee, park) = people(desks)[1]
    five.services.settle_dispute(lee, item.place, "cancel", "두 창구에서 수납", confirmer=park)
    settled_down(desks)
    for home in desks:
        case = home.store.cases.find(case_id)
        assert case is not None and (case.paid_won, case.open_won) == (500, 0), "one of them gave it back, and nothing is owed"
        rebuilt_is_live(home)
    assert central.verified().ok
