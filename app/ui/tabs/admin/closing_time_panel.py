"""마감 시각: when this desk closes, and on which evenings later; read by everybody, kept by whoever leads."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtWidgets import QCheckBox, QLineEdit

from app.domain.closing_time import WEEKDAYS
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, suggest
from app.ui.tabs.admin.closing_time_presenter import ClosingTimePresenter
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.theme import Look


class ClosingTimePanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = ClosingTimePresenter(context, self)
        text = context.words.text
        self.closes, self.until = QLineEdit(), QLineEdit()
        self.days = [QCheckBox(text(f"deadline.weekday.{at}")) for at in range(len(WEEKDAYS))]
        for at, each in enumerate(self.days):
            each.setAccessibleName(text("closing_time.evening_of", day=text(f"deadline.weekday.{at}")))
        self.keep = button(text("closing_time.keep"), self._keep, "primary")
        box = column(look, label(text("closing_time.title"), "strong"), label(text("closing_time.note"), "subtle", wrap=True))
        for name, field in (("closes", self.closes), ("until", self.until)):
            suggest(field, text(f"closing_time.{name}_hint"))
            field.setAccessibleName(text(f"closing_time.{name}"))
            field.setMaximumWidth(look.px("field_w"))
        evenings = flowing(look.px("gap_px"), *self.days)
        parts = (("closes", self.closes), ("evenings", evenings), ("until", self.until))
        for name, part in parts:
            box.addWidget(heading_of(part, text(f"closing_time.{name}")))
            box.addWidget(part)
        self.closes.returnPressed.connect(self.days[0].setFocus)
        self.until.returnPressed.connect(self._keep)
        self.last_line(look, box, text("drawer_set.who"), self.keep)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_time(self, closes: str, evenings: Collection[int], until: str, *, may_set: bool) -> None:
        self.closes.setText(closes)
        self.until.setText(until)
        for at, each in enumerate(self.days):
            each.setChecked(at in evenings)
        self.allow(self.closes, self.until, *self.days, may_set=may_set)

    def _keep(self) -> None:
        commit_composing()
        evenings = [at for at, each in enumerate(self.days) if each.isChecked()]
        self.presenter.keep(self.closes.text(), evenings, self.until.text())
