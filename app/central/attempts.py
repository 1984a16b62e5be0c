"""Wrong enrolment codes are counted for each address: five a minute, then it has to wait (SYNC §3)."""

from __future__ import annotations

import math
from collections import OrderedDict, deque

WRONG_MAX = 5
WINDOW_S = 60.0
_ADDRESSES_MAX = 10_000


class WrongCodes:
    """In memory, for each process: a code has 128 bits, this only keeps noise away. Times in seconds of any monotonic clock."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()

    def add(self, address: str, now_s: float) -> None:
        """One more wrong code came from there."""
        attempts = self._attempts.setdefault(address, deque(maxlen=WRONG_MAX))
        attempts.append(now_s)
        self._attempts.move_to_end(address)
        if len(self._attempts) > _ADDRESSES_MAX:
            self._attempts.popitem(last=False)

    def wait_s(self, address: str, now_s: float) -> int:
        """How many seconds that address has to wait; 0: it may try."""
        attempts = self._attempts.get(address, ())
        recent = [at for at in attempts if now_s - at < WINDOW_S]
        if len(recent) < WRONG_MAX:
            return 0
        return max(1, math.ceil(recent[0] + WINDOW_S - now_s))
