"""Works off the card terminal's queue by itself while a window is open: a thread of its own, because the terminal may take its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from app.domain.errors import CounterError

PAUSE_S: Final = 5.0
_END_S: Final = 2.0


class CardQueue:
    """`resolve_once`: see `CardPayments`. After each `PAUSE_S` what is due is asked; `wake` asks at once."""

    def __init__(self, resolve_once: Callable[[], int], *, pause_s: float = PAUSE_S) -> None:
        self._resolve_once, self._pause_s = resolve_once, pause_s
        self._woken, self._ended = threading.Event(), threading.Event()
        # It may be waiting for a terminal that says nothing for half a minute: it does not keep the program alive for that.
        self._thread = threading.Thread(target=self._run, name="card-queue", daemon=True)

    def start(self) -> None:
        """What an earlier run left open is asked for first."""
        self._thread.start()

    def wake(self) -> None:
        """Any thread."""
        self._woken.set()

    def stop(self) -> bool:
        """No new question is begun; False if one is under way still: it is left to itself, the queue on disk knows of it."""
        self._ended.set()
        self._woken.set()
        self._thread.join(_END_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._resolve_once()
            except CounterError:
                pass  # a full disk, a desk that closes: what is still open stands in the queue, and on the screen
            self._woken.wait(self._pause_s)
            self._woken.clear()
