"""Signing in, and the lock: two fields, the first has the keyboard."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.words import Words
from app.ui.look_line import LookLine, Looks
from app.ui.plain import Notice, button, card, column, commit_composing, label, row
from app.ui.theme import Look


class LoginView(QWidget):
    """`entered(user, password)` on Enter in the password field or by the button."""

    entered = pyqtSignal(str, str)

    def __init__(self, words: Words, look: Look, office: str, appearance: Looks) -> None:
        super().__init__()
        text = words.text
        self.setObjectName("page")
        self.user = QLineEdit()
        self.user.setAccessibleName(text("login.user"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(text("login.password"))
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._enter)
        self._notice = Notice(look)
        self._begins, self._unlocks = text("login.go"), text("login.unlock")
        self._go = button(self._begins, self._enter, "primary")
        panel = card()
        panel.setFixedWidth(look.px("login_w"))
        user_label, password_label = label(text("login.user"), "strong"), label(text("login.password"), "strong")
        user_label.setBuddy(self.user)
        password_label.setBuddy(self.password)
        inner = column(look, label(text("app.name"), "sum"), label(office, "subtle", wrap=True), margins=True)
        inner.addSpacing(look.px("pad_px"))
        for each in (user_label, self.user, password_label, self.password, self._notice):
            inner.addWidget(each)
        inner.addSpacing(look.px("gap_px"))
        inner.addWidget(self._go)
        edge = look.px("pad_px") * 2
        inner.setContentsMargins(edge, edge, edge, edge)
        panel.setLayout(inner)
        whole = column(look)
        whole.addStretch(2)
        whole.addLayout(_centred(look, panel))
        foot = label(text("login.foot"), "small")
        whole.addLayout(_centred(look, foot))
        whole.addStretch(3)
        self.looks = LookLine(words, look, appearance)
        whole.addLayout(_centred(look, self.looks))
        self.setLayout(whole)

    def begin(self, user: str, message: str) -> None:
        """Empty fields, the keyboard in the first that has to be typed. `user`: who locked the desk, empty where nobody did."""
        self.user.setText(user)
        self._go.setText(self._unlocks if user else self._begins)
        self.password.clear()
        self._notice.say(message)
        (self.password if user else self.user).setFocus()

    def failed(self, text: str) -> None:
        self._notice.say(text, "danger")
        self.password.clear()
        (self.password if self.user.text() else self.user).setFocus()

    def set_busy(self, busy: bool) -> None:
        self._go.setEnabled(not busy)
        self.password.setEnabled(not busy)
        self.user.setEnabled(not busy)

    def _enter(self) -> None:
        commit_composing()
        self.entered.emit(self.user.text(), self.password.text())


def _centred(look: Look, widget: QWidget) -> QHBoxLayout:
    """That widget between two equal rooms. Without an alignment, which is of `Qt` (see `plain.PLAIN`)."""
    made = row(look)
    made.addStretch(1)
    made.addWidget(widget)
    made.addStretch(1)
    return made
