"""The bar that shows that something is going on, once it takes longer than a moment."""

from __future__ import annotations

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QProgressBar

AFTER_MS = 300  # anything longer shows that it is working (UI.md, Hands)


class WorkBar(QProgressBar):
    """Keeps its room while it is hidden, so that nothing moves. `name`: what it is called to who does not see it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.show)

    def show_busy(self, running: int) -> None:
        """So many jobs are running now."""
        if not running:
            self._timer.stop()
            self.hide()
        elif not self.isVisible() and not self._timer.isActive():
            self._timer.start()
