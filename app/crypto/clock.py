"""Clocks: the operating system's for real homes, and one that starts where a training home says (ARCHITECTURE A13)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

_MILLISECOND = timedelta(milliseconds=1)


def to_milliseconds(moment: datetime) -> datetime:
    """The moment in UTC, cut to the millisecond. ValueError for one without a zone."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return _cut(moment.astimezone(UTC))


def _cut(moment: datetime) -> datetime:
    """The moment, cut to the millisecond."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class SystemClock:
    """The `Clock` port of every real home. Any thread."""

    def now(self) -> datetime:
        """The operating system's time, aware UTC, cut to the millisecond."""
        return _cut(datetime.now(UTC))


class SteppingClock:
    """A clock for training homes (`--at`): begins at a chosen moment and runs on from there. Any thread.

    It runs with the monotonic clock, so setting the computer's clock does not move it. `monotonic_s`: seconds, any zero.
    """

    def __init__(self, at: datetime, *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._at = to_milliseconds(at)
        self._monotonic_s = monotonic_s
        self._started_s = monotonic_s()
        self._lock = Lock()

    def now(self) -> datetime:
        """The chosen moment plus what has passed since, aware UTC, cut to the millisecond."""
        with self._lock:
            return self._at + _MILLISECOND * int((self._monotonic_s() - self._started_s) * 1000)

    def advance(self, by: timedelta) -> None:
        """Now it shows that much later, and runs on from there; a negative `by` sets it back."""
        with self._lock:
            self._at = _cut(self._at + by)
