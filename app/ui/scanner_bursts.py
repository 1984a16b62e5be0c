"""A scanner types like a very fast hand. What it reads goes where it belongs and never into the field that has the keyboard.

Keys that may be the beginning of a burst are held back until it is known whether they are one: a hand never types two keys within
`GAP_MS`, so each of its keys comes through after that time, in its order. Only moments that the screen system gave the keys count.
What an input method takes before the window sees it, and brings as syllables, `hangul_bursts` reads back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PyQt6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PyQt6.QtWidgets import QApplication, QWidget
from PyQt6.sip import isdeleted

from app.ui.editors import ENTER
from app.ui.hangul_bursts import GAP_MS, LEAST, Burst, HangulBursts

_PLAIN: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_HANDS: Final = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.FocusOut})


class ScannerBursts(QObject):
    """`take(text)` is asked when a burst has ended with Enter: True if it was taken, False if whoever has the keyboard wants it typed.

    `moment`: when a key was pressed, in ms, 0 if the screen system did not say.
    """

    def __init__(self, window: QWidget, take: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self.moment: Callable[[QKeyEvent], int] = lambda event: event.timestamp()
        self._held: list[QKeyEvent] = []
        self._typed = ""
        self._last_ms = 0
        self._taken_ms = 0  # when the last key came of a burst that was taken, and of what came behind it as fast
        self._replaying = False
        self.hangul = HangulBursts()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setTimerType(Qt.TimerType.PreciseTimer)
        self._wait.timeout.connect(self._nothing_came)
        self._was_waiting = False
        app = QGuiApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self._see)
            app.focusChanged.connect(self._see_input)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is None or self._replaying:
            return False
        kind = event.type()
        if isinstance(event, QKeyEvent) and watched is self._window.windowHandle():
            if kind == QEvent.Type.KeyPress:
                self.hangul.key(event, self.moment(event))
                return self._pressed(event)
            if kind == QEvent.Type.KeyRelease:
                self.hangul.key(event, self.moment(event))
                return self._held_back(event)
            if kind == QEvent.Type.ShortcutOverride and self._goes_on(self.moment(event)):
                event.accept()  # or Qt would take it for a key of the desk
                return True
            if kind == QEvent.Type.ShortcutOverride and not (_char(event) or event.key() in ENTER or _is_shift(event)):
                self.let_go()  # F11 right after a digit: the digit comes first
        elif isinstance(event, QKeyEvent):
            return kind == QEvent.Type.KeyPress and not self.moment(event) and self._sent_on(event)
        elif isinstance(event, QInputMethodEvent):
            self.let_go()
            return self.hangul.brought(event)
        elif kind in _HANDS:
            self.let_go()
            if kind != QEvent.Type.FocusOut:
                self.hangul.forget()
        return False

    def begin(self) -> None:
        """From now on the keys of the window are seen; asked again, nothing changes."""
        self._see(self._window.windowHandle())

    @property
    def waiting(self) -> bool:
        """Keys are held back until it is known who typed them."""
        return bool(self._held)

    def let_go(self) -> None:
        """What was held back was typed by a hand after all: it goes where the keyboard is, in its order."""
        self._wait.stop()
        self._was_waiting = False
        held, self._held, self._typed = self._held, [], ""
        window = self._window.windowHandle() if held else None
        if window is None:
            return
        self._replaying = True
        try:
            for each in held:
                QCoreApplication.sendEvent(window, each)
        finally:
            self._replaying = False

    def _pressed(self, event: QKeyEvent) -> bool:
        at = self.moment(event)
        if self._goes_on(at):
            self._taken_ms = at
            return True
        self._taken_ms = 0
        if self._held and at - self._last_ms > GAP_MS:
            self.let_go()
        if not at or event.isAutoRepeat():
            self.let_go()
            return False
        if event.key() in ENTER:
            return self._ended(at)
        if _char(event) or (self._held and _is_shift(event)):
            self._typed += _char(event)
            if _char(event):
                self.hangul.typed(_char(event), method=False)
            self._last_ms = at
            self._held.append(_copy(event))
            self._was_waiting = False
            self._wait.start(GAP_MS)
            return True
        self.let_go()
        return False

    def _goes_on(self, at: int) -> bool:
        """The code under the scanner has more lines than one: what stands behind its first Enter is nobody's typing, and no command."""
        return bool(at and self._taken_ms) and 0 <= at - self._taken_ms <= GAP_MS

    def _ended(self, at: int) -> bool:
        """Enter: True if a burst ends with it and was taken."""
        held, text = self._held, self._typed
        self._held, self._typed = [], ""  # whoever takes it moves the keyboard, which lets go of what is held
        if (composed := self.hangul.read()) is not None:
            self._taken_ms = at
            return self._read_back(composed)
        if len(text) >= LEAST and self._take(text):
            self._taken_ms = at
            return True
        self._held = held
        field = QApplication.focusWidget()
        self.let_go()
        if len(text) < LEAST or QApplication.focusWidget() is field:
            return False
        self._taken_ms = at  # a field that is full goes on by itself: the scanner's Enter would pass the next one
        return True

    def _sent_on(self, event: QKeyEvent) -> bool:
        """An input method let a key through to whoever has the keyboard, past the window. True if it is nobody's."""
        if self.hangul.goes_on():
            return True
        composed = self.hangul.read() if event.key() in ENTER else None
        if composed is not None:
            return self._read_back(composed)
        if _char(event):
            self.hangul.typed(_char(event), method=True)
        else:
            self.hangul.forget()
        return False

    def _read_back(self, burst: Burst) -> bool:
        """What an input method made of a scanner's keys is out of the line again. True if that was taken; else the keys stand there."""
        if QApplication.focusWidget() is not burst.before.line:
            self.hangul.forget()  # its field was full and went on by itself
            return True
        self.hangul.take_back(burst)
        if not self._take(burst.text):
            burst.before.line.insert(burst.text)
            return False
        self._taken_ms = self._taken_ms or self.hangul.moment
        self.hangul.taken()
        return True

    def _held_back(self, event: QKeyEvent) -> bool:
        if self._goes_on(self.moment(event)):
            self._taken_ms = self.moment(event)
        if self._held:
            self._held.append(_copy(event))
        return bool(self._held)

    def _nothing_came(self) -> None:
        """What lies in the queue of a window that was busy is looked at first; by its own moments it may be the rest of a burst."""
        if self._was_waiting:
            self.let_go()
        else:
            self._was_waiting = True
            self._wait.start(0)

    def _see(self, shown: QWindow | None) -> None:
        if isdeleted(self._window):
            return  # the focus leaves a window that is going
        if shown is not None and shown is self._window.windowHandle():
            shown.installEventFilter(self)  # seen before: Qt only moves the filter to the front
        else:
            self.let_go()

    def _see_input(self, before: QWidget | None, now: QWidget | None) -> None:
        """A syllable that an input method brings comes after the keys that were typed before it."""
        if before is not None and not isdeleted(before):
            before.removeEventFilter(self)
        if now is not None and not isdeleted(self._window) and now.window() is self._window:
            now.installEventFilter(self)


def _char(event: QKeyEvent) -> str:
    """What that key types; empty for everything that types nothing or is pressed with Ctrl or Alt."""
    text = event.text()
    return text if len(text) == 1 and text.isprintable() and not event.modifiers() & ~_PLAIN else ""


def _is_shift(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Shift


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
