"""The page 화면 잠금 of the management tab: after how many minutes without a hand the window locks by itself."""

from __future__ import annotations

from PyQt6.QtWidgets import QSpinBox

from app.services.idle_lock import MINUTES_MAX
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.tabs.admin.lock_presenter import LockPresenter
from app.ui.tabs.admin.short_unlock_panel import ShortUnlockPanel
from app.ui.theme import Look


class LockPanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = LockPresenter(context, self)
        text = context.words.text
        self.minutes = QSpinBox()
        self.minutes.setRange(1, MINUTES_MAX)
        self.minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.minutes.setAccessibleName(text("idle.minutes"))
        self.minutes.setMaximumWidth(look.px("label_w"))
        heading = heading_of(self.minutes, text("idle.minutes"))
        self.keep = button(text("idle.keep"), self._keep, "primary")
        box = column(look, label(text("admin.lock"), "title"), label(text("idle.note"), "subtle", wrap=True))
        self.last_line(look, box, text("idle.who"), heading, self.minutes, self.keep)
        self.short = ShortUnlockPanel(context, look, notice)
        box.addWidget(self.short)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.short.enter()
        self.presenter.enter()

    def show_minutes(self, minutes: int, *, may_set: bool) -> None:
        self.minutes.setValue(minutes)
        self.allow(self.minutes, may_set=may_set)

    def _keep(self) -> None:
        commit_composing()
        self.presenter.keep(self.minutes.value())
