"""The page 취급업무 of the management tab: a box for each station, kept by whoever leads or administers."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtWidgets import QCheckBox, QWidget

from app.services.desk_stations import STATIONS
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.tabs.admin.stations_presenter import StationsPresenter
from app.ui.theme import Look


class StationsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = StationsPresenter(context, self)
        text = context.words.text
        self.boxes = {name: QCheckBox(text(f"tab.{name}")) for name in STATIONS}
        self.keep = button(text("stations.keep"), self._keep, "primary")
        self._who = label(text("stations.who"), "subtle", wrap=True)
        note = label(text("stations.note"), "subtle", wrap=True)
        box = column(look, label(text("admin.stations"), "title"), note, *self.boxes.values())
        box.addLayout(row(look, self.keep, None))
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_stations(self, served: Collection[str], *, may_set: bool) -> None:
        for name, each in self.boxes.items():
            each.setChecked(name in served)
            each.setEnabled(may_set)
        self.keep.setVisible(may_set)
        self._who.setVisible(not may_set)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _keep(self) -> None:
        self.presenter.keep([name for name, each in self.boxes.items() if each.isChecked()])
