"""Below the access log: a month of it as the review sheet or as a table, and that somebody read it through."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from app.services.access_review import MEASURE_MAX
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, row
from app.ui.tabs.admin.log_review_presenter import LogPapers, LogReviewPresenter, month_name
from app.ui.theme import Look

UNUSUAL_MAX = 9_999


class LogTools(QWidget):
    """Seen only by who may read the log."""

    def __init__(self, context: Context, look: Look, notice: Notice, papers: LogPapers) -> None:
        super().__init__()
        self._notice, self._text = notice, context.words.text
        self.presenter = LogReviewPresenter(context, self, papers)
        text = self._text
        self.month = QComboBox()
        self.month.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # its months come when the page is already seen
        self.month.setMinimumContentsLength(len("2026-10") + 1)  # what the style counts for the arrow does not grow with the words
        self.sheet = button(text("access.sheet"), self._sheet)
        self.table = button(text("access.table"), self._table, "quiet")
        self.unusual, self.measure = QSpinBox(), QLineEdit()
        self.unusual.setRange(0, UNUSUAL_MAX)
        self.unusual.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.measure.setMaxLength(MEASURE_MAX)
        self.reviewed = button(text("access.review"), self._review, "primary")
        first = row(look, self._named("access.month", self.month), self.month, self.sheet, self.table, None)
        second = row(look, self._named("access.unusual", self.unusual), self.unusual, self._named("access.measure", self.measure))
        second.addWidget(self.measure, 1)
        second.addWidget(self.reviewed)
        box = column(look)
        box.addLayout(first)
        box.addLayout(second)
        self.setLayout(box)

    def enter(self) -> None:
        """The months that can be asked for, the last whole one in hand: that is the one to be reviewed."""
        if self.month.count():
            return
        for each in self.presenter.months():
            self.month.addItem(month_name(each), each)
        self.month.setCurrentIndex(1)

    def clear_review(self) -> None:
        self.unusual.setValue(0)
        self.measure.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _named(self, key: str, field: QWidget) -> QWidget:
        made = heading_of(field, self._text(key))
        field.setAccessibleName(self._text(key))
        return made

    def _month(self) -> date:
        chosen: date = self.month.currentData()
        return chosen

    def _sheet(self) -> None:
        self.presenter.sheet(self._month())

    def _table(self) -> None:
        month = self._month()
        found, _ = QFileDialog.getSaveFileName(self, self._text("access.table"), f"access-log-{month_name(month)}.csv", "CSV (*.csv)")
        if found:
            self.presenter.table(month, Path(found))

    def _review(self) -> None:
        commit_composing()
        self.presenter.review(self._month(), self.unusual.value(), self.measure.text())
