"""Work on a thread of its own that nobody waits for at the end of the program: a line may be silent and a dialog open for long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def begun(name: str, work: Callable[[], T]) -> Future[T]:
    """What `work` will give or raise. Its thread is called `name` and is a daemon: a pool's thread would be joined at exit."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - not handled here: it is raised in the thread that waits
            future.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    return future
