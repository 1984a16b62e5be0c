"""통계: the tables at the left, what the chosen one counts at the right; printed, or saved for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QFileDialog, QHeaderView, QListWidget

from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.plain import button, column, commit_composing, label, row
from app.ui.tables import plain_table, put_rows, wrapped
from app.ui.tabs.closing.card_page import CardPage
from app.ui.tabs.closing.statistics_presenter import StatisticsPresenter
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look


class StatisticsPage(CardPage):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__(context, look)
        text = self.text
        self.presenter = StatisticsPresenter(context, self, papers)
        self.tables = QListWidget()
        self.tables.setAccessibleName(text("statistics_page.tables"))
        self.tables.setFixedWidth(look.px("list_w") * 3 // 2)
        wrapped(self.tables)
        self.tables.currentRowChanged.connect(lambda _: self.count())
        self.year = self.line(text("statistics_page.year"), self.count, "label_w")
        self.own = QCheckBox(text("statistics_page.own"))
        self.own.toggled.connect(lambda _: self.count())
        self._title = label("", "strong", wrap=True)
        self.counts = plain_table(look, [""], stretch=0, name=text("closing.page_statistics"))
        self.counts.setMinimumHeight(look.px("row_px") * 6)
        self._notes = label("", "small", wrap=True)
        head = row(look, label(text("statistics_page.year"), "strong"), self.year, self.own, None)
        keys = flowing(
            look.px("gap_px"),
            button(text("statistics_page.print"), lambda: self._print(self.tables.currentRow()), "primary"),
            button(text("statistics_page.print_all"), lambda: self._print(None), "quiet"),
            button(text("statistics_page.save"), lambda: self._save(self.tables.currentRow()), "quiet"),
            button(text("statistics_page.save_all"), lambda: self._save(None), "quiet"),
        )
        right = column(look, head, self._title)
        right.addWidget(self.counts, 1)
        right.addWidget(self._notes)
        right.addWidget(keys)
        both = row(look, self.tables)
        both.addLayout(right, 1)
        box = column(look, label(text("closing.page_statistics"), "title"), self.notice, margins=True)
        box.addLayout(both, 1)
        self.fill(box)

    def enter(self) -> None:
        self.presenter.enter()
        self.tables.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_tables(self, names: Sequence[str]) -> None:
        at = max(self.tables.currentRow(), 0)
        self.tables.blockSignals(True)
        self.tables.clear()
        self.tables.addItems(list(names))
        self.tables.setCurrentRow(at)
        self.tables.blockSignals(False)
        self.count()

    def show_year(self, year: str) -> None:
        """Only where nobody typed another before."""
        if not self.year.text():
            self.year.setText(year)

    def show_report(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]) -> None:
        self._title.setText(title)
        self.counts.setColumnCount(len(headings))
        self.counts.setHorizontalHeaderLabels(list(headings))
        header = self.counts.horizontalHeader()
        if header is not None:
            for place in range(len(headings)):
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        put_rows(self.counts, rows, right=range(1, len(headings)))
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def count(self) -> None:
        """The chosen table of that year is counted."""
        commit_composing()
        self.presenter.count(self.tables.currentRow(), self.year.text(), own=self.own.isChecked())

    def _print(self, index: int | None) -> None:
        self.presenter.print(index, self.year.text(), own=self.own.isChecked())

    def _save(self, index: int | None) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.text("statistics_page.save"), f"statistics-{self.year.text()}.csv", "*.csv")
        if name:
            self.save(index, Path(name))

    def save(self, index: int | None, path: Path) -> None:
        """The chosen table, without one all of them, is in that file."""
        self.presenter.save(index, self.year.text(), path, own=self.own.isChecked())
