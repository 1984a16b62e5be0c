"""Waiting times of a room: calls come by the feed, a citizen is passed on to another desk, the closing ends the last visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.documents.waiting_rows import facts
from app.domain.errors import Refused
from app.services.waiting import waiting_by_day
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, a_home, second
from tests.fakes.fixed_clock import FixedClock
from tests.integration.test_two_desks import add_people, enrolled

DAY = "2026-11-20"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


def later(home: Home, **passed: int) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**passed))


def test_a_citizen_passed_on_waits_at_both_desks_and_the_rooms_sheet_has_both(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    three, five = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    people = [each.services.sign_in("park", PASSWORD) for each in (three, five)]
    for each, park in zip((three, five), people, strict=True):
        each.services.open_day(park, 0)
    number = three.services.queue.take("disabled").number
    three.services.queue.call_next(people[0])
    three.services.queue.pass_on(people[0], desk="05")
    assert three.services.queue.here().waiting.count == 0
    five.services.queue.take("disabled", number=number)
    assert five.services.queue.call_next(people[1]) is not None
    five.services.queue.end(people[1])
    for each in (three, five, three):
        each.sync_all()
    reports = [each.services.day_report(park, DAY, "office").waiting for each, park in zip((three, five), people, strict=True)]
    assert reports[0] == reports[1]
    told = reports[0]
    assert told is not None
    assert (told.called, told.passed, told.absent, told.priority, told.served) == (2, 1, 0, 2, 2)
    own = three.services.day_report(people[0], DAY).waiting
    assert own is not None
    assert (own.called, own.passed) == (1, 1)
    both = waiting_by_day(three.desk, DAY, DAY)[DAY]
    assert (both, waiting_by_day(three.desk, DAY, DAY, own=True)[DAY]) == (told, own)
    for each in (three, five):
        each.close()


def test_the_closing_ends_the_visit_that_is_open_and_its_paper_says_so(home: Home) -> None:
    queue, park = home.services.queue, home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    queue.take()
    later(home, minutes=12)
    queue.call_next(park)
    later(home, minutes=5)
    home.services.close_day(park, confirmer=second(home))
    assert queue.serving() is None
    report = home.services.day_report(park, DAY)
    assert report.waiting is not None
    told = dict(facts(report.waiting))
    assert (told["대기"], told["처리"]) == (["평균 12분 0초", "최장 12분 0초"], ["평균 5분 0초", "최장 5분 0초"])
    with pytest.raises(Refused) as closed:
        queue.call_next(park)
    assert closed.value.code == "day_not_open"


def test_who_was_forgotten_overnight_was_served_for_a_time_nobody_knows(home: Home) -> None:
    queue, park = home.services.queue, home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    queue.take()
    queue.call_next(park)
    later(home, days=1)
    with pytest.raises(Refused) as left:
        queue.call_next(park)
    assert left.value.code == "previous_day_unclosed"
    home.services.close_day(park, confirmer=second(home))
    report = home.services.day_report(park, DAY)
    assert report.waiting is not None
    assert (report.waiting.called, report.waiting.served) == (1, 0)
    home.services.open_day(park, 0)
    assert queue.take().number == "1"  # a new day, a new series


def test_the_next_day_begins_with_nobody_waiting(home: Home) -> None:
    queue, park = home.services.queue, home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    for _ in range(3):
        queue.take()
    later(home, days=1)
    assert queue.here().waiting.count == 0
    assert queue.take().number == "1"
    assert [row[0] for row in home.connections.all("SELECT DISTINCT day FROM ticket")] == ["2026-11-21"]


def test_two_tickets_of_one_citizen_are_one_visit(home: Home) -> None:
    queue, park = home.services.queue, home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    with pytest.raises(Refused) as nobody:
        queue.join(park, "1")
    assert nobody.value.code == "ticket_nobody"
    for _ in range(3):
        queue.take()
    later(home, minutes=2)
    queue.call_next(park)
    later(home, minutes=2)
    both = queue.join(park, "3")
    assert both.numbers == "1 · 3"
    later(home, minutes=2)
    queue.call_next(park)
    told = [(each.ticket, each.waited_ms, each.served_ms) for each in home.store.visits.times(DAY, DAY)]
    assert told == [("1", 120_000, 240_000), ("3", 240_000, None), ("2", 360_000, None)]
