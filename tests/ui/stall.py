"""How long the window's thread works between two turns of its event loop: a person's key waits that long before it is heard.

The processor's time of that thread is counted, not the clock's: another program on the machine fails no test.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time
from typing import Any

from PyQt6.QtCore import QAbstractEventDispatcher

LIMIT_MS = 100.0


class Stalls:
    """What was done → the longest work between two turns while it was done, in ms."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        self._began = thread_time()
        self.label = ""

    def turn(self, *_: Any) -> None:
        """The event loop took a turn: what was worked since the last one is over."""
        now = thread_time()
        self.longest[self.label] = max(self.longest.get(self.label, 0.0), (now - self._began) * 1000)
        self._began = now


@contextmanager
def watching() -> Iterator[Stalls]:
    """The longest work between two turns of this thread's event loop is known after the block.

    A turn ends where the loop looks for events (`aboutToBlock`) or has been woken (`awake`). What is collected as garbage is not the
    window's doing in a test, which keeps whole homes of earlier tests alive: the collector waits.
    """
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    gc.collect()
    stalls = Stalls()
    dispatcher.awake.connect(stalls.turn)
    dispatcher.aboutToBlock.connect(stalls.turn)
    gc.disable()
    try:
        yield stalls
    finally:
        gc.collect()  # here, in the window's thread: a lane that collected widgets would end the program
        gc.enable()
        dispatcher.awake.disconnect(stalls.turn)
        dispatcher.aboutToBlock.disconnect(stalls.turn)
