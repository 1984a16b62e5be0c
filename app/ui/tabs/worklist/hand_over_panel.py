"""Everything that lies with an absent colleague goes to another: to whom, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.words import Words
from app.ui.free_text import warned
from app.ui.plain import button, column, commit_composing, label, row
from app.ui.theme import Look


class HandOverPanel(QWidget):
    """`done(to_user, reason)`."""

    def __init__(self, words: Words, look: Look, *, done: Callable[[str, str], object], left: Callable[[], object]) -> None:
        super().__init__()
        text = words.text
        self._words, self._done, self._left = words, done, left
        self._users: list[str] = []
        self._title = label("", "strong", wrap=True)
        self.to = QComboBox()
        self.to.setAccessibleName(text("worklist.hand_over_to"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(text("worklist.hand_over_reason"))
        self.reason.returnPressed.connect(self.submit)
        for field in (self.to, self.reason):
            field.setMaximumWidth(look.px("login_w"))
        go = button(text("worklist.hand_over_go"), self.submit, "primary")
        back = button(text("button.go_back"), left, "quiet")
        to_heading, why_heading = label(text("worklist.hand_over_to"), "strong"), label(text("worklist.hand_over_reason"), "strong")
        to_heading.setBuddy(self.to)
        why_heading.setBuddy(self.reason)
        box = column(look, self._title, to_heading, self.to, why_heading, self.reason, warned(self.reason, words))
        box.addLayout(row(look, go, back, None))
        box.addStretch(1)
        self.setLayout(box)

    def ask(self, who: str, colleagues: Sequence[tuple[str, str]]) -> None:
        """The panel is about that person's cases; the hands are at whom they go to."""
        self._title.setText(self._words.text("worklist.hand_over_title", who=who))
        self._users = [user for user, _ in colleagues]
        self.to.clear()
        self.to.addItems([f"{name} ({user})" for user, name in colleagues])
        self.reason.clear()
        self.show()
        self.to.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        commit_composing()
        if 0 <= self.to.currentIndex() < len(self._users):
            self._done(self._users[self.to.currentIndex()], self.reason.text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._left()
            return
        super().keyPressEvent(event)
