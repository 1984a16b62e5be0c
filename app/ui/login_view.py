"""Signing in, and the lock: two fields, the first has the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.words import Words
from app.ui.look_line import LookLine, Looks
from app.ui.plain import Notice, button, card, column, commit_composing, label, row
from app.ui.theme import Look

LOOK_AGAIN_S: Final = 60  # a timer stands still while the computer sleeps, the hour of a short number does not

ShortLeft = Callable[[Callable[[str, int], None]], None]  # tells who may unlock with a short number, and for how many seconds more


class LoginView(QWidget):
    """`entered(user, password)` on Enter in the password field or by the button.

    `short_left`: asked whenever this is the page of a lock; while the number lives the page says that it may be typed.
    """

    entered = pyqtSignal(str, str)

    def __init__(self, words: Words, look: Look, office: str, appearance: Looks, short_left: ShortLeft | None = None) -> None:
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
        self._short_left, self._short_user = short_left, ""
        self._short = label(text("login.short"), "subtle", wrap=True)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._ask_short)
        self.user.textChanged.connect(self._show_short)
        self._begins, self._unlocks = text("login.go"), text("login.unlock")
        self._go = button(self._begins, self._enter, "primary")
        panel = card()
        panel.setFixedWidth(look.px("login_w"))
        user_label, password_label = label(text("login.user"), "strong"), label(text("login.password"), "strong")
        user_label.setBuddy(self.user)
        password_label.setBuddy(self.password)
        inner = column(look, label(text("app.name"), "sum"), label(office, "subtle", wrap=True), margins=True)
        inner.addSpacing(look.px("pad_px"))
        for each in (user_label, self.user, password_label, self.password, self._short, self._notice):
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
        whole.addSpacing(look.px("gap_px"))  # its buttons' frames would lie on the edge of the window
        self.setLayout(whole)
        self._show_short()

    def begin(self, user: str, message: str) -> None:
        """Empty fields, the keyboard in the first that has to be typed. `user`: who locked the desk, empty where nobody did."""
        self._offer_short("", 0)
        self.user.setText(user)
        if user:
            self._ask_short()
        self._go.setText(self._unlocks if user else self._begins)
        self.password.clear()
        self._notice.say(message)
        (self.password if user else self.user).setFocus()

    def failed(self, text: str) -> None:
        self._notice.say(text, "danger")
        self._ask_short()  # that may have been the last try of the number
        self.password.clear()
        (self.password if self.user.text() else self.user).setFocus()

    def set_busy(self, busy: bool) -> None:
        self._go.setEnabled(not busy)
        self.password.setEnabled(not busy)
        self.user.setEnabled(not busy)

    def _ask_short(self) -> None:
        if self._short_left is not None:
            self._short_left(self._offer_short)

    def _offer_short(self, user: str, left_s: int) -> None:
        """That person may unlock with their short number for so long; asked again before it is over."""
        self._short_user = user if left_s > 0 else ""
        self._show_short()
        if self._short_user:
            self._again.start(min(left_s + 1, LOOK_AGAIN_S) * 1000)
        else:
            self._again.stop()

    def _show_short(self) -> None:
        """The number is nobody else's: another name in the field, and it is not offered."""
        offered = bool(self._short_user) and self.user.text().strip() == self._short_user
        self._short.setVisible(offered)
        self.password.setAccessibleDescription(self._short.text() if offered else "")

    def _enter(self) -> None:
        commit_composing()
        self.entered.emit(self.user.text(), self.password.text())


def _centred(look: Look, widget: QWidget) -> QHBoxLayout:
    """That widget between two equal rooms. Without an alignment, which is of `Qt` (see `plain.PLAIN`)."""
    made = row(look, None)
    made.addWidget(widget)
    made.addStretch(1)
    return made
