"""A scanner and a hand at the keys of a window, as the screen system brings them: through the window, each with its moment."""

from __future__ import annotations

from itertools import count

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QInputMethodEvent, QKeyEvent
from PyQt6.QtWidgets import QApplication, QWidget

from app.ui.shots import settle
from tests.korean_keyboard import written
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


class HangulMode:
    """An input method in Hangul mode, between the keys and the window: what it makes of them comes straight to the line.

    The window only sees the keys go up, each with its moment; with `tells` False (there are such systems) not even that.
    """

    def __init__(self, counter: Counter, *, tells: bool = True) -> None:
        self._counter, self._tells, self._keys, self._now = counter, tells, "", next(_moments)
        bursts = counter.window.hands.bursts
        bursts.moment = lambda event: self._now if event.type() == QEvent.Type.KeyRelease else 0
        bursts.hangul.arrived = lambda: self._now

    def keys(self, text: str, *, gap_ms: int = NO_GAP_MS) -> None:
        """Keys with that much time between them, after a pause; `\\n` is Enter."""
        self._now += 1_000
        for char in text:
            self._key(char)
            self._now += gap_ms
        settle(self._counter.opened)

    def later(self, ms: int) -> None:
        """That much time goes by."""
        self._now += ms

    def press(self, key: str) -> None:
        """One key, at once behind what came."""
        self._key(key)
        settle(self._counter.opened)

    def scan(self, code: str) -> None:
        self.keys(f"{code}\n")

    def _key(self, char: str) -> None:
        done, composing = _parts(self._keys)
        self._keys += char
        if not char.isalpha():
            self._brings(done + composing, done)
            self._keys = ""
            code = Qt.Key.Key_Return if char == "\n" else Qt.Key(ord(char))
            QApplication.sendEvent(self._focus(), QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, char))
        else:
            now, composing = _parts(self._keys)
            self._brings(now, done)
            QApplication.sendEvent(self._focus(), QInputMethodEvent(composing, []))
        handle = self._counter.window.windowHandle()
        if self._tells and handle is not None:
            code = Qt.Key.Key_Return if char == "\n" else Qt.Key(ord(char.upper()))
            text = "\r" if char == "\n" else char.lower()
            QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyRelease, code, Qt.KeyboardModifier.NoModifier, text))

    def _brings(self, now: str, before: str) -> None:
        if len(now) > len(before):
            event = QInputMethodEvent("", [])
            event.setCommitString(now[len(before) :])
            QApplication.sendEvent(self._focus(), event)

    def _focus(self) -> QWidget:
        return self._counter.focus()


def _parts(keys: str) -> tuple[str, str]:
    """What those keys wrote, and the syllable among it that is not finished."""
    text = written(keys)
    return text[:-1], text[-1:]
