"""The page 시재 설정 of the management tab: read by everybody, kept by whoever leads."""

from __future__ import annotations

from typing import Final, Literal

from PyQt6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from app.domain.drawer_settings import NAME_MAX, DrawerSettings
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, suggest
from app.ui.tabs.admin.drawer_presenter import DrawerSettingsPresenter
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.theme import Look

STAMPS: Final[tuple[Literal["none", "electronic", "machine"], ...]] = ("none", "electronic", "machine")


class DrawerPanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = DrawerSettingsPresenter(context, self)
        text = context.words.text
        self.blind = QCheckBox(text("drawer_set.blind"))
        self.totals = QCheckBox(text("drawer_set.totals"))
        self.stamps = QComboBox()
        self.stamps.setAccessibleName(text("drawer_set.stamps"))
        self.stamps.addItems([text(f"drawer_set.stamps_{each}") for each in STAMPS])
        self.treasury, self.cashier, self.approvals = QLineEdit(), QLineEdit(), QLineEdit()
        suggest(self.approvals, text("drawer_set.approvals_hint"))
        self.keep = button(text("drawer_set.keep"), self._keep, "primary")
        box = column(
            look, label(text("admin.drawer"), "title"), label(text("drawer_set.note"), "subtle", wrap=True), self.blind, self.totals
        )
        fields = (("stamps", self.stamps), ("treasury", self.treasury), ("cashier", self.cashier), ("approvals", self.approvals))
        for name, field in fields:
            heading = heading_of(field, text(f"drawer_set.{name}"))
            field.setAccessibleName(text(f"drawer_set.{name}"))
            field.setMaximumWidth(look.px("login_w"))
            box.addWidget(heading)
            box.addWidget(field)
        for line in (self.treasury, self.cashier):
            line.setMaxLength(NAME_MAX)
        for line in (self.treasury, self.cashier, self.approvals):
            line.returnPressed.connect(line.focusNextChild)
        self.last_line(look, box, text("drawer_set.who"), self.keep)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_settings(self, settings: DrawerSettings, *, may_set: bool) -> None:
        self.blind.setChecked(settings.blind)
        self.totals.setChecked(settings.terminal_totals)
        self.stamps.setCurrentIndex(STAMPS.index(settings.stamps))
        self.treasury.setText(settings.treasury)
        self.cashier.setText(settings.cashier)
        self.approvals.setText(", ".join(settings.approvals))
        self.allow(self.blind, self.totals, self.stamps, self.treasury, self.cashier, self.approvals, may_set=may_set)

    def _keep(self) -> None:
        commit_composing()
        self.presenter.keep(
            DrawerSettings(
                blind=self.blind.isChecked(),
                stamps=STAMPS[self.stamps.currentIndex()],
                terminal_totals=self.totals.isChecked(),
                treasury=self.treasury.text().strip(),
                cashier=self.cashier.text().strip(),
                approvals=tuple(each.strip() for each in self.approvals.text().split(",") if each.strip()),
            )
        )
