"""A filing that comes twice is flagged where it is typed, and goes in all the same: twins file too."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.same_filing import DAYS, jamo, one_apart
from app.services.make_sample import make_samples
from tests.desks import NINE, second, the_catalogue, the_people
from tests.open_days import here, home, wait

__all__ = ["home"]

BIRTH: dict[str, object] = {"filer_capacity": "mother", "child_name": "김하늘", "child_sex": "female", "born_at": "2026-11-10T09:30"}


def a_birth(**changed: object) -> Draft:
    applicant: dict[str, object] = {"name": "이서연", "rrn": "920202-2345675", "id_document": "resident_card"}
    return Draft(service="birth_filing", applicant=applicant, answers={**BIRTH, **changed})


def filed(home: Home, draft: Draft) -> tuple[str, dict[str, str]]:
    """Its number and what it was warned about."""
    made = home.services.record_case(here(home), draft)
    return made.number, made.warnings


def test_the_second_filing_of_a_birth_names_the_first_and_is_received(home: Home) -> None:
    first, warned = filed(home, a_birth())
    assert "child_name" not in warned
    assert home.services.quote(a_birth()).filed_before == (first,)
    second_number, warned = filed(home, a_birth(born_at="2026-11-10T09:35"))
    assert (warned["child_name"], second_number != first) == ("filed_before", True)
    found = home.services.find_cases(here(home), second_number)
    assert found[0].state == "received"


@pytest.mark.parametrize("typed", ["김하눌", "김 하늘", "김하느"])
def test_a_slip_of_the_finger_in_the_name_hides_nothing(home: Home, typed: str) -> None:
    first, _ = filed(home, a_birth())
    assert home.services.quote(a_birth(child_name=typed)).filed_before == (first,)


@pytest.mark.parametrize("other", [{"child_name": "김바다"}, {"born_at": "2026-11-11T09:30"}, {"child_name": ""}])
def test_another_child_or_another_day_is_another_filing(home: Home, other: dict[str, object]) -> None:
    filed(home, a_birth())
    assert home.services.quote(a_birth(**other)).filed_before == ()


def test_what_was_cancelled_or_is_a_month_old_is_no_duplicate(home: Home) -> None:
    park = here(home)
    first = home.services.record_case(park, a_birth())
    home.services.cancel_case(park, first.case_id, "잘못 접수", confirmer=second(home))
    assert home.services.quote(a_birth()).filed_before == ()
    again = home.services.record_case(park, a_birth())
    wait(home, timedelta(days=DAYS) - timedelta(minutes=1))
    assert home.services.quote(a_birth()).filed_before == (again.number,)
    wait(home, timedelta(minutes=2))
    assert home.services.quote(a_birth()).filed_before == ()


def test_every_family_filing_knows_when_it_comes_twice(home: Home) -> None:
    forms = [form for form in the_catalogue().forms.values() if form.family == "family_filing" and form.life == "filing"]
    assert [form.id for form in forms if not form.same_filing] == []
    for form in forms:
        (drawn,) = make_samples(the_catalogue(), the_people(), service=form.id, count=1, seed=3, today=NINE.date())
        draft = msgspec.structs.replace(drawn, exemption=None, draft_id=None)
        assert home.services.quote(draft).filed_before == (), form.id
        number, _ = filed(home, draft)
        assert home.services.quote(draft).filed_before == (number,), form.id


def test_one_letter_is_not_two_and_a_short_name_has_to_be_equal() -> None:
    assert one_apart(jamo("김민수"), jamo("김민스"))
    assert one_apart(jamo("김민수"), jamo("김미수"))
    assert not one_apart(jamo("김민수"), jamo("김민정"))
    assert not one_apart(jamo("이나"), jamo("이너"))
