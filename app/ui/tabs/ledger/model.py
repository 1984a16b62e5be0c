"""A table over any number of cases: rows come page by page from the reader, by key, as the person scrolls down."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.views import CaseRow
from app.ui import case_text, formats
from app.ui.context import Context
from app.ui.plain import tip_text
from app.ui.readable import cell_text
from app.ui.tabs.ledger.presenter import PAGE

HEADINGS = ("time", "number", "service", "name", "state", "copies", "due_won", "money", "standing", "official_no")
# Not seen while a case in hand takes the room: on a small screen, on a large one.
NARROW = {"compact": ("copies", "due_won", "money", "standing", "official_no"), "comfortable": ("standing", "official_no")}
FIGURES = (HEADINGS.index("copies"), HEADINGS.index("due_won"))
BLOCK, KEPT = PAGE, 40  # rows in a block; blocks that are kept: what fits many screens
WAITING = "…"


class LedgerModel(QAbstractTableModel):
    """Rows come in pages behind one another, or, once `spread`, wherever somebody looks: only what was looked at last is kept.

    `wanted` asks for the next page, `block_wanted(row)` for the rows from there on; they come later through `append` and `put`.
    """

    def __init__(self, context: Context, wanted: Callable[[], object], block_wanted: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._wanted, self._block_wanted = context, wanted, block_wanted
        self._rows: dict[int, tuple[CaseRow, tuple[str, ...]]] = {}
        self._blocks: OrderedDict[int, None] = OrderedDict()  # those whose rows are here, the one looked at last behind
        self._asked_for: set[int] = set()
        self._count = 0
        self._more = self._asked = self._spread = False

    def clear(self) -> None:
        self.beginResetModel()
        self._rows, self._blocks, self._asked_for, self._count = {}, OrderedDict(), set(), 0
        self._more, self._asked, self._spread = False, True, False
        self.endResetModel()

    def append(self, rows: Sequence[CaseRow], *, more: bool) -> None:
        """The next page is there."""
        self._asked, self._more = False, more
        if rows:
            self.beginInsertRows(QModelIndex(), self._count, self._count + len(rows) - 1)
            self._keep(self._count, rows)
            self._count += len(rows)
            self.endInsertRows()

    def spread(self, count: int) -> None:
        """Every row has its place, so many altogether."""
        self._more, self._spread = False, True
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def put(self, first: int, rows: Sequence[CaseRow]) -> None:
        """The rows that were wanted from there on; none: they are not coming, and are asked for again when they are seen again."""
        block = first // BLOCK
        self._asked_for.discard(block)
        shown = rows[: max(0, min(BLOCK, self._count - first))]
        if not shown:
            return
        self._keep(first, shown)
        self._blocks[block] = None
        self._blocks.move_to_end(block)
        while len(self._blocks) > KEPT:
            old, _ = self._blocks.popitem(last=False)
            for row in range(old * BLOCK, (old + 1) * BLOCK):
                self._rows.pop(row, None)
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(shown) - 1, len(HEADINGS) - 1))

    def case(self, at: int) -> CaseRow | None:
        found = self._rows.get(at)
        return found[0] if found is not None else None

    def row_of(self, number: str) -> int | None:
        """Where that case stands among the rows that are here."""
        return next((at for at, (row, _) in self._rows.items() if row.number == number), None)

    @property
    def kept(self) -> int:
        """How many rows are held at this moment."""
        return len(self._rows)

    def _keep(self, first: int, rows: Sequence[CaseRow]) -> None:
        for at, row in enumerate(rows, first):
            self._rows[at] = row, row_cells(self._context, row)

    def _cell(self, at: int, place: int) -> str:
        found = self._rows.get(at)
        if self._spread:
            block = at // BLOCK
            if found is not None and block in self._blocks:
                self._blocks.move_to_end(block)
            elif found is None and block not in self._asked_for:
                self._asked_for.add(block)
                self._block_wanted(block * BLOCK)
        return found[1][place] if found is not None else WAITING if place == 0 else ""

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

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
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self._cell(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(cell_text(self._cell(index.row(), index.column())))
        return _side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _side(section: int) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if section in FIGURES else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


def row_cells(context: Context, row: CaseRow) -> tuple[str, ...]:
    """One line of the ledger as it is read."""
    form = context.catalogue.forms.get(row.service)
    life = form.life if form is not None else ""
    text = context.words.text
    return (
        formats.stamp_text(row.received_at),
        row.number,
        context.service_name(row.service),
        row.name,
        case_text.state_text(context, life, row.state),
        str(row.copies),
        formats.won(row.due_won),
        text(f"money.{row.money}"),
        text(f"truth.{row.standing}") + ("" if not row.provisional else f" · {text('foot.provisional')}"),
        row.official_no,
    )
