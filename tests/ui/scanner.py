"""A scanner and a hand at the keys of a window, as the screen system brings them: through the window, each with its moment."""

from __future__ import annotations

from itertools import count

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from app.ui.shots import settle
from tests.ui.counter import Counter

_moments = count(1_000_000, 1_000)
NO_GAP_MS, HAND_MS = 4, 90


def keys(counter: Counter, text: str, *, gap_ms: int = NO_GAP_MS) -> None:
    """Keys with that much time between them; `\\n` is Enter. What lies in the queue is looked at when all of them have come."""
    handle = counter.window.windowHandle()
    assert handle is not None
    now = next(_moments)
    counter.window.hands.bursts.moment = lambda _: now
    for char in text:
        code = Qt.Key.Key_Return if char == "\n" else Qt.Key(ord(char.upper())) if char.isascii() else Qt.Key.Key_unknown
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() or char in ':<"' else Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(handle, QKeyEvent(kind, code, shift, "\r" if char == "\n" else char))
        now += gap_ms
    settle(counter.opened, lambda: not counter.window.hands.bursts.waiting)


def scan(counter: Counter, text: str) -> None:
    """The scanner reads that code and ends with Enter."""
    keys(counter, f"{text}\n")
