"""One petition is worked on at two desks that do not hear of each other: what the law counts is never taken twice in silence (SYNC §6)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.cases import Case
from app.domain.errors import Refused
from tests.centrals import CentralUnderTest
from tests.integration.test_disputes import Room, desks, parks, rebuilt_is_live, settled_down

__all__ = ["desks"]

EXTENSION = {"days": 5, "extend_ground": "site_check", "extend_reason": "현장 확인이 필요함"}


def an_assigned_petition(room: Room) -> UUID:
    """Known at both desks."""
    three, _ = room
    park, _ = parks(room)
    answers: dict[str, object] = {"matter": "쉼터를 늘려 주십시오"}
    applicant: dict[str, object] = {"name": "윤가람", "address": "가온광역시 나루구 별빛로 8", "phone": "010-0123-4567"}
    case_id = three.services.record_case(park, Draft(service="suggestion_petition", applicant=applicant, answers=answers)).case_id
    three.services.advance_case(park, case_id, "assign", facts={"division": "공원과", "official": "김공원"})
    settled_down(room)
    return case_id


def at(home: Home, case_id: UUID) -> Case:
    found = home.store.cases.find(case_id)
    assert found is not None
    return found


def test_the_same_petition_extended_at_two_desks_is_a_dispute_at_the_second(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = an_assigned_petition(desks)
    for home, park in zip(desks, parks(desks), strict=True):
        home.services.advance_case(park, case_id, "extend", facts=EXTENSION)
    first = at(three, case_id)
    settled_down(desks)
    assert three.services.disputes() == []
    (item,) = five.services.disputes()
    assert (item.kind, item.code, item.step) == ("conflicted", "step_taken_twice", "extend")
    for home in desks:
        case = at(home, case_id)
        assert (case.taken["extend"], case.due_at, case.limit_at) == (1, first.due_at, first.limit_at)  # extended once, not twice
        rebuilt_is_live(home)
    assert central.verified().ok


def test_to_extend_again_what_was_extended_needs_what_the_law_asks_for(desks: Room) -> None:
    _, five = desks
    case_id = an_assigned_petition(desks)
    _, park = parks(desks)
    for home, leader in zip(desks, parks(desks), strict=True):
        home.services.advance_case(leader, case_id, "extend", facts=EXTENSION)
    settled_down(desks)
    (item,) = five.services.disputes()
    with pytest.raises(Refused, match="extension_needs_consent"):
        five.services.settle_dispute(park, item.place, "correct", "다시 연장")
    five.services.settle_dispute(park, item.place, "keep_both", "먼저 한 연장으로 둠")
    settled_down(desks)
    assert five.services.disputes() == []
    assert at(five, case_id).taken["extend"] == 1


def test_a_second_extension_decided_with_the_first_in_sight_is_no_dispute(desks: Room) -> None:
    three, five = desks
    case_id = an_assigned_petition(desks)
    park3, park5 = parks(desks)
    three.services.advance_case(park3, case_id, "extend", facts=EXTENSION)
    settled_down(desks)
    five.services.advance_case(park5, case_id, "extend", facts=EXTENSION | {"consent": True})
    settled_down(desks)
    assert five.services.disputes() == []
    assert [at(home, case_id).taken["extend"] for home in desks] == [2, 2]
    assert at(three, case_id).limit_at == at(five, case_id).limit_at


def test_other_steps_of_the_colleague_hold_up_nobody(desks: Room) -> None:
    three, five = desks
    case_id = an_assigned_petition(desks)
    park3, park5 = parks(desks)
    until = (three.desk.clock.now() + timedelta(days=20)).date().isoformat()
    three.services.advance_case(park3, case_id, "interim_notice", facts={"progress": "현장 확인", "expected_on": until})
    five.services.advance_case(park5, case_id, "extend", facts=EXTENSION)
    settled_down(desks)
    assert five.services.disputes() == []
