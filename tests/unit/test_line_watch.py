"""What central answers, on either line, opens and ends one outage of our centre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.bootstrap.line_watch import LineWatch
from app.domain.errors import CounterError, Refused, Unavailable
from app.domain.hysteresis import Limits
from app.settings import read

LIMITS = Limits(failures=3, away_s=10, answers=2, back_s=0)


class Line:
    """A clock, and a central that answers as it is told."""

    def __init__(self, *, away: bool = False) -> None:
        self.at_s = 0.0
        self.error: CounterError | None = None
        self.sent = 0
        self.turns: list[tuple[bool, timedelta]] = []
        watch = LineWatch(lambda away, ago: self.turns.append((away, ago)), away=away, limits=LIMITS, monotonic=lambda: self.at_s)
        self._push, self._pull = watch.pushing(self._asked), watch.pulling(lambda _: self._asked())

    def _asked(self) -> int:
        if self.error is not None:
            raise self.error
        return self.sent

    def push(self) -> None:
        self._try(self._push)

    def pull(self) -> None:
        self._try(lambda: self._pull(25.0))

    def _try(self, ask: Callable[[], int]) -> None:
        self.at_s += 4
        try:
            ask()
        except CounterError as error:
            assert error is self.error


def test_a_central_that_is_away_opens_one_outage_that_began_with_the_first_failure() -> None:
    line = Line()
    line.pull()
    line.error = Unavailable("central_down")
    for _ in range(6):
        line.push()
        line.pull()
    assert line.turns == [(True, timedelta(seconds=12))]
    line.error = None
    line.pull()
    assert len(line.turns) == 1
    line.pull()
    assert line.turns[1] == (False, timedelta(seconds=4))


def test_a_push_with_nothing_to_send_says_nothing_about_central() -> None:
    line = Line(away=True)
    for _ in range(5):
        line.push()
    assert line.turns == []
    line.sent = 7
    line.push()
    line.push()
    assert line.turns == [(False, timedelta(seconds=4))]


@pytest.mark.parametrize("error", [Refused("gap", expected=4), Refused("device_revoked")])
def test_what_central_refuses_it_refuses_while_it_is_there(error: CounterError) -> None:
    line = Line(away=True)
    line.error = error
    line.push()
    line.push()
    assert line.turns == [(False, timedelta(seconds=4))]


def test_a_full_disk_of_our_own_is_no_outage_of_central() -> None:
    line = Line()
    line.error = Unavailable("disk_full")
    for _ in range(20):
        line.push()
        line.pull()
    assert line.turns == []


def test_a_turn_that_could_not_be_written_is_tried_again() -> None:
    tries: list[bool] = []

    def full_once(away: bool, ago: timedelta) -> None:
        tries.append(away)
        if len(tries) == 1:
            raise Unavailable("disk_full")

    at_s = iter(range(0, 1000, 4))
    watch = LineWatch(full_once, away=False, limits=LIMITS, monotonic=lambda: float(next(at_s)))

    def dead(wait_s: float) -> int:
        raise Unavailable("central_unreachable")

    for _ in range(6):
        with pytest.raises(Unavailable):
            watch.pulling(dead)(25.0)
    assert tries == [True, True]


def test_the_numbers_of_the_watch_are_settings() -> None:
    def limits_of(**environment: str) -> Limits:
        return read(environment, home="x", lang=None, user=None, at=None).central_limits

    assert limits_of() == Limits()
    told = limits_of(MINWON_CENTRAL_AWAY="5/90", MINWON_CENTRAL_BACK=" 2/0.5 ")
    assert told == Limits(failures=5, away_s=90, answers=2, back_s=0.5)
    for wrong in ("", "3", "0/60", "3/-1", "3/60/9", "drei/60"):
        with pytest.raises(Refused) as refused:
            limits_of(MINWON_CENTRAL_AWAY=wrong)
        assert refused.value.code == "setting_unreadable"
