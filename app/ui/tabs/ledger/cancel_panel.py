"""Cancelling a case: the question of COUNTER §6 (9), the reason, and another's word where one is needed."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.words import Words
from app.ui.free_text import warned
from app.ui.plain import button, column, commit_composing, heading_of, label, row
from app.ui.theme import Look

_QUESTIONS = {"leader": "cancel.question", "other": "cancel.question_other", "": "cancel.question_leader"}


class CancelPanel(QWidget):
    """`done(reason, user, password)`. `second`: who signs beside the clerk: `leader`, `other` (anybody else), or nobody."""

    def __init__(
        self, words: Words, look: Look, *, second: str, done: Callable[[str, str, str], object], left: Callable[[], object]
    ) -> None:
        super().__init__()
        text = words.text
        self._done = done
        self.reason = self._line(text("cancel.reason"))
        name = text(f"cancel.{second or 'leader'}")
        self.leader = self._line(name)
        self.password = self._line(text("login.password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.submit)
        self.leader.returnPressed.connect(self.password.setFocus)
        self.reason.returnPressed.connect(self.leader.setFocus if second else self.submit)
        box = column(look, label(text(_QUESTIONS[second]), wrap=True))
        fields = [(text("cancel.reason"), self.reason)]
        if second:
            fields += [(name, self.leader), (text("login.password"), self.password)]
        for name, line in fields:
            box.addWidget(heading_of(line, name))
            box.addWidget(line)
        box.insertWidget(box.indexOf(self.reason) + 1, warned(self.reason, words))
        box.addLayout(row(look, button(text("cancel.go"), self.submit, "primary"), button(text("button.go_back"), left, "quiet")))
        box.addStretch(1)
        self.setLayout(box)

    def start(self) -> None:
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        commit_composing()
        self._done(self.reason.text(), self.leader.text().strip(), self.password.text())
        self.password.clear()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line
