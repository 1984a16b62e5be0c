"""Small tables of plain rows: lists of services, of work, of people. Large ones have a model of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTableWidget, QTableWidgetItem

from app.ui.editors import ENTER
from app.ui.theme import Look


def plain_table(look: Look, headings: Sequence[str], *, stretch: int, name: str) -> QTableWidget:
    """An empty table that is read, not edited: one row is chosen, the column `stretch` takes the room that is left."""
    table = QTableWidget(0, len(headings))
    table.setHorizontalHeaderLabels(list(headings))
    table.setAccessibleName(name)
    dress_table(table, look)
    header = table.horizontalHeader()
    if header is not None:
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    return table


def fit_column(table: QTableView, place: int) -> None:
    """That column is as wide as its heading and its longest cell: a number that is cut is another number."""
    header = table.horizontalHeader()
    if header is not None:
        header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)


def dress_table(table: QTableView, look: Look) -> None:
    """Rows of the look's height, no row numbers, whole rows chosen."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    if rows is not None:
        rows.hide()
        rows.setDefaultSectionSize(look.px("row_px") + look.px("gap_small_px"))
    if columns is not None:
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setFixedHeight(look.px("row_px") + look.px("gap_small_px"))


def on_enter(table: QTableWidget, act: Callable[[int], object]) -> None:
    """Enter in the table acts on its chosen row."""
    table.installEventFilter(_Enter(table, act))


class _Enter(QObject):
    def __init__(self, table: QTableWidget, act: Callable[[int], object]) -> None:
        super().__init__(table)
        self._table, self._act = table, act

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            self._act(self._table.currentRow())
            return True
        return super().eventFilter(watched, event)


def put_rows(table: QTableWidget, rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """The table shows exactly these rows. `right`: columns of figures."""
    chosen = table.currentRow()
    for place in right:
        heading = table.horizontalHeaderItem(place)
        if heading is not None:
            heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    table.setRowCount(len(rows))
    for at, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            item = QTableWidgetItem(cell)
            item.setToolTip(cell)
            if place in right:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(at, place, item)
    if 0 <= chosen < len(rows):
        table.selectRow(chosen)
