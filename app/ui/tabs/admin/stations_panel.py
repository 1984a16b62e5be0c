"""The page 취급업무 of the management tab: a box for each station, kept by whoever leads or administers."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtWidgets import QCheckBox

from app.services.desk_stations import STATIONS
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.tabs.admin.stations_presenter import StationsPresenter
from app.ui.theme import Look


class StationsPanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = StationsPresenter(context, self)
        text = context.words.text
        self.boxes = {name: QCheckBox(text(f"tab.{name}")) for name in STATIONS}
        self.keep = button(text("stations.keep"), self._keep, "primary")
        note = label(text("stations.note"), "subtle", wrap=True)
        box = column(look, label(text("admin.stations"), "title"), note, *self.boxes.values())
        self.last_line(look, box, text("stations.who"), self.keep)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_stations(self, served: Collection[str], *, may_set: bool) -> None:
        for name, each in self.boxes.items():
            each.setChecked(name in served)
        self.allow(*self.boxes.values(), may_set=may_set)

    def _keep(self) -> None:
        self.presenter.keep([name for name, each in self.boxes.items() if each.isChecked()])
