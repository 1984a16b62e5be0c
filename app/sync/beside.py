"""One request on a thread of its own, while whoever waits for its answer does something else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def begun(name: str, work: Callable[[], T]) -> Future[T]:
    """What `work` will give or raise, on a thread that nobody waits for at the end of the program: a line may be silent for long."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - not handled here: it is raised in the thread that waits
            future.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    return future


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
