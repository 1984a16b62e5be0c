"""The page 만족도 of the management tab: a year of months, each with its average and how often each answer was given."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QCheckBox, QWidget

from app.services.ratings import SCORES
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.ratings_presenter import RatingsPresenter, Row
from app.ui.theme import Look


class RatingsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        text = context.words.text
        self._text, self._notice = text, notice
        self.presenter = RatingsPresenter(context, self)
        self.year = label("", "lead")
        self.own = QCheckBox(text("rating_page.own"))
        self.own.toggled.connect(self.presenter.only_own)
        headings = [text("rating_page.month"), text("rating_page.mean"), text("rating_page.count")]
        headings += [text(f"rating.{score}") for score in SCORES]
        self.table = plain_table(look, headings, stretch=0, name=text("admin.ratings"), none=text("empty.ratings"))
        for place in range(1, len(headings)):
            fit_column(self.table, place)
        turning = row(
            look,
            button(text("calendar_page.before"), lambda: self.presenter.turn(-1)),
            self.year,
            button(text("calendar_page.after"), lambda: self.presenter.turn(1)),
            self.own,
        )
        turning.addStretch(1)
        box = column(look, label(text("admin.ratings"), "title"), label(text("rating_page.note"), "subtle", wrap=True), turning)
        box.addWidget(self.table, 1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_year(self, year: int, rows: Sequence[Row]) -> None:
        self.year.setText(self._text("calendar_page.year", year=str(year)))
        put_rows(self.table, rows, right=range(1, 3 + len(SCORES)))

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)
