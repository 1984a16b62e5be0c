"""Queue numbers at one desk: tickets taken, called, absent, passed on; what the book says of waiting."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.domain.views import Actor
from app.domain.waiting import waiting_times
from tests.desks import PASSWORD, a_home
from tests.fakes.fixed_clock import FixedClock

DAY = "2026-11-20"


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Home, Actor]:
    home = a_home(tmp_path / "home")
    actor = home.services.sign_in("lee", PASSWORD)
    home.services.open_day(actor, 100_000)
    return home, actor


def later(home: Home, **passed: int) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**passed))


def test_a_morning_of_tickets_stands_in_the_book(desk: tuple[Home, Actor]) -> None:
    home, actor = desk
    queue = home.services.queue
    first, second = queue.take(), queue.take()
    eldest = queue.take("elderly")
    assert (first.number, second.number, eldest.number) == ("1", "2", "P1")
    later(home, minutes=4)
    assert (serving := queue.call_next(actor)) is not None
    assert serving.numbers == "P1"
    assert queue.here().waiting.count == 2
    later(home, minutes=10)
    assert (serving := queue.call_next(actor)) is not None
    assert serving.numbers == "1"
    later(home, minutes=2)
    queue.end(actor)
    told = home.store.visits.times(DAY, DAY)
    assert [(each.ticket, each.kind, each.waited_ms, each.served_ms) for each in told] == [
        ("P1", "elderly", 240_000, 600_000),
        ("1", "", 840_000, 120_000),
    ]
    sums = waiting_times(told)
    assert (sums.called, sums.priority, sums.mean_wait_s, sums.longest_wait_s) == (2, 1, 540, 840)
    assert home.store.rebuild() > 0
    assert home.store.visits.times(DAY, DAY) == told
    home.close()


def test_three_calls_without_an_answer_are_absent_and_may_come_back(desk: tuple[Home, Actor]) -> None:
    home, actor = desk
    queue = home.services.queue
    gone, other = queue.take(), queue.take()
    queue.call_next(actor)
    with pytest.raises(Refused) as early:
        queue.absent(actor)
    assert early.value.code == "ticket_too_few_calls"
    assert [queue.recall(actor).calls, queue.recall(actor).calls] == [2, 3]
    with pytest.raises(Refused) as out:
        queue.recall(actor)
    assert out.value.code == "ticket_called_out"
    queue.absent(actor)
    assert queue.serving() is None
    later(home, minutes=5)
    assert queue.back(actor, gone.number).since > other.since
    assert [each.number for each in queue.tickets()[0]] == [other.number, gone.number]
    queue.call_next(actor)
    later(home, minutes=1)
    queue.call_next(actor)
    sums = waiting_times(home.store.visits.times(DAY, DAY))
    assert (sums.called, sums.absent, sums.waited, sums.longest_wait_s) == (3, 1, 2, 300)
    home.close()
