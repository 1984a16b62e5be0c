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
from PyQt6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

LIMIT_MS = 100.0
KNOWN_WORK_MS = 5.0  # `_known_work` on a machine of which 100 ms may be asked


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


def slowness() -> float:
    """How many times as long as on the machine of `KNOWN_WORK_MS` a known work of a window takes now, at least once as long.

    A processor that two programs share works more slowly for each, also counted in its own time. GUI thread.
    """
    return max(1.0, min(_known_work() for _ in range(5)) / KNOWN_WORK_MS)


def _known_work() -> float:
    began = thread_time()
    window = QWidget()
    rows = QFormLayout(window)
    for number in range(40):
        rows.addRow(QLabel(f"{number}번째 민원의 접수번호와 수수료"), QLineEdit(f"{number:08d}"))
    window.grab()
    window.deleteLater()
    return (thread_time() - began) * 1000


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
