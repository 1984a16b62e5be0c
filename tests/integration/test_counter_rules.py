"""Rules a clerk runs into at their edges: minutes, roles, money already taken, a clock that was turned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import DraftRefused, Refused
from tests.desks import PASSWORD, a_home
from tests.integration.test_a_counter_day import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, 100_000)
    yield made
    home.close()


def test_a_moment_up_to_five_minutes_off_needs_no_word_and_one_more_does(counter: Counter) -> None:
    at_the_edge = counter.draft("birth_filing", intake_at="2026-11-20T08:55+09:00", tender="none")
    assert counter.services.record_case(counter.lee, at_the_edge).number
    ahead = msgspec.structs.replace(at_the_edge, intake_at="2026-11-20T09:05+09:00")
    assert counter.services.record_case(counter.lee, ahead).number
    with pytest.raises(DraftRefused) as silent:
        counter.services.record_case(counter.lee, msgspec.structs.replace(at_the_edge, intake_at="2026-11-20T08:54:59+09:00"))
    assert silent.value.fields == {"late_reason": "required"}


@pytest.mark.parametrize("moment", ["yesterday", "1999-12-31T23:59+09:00"])
def test_a_moment_that_is_none_is_refused(counter: Counter, moment: str) -> None:
    draft = counter.draft("birth_filing", intake_at=moment, late_reason="수기접수", tender="none")
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, draft)
    assert refused.value.fields == {"intake_at": "invalid_date"}


def test_whoever_is_not_who_the_card_says_gets_nothing(counter: Counter) -> None:
    draft = counter.draft("seal_certificate_issue")
    other = msgspec.structs.replace(draft, applicant={**draft.applicant, "id_check": "mismatch"})
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, other)
    assert refused.value.fields["applicant.id_check"] == "id_mismatch"
    assert counter.services.count_cases() == 0


def test_money_that_was_taken_is_given_back_by_a_team_leader_only_even_before_issue(counter: Counter) -> None:
    made = counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="cash", issue=False)
    case = made.cases[0]
    assert (case.state, made.paid_won) == ("received", case.fee_won)
    with pytest.raises(Refused, match="supervisor_needed"):
        counter.services.cancel_case(counter.lee, case.case_id, "잘못 접수")
    assert counter.services.cancel_case(counter.lee, case.case_id, "잘못 접수", confirmer=counter.park) == "cancelled"
    assert counter.services.day_status().totals.net_won == 0


def test_an_unpaid_case_a_clerk_may_cancel_alone(counter: Counter) -> None:
    made = counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="none")
    assert counter.services.cancel_case(counter.lee, made.cases[0].case_id, "잘못 접수") == "cancelled"


def test_a_case_named_twice_is_paid_once(counter: Counter) -> None:
    made = counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="none")
    case = made.cases[0]
    paid = counter.services.take_payment(counter.lee, [case.case_id, case.case_id], tender="cash")
    assert (paid.paid_won, len(paid.cases)) == (case.fee_won, 1)
    assert counter.services.day_status().totals.collected_won == case.fee_won


def test_a_clock_that_was_turned_back_does_not_open_the_door(counter: Counter) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_password"):
            counter.services.sign_in("lee", "not the password")
    counter.pass_time(minutes=-60)
    with pytest.raises(Refused, match="locked_out") as turned:
        counter.services.sign_in("lee", PASSWORD)
    assert turned.value.facts["wait_s"] == 301
    counter.pass_time(minutes=4, seconds=59)
    with pytest.raises(Refused, match="locked_out"):
        counter.services.sign_in("lee", PASSWORD)
    counter.pass_time(seconds=1)
    assert counter.services.sign_in("lee", PASSWORD).user == "lee"


def test_a_serial_nobody_carries_is_named(counter: Counter) -> None:
    for index in range(4):
        counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", index))
    counter.home.store.catch_up()
    days = counter.home.store.days
    assert days.gaps("2026-11-20") == []
    counter.home.connections.here.execute(
        "DELETE FROM lookup WHERE word >= CAST('26410-03-261120-0002' AS BLOB) AND word < CAST('26410-03-261120-0003' AS BLOB)"
    )
    assert days.gaps("2026-11-20") == ["0002"]
