"""A clock that stands still: what happens between two moments happens only when a test says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from app.crypto.clock import to_milliseconds


class FixedClock:
    """Goes on when it is told to. Any thread."""

    def __init__(self, at: datetime) -> None:
        """Starts at that aware moment."""
        self._at = to_milliseconds(at)
        self._lock = Lock()

    def now(self) -> datetime:
        """The moment it was last set to."""
        with self._lock:
            return self._at

    def advance(self, by: timedelta) -> None:
        """Now it shows that much later; a negative `by` sets it back."""
        with self._lock:
            self._at = to_milliseconds(self._at + by)
