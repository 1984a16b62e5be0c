"""One basket paid by several means, and what was deferred paid later: every sum of the day agrees (issue 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.answers import Draft
from app.domain.claims import Claims, claims_of
from app.domain.errors import DraftRefused, Refused
from app.domain.money_entries import PaymentSettled
from app.domain.payments import Tendered
from app.services.day_totals import checked_totals
from app.wire.codec import decode_body
from tests.desks import a_home
from tests.integration.test_a_counter_day import Counter

DAY = "2026-11-20"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, 100_000)
    yield made
    home.close()


def a_passport_and_a_copy(counter: Counter) -> list[Draft]:
    return [counter.draft("resident_registration_copy", tender="none"), counter.draft("passport_multiple_10y", tender="none")]


def payments(counter: Counter) -> list[PaymentSettled]:
    rows = counter.home.connections.all("SELECT body FROM entry WHERE kind = 'payment_settled' ORDER BY seq")
    bodies = [decode_body("payment_settled", row[0]) for row in rows]
    return [body for body in bodies if isinstance(body, PaymentSettled)]


def test_a_basket_paid_by_three_means_is_one_payment_with_one_receipt(counter: Counter) -> None:
    parts = [
        Tendered(tender="cash", amount_won=10_000, received_won=20_000),
        Tendered(tender="card", amount_won=30_000, approval_no="30012345", last4="1234"),
        Tendered(tender="transit"),
    ]
    made = counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), parts=parts)
    due = sum(case.fee_won for case in made.cases)
    assert (made.paid_won, made.change_won) == (due, 10_000)
    (body,) = payments(counter)
    assert [part.amount_won for part in body.parts] == [10_000, 30_000, due - 40_000]
    assert sum(each.amount_won for each in body.allocations) == due
    totals = checked_totals(counter.home.desk, DAY)
    assert totals.by_tender() == {"cash": 10_000, "card": 30_000, "transit": due - 40_000, "other": 0}
    assert sum(totals.by_owner().values()) == due
    assert made.cases[0].state == "issued"
    receipt = counter.services.payment_receipt(counter.park, made.receipt_no or "")
    assert [part.tender for part in receipt.parts] == ["cash", "card", "transit"]
    assert (receipt.total_won, sum(receipt.by_owner.values())) == (due, due)


def test_parts_that_do_not_add_up_leave_nothing_behind(counter: Counter) -> None:
    head = counter.home.store.head.seq
    with pytest.raises(Refused, match="parts_differ"):
        counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), parts=[Tendered(tender="cash", amount_won=1_000)])
    assert counter.home.store.head.seq == head


def test_unpaid_cases_are_paid_together_by_two_means(counter: Counter) -> None:
    made = counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), tender="none", issue=False)
    ids = [case.case_id for case in made.cases]
    paid = counter.services.take_payment(
        counter.park, ids, parts=[Tendered(tender="simple_pay", amount_won=500, approval_no="S-1"), Tendered(tender="cash")]
    )
    assert paid.paid_won == sum(case.fee_won for case in made.cases)
    assert counter.services.unpaid() == []
    totals = checked_totals(counter.home.desk, DAY)
    assert (totals.tender("other"), totals.tender("cash")) == (500, paid.paid_won - 500)


def test_a_means_that_the_office_does_not_take_is_refused_by_name(counter: Counter) -> None:
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", tender="gold"))
    assert refused.value.fields == {"tender": "unknown_choice"}
    with pytest.raises(Refused, match="tender_unknown"):
        counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), tender="gold")


def test_what_was_deferred_is_issued_at_once_and_paid_on_a_later_day(counter: Counter) -> None:
    made = counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), tender="deferred")
    number, due = made.receipt_no or "", made.paid_won
    assert made.cases[0].state == "issued"
    (claim,) = counter.services.refunds.claims()
    assert (claim.receipt_no, claim.open_won, claim.business_day) == (number, due, DAY)
    first = checked_totals(counter.home.desk, DAY)
    assert first.by_tender() == {"cash": 0, "card": 0, "transit": 0, "other": due}
    counter.services.close_day(counter.park, confirmer=counter.lee)
    counter.pass_time(days=4)
    counter.services.open_day(counter.lee, 0)
    for tender, code in (("deferred", "claim_by_claim"), ("none", "nothing_to_pay"), ("card", "approval_missing")):
        with pytest.raises(Refused) as refused:
            counter.services.refunds.settle_claim(counter.lee, number, tender=tender)
        assert refused.value.code == code
    settled = counter.services.refunds.settle_claim(counter.lee, number, tender="cash", received_won=due + 5_000)
    assert (settled.paid_won, settled.change_won) == (due, 5_000)
    assert settled.receipt_no != number
    later = checked_totals(counter.home.desk, "2026-11-24")
    assert (later.tender("cash"), later.reversed_by_tender, later.net_won) == (due, {"other": due}, 0)
    assert sum(row.copies for row in later.rows) == 0, "the papers were counted on the day they were given out"
    assert claims_of(first.claims) == Claims(owed_won=due, settled=dict.fromkeys(first.by_tender(), 0))
    claims = claims_of(later.claims)
    assert (claims.owed_won, claims.settled["cash"], claims.settled_won, claims.dropped_won) == (0, due, due, 0)
    assert checked_totals(counter.home.desk, DAY).claims == first.claims, "what was closed stays as it was"
    lines = {line.name: line for line in counter.services.drawer.interim(counter.lee).tenders}
    assert (lines["후불"].returned_won, lines["후불"].settled, lines["후불"].settled_won) == (due, "후불 수납", due)
    assert (lines["현금"].taken_won, lines["현금"].settled_won) == (due, 0), "said once, where the sum went back"
    assert sum(row.copies for row in first.rows) > 0
    assert counter.services.refunds.claims() == []
    for case in made.cases:
        assert counter.services.view_case(counter.park, case.case_id).row.money == "paid"
    with pytest.raises(Refused, match="nothing_to_pay"):
        counter.services.refunds.settle_claim(counter.lee, number, tender="cash")
    assert payments(counter)[1].settles == payments(counter)[0].payment_id


def test_a_deferred_paper_that_is_voided_is_owed_no_more(counter: Counter) -> None:
    made = counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), tender="deferred")
    counter.services.cancel_case(counter.lee, made.cases[0].case_id, "잘못 발급", confirmer=counter.park)
    (claim,) = counter.services.refunds.claims()
    assert claim.open_won == made.cases[1].fee_won
    assert counter.services.refunds.settle_claim(counter.lee, made.receipt_no or "", tender="cash").paid_won == made.cases[1].fee_won
    totals = checked_totals(counter.home.desk, DAY)
    assert totals.net_won == made.cases[1].fee_won
    claims = claims_of(totals.claims)
    assert (claims.owed_won, claims.settled_won, claims.dropped_won) == (made.paid_won, made.cases[1].fee_won, made.cases[0].fee_won)


def test_nobody_is_promised_money_back_that_was_never_taken(counter: Counter) -> None:
    made = counter.services.record_visit(counter.park, a_passport_and_a_copy(counter), tender="deferred")
    number, refunds = made.receipt_no or "", counter.services.refunds
    with pytest.raises(Refused, match="nothing_to_return"):
        refunds.promise(counter.lee, number, "민원인 요청", confirmer=counter.park, due=date(2026, 11, 27))
    assert refunds.settle_claim(counter.lee, number, tender="cash").paid_won == made.paid_won
