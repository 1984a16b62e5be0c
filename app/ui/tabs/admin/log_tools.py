"""Below the access log: a month of it as the review sheet or as a table, and that somebody read it through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from PyQt6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from app.domain.every_paper import Paper
from app.services.access_review import MEASURE_MAX
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.saved_file import save_blocks
from app.ui.theme import Look

MONTHS = 13
UNUSUAL_MAX = 9_999


class LogPapers(Protocol):
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class LogTools(QWidget):
    """Seen only by who may read the log."""

    def __init__(self, context: Context, look: Look, notice: Notice, papers: LogPapers) -> None:
        super().__init__()
        self._context, self._notice, self._papers = context, notice, papers
        text = context.words.text
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
        first = row(look, self._named("access.month", self.month), self.month, self.sheet, self.table)
        first.addStretch(1)
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
        month = self._context.today().replace(day=1)
        for _ in range(MONTHS):
            self.month.addItem(f"{month:%Y-%m}", month)
            month = (month - timedelta(days=1)).replace(day=1)
        self.month.setCurrentIndex(1)

    def _named(self, key: str, field: QWidget) -> QWidget:
        made = label(self._context.words.text(key), "strong")
        made.setBuddy(field)
        field.setAccessibleName(self._context.words.text(key))
        return made

    def _days(self) -> tuple[date, date]:
        first: date = self.month.currentData()
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def _sheet(self) -> None:
        actor, access, days = self._context.session.signed_in(), self._context.services.access, self._days()
        self._papers.show(lambda: access.review_sheet(actor, *days))

    def _table(self) -> None:
        text = self._context.words.text
        actor, access, days = self._context.session.signed_in(), self._context.services.access, self._days()
        found, _ = QFileDialog.getSaveFileName(self, text("access.table"), f"access-log-{days[0]:%Y-%m}.csv", "CSV (*.csv)")
        if not found:
            return
        self._context.long(
            self._context.write,
            "busy.log",
            lambda progress: save_blocks(Path(found), [access.log_table(actor, *days, progress)]),
            done=lambda _: self._notice.say(text("access.saved", file=Path(found).name), "success"),
            failed=self._context.failing(self._notice),
        )

    def _review(self) -> None:
        commit_composing()
        actor, access, (first, last) = self._context.session.signed_in(), self._context.services.access, self._days()
        unusual, measure = self.unusual.value(), self.measure.text()

        def done(count: int) -> None:
            self.unusual.setValue(0)
            self.measure.clear()
            self._notice.say(self._context.words.text("access.reviewed", month=f"{first:%Y-%m}", n=count), "success")

        self._context.write(
            lambda: access.review(actor, first, last, unusual=unusual, measure=measure),
            done=done,
            failed=self._context.failing(self._notice),
        )
