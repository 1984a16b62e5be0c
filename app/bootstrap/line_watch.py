"""Watches what central answers on either line and writes an outage of our centre into the book when the row is long enough (A9)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from app.domain.errors import CounterError, Refused
from app.domain.hysteresis import Limits, Watch, answered

AWAY = frozenset({"central_unreachable", "central_down", "central_busy"})


class LineWatch:
    """`turned(away, ago)` begins or ends the outage; it is called on the network thread whose answer made the difference.

    What central refuses is an answer too: it is there. A failure of our own (disk, ledger) says nothing about it.
    """

    def __init__(
        self,
        turned: Callable[[bool, timedelta], None],
        *,
        away: bool,
        limits: Limits,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._turned, self._limits, self._monotonic = turned, limits, monotonic
        self._watch = Watch(away=away)
        self._lock = threading.Lock()

    def pushing(self, push_once: Callable[[], int]) -> Callable[[], int]:
        """The same push, watched. One that had nothing to send asked nobody."""

        def watched() -> int:
            try:
                sent = push_once()
            except CounterError as error:
                self._failed(error)
                raise
            if sent:
                self._answer(True)
            return sent

        return watched

    def pulling(self, pull_once: Callable[[float], int]) -> Callable[[float], int]:
        """The same pull, watched: it always asks central."""

        def watched(wait_s: float) -> int:
            try:
                came = pull_once(wait_s)
            except CounterError as error:
                self._failed(error)
                raise
            self._answer(True)
            return came

        return watched

    def _failed(self, error: CounterError) -> None:
        if error.code in AWAY:
            self._answer(False)
        elif isinstance(error, Refused):
            self._answer(True)

    def _answer(self, good: bool) -> None:
        with self._lock:
            watch, turn = answered(self._watch, good, self._monotonic(), self._limits)
            if turn is not None:
                # Written before it is kept: where the disk refuses it, the next answer tries again.
                self._turned(turn.change == "away", timedelta(seconds=turn.ago_s))
            self._watch = watch
