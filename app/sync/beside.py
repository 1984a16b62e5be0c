"""One request on a thread of its own, while whoever waits for its answer does something else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from typing import TypeVar

from app.own_thread import begun

T = TypeVar("T")


class BesideThread:
    """One request at a time."""

    def __call__(self, work: Callable[[], T], meanwhile: Callable[[], None]) -> T:
        """What `work` gave or raised, on its thread; `meanwhile` was done on the calling one. Both have ended."""
        done = begun("sync-beside", work)
        try:
            meanwhile()
        finally:
            wait([done])
        return done.result()
