"""A page of settings that everybody reads: whoever may keep them has the key for it, the others are told who that is."""

from __future__ import annotations

from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.ui.plain import Notice, label, row
from app.ui.theme import Look


class KeptPage(QWidget):
    """Who makes one sets `keep` and ends with `last_line`; `allow` is told by the presenter."""

    keep: QPushButton

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self._notice = notice

    def last_line(self, look: Look, box: QVBoxLayout, who: str, *parts: QWidget) -> None:
        """Those parts, `keep` among them, beside one another, and below them who may keep the page."""
        box.addLayout(row(look, *parts, None))
        self._who = label(who, "subtle", wrap=True)
        box.addWidget(self._who)

    def allow(self, *fields: QWidget, may_set: bool) -> None:
        for each in fields:
            each.setEnabled(may_set)
        self.keep.setVisible(may_set)
        self._who.setVisible(not may_set)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)
