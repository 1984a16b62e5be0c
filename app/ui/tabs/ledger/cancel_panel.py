"""Cancelling a case: the question of COUNTER §6 (9), the reason, and a team leader's word where one is needed."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.words import Words
from app.ui.free_text import warned
from app.ui.plain import button, column, commit_composing, label, row
from app.ui.theme import Look


class CancelPanel(QWidget):
    """`done(reason, leader, password)`; leader and password are empty where the clerk is one."""

    def __init__(
        self, words: Words, look: Look, *, second: bool, done: Callable[[str, str, str], object], left: Callable[[], object]
    ) -> None:
        super().__init__()
        text = words.text
        self._done = done
        self.reason = self._line(text("cancel.reason"))
        self.leader = self._line(text("cancel.leader"))
        self.password = self._line(text("login.password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.submit)
        self.leader.returnPressed.connect(self.password.setFocus)
        self.reason.returnPressed.connect(self.leader.setFocus if second else self.submit)
        box = column(look, label(text("cancel.question" if second else "cancel.question_leader"), wrap=True))
        fields = [(text("cancel.reason"), self.reason)]
        if second:
            fields += [(text("cancel.leader"), self.leader), (text("login.password"), self.password)]
        for name, line in fields:
            heading = label(name, "strong")
            heading.setBuddy(line)
            box.addWidget(heading)
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
