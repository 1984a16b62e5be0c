"""When a passport is void, and to whom one that was applied for online is handed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.services.make_sample import make_samples
from tests.desks import NINE, PASSWORD, second, the_catalogue, the_people
from tests.open_days import here, home, later, paid, step, step_by_two, wait

__all__ = ["home"]

COLLECTED = {"id_document": "resident_card", "passport_no": "Z123A4567"}
BY_AGENT = {"recipient": "agent", "recipient_name": "윤가람", "recipient_relation": "가족", "mandate_seen": True, "principal_id": "copy"}


def received(home: Home, service: str, *, seed: int = 1, **answers: object) -> UUID:
    """Received and paid."""
    return paid(home, owed(home, service, seed=seed, **answers))


def owed(home: Home, service: str, *, seed: int = 1, **answers: object) -> UUID:
    """Received, its fee still owed."""
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=seed, today=NINE.date())
    draft = msgspec.structs.replace(draft, answers={**draft.answers, **answers}, tender="none", approval_no=None)
    return home.services.record_case(here(home), draft).case_id


def test_nobody_loses_a_passport_on_the_last_day_of_fetching_it(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive")
    later(home, days=181)  # from 20 November to 20 May
    with pytest.raises(Refused) as early:
        step_by_two(home, case_id, "void")
    assert (early.value.code, early.value.facts["day"]) == ("void_too_early", "2027-05-21")
    later(home, days=1)
    assert step_by_two(home, case_id, "void") == "void"


@pytest.mark.parametrize("online", [True, False])
def test_a_passport_applied_for_online_never_goes_to_an_agent(home: Home, online: bool) -> None:
    case_id = received(home, "passport_delivery", applied_online=online, passport_no=COLLECTED["passport_no"])
    if online:
        with pytest.raises(Refused) as refused:
            step(home, case_id, "deliver", **BY_AGENT, **COLLECTED)
        assert refused.value.code == "online_not_to_agent"
        assert step(home, case_id, "deliver", **COLLECTED) == "delivered"
    else:
        assert step(home, case_id, "deliver", **BY_AGENT, **COLLECTED) == "delivered"


def test_only_the_passport_of_the_case_is_handed_over(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no="M123A4567", shelf="B-12")
    with pytest.raises(Refused) as refused:
        step(home, case_id, "deliver", **COLLECTED)
    assert refused.value.code == "passport_no_differs"
    assert "Z123A4567" not in str(refused.value.facts)
    assert home.store.cases.find(case_id).state == "arrived"  # type: ignore[union-attr]
    assert step(home, case_id, "deliver", **{**COLLECTED, "passport_no": "m123a4567"}) == "delivered"


def test_a_number_misread_at_arrival_is_put_right_before_the_hand_over(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no="M123A4567", shelf="B-12")
    before = home.store.cases.find(case_id)
    assert step(home, case_id, "relabel", passport_no="Z123A4567") == "arrived"
    after = home.store.cases.find(case_id)
    assert before is not None and after is not None
    assert (after.facts["shelf"], after.due_at, after.clock) == ("B-12", before.due_at, before.clock)
    assert step(home, case_id, "deliver", **COLLECTED) == "delivered"


def test_a_passport_applied_for_elsewhere_is_the_one_it_was_received_with(home: Home) -> None:
    case_id = received(home, "passport_delivery", passport_no="M123A4567")
    with pytest.raises(Refused, match="passport_no_differs"):
        step(home, case_id, "deliver", **COLLECTED)
    assert step(home, case_id, "deliver", **{**COLLECTED, "passport_no": "M123A4567"}) == "delivered"


@pytest.mark.parametrize("service", ["passport_fact_certificate", "passport_loss_report", "passport_delivery", "passport_courier"])
def test_whoever_works_at_the_passport_counter_receives_all_of_its_services(home: Home, service: str) -> None:
    choi = home.services.sign_in("choi", PASSWORD)
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, tender="none", approval_no=None, exemption=None, evidence=None)
    assert home.services.record_case(choi, draft).number
    (other,) = make_samples(the_catalogue(), the_people(), service="adoption_filing", count=1, seed=1, today=NINE.date())
    with pytest.raises(Refused) as refused:
        home.services.record_case(choi, other)
    assert refused.value.code == "not_allowed"


def found(home: Home, text: str) -> list[UUID]:
    return [row.case_id for row in home.services.find_cases(here(home), text)]


def test_a_booklet_on_the_shelf_is_found_by_its_number_and_a_misread_number_finds_it_no_more(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no="M123A4567", shelf="B-12")
    assert found(home, "M123A4567") == [case_id]
    step(home, case_id, "relabel", passport_no="Z123A4567")
    for _ in range(2):
        assert (found(home, "Z123A4567"), found(home, "M123A4567")) == ([case_id], [])
        home.store.rebuild()
    step(home, case_id, "relabel", shelf="C-1")
    assert step(home, case_id, "deliver", **COLLECTED) == "delivered"
    assert found(home, "Z123A4567") == [case_id]


def test_a_booklet_known_only_when_it_is_handed_over_is_found_by_it_too(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive")
    step(home, case_id, "deliver", **COLLECTED)
    assert found(home, "Z123A4567") == [case_id]


@pytest.mark.parametrize("name", ["deliver", "dispatch"])
def test_a_passport_that_is_void_by_law_leaves_the_office_no_more(home: Home, name: str) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no=COLLECTED["passport_no"])
    facts = COLLECTED if name == "deliver" else {"tracking_no": "1234567890123"}
    later(home, days=182)  # from 20 November to 21 May
    with pytest.raises(Refused) as late:
        step(home, case_id, name, **facts)
    assert (late.value.code, late.value.facts["day"]) == ("passport_is_void", "2027-05-21")
    assert step_by_two(home, case_id, "void") == "void"


def test_a_passport_that_was_to_be_fetched_is_posted_only_where_somebody_said_to(home: Home) -> None:
    case_id = received(home, "passport_multiple_10y", pickup="visit")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no=COLLECTED["passport_no"])
    with pytest.raises(Refused) as missing:
        step(home, case_id, "dispatch", tracking_no="1234567890123")
    assert missing.value.code == "step_incomplete"
    assert (missing.value.facts["field"], missing.value.facts["reason"]) == ("post_address", "required")
    assert step(home, case_id, "dispatch", tracking_no="1234567890123", post_address="가온광역시 나루구 별빛로 8") == "dispatched"
    (line,) = home.services.books.print_book(here(home), "post_list", NINE.date(), NINE.date()).lines
    assert line.cells[2].startswith("가온광역시 나루구 별빛로 ")  # masked from the house number on


def test_a_passport_that_was_to_be_posted_goes_where_the_application_says(home: Home) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service="passport_multiple_10y", count=1, seed=1, today=NINE.date())
    answers = {**draft.answers, "pickup": "post"}
    applicant = {**draft.applicant, "address": "가온광역시 나루구 햇살로 4"}
    draft = msgspec.structs.replace(draft, answers=answers, applicant=applicant, tender="none", approval_no=None)
    case_id = paid(home, home.services.record_case(here(home), draft))
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no=COLLECTED["passport_no"])
    with pytest.raises(Refused, match="step_incomplete"):  # another one is put right in the application
        step(home, case_id, "dispatch", tracking_no="1234567890123", post_address="가온광역시 나루구 별빛로 8")
    assert step(home, case_id, "dispatch", tracking_no="1234567890123") == "dispatched"


def test_a_void_passport_that_was_applied_for_elsewhere_stays_too(home: Home) -> None:
    later(home, days=182)
    other = received(home, "passport_delivery", passport_no="M123A4567", passport_issued_on="2026-11-02")
    with pytest.raises(Refused, match="passport_is_void"):
        step(home, other, "deliver", **{**COLLECTED, "passport_no": "M123A4567"})


def test_on_its_last_day_a_passport_is_still_handed_over(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no=COLLECTED["passport_no"])
    later(home, days=181)
    assert step(home, case_id, "deliver", **COLLECTED) == "delivered"


def test_one_booklet_is_of_one_case(home: Home) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service="passport_single", count=1, seed=1, today=NINE.date())
    first, second = (home.services.record_case(here(home), msgspec.structs.replace(draft, draft_id=f"d{n}")) for n in (1, 2))
    for each in (first, second):
        step(home, each, "send")
    step(home, first, "arrive", passport_no="M123A4567", shelf="A-1")
    with pytest.raises(Refused) as twice:
        step(home, second, "arrive", passport_no="M123A4567", shelf="A-2")
    assert (twice.value.code, twice.value.facts["number"]) == ("passport_no_elsewhere", first.number)
    step(home, second, "arrive", shelf="A-2")
    with pytest.raises(Refused, match="passport_no_elsewhere"):
        step(home, second, "relabel", passport_no="M123A4567")
    step(home, first, "relabel", passport_no="Z123A4567")  # it was misread there
    assert step(home, second, "relabel", passport_no="M123A4567") == "arrived"
    again = {**draft.answers, "old_passport": "valid_returned", "old_passport_no": "M123A4567"}
    third = home.services.record_case(here(home), msgspec.structs.replace(draft, draft_id="d3", answers=again))
    assert set(found(home, "M123A4567")) == {second.case_id, third.case_id}


def test_a_booklet_whose_entries_are_changed_comes_again(home: Home) -> None:
    first = received(home, "passport_single")
    step(home, first, "send")
    step(home, first, "arrive", passport_no=COLLECTED["passport_no"])
    step(home, first, "deliver", **COLLECTED)
    changed = received(home, "passport_entry_change", seed=2, passport_no=COLLECTED["passport_no"])
    step(home, changed, "send")
    assert step(home, changed, "arrive", passport_no=COLLECTED["passport_no"]) == "arrived"


def arrived(home: Home, case_id: UUID) -> UUID:
    step(home, case_id, "send")
    step(home, case_id, "arrive", passport_no=COLLECTED["passport_no"])
    return case_id


def unpaid(home: Home, case_id: UUID, name: str, **facts: object) -> None:
    before = home.store.cases.find(case_id)
    with pytest.raises(Refused) as refused:
        step(home, case_id, name, **facts)
    assert before is not None and (refused.value.code, refused.value.facts["open_won"]) == ("passport_unpaid", before.open_won)
    assert before.open_won > 0 and home.store.cases.find(case_id) == before


def test_a_passport_leaves_the_office_once_it_is_paid(home: Home) -> None:
    case_id = arrived(home, owed(home, "passport_single"))
    unpaid(home, case_id, "deliver", **COLLECTED)
    unpaid(home, case_id, "deliver")  # before anything is asked
    unpaid(home, case_id, "dispatch", tracking_no="1234567890123", post_address="가온광역시 나루구 별빛로 8")
    assert step(home, paid(home, case_id), "deliver", **COLLECTED) == "delivered"


def test_a_passport_whose_fee_was_given_back_stays_until_it_is_paid_again(home: Home) -> None:
    case_id = arrived(home, received(home, "passport_single"))
    (receipt_no,) = home.store.cases.receipts(case_id)
    home.services.refunds.refund(here(home), receipt_no, "과오납", confirmer=second(home))
    unpaid(home, case_id, "deliver", **COLLECTED)
    assert step(home, paid(home, case_id), "deliver", **COLLECTED) == "delivered"


def test_a_passport_of_another_office_is_posted_once_its_postage_is_paid(home: Home) -> None:
    case_id = owed(home, "passport_courier")
    unpaid(home, case_id, "dispatch", tracking_no="1234567890123")
    assert step(home, paid(home, case_id), "dispatch", tracking_no="1234567890123") == "dispatched"


def test_nobody_is_asked_to_pay_for_a_passport_that_is_void(home: Home) -> None:
    case_id = arrived(home, owed(home, "passport_single"))
    later(home, days=182)
    with pytest.raises(Refused, match="passport_is_void"):
        step(home, case_id, "deliver", **COLLECTED)


def test_what_was_handed_over_on_paper_while_its_system_was_away_is_entered_by_two_and_its_fee_stays_owed(home: Home) -> None:
    before = arrived(home, owed(home, "passport_single"))
    wait(home, timedelta(minutes=5))
    home.services.set_lamp(here(home), "passport", True)
    wait(home, timedelta(hours=1))
    home.services.set_lamp(here(home), "passport", False)
    wait(home, timedelta(minutes=5))
    after = owed(home, "passport_single", seed=2)
    step(home, after, "send")
    step(home, after, "arrive")
    unpaid(home, after, "deliver", **COLLECTED)
    unpaid(home, before, "dispatch", tracking_no="1234567890123")  # on paper it was handed over, never posted
    assert home.services.view_case(here(home), before).on_paper and not home.services.view_case(here(home), after).on_paper
    with pytest.raises(Refused, match="second_needed"):
        step(home, before, "deliver", **COLLECTED)
    assert step_by_two(home, before, "deliver", **COLLECTED) == "delivered"
    found = home.store.cases.find(before)
    assert found is not None and found.open_won == found.due_won > 0
    assert before in [row.case_id for row in home.services.unpaid()]
