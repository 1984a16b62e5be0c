"""A table over any number of cases: rows come page by page from the reader, by key, as the person scrolls down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.views import CaseRow
from app.ui.context import Context
from app.ui.tabs.ledger.presenter import row_cells

HEADINGS = ("time", "number", "service", "name", "state", "copies", "due_won", "money", "standing", "official_no")
# Not seen while a case in hand takes the room: on a small screen, on a large one.
NARROW = {"compact": ("copies", "due_won", "money", "standing", "official_no"), "comfortable": ("standing", "official_no")}
FIGURES = (HEADINGS.index("copies"), HEADINGS.index("due_won"))


class LedgerModel(QAbstractTableModel):
    """`wanted`: asks for the next page; it comes later through `append`."""

    def __init__(self, context: Context, wanted: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._wanted = context, wanted
        self._rows: list[CaseRow] = []
        self._cells: list[tuple[str, ...]] = []
        self._more = False
        self._asked = False

    def clear(self) -> None:
        self.beginResetModel()
        self._rows, self._cells, self._more, self._asked = [], [], False, True
        self.endResetModel()

    def append(self, rows: Sequence[CaseRow], *, more: bool) -> None:
        """The next page is there."""
        self._asked, self._more = False, more
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self._cells.extend(row_cells(self._context, row) for row in rows)
            self.endInsertRows()

    def case(self, at: int) -> CaseRow | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def canFetchMore(self, parent: QModelIndex) -> bool:
        return self._more and not self._asked and not parent.isValid()

    def fetchMore(self, parent: QModelIndex) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self._wanted()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._context.words.text(f"case.{HEADINGS[section]}")
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        return _side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _side(section: int) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if section in FIGURES else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
