"""UUID version 7 and randomness (the `Ids` port)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from app.domain.moments import ms_of
from app.ports.clock import Clock

_COUNTER_MAX = 0xFFF
_MS_MAX = (1 << 48) - 1
_TAIL_MASK = (1 << 62) - 1
_VERSION, _VARIANT = 0x7 << 76, 0b10 << 62


def _system_ms() -> int:
    return time.time_ns() // 1_000_000


class Uuid7:
    """RFC 9562 §5.7 with §6.2 method 1: 48 bits ms, 12 bits counter, 62 bits random; each id greater than the one before.

    If the clock stands or is set back, the ids go on from the last one: nothing reads a time out of them.
    """

    def __init__(self, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._lock = Lock()
        self._ms = 0
        self._counter = 0

    def new_id(self) -> UUID:
        """A new version 7 id, greater than every one this object gave before. Any thread."""
        with self._lock:
            noise = int.from_bytes(self._random_bytes(10), "big")  # 62 bits for the tail, the last 11 for the counter
            ms = self._now_ms()
            if self._ms < ms <= _MS_MAX:
                # The counter starts in the lower half, so that two programs do not count in step and there is room to go on.
                self._ms, self._counter = ms, noise & 0x7FF
            elif self._counter < _COUNTER_MAX:
                self._counter += 1
            else:
                self._ms, self._counter = self._ms + 1, 0
            return UUID(int=self._ms << 80 | _VERSION | self._counter << 64 | _VARIANT | noise >> 16 & _TAIL_MASK)


class SystemIds:
    """Ids and randomness of every real home, from the operating system. Any thread."""

    def __init__(self, clock: Clock | None = None) -> None:
        """`clock` gives the time part; without one the system's."""
        self._uuid7 = Uuid7((lambda: ms_of(clock.now())) if clock is not None else _system_ms, os.urandom)

    def new_id(self) -> UUID:
        """A new version 7 id, greater than every one this object gave before."""
        return self._uuid7.new_id()

    def random_bytes(self, length: int) -> bytes:
        """Bytes of the operating system's generator: fit for keys, salts and nonces."""
        return os.urandom(length)
