"""What an input method in Hangul mode made of a scanner's letters is read as the keys it was, and taken back out of the line.

The input method takes the keys before the window sees them. What it brings instead has no moment; but the screen system tells when those
keys went up again, and a hand never lets six keys go within `GAP_MS` of one another. Where that is not told either, only the time counts at
which the text came, and a window that was busy sees it wrongly: there nothing is taken back but a code that somebody knows.
What a hand composes slowly is never touched. Letters come back as capitals (`korean_keys`), as codes on papers are written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QCoreApplication, QElapsedTimer, QEvent
from PyQt6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PyQt6.QtWidgets import QApplication, QLineEdit
from PyQt6.sip import isdeleted

from app.ui.korean_keys import has_hangul, keys_of
from app.ui.scans import what_was_read

GAP_MS: Final = 30
LEAST: Final = 6
ENTER_MS: Final = 250  # an input method answers late, but a hand that puts a scanner down needs longer than that for its next key
BEHIND_MS: Final = 100  # the same, of what stands behind the Enter of a code that was taken
_ONE_KEY: Final = 2  # a key finishes a syllable and writes a sign: more at once than that was pasted or spoken


@dataclass(frozen=True)
class Before:
    """How a line stood before it was typed into. `composing`: the syllable in it that was not finished, `at` the cursor."""

    line: QLineEdit
    text: str
    at: int
    selected: tuple[int, int]  # first and how many
    composing: str

    def put_back(self) -> None:
        """The line stands as it stood; what was being composed is text."""
        text = self.text[: self.at] + self.composing + self.text[self.at :]
        if self.line.text() != text:
            self.line.setText(text)
        self.line.setCursorPosition(self.at + len(self.composing))
        if self.selected[1]:
            self.line.setSelection(*self.selected)


@dataclass(frozen=True)
class Burst:
    text: str
    before: Before


class HangulBursts:
    """What came into the line that has the keyboard since the last pause."""

    def __init__(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        self.arrived: Callable[[], int] = clock.elapsed  # now, in ms
        self.moment = 0  # of the last key that went down or up, as the screen system says
        self._came_ms = 0
        self._nobodys_until_ms = 0
        self._composing = ""
        self._clearing = False
        self.forget()

    def forget(self) -> None:
        """What came so far was a hand's, or was dealt with."""
        self._before: Before | None = None
        self._text = ""
        self._key: tuple[Before, int] | None = None  # the key that is still down: how the line stood, and how long the text was
        self._ups = 0
        self._even = True
        self._method = False

    # --- what comes -------------------------------------------------------------------------------------------------------------------

    def brought(self, event: QInputMethodEvent) -> bool:
        """The input method brings text or composes. True if it is nobody's: it stood in the code behind the line that was taken."""
        if self._clearing:
            return False
        text, composing = event.commitString(), event.preeditString()
        if (text or composing) and self.goes_on():
            if composing:
                self._stop_composing()
            return True
        if event.replacementLength() or len(text) > _ONE_KEY:
            self.forget()
        elif text or composing != self._composing:
            self._add(text, method=True, ends=bool(text) and text == self._composing and not composing)
        self._composing = composing
        return False

    def typed(self, char: str, *, method: bool) -> None:
        """A key that writes what is on it. `method`: the input method sent it on, past the window."""
        self._add(char, method=method)

    def key(self, event: QKeyEvent, moment: int) -> None:
        """The screen system says when a key of the window went down or up."""
        if not moment:
            return
        if moment - self.moment > GAP_MS:
            self._begin_again()
        self.moment = moment
        if event.type() == QEvent.Type.KeyRelease:
            self._ups += bool(event.text()) and event.text().isprintable()
            self._key = None

    def goes_on(self) -> bool:
        """True for what comes right behind a burst that was taken."""
        now = self.arrived()
        on = now < self._nobodys_until_ms
        if on:
            self._nobodys_until_ms = max(self._nobodys_until_ms, now + GAP_MS)
        return on

    # --- what it was ------------------------------------------------------------------------------------------------------------------

    def read(self) -> Burst | None:
        """Enter was pressed: the burst that ends with it, None if it was a hand or went through no input method."""
        before, wrote = self._before, self._text + self._composing
        if before is None or not self._method or self.arrived() - self._came_ms > ENTER_MS:
            return None
        keys, began = keys_of(wrote), keys_of(before.composing)
        if keys is None or began is None or not keys.startswith(began):
            return None
        text = keys[len(began) :].upper()
        if len(text) < LEAST or len(set(text)) == 1:  # or a key that was held down
            return None
        told = self._ups >= len(text) - 1  # the last may still be down
        known = self._even and has_hangul(wrote) and what_was_read(text).kind != "unknown"
        return Burst(text, before) if told or known else None

    def take_back(self, burst: Burst) -> None:
        """The line stands as it did before the burst; nothing is being composed."""
        if self._composing:
            self._stop_composing()
        if not isdeleted(burst.before.line):
            burst.before.put_back()
        self.forget()

    def taken(self) -> None:
        """Somebody had use for it; what comes at once behind it is nobody's."""
        self._nobodys_until_ms = self.arrived() + BEHIND_MS

    # --- within -----------------------------------------------------------------------------------------------------------------------

    def _add(self, text: str, *, method: bool, ends: bool = False) -> None:
        """`ends`: what was being composed is only finished, by a key that writes nothing; what counts is when it was typed."""
        now = self.arrived()
        late = now - self._came_ms > GAP_MS and not ends
        if not ends:
            self._came_ms = now
        line = QApplication.focusWidget()
        if not isinstance(line, QLineEdit):
            self.forget()
            return
        if self._before is None or self._before.line is not line or (late and not self._ups):
            self.forget()
        before = Before(line, line.text(), line.cursorPosition(), (line.selectionStart(), line.selectionLength()), self._composing)
        if self._key is None:
            self._key = (before, len(self._text))
        if self._before is None:
            self._before = before
        elif late:
            self._even = False
        self._text += text
        self._method = self._method or method

    def _begin_again(self) -> None:
        """A pause, and then the key that is down: what came before it is a hand's."""
        key, text, method = self._key, self._text, self._method
        self.forget()
        if key is not None:
            self._before, self._text, self._method = key[0], text[key[1] :], method
            self._key = (key[0], 0)

    def _stop_composing(self) -> None:
        self._composing = ""
        self._clearing = True
        try:
            QCoreApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("", []))
            if (method := QGuiApplication.inputMethod()) is not None:
                method.reset()
        finally:
            self._clearing = False
