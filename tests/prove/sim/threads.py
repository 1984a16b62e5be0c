"""The desk's background threads without threads: what would run by itself is handed to the world, which steps it in virtual time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """Stands for the module `threading` in `app.sync.engine` and `app.bootstrap.anchor`. `started(owner)`: whose thread it is."""

    Event = threading.Event
    Condition = threading.Condition
    Lock = threading.Lock

    def __init__(self, started: Callable[[Any], None]) -> None:
        self._started = started

    def Thread(self, *, target: Any, name: str = "", daemon: bool = False) -> _NoThread:
        return _NoThread(target.__self__, self._started)


class _NoThread:
    def __init__(self, owner: Any, started: Callable[[Any], None]) -> None:
        self._owner, self._started = owner, started

    def start(self) -> None:
        self._started(self._owner)

    def is_alive(self) -> bool:
        return False

    def join(self, timeout: float | None = None) -> None:
        """Nothing runs that could be waited for."""


class VirtualTime:
    """Stands for the module `time` where only `monotonic` is asked."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.monotonic = now_s


class BesideNobody:
    """Stands for `app.sync.beside.BesideThread`: one after the other, which of the two first is left to chance."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def __call__(self, work: Callable[[], T], meanwhile: Callable[[], None]) -> T:
        if self._random.random() < 0.5:
            meanwhile()
            return work()
        done = work()
        meanwhile()
        return done


class NothingAhead:
    """Stands for `app.sync.read_ahead.Ahead`: a thread would run beside the world's."""

    def __init__(self, ask: Callable[[Any], Any]) -> None:
        """Asked when it is wanted."""

    def take(self, asked: Any) -> None:
        return None

    def fetch(self, asked: Any) -> None:
        """Nothing is fetched."""

    def close(self) -> None:
        """Nothing was fetched."""
