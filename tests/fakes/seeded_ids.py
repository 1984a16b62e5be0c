"""Ids and bytes that come again: one seed replays a whole simulated day."""

from __future__ import annotations

import random
from threading import Lock
from uuid import UUID

from app.crypto.ids import Uuid7
from app.domain.moments import ms_of
from app.ports.clock import Clock


class SeededIds:
    """Whoever knows the seed knows every key, salt and nonce that comes from here: the program itself has no such thing. Any thread."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self._random = random.Random(seed)
        self._lock = Lock()
        self._uuid7 = Uuid7(lambda: ms_of(clock.now()), self.random_bytes)

    def new_id(self) -> UUID:
        """The next version 7 id of this seed and clock."""
        return self._uuid7.new_id()

    def random_bytes(self, length: int) -> bytes:
        """The next bytes of this seed."""
        with self._lock:
            return self._random.randbytes(length)
