"""Business days and numbers go forward whatever the clock does, and after the program was shut (GUARANTEES G5, G11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.sampling import sample
from app.domain.views import Actor, Recorded
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


def leader_of(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD)


def clock_of(home: Home) -> FixedClock:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    return clock


def record(home: Home, actor: Actor, index: int) -> Recorded:
    form = the_catalogue().forms["resident_registration_copy"]
    draft = sample(form, seed=1, index=index, today=NINE.date(), people=the_people())
    return home.services.record_case(actor, msgspec.structs.replace(draft, tender="cash", approval_no=None, exemption=None))


def serial(number: str) -> int:
    return int(number.split("-")[-2])


def test_a_day_opened_after_the_clock_was_set_back_is_the_open_one(home: Home) -> None:
    leader, clock = leader_of(home), clock_of(home)
    home.services.open_day(leader)
    home.services.close_day(leader, confirmer=second(home))
    clock.advance(timedelta(days=-2))
    assert home.services.open_day(leader) == "2026-11-20/2"
    assert home.services.day_status().day == "2026-11-20/2"
    assert record(home, leader, 1).number
    assert home.services.close_day(leader, confirmer=second(home)).day == "2026-11-20/2"


def test_the_tenth_part_of_a_day_comes_after_the_ninth(home: Home) -> None:
    leader = leader_of(home)
    opened = []
    for _ in range(11):
        opened.append(home.services.open_day(leader))
        home.services.close_day(leader, confirmer=second(home))
    assert opened[-2:] == ["2026-11-20/10", "2026-11-20/11"]


def test_serials_go_on_within_a_date_and_begin_again_on_the_next(home: Home, tmp_path: Path) -> None:
    leader, clock = leader_of(home), clock_of(home)
    home.services.open_day(leader)
    assert [serial(record(home, leader, index).number) for index in range(3)] == [1, 2, 3]
    home.services.close_day(leader, confirmer=second(home))
    home.services.open_day(leader)
    assert serial(record(home, leader, 3).number) == 4
    home.services.close_day(leader, confirmer=second(home))
    clock.advance(timedelta(days=1))
    home.services.open_day(leader)
    assert serial(record(home, leader, 4).number) == 1


def test_serials_go_on_after_the_program_was_shut(tmp_path: Path) -> None:
    numbers = []
    for index in range(3):
        home = a_home(tmp_path / "desk")
        leader = leader_of(home)
        if home.services.day_status().day is None:
            home.services.open_day(leader)
        numbers.append(serial(record(home, leader, index).number))
        home.close()
    assert numbers == [1, 2, 3]


def test_the_worklist_counts_what_is_unpaid_and_what_waits_apart(home: Home) -> None:
    leader = leader_of(home)
    home.services.open_day(leader)
    form = the_catalogue().forms["resident_registration_copy"]
    draft = sample(form, seed=1, index=1, today=NINE.date(), people=the_people())
    home.services.record_case(leader, msgspec.structs.replace(draft, tender="none", approval_no=None, exemption=None))
    birth = sample(the_catalogue().forms["birth_filing"], seed=1, index=2, today=NINE.date(), people=the_people())
    home.services.record_case(leader, birth)
    home.services.set_lamp(leader, "resident", True)
    phoned = {**draft.applicant, "phone": "01001234567"}
    home.services.record_case(leader, msgspec.structs.replace(draft, applicant=phoned, tender="none", draft_id="down"))
    assert home.services.worklist_counts() == {"unpaid": 1, "filing_received": 1, "provisional": 1}
