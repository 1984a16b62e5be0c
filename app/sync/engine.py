"""The desk's sync in the background: push until nothing is pending, then wait at the feed; back off when central is away.

Two threads, because a feed that waits 25 s must not hold up a payment, and a third for files, which come last. What is done each
time are callables handed in; the queue itself is the ledger, so nothing is lost when the threads end (STYLE §2).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from app.domain.errors import CounterError
from app.sync.pace import PULL_S, Pace

SOON_S = 0.3
# SYNC §7 allows 60 s. A request that hangs while the line comes back is given up after 30 s, and 60 s after that moment nothing may
# be pending any more (GUARANTEES G2, by simulation): so the longest pause and the longest hanging stay below a minute together.
BACKOFF_MAX_S = 25.0
RETRY_AFTER_MAX_S = 300.0
FILES_EVERY_S = 15.0
_AWAY = frozenset({"central_unreachable", "central_down", "central_busy"})


class EngineStatus(NamedTuple):
    """For the sync screen. `last_answer`: `ok`, or the code of the last error; `next_try_s`: None while nothing is planned.

    `refused_since_ms`: since when one of the lanes got nothing but refusals, or errors that nobody knows; None while none does.
    """

    attempts: int
    last_try_ms: int | None
    last_answer: str
    next_try_s: float | None
    line: bool
    up: bool
    refused_since_ms: int | None = None


class SyncEngine:
    """`push_once` sends one batch and returns how many entries it settled, 0 when nothing is pending; `pull_once(wait_s)` returns
    how many items came. After an empty page the feed rests `pull_pause_s`, so that a central that answers at once is not stormed.

    Both raise CounterError for what is shown and retried. Anything else is a bug: it surfaces through `threading.excepthook`, its
    thread ends, and a new one goes on after a pause as after a time-out (SYNC §7): one bug must not end the desk's sync for the day.
    """

    def __init__(
        self,
        push_once: Callable[[], int],
        pull_once: Callable[[float], int],
        *,
        now_ms: Callable[[], int],
        on_change: Callable[[], None] = lambda: None,
        long_poll_s: float = 25.0,
        pull_pause_s: float = 1.0,
        uniform: Callable[[float, float], float] = random.uniform,
        files_once: Callable[[], bool] = lambda: False,
        pace: Pace | None = None,
    ) -> None:
        """`files_once` moves one piece of one file, True if there may be more; it is asked again each `FILES_EVERY_S` and after entries."""

        def push() -> bool:
            sent = push_once() > 0
            if not sent:
                self._files.wake(0.0)  # nothing is pending any more: now it is the files' turn
            return sent

        self._pace = kept = pace or Pace()
        self._files = _Lane("files", files_once, idle_s=lambda: FILES_EVERY_S, uniform=uniform, now_ms=now_ms, on_change=on_change)
        self._push = _Lane("push", push, idle_s=lambda: None, uniform=uniform, now_ms=now_ms, on_change=on_change)
        # Between two batches of a long queue there is no pause, unless central asks for one.
        self._push.more_s = lambda: max(0.0, kept.push_s - SOON_S)

        def pause_s() -> float:
            return max(pull_pause_s, kept.pull_s) if kept.pull_s > PULL_S else pull_pause_s

        self._pull = _Lane("pull", lambda: pull_once(long_poll_s) > 0, idle_s=pause_s, uniform=uniform, now_ms=now_ms, on_change=on_change)

    def start(self) -> None:
        """All threads run; what is pending is sent at once."""
        self._push.start()
        self._pull.start()
        self._files.start()

    def wake(self, *, at_once: bool = False) -> None:
        """A hint after a commit: entries are pending. Payments and closings go at once, others with what comes in the next 300 ms,
        or as long as central asked for."""
        self._push.wake(0.0 if at_once else max(SOON_S, self._pace.push_s))

    def try_now(self) -> None:
        """Send now: all lanes try at once, however long they meant to wait."""
        self._push.hurry()
        self._pull.hurry()
        self._files.hurry()

    def stop(self, timeout_s: float | None = None) -> bool:
        """All threads end after what they are doing; False if one is still in a network call after the time."""
        lanes = (self._push, self._pull, self._files)
        for lane in lanes:
            lane.tell_to_stop()
        return all(lane.join(timeout_s) for lane in lanes)

    def status(self) -> EngineStatus:
        """How it stands. Any thread."""
        push, pull = self._push.status(), self._pull.status()
        # The lane that heard from central last: a feed that still waits has nothing to say yet.
        newest = push if self._push.answered_s >= self._pull.answered_s else pull
        waiting = [each.next_try_s for each in (push, pull) if each.next_try_s is not None]
        refused = [each.refused_since_ms for each in (push, pull) if each.refused_since_ms is not None]
        return newest._replace(
            attempts=push.attempts + pull.attempts,
            next_try_s=min(waiting) if waiting else None,
            refused_since_ms=min(refused) if refused else None,
        )


class _Lane:
    """One thread that does one thing again and again. `work` returns True if there may be more to do at once."""

    def __init__(
        self,
        name: str,
        work: Callable[[], bool],
        *,
        idle_s: Callable[[], float | None],
        uniform: Callable[[float, float], float],
        now_ms: Callable[[], int],
        on_change: Callable[[], None],
    ) -> None:
        """`idle_s`: after how long it works again unasked, None for never; `more_s`: after how long while there is more."""
        self._work, self._idle_s, self._uniform = work, idle_s, uniform
        self.more_s: Callable[[], float] = lambda: 0.0
        self._now_ms, self._on_change = now_ms, on_change
        self._name = f"sync-{name}"
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._condition = threading.Condition()
        self._stopping = False
        self._due_s: float | None = time.monotonic()
        self._failures = 0
        self._attempts = 0
        self._last_try_ms: int | None = None
        self._last_answer = ""
        self._refused_since_ms: int | None = None
        self.answered_s = 0.0

    def start(self) -> None:
        self._thread.start()

    def wake(self, in_s: float) -> None:
        """Work is due in so many seconds, unless it is due sooner; a back-off is not cut short."""
        with self._condition:
            due_s = time.monotonic() + in_s
            if not self._failures and (self._due_s is None or due_s < self._due_s):
                self._due_s = due_s
                self._condition.notify()

    def hurry(self) -> None:
        with self._condition:
            self._due_s = time.monotonic()
            self._condition.notify()

    def tell_to_stop(self) -> None:
        with self._condition:
            self._stopping = True
            self._condition.notify()

    def join(self, timeout_s: float | None) -> bool:
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        while (thread := self._thread).is_alive():
            thread.join(None if deadline_s is None else max(0.0, deadline_s - time.monotonic()))
            if deadline_s is not None and time.monotonic() >= deadline_s:
                break
        return not self._thread.is_alive()

    def status(self) -> EngineStatus:
        with self._condition:
            next_try_s = None if self._due_s is None else max(0.0, self._due_s - time.monotonic())
            away = self._last_answer in _AWAY
            line = self._last_answer != "central_unreachable"
            up = bool(self._last_answer) and not away
            return EngineStatus(self._attempts, self._last_try_ms, self._last_answer, next_try_s, line, up, self._refused_since_ms)

    def _run(self) -> None:
        told_to_end = False
        try:
            self._until_told()
            told_to_end = True
        finally:
            if not told_to_end:
                self._failed("bug", None)
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _until_told(self) -> None:
        while self._wait_until_due():
            try:
                more = self._work()
            except CounterError as error:
                self._failed(error.code, error.facts.get("retry_after_s"))
            else:
                self._worked(more)
            self._on_change()

    def _wait_until_due(self) -> bool:
        """True when it is time to work, False when it is time to end."""
        with self._condition:
            while not self._stopping:
                left_s = None if self._due_s is None else self._due_s - time.monotonic()
                if left_s is not None and left_s <= 0:
                    self._due_s = None
                    self._attempts += 1
                    self._last_try_ms = self._now_ms()
                    return True
                self._condition.wait(left_s)
            return False

    def _worked(self, more: bool) -> None:
        with self._condition:
            self._failures = 0
            self._refused_since_ms = None
            self._last_answer = "ok"
            self.answered_s = time.monotonic()
            pause_s = self.more_s() if more else self._idle_s()
            if pause_s is not None:
                self._due_s = time.monotonic() + pause_s

    def _failed(self, code: str, retry_after_s: object) -> None:
        """Full jitter: anything up to 1, 2, 4 … 25 s; central's own wish counts, up to five minutes."""
        with self._condition:
            self._failures += 1
            self._last_answer = code
            if code not in _AWAY and self._refused_since_ms is None:
                self._refused_since_ms = self._now_ms()
            self.answered_s = time.monotonic()
            pause_s = self._uniform(0.0, min(BACKOFF_MAX_S, float(2 ** min(self._failures - 1, 6))))
            if isinstance(retry_after_s, int | float):
                pause_s += min(float(retry_after_s), RETRY_AFTER_MAX_S)
            self._due_s = time.monotonic() + pause_s
