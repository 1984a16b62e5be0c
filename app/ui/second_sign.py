"""The second signature: a user and a password beside whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.words import Words
from app.ui.plain import column, heading_of
from app.ui.theme import Look


class SecondSign(QWidget):
    """`done` on Enter in the password. `name`: whose signature it is, as the desk says it."""

    def __init__(self, words: Words, look: Look, name: str, *, done: Callable[[], object]) -> None:
        super().__init__()
        self.user, self.password = QLineEdit(), QLineEdit()
        self.user.setAccessibleName(name)
        self.password.setAccessibleName(words.text("login.password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(done)
        box = column(look, gap="gap_small_px")
        for heading, line in ((name, self.user), (words.text("login.password"), self.password)):
            box.addWidget(heading_of(line, heading))
            box.addWidget(line)
        self.setLayout(box)

    def taken(self) -> tuple[str, str]:
        """User and password; the password stands there no longer."""
        user, password = self.user.text().strip(), self.password.text()
        self.password.clear()
        return user, password

    def clear(self) -> None:
        self.user.clear()
        self.password.clear()

    def take_focus(self) -> None:
        self.user.setFocus(Qt.FocusReason.OtherFocusReason)
        self.user.selectAll()
