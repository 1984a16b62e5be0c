"""Settling a dispute: both sides in words, a reason, a team leader's word where one is needed, a button for each way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.words import Words
from app.ui.free_text import warned
from app.ui.plain import button, clear_layout, column, commit_composing, label, row
from app.ui.theme import Look


class DisputePanel(QWidget):
    """`done(way, reason, leader, password)`; leader and password stay empty where nobody else has to sign."""

    def __init__(self, words: Words, look: Look, *, done: Callable[[str, str, str, str], object], left: Callable[[], object]) -> None:
        super().__init__()
        text = words.text
        self._words, self._look, self._done, self._left = words, look, done, left
        self._title = label("", "strong", wrap=True)
        self._lines = QVBoxLayout()
        self._ways = QVBoxLayout()
        self.reason = self._line(text("dispute.reason"))
        self.leader = self._line(text("cancel.leader"))
        self.password = self._line(text("login.password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._second = QWidget()
        self._hint, self._who = label("", wrap=True), label("", "strong")
        password = label(text("login.password"), "strong")
        self._second.setLayout(column(look, self._hint, self._who, self.leader, password, self.password))
        self.buttons: dict[str, QPushButton] = {}
        reason = label(text("dispute.reason"), "strong")
        box = column(look, self._title, self._lines, reason, self.reason, warned(self.reason, words), self._second, self._ways)
        box.addStretch(1)
        self.setLayout(box)

    def show_item(self, title: str, lines: Sequence[str], ways: Sequence[tuple[str, str]], *, second: bool, leads: bool) -> None:
        """The panel is about that item; the hands are at the reason. `second`: somebody signs beside whom works, who `leads` or not."""
        self._title.setText(title)
        self.setAccessibleName(title)
        clear_layout(self._lines)
        for line in lines:
            self._lines.addWidget(label(line, wrap=True))
        clear_layout(self._ways)
        self.buttons = {way: button(name, partial(self.submit, way)) for way, name in ways}
        back = button(self._words.text("button.go_back"), self._left, "quiet")
        self._ways.addLayout(row(self._look, *self.buttons.values(), back))
        for each in (self.reason, self.leader, self.password):
            each.clear()
        self._hint.setText(self._words.text("dispute.two_hint" if leads else "dispute.leader_hint"))
        self._who.setText(self._words.text("cancel.other" if leads else "cancel.leader"))
        self.leader.setAccessibleName(self._who.text())
        self._second.setVisible(second)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self, way: str) -> None:
        commit_composing()
        self._done(way, self.reason.text(), self.leader.text().strip(), self.password.text())
        self.password.clear()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._left()
            return
        super().keyPressEvent(event)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.returnPressed.connect(self.focusNextChild)
        return line
