"""Nobody touched the window for some minutes: it locks as Ctrl+L does, typed drafts stay, work under way in the lanes goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtGui import QGuiApplication, QWindow
from PyQt6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from app.ui.context import Context, Shows

MINUTE_MS: Final = 60_000
HANDS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletMove,
    }
)


class IdleLock(QObject):
    """Counts while somebody is signed in; every key, click and movement begins the count again. Where nobody is, no dialog stays open.

    Hands are seen at the windows of the screen system, not at each widget: a filter there costs nothing while the window draws.
    """

    def __init__(self, window: QWidget, context: Context, notice: Shows, lock: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._context, self._notice, self._lock = window, context, notice, lock
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._nobody_here)
        context.session.watch("actor", self._know)
        context.session.watch("idle", self._know)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._see)

    def set_minutes(self, minutes: int) -> None:
        """The count begins again and is that long."""
        self.timer.setInterval(minutes * MINUTE_MS)
        if self._context.session.actor is not None:
            self.timer.start()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in HANDS and self.timer.isActive():
            self.timer.start()
        return False

    def _see(self, shown: QWindow | None) -> None:
        if shown is not None:
            shown.installEventFilter(self)  # seen before: Qt only moves the filter to the front

    def _know(self) -> None:
        """Somebody sat down, or nobody is here any more."""
        self._see(self._window.windowHandle())
        if self._context.session.actor is None:
            self.timer.stop()
            self._put_away()
            return
        self._context.read(self._context.services.access.idle_minutes, done=self.set_minutes, failed=self._context.failing(self._notice))

    def _nobody_here(self) -> None:
        if self._context.session.actor is not None:
            self._lock()

    def _put_away(self) -> None:
        """Papers, files and questions that lie open before the window would show what the lock is to hide; a password that somebody typed
        beside whoever works, and did not send, would sign later without them.
        """
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for each in self._window.findChildren(QDialog):
            if each.isVisible():
                each.reject()
        for line in self._window.findChildren(QLineEdit):
            if line.echoMode() == QLineEdit.EchoMode.Password:
                line.clear()
