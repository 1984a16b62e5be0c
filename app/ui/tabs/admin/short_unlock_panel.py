"""Below the minutes of 화면 잠금: whether a short number unlocks, and everybody's own."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.theme import Look


class ShortUnlockPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        text = context.words.text
        self.allow = QCheckBox(text("short_unlock.allow"))
        self.allow.setAccessibleName(text("short_unlock.allow"))
        self.allow.clicked.connect(self._allow)
        self.password, self.number = QLineEdit(), QLineEdit()
        lines = row(look)
        for line, name in ((self.password, "login.password"), (self.number, "short_unlock.number")):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setAccessibleName(text(name))
            line.setMaximumWidth(look.px("list_w"))
            heading = label(text(name), "strong")
            heading.setBuddy(line)
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
        """What holds now stands there; whoever may not allow it only reads it."""
        short = self._context.services.short
        self._context.read(short.allowed, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, allowed: bool) -> None:
        self.allow.setChecked(allowed)
        self.allow.setEnabled(self._context.session.may("set_idle_lock"))
        self._mine.setVisible(allowed)
        for line in (self.password, self.number):
            line.clear()

    def _allow(self, wanted: bool) -> None:
        actor, short = self._context.session.signed_in(), self._context.services.short

        def done(allowed: bool) -> None:
            self._show(allowed)
            self._notice.say(self._context.words.text("short_unlock.on" if allowed else "short_unlock.off"), "success")

        self._context.write(lambda: short.allow(actor, wanted), done=done, failed=self._context.failing(self._notice, self.enter))

    def _keep(self) -> None:
        commit_composing()
        actor, short = self._context.session.signed_in(), self._context.services.short
        password, number = self.password.text(), self.number.text()

        def done(_: None) -> None:
            self._show(True)
            self._notice.say(self._context.words.text("short_unlock.kept" if number else "short_unlock.gone"), "success")

        self._context.write(
            lambda: short.set_number(actor, password, number), done=done, failed=self._context.failing(self._notice, self.enter)
        )
