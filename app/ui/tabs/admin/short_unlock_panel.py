"""Below the minutes of 화면 잠금: whether a short number unlocks, and everybody's own."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row
from app.ui.tabs.admin.short_unlock_presenter import ShortUnlockPresenter
from app.ui.theme import Look


class ShortUnlockPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = ShortUnlockPresenter(context, self)
        text = context.words.text
        self.allow = QCheckBox(text("short_unlock.allow"))
        self.allow.setAccessibleName(text("short_unlock.allow"))
        self.allow.clicked.connect(self.presenter.allow)
        self.password, self.number = QLineEdit(), QLineEdit()
        lines = row(look)
        for line, name in ((self.password, "login.password"), (self.number, "short_unlock.number")):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setAccessibleName(text(name))
            line.setMaximumWidth(look.px("list_w"))
            heading = heading_of(line, text(name))
            lines.addWidget(heading)
            lines.addWidget(line)
        self.keep = button(text("short_unlock.keep"), self._keep, "primary")
        self.number.returnPressed.connect(self._keep)
        lines.addWidget(self.keep)
        lines.addStretch(1)
        self._mine = QWidget()
        self._mine.setLayout(lines)
        heading, note = label(text("short_unlock.title"), "title"), label(text("short_unlock.note"), "subtle", wrap=True)
        self.setLayout(column(look, heading, note, self.allow, self._mine))

    def enter(self) -> None:
        self.presenter.enter()

    def show_allowed(self, *, allowed: bool, may_allow: bool) -> None:
        self.allow.setChecked(allowed)
        self.allow.setEnabled(may_allow)
        self._mine.setVisible(allowed)
        for line in (self.password, self.number):
            line.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _keep(self) -> None:
        commit_composing()
        self.presenter.keep(self.password.text(), self.number.text())
