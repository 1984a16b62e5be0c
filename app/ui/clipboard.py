"""What this program puts on the clipboard is gone from it half a minute later, and with the lock (GUARANTEES G18)."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget

from app.ui.context import Context

KEPT_MS: Final = 30_000


class ForgetfulClipboard(QObject):
    """One a window. Whatever was copied in it counts, from the ledger or out of a field; what another program put there stays."""

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self._context = context
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(KEPT_MS)
        self.timer.timeout.connect(self.forget)
        self._clipboard = QApplication.clipboard()
        if self._clipboard is not None:
            self._clipboard.dataChanged.connect(self._changed)
        context.session.watch("actor", self._somebody)
        self._changed()  # the window before this one may have copied something

    def forget(self) -> None:
        """Nothing that was copied here can be pasted any more."""
        if self._clipboard is not None and self._is_ours():
            self._clipboard.clear()

    def _is_ours(self) -> bool:
        """Something of this program lies there. Where there is no screen no other program has one either, and Qt names no owner."""
        found = self._clipboard
        return found is not None and (found.ownsClipboard() or QGuiApplication.platformName() == "offscreen") and bool(found.text())

    def _changed(self) -> None:
        if self._is_ours():
            self.timer.start()
        else:
            self.timer.stop()

    def _somebody(self) -> None:
        if self._context.session.actor is None:
            self.forget()
