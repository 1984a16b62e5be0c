"""The desk's background sync with scripted ends: what it does after success, trouble, hints and bugs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from app.domain.errors import CounterError, Refused, Unavailable
from app.sync.engine import SyncEngine
from app.sync.pace import PULL_S, PUSH_S, SLOWEST_S, Pace
from tests.patience import PATIENCE_S, until


class Script:
    """Gives its answers one after the other, then blocks until it is released; says how far it got."""

    def __init__(self, *answers: int | BaseException, then: int = 0) -> None:
        self._answers = list(answers)
        self._then = then
        self.calls = 0
        self.changed = threading.Condition()
        self.released = False
        self.blocks = False

    def __call__(self, _wait_s: float = 0) -> int:
        with self.changed:
            self.calls += 1
            self.changed.notify_all()
            if self._answers:
                answer = self._answers.pop(0)
                if isinstance(answer, BaseException):
                    raise answer
                return answer
            while self.blocks and not self.released:
                self.changed.wait(PATIENCE_S)
            return self._then

    def reached(self, calls: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.calls >= calls, PATIENCE_S)

    def release(self) -> None:
        with self.changed:
            self.released = True
            self.changed.notify_all()


Start = Callable[..., SyncEngine]


@pytest.fixture
def start() -> Iterator[Start]:
    engines: list[SyncEngine] = []
    scripts: list[Script] = []

    def make(
        push: Script,
        pull: Script | None = None,
        jitter: Callable[[float, float], float] = lambda low, high: 0.0,
        pace: Pace | None = None,
    ) -> SyncEngine:
        pull = pull or Script()
        pull.blocks = True
        scripts.append(pull)
        engine = SyncEngine(push, pull, now_ms=lambda: 1_000, pull_pause_s=0.0, uniform=jitter, pace=pace)
        engines.append(engine)
        engine.start()
        return engine

    yield make
    for script in scripts:
        script.release()
    for engine in engines:
        assert engine.stop(PATIENCE_S)


def test_it_pushes_until_nothing_is_pending_and_then_rests(start: Start) -> None:
    push = Script(500, 500, 20, 0)
    engine = start(push)
    assert push.reached(4)
    until(lambda: engine.status().last_answer == "ok")
    assert push.calls == 4


def test_a_hint_after_a_commit_sends_what_is_pending(start: Start) -> None:
    push = Script(0)
    engine = start(push)
    assert push.reached(1)
    until(lambda: engine.status().last_answer == "ok")
    engine.wake(at_once=True)
    assert push.reached(2)
    engine.wake()
    assert push.reached(3)


@pytest.mark.parametrize("error", [Unavailable("central_down"), Unavailable("central_unreachable"), Refused("gap", expected=3)])
def test_trouble_is_shown_and_tried_again(start: Start, error: CounterError) -> None:
    push = Script(error, error, 7, 0)
    engine = start(push)
    assert push.reached(4)
    until(lambda: engine.status().last_answer == "ok")


def test_pauses_grow_to_half_a_minute_and_are_drawn_from_the_whole_span(start: Start) -> None:
    drawn: list[tuple[float, float]] = []

    def jitter(low: float, high: float) -> float:
        drawn.append((low, high))
        return 0.0

    push = Script(*[Unavailable("central_down")] * 9, 0)
    start(push, jitter=jitter)
    assert push.reached(10)
    assert drawn == [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (0, 25), (0, 25), (0, 25), (0, 25)]


def test_centrals_wish_to_wait_is_kept_up_to_five_minutes(start: Start) -> None:
    for wish, at_least, at_most in ((30, 25, 30), (3600, 295, 300)):
        push = Script(Unavailable("central_busy", retry_after_s=wish))
        engine = start(push)
        until(lambda engine=engine: engine.status().last_answer == "central_busy")  # type: ignore[misc]
        planned = engine.status().next_try_s
        assert planned is not None
        assert at_least <= planned <= at_most


def test_send_now_cuts_a_pause_short_and_a_hint_does_not(start: Start) -> None:
    push = Script(Unavailable("central_busy", retry_after_s=300), 0)
    engine = start(push)
    until(lambda: engine.status().last_answer == "central_busy")
    engine.wake(at_once=True)
    planned = engine.status().next_try_s
    assert planned is not None
    assert planned > 200
    assert push.calls == 1
    engine.try_now()
    assert push.reached(2)


def test_a_waiting_feed_does_not_hold_up_a_push(start: Start) -> None:
    pull, push = Script(), Script(0, 3, 0)
    engine = start(push, pull)
    assert pull.reached(1)
    assert push.reached(1)
    until(lambda: engine.status().last_answer == "ok")
    engine.wake(at_once=True)
    assert push.reached(3)


def test_the_feed_is_asked_again_and_again(start: Start) -> None:
    pull = Script(5, 0, 0, Unavailable("central_down"), 2)
    start(Script(), pull)
    assert pull.reached(6)


def test_since_when_central_refuses_is_known_until_it_takes_something(start: Start) -> None:
    push = Script(Refused("never_heard_of"), Unavailable("central_busy"), Refused("never_heard_of"), then=0)
    engine = start(push, jitter=lambda low, high: 3600.0)
    until(lambda: engine.status().refused_since_ms == 1_000)
    for calls in (2, 3):
        engine.try_now()
        assert push.reached(calls)
        assert engine.status().refused_since_ms == 1_000
    engine.try_now()
    until(lambda: engine.status().refused_since_ms is None)


def test_a_central_that_is_away_refuses_nothing(start: Start) -> None:
    engine = start(Script(Unavailable("central_down"), then=0), jitter=lambda low, high: 3600.0)
    until(lambda: engine.status().last_answer == "central_down")
    assert engine.status().refused_since_ms is None


def test_a_bug_surfaces_and_the_sync_goes_on(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    surfaced: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: surfaced.append(arguments.exc_type.__name__))
    push = Script(ZeroDivisionError("a bug"), 4, 0)
    engine = start(push)
    assert push.reached(3)
    until(lambda: engine.status().last_answer == "ok")
    until(lambda: surfaced == ["ZeroDivisionError"])


@pytest.mark.parametrize(
    ("error", "line", "up"),
    [(Unavailable("central_unreachable"), False, False), (Unavailable("central_down"), True, False), (Refused("fork"), True, True)],
)
def test_line_up_and_centre_down_are_told_apart(start: Start, error: CounterError, line: bool, up: bool) -> None:
    engine = start(Script(error), jitter=lambda low, high: 60.0)
    until(lambda: engine.status().last_answer == error.code)
    status = engine.status()
    assert (status.line, status.up, status.last_try_ms) == (line, up, 1_000)


def test_a_feed_that_has_not_answered_yet_does_not_hide_what_the_push_heard(start: Start) -> None:
    pull = Script()
    engine = start(Script(Unavailable("central_busy", retry_after_s=300)), pull)
    assert pull.reached(1)
    until(lambda: engine.status().last_answer == "central_busy")
    engine.try_now()
    until(lambda: engine.status().last_answer == "ok")


def test_central_sets_the_pace_of_entries_but_not_of_payments(start: Start) -> None:
    pace = Pace()
    pace.pushed(40_000, 1_000)
    push = Script()
    engine = start(push, pace=pace)
    assert push.reached(1)
    engine.wake()
    planned = engine.status().next_try_s
    assert planned is not None
    assert planned > 30
    engine.wake(at_once=True)
    assert push.reached(2)


def test_a_pace_is_never_slower_than_a_minute_nor_faster_than_ours() -> None:
    pace = Pace()
    pace.pushed(10**9, 10**9)
    assert (pace.push_s, pace.pull_s) == (SLOWEST_S, SLOWEST_S)
    pace.pushed(-5, 0)
    assert (pace.push_s, pace.pull_s) == (PUSH_S, PULL_S)
