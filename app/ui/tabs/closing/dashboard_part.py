"""A part of the 현황판: its chart, the same figures as a table, and the bar in hand in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHeaderView, QSizePolicy, QTableWidget, QWidget

from app.ui.in_front import InFront
from app.ui.paged import PagedTab
from app.ui.plain import column, label, row
from app.ui.tables import dress_table, on_enter, put_rows
from app.ui.tabs.closing.dashboard_presenter import Part
from app.ui.theme import Look

if TYPE_CHECKING:
    from app.ui.charts import BarChart


class PartPanel(QWidget):
    """`lying`: its bars lie; `charted`: False for what is read as a table alone; `narrow`: its table has no room to give away.

    `picked(index)`: the cases of that line are wanted.
    """

    def __init__(self, look: Look, *, lying: bool, charted: bool, narrow: bool, picked: Callable[[int], object]) -> None:
        super().__init__()
        self._look, self._lying, self._charted, self._narrow, self._picked = look, lying, charted, narrow, picked
        self._title = label("", "strong")
        self._spoken = label("", "small")
        self._nothing = label("", "subtle", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.chart: BarChart | None = None  # both are made when there is something to show
        self.table: QTableWidget | None = None
        self._views = InFront()
        # It takes what room there is: a chart that asked for its favourite size would make the page scroll.
        self._views.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._least = look.px("field_px") * 3
        self._views.setMinimumHeight(self._least)
        self._views.addWidget(self._nothing)
        head = row(look, self._title, None)
        head.addWidget(self._spoken)
        inside = column(look, head, gap="gap_small_px")
        inside.addWidget(self._views, 1)
        self.setLayout(inside)
        self._part: Part | None = None
        self._wants_table = not charted

    def show_table(self, as_table: bool) -> None:
        """The table is in front, or the chart again."""
        self._wants_table = as_table or not self._charted
        self._front()

    def set_tall(self, tall: bool) -> None:
        """It stands alone in its row: the page scrolls, so it takes what can be read well."""
        self._least = self._look.px("field_px") * (6 if tall else 3)
        self._views.setMinimumHeight(max(self._least, self.chart.least_height if self.chart is not None else 0))

    def show_part(self, part: Part) -> None:
        """Exactly these lines, as soon as they are drawn."""
        self._part = part
        self._nothing.setText(part.nothing)
        self._front()

    def draw_table(self) -> None:
        """The table shows the lines; the first time it is made, which takes a few hundredths of a second."""
        if (part := self._part) is not None:
            table = self.table or self._make_table(part)
            put_rows(table, [line.cells for line in part.lines], right=range(1, len(part.headings)))
            self._front()

    def draw_chart(self) -> None:
        """The chart shows them too, where there is one."""
        if (part := self._part) is not None and self._charted:
            chart = self.chart or self._make_chart(part)
            chart.show_bars(part.series, part.lines)
            self._views.setMinimumHeight(max(self._least, chart.least_height))
            self._front()

    def _make_table(self, part: Part) -> QTableWidget:
        self.table = table = QTableWidget(0, len(part.headings))
        dress_table(table, self._look)
        table.setAccessibleName(part.name)
        table.setHorizontalHeaderLabels(list(part.headings))
        self._fit(table)
        on_enter(table, self._picked)
        table.cellDoubleClicked.connect(lambda at, _: self._picked(at))
        tab: QWidget | None = self
        while tab is not None and not isinstance(tab, PagedTab):
            tab = tab.parentWidget()
        if tab is not None:
            table.installEventFilter(tab)  # as for every table of a page: digits choose pages
        self._views.addWidget(table)
        return table

    def _make_chart(self, part: Part) -> BarChart:
        from app.ui.charts import BarChart  # Qt's charts are loaded with the first of them, not with the window

        self.chart = chart = BarChart(self._look, part.name, lying=self._lying)
        chart.picked.connect(self._picked)
        chart.read.connect(self._spoken.setText)
        self._views.addWidget(chart)
        return chart

    def _fit(self, table: QTableWidget) -> None:
        """Figures are never cut: what does not fit is scrolled to."""
        header = table.horizontalHeader()
        if header is None:
            return
        for place in range(table.columnCount()):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        if not self._narrow:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _front(self) -> None:
        part = self._part
        if part is None:
            return
        self._title.setText(self._title_of(part))
        front: QWidget | None = self.table if self._wants_table else self.chart
        if not part.lines and part.nothing:
            front = self._nothing
        if front is not None:
            self._views.setCurrentWidget(front)

    def _title_of(self, part: Part) -> str:
        """A chart's title names the unit of its values; a table writes them out."""
        return part.name if self._wants_table or not part.unit else f"{part.name} ({part.unit})"
