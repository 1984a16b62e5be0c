"""The page 화면 잠금 of the management tab: after how many minutes without a hand the window locks by itself."""

from __future__ import annotations

from PyQt6.QtWidgets import QSpinBox, QWidget

from app.services.idle_lock import MINUTES_MAX
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.tabs.admin.short_unlock_panel import ShortUnlockPanel
from app.ui.theme import Look


class LockPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        text = context.words.text
        self.minutes = QSpinBox()
        self.minutes.setRange(1, MINUTES_MAX)
        self.minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.minutes.setAccessibleName(text("idle.minutes"))
        self.minutes.setMaximumWidth(look.px("label_w"))
        heading = label(text("idle.minutes"), "strong")
        heading.setBuddy(self.minutes)
        self.keep = button(text("idle.keep"), self._keep, "primary")
        self._who = label(text("idle.who"), "subtle", wrap=True)
        line = row(look, heading, self.minutes, self.keep)
        line.addStretch(1)
        box = column(look, label(text("admin.lock"), "title"), label(text("idle.note"), "subtle", wrap=True))
        box.addLayout(line)
        box.addWidget(self._who)
        self.short = ShortUnlockPanel(context, look, notice)
        box.addWidget(self.short)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        self.short.enter()
        access = self._context.services.access
        self._context.read(access.idle_minutes, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, minutes: int) -> None:
        allowed = self._context.session.may("set_idle_lock")
        self.minutes.setValue(minutes)
        self.minutes.setEnabled(allowed)
        self.keep.setVisible(allowed)
        self._who.setVisible(not allowed)

    def _keep(self) -> None:
        commit_composing()
        actor, access, wanted = self._context.session.signed_in(), self._context.services.access, self.minutes.value()

        def done(minutes: int) -> None:
            self._context.session.tell("idle")
            self._notice.say(self._context.words.text("idle.kept", n=minutes), "success")

        self._context.write(lambda: access.set_idle_minutes(actor, wanted), done=done, failed=self._context.failing(self._notice))
