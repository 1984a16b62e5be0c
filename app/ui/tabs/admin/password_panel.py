"""The page 비밀번호 of the management tab: the old one, and the new one twice."""

from __future__ import annotations

from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, heading_of, label, row
from app.ui.tabs.admin.password_presenter import PasswordPresenter
from app.ui.theme import Look


class PasswordPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = PasswordPresenter(context, self)
        text = context.words.text
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        box = column(look, label(text("admin.password"), "title"))
        for key, line in (("admin.old", self.old), ("admin.new", self.new), ("admin.again", self.again)):
            line.setAccessibleName(text(key))
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setMaximumWidth(look.px("login_w"))
            box.addWidget(heading_of(line, text(key)))
            box.addWidget(line)
        self.again.returnPressed.connect(self._change)
        box.addLayout(row(look, button(text("admin.change_password"), self._change, "primary"), None))
        box.addStretch(1)
        self.setLayout(box)

    def clear_passwords(self) -> None:
        for each in (self.old, self.new, self.again):
            each.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _change(self) -> None:
        self.presenter.change(self.old.text(), self.new.text(), self.again.text())
