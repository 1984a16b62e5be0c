"""The page 취급업무 of the management tab: the stations this desk serves, kept by whoever leads or administers."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QWidget

from app.services.desk_stations import STATIONS
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.theme import Look


class StationsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        text = context.words.text
        self.boxes = {name: QCheckBox(text(f"tab.{name}")) for name in STATIONS}
        self.keep = button(text("stations.keep"), self._keep, "primary")
        self._who = label(text("stations.who"), "subtle", wrap=True)
        note = label(text("stations.note"), "subtle", wrap=True)
        box = column(look, label(text("admin.stations"), "title"), note, *self.boxes.values())
        last = row(look, self.keep)
        last.addStretch(1)
        box.addLayout(last)
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        allowed = self._context.session.may("set_stations")
        for name, each in self.boxes.items():
            each.setChecked(name in self._context.session.stations)
            each.setEnabled(allowed)
        self.keep.setVisible(allowed)
        self._who.setVisible(not allowed)

    def _keep(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        wanted = [name for name, each in self.boxes.items() if each.isChecked()]

        def done(served: tuple[str, ...]) -> None:
            self._context.session.stations = served
            self._context.session.tell("stations")
            self._notice.say(self._context.words.text("stations.kept"), "success")

        self._context.write(lambda: services.work.set_stations(actor, wanted), done=done, failed=self._context.failing(self._notice))
