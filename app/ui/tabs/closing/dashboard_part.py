"""A part of the 현황판: its chart, the same figures as a table, and the bar in hand in words."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QStackedWidget, QTableWidget, QWidget

from app.ui.plain import column, label, row, show_only
from app.ui.tables import fit_column, on_enter, plain_table, put_rows
from app.ui.tabs.closing.dashboard_presenter import Part
from app.ui.theme import Look


class PartPanel(QWidget):
    """`lying`: bars lie; `charted`: False for what is read as a table alone; `picked(index)`: the cases of that line are wanted."""

    def __init__(self, look: Look, *, lying: bool, charted: bool, picked: Callable[[int], object]) -> None:
        super().__init__()
        self._look, self._lying, self._charted, self._picked = look, lying, charted, picked
        self._title = label("", "strong")
        self._spoken = label("", "small")
        self._nothing = label("", "subtle", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._views = QStackedWidget()
        self._views.addWidget(self._nothing)
        self.table: QTableWidget | None = None
        self._wants_table = not charted
        if charted:
            from app.ui.charts import BarChart  # Qt's charts are loaded with the first of them, not with the window

            self.chart: BarChart | None = BarChart(look, "", lying=lying)
            self.chart.picked.connect(picked)
            self.chart.read.connect(self._spoken.setText)
            self._views.addWidget(self.chart)
        else:
            self.chart = None
        head = row(look, self._title)
        head.addStretch(1)
        head.addWidget(self._spoken)
        inside = column(look, head, gap="gap_small_px")
        inside.addWidget(self._views, 1)
        self.setLayout(inside)
        self._part: Part | None = None

    def show_table(self, as_table: bool) -> None:
        """The table is in front, or the chart again."""
        self._wants_table = as_table or not self._charted
        self._front()

    def show_part(self, part: Part) -> None:
        """Exactly these lines."""
        self._part = part
        self._nothing.setText(part.nothing)
        if self.table is None:
            self.table = plain_table(self._look, part.headings, stretch=0, name=part.name)
            for place in range(1, len(part.headings)):
                fit_column(self.table, place)
            on_enter(self.table, self._picked)
            self.table.cellDoubleClicked.connect(lambda at, _: self._picked(at))
            self._views.addWidget(self.table)
        self.table.setHorizontalHeaderLabels(list(part.headings))
        put_rows(self.table, [line.cells for line in part.lines], right=range(1, len(part.headings)))
        if self.chart is not None:
            self.chart.setAccessibleName(part.name)
            self.chart.show_bars(part.series, part.lines)
        self._front()

    def _front(self) -> None:
        front: QWidget | None = self.table if self._wants_table else self.chart
        empty = self._part is not None and not self._part.lines
        if self._part is not None:
            unit = "" if self._wants_table or not self._part.unit else f" ({self._part.unit})"
            self._title.setText(self._part.name + unit)
        if front is not None:
            show_only(self._views, self._nothing if empty else front)
