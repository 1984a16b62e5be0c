"""Small tables of plain rows: lists of services, of work, of people. Large ones have a model of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PyQt6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
)

from app.ui.editors import ENTER
from app.ui.empty_word import when_empty
from app.ui.plain import tip_text
from app.ui.readable import cell_text
from app.ui.theme import Look

CHOSEN_EDGE = 4  # px, above and below a chosen item


def plain_table(look: Look, headings: Sequence[str], *, stretch: int, name: str, none: str = "") -> QTableWidget:
    """An empty table that is read, not edited: one row is chosen, the column `stretch` takes the room that is left.

    `none`: what it says while it has no row; nothing where another part of the page says it.
    """
    table = QTableWidget(0, len(headings))
    table.setHorizontalHeaderLabels(list(headings))
    table.setAccessibleName(name)
    dress_table(table, look)
    header = table.horizontalHeader()
    if header is not None:
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    keep_room(table, look, stretch)
    if none:
        when_empty(table, look, none)
    return table


def keep_room(table: QTableView, look: Look, column: int) -> None:
    """That column, which takes the room that is left, keeps enough for its heading: where there is less, the table scrolls."""
    _Least(table, look, column)


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


def show_rows_at_least(table: QTableView, look: Look, rows: int) -> None:
    """So many rows are seen below the headings, however little room a page has: it scrolls then."""
    across = table.horizontalScrollBar()
    around = 2 * table.frameWidth() + (across.sizeHint().height() if across is not None else 0)
    table.setMinimumHeight((look.px("row_px") + look.px("gap_small_px")) * (rows + 1) + around)


def choose_row(table: QTableView, at: int) -> None:
    """That row is chosen and in view, and no other is chosen: `selectRow` adds to them while Shift or Ctrl is held, as in ⇧F9."""
    data, chosen = table.model(), table.selectionModel()
    if data is not None and chosen is not None:
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        table.executeDelayedItemsLayout()  # rows that came this very moment have no place yet: the chosen one would stay out of view
        chosen.setCurrentIndex(data.index(at, 0), alone)


def mark_a_row(table: QTableWidget) -> None:
    """A row is marked as soon as there is one: a table that comes into sight with the keyboard has a row in hand, but does not mark it."""
    if table.rowCount() and not table.selectedItems():
        table.selectRow(max(0, table.currentRow()))


def wrapped(lines: QListWidget) -> None:
    """Lines longer than the list go on in the next one, however wide the list becomes."""
    lines.setProperty("role", "wrapped")  # Qt forgets the padding of the style sheet when it counts the lines …
    lines.setSpacing(lines.fontMetrics().height() // 6)  # … so only room between them tells where one ends and the next begins
    lines.setWordWrap(True)
    lines.setResizeMode(QListWidget.ResizeMode.Adjust)
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    lines.setItemDelegate(_WholeLines(lines))


def wrap_column(table: QTableWidget, look: Look, place: int) -> Callable[[], None]:
    """What is longer than that column goes on below, in its own row. What is returned is called whenever other rows were put there."""
    table.setWordWrap(True)
    rows, columns = table.verticalHeader(), table.horizontalHeader()

    def fit() -> None:
        metrics, width = table.fontMetrics(), table.columnWidth(place) - 2 * look.px("gap_px")
        for at in range(table.rowCount()):
            item = table.item(at, place)
            if item is not None and rows is not None:
                needed = metrics.boundingRect(QRect(0, 0, max(1, width), 1 << 14), Qt.TextFlag.TextWordWrap, item.text()).height()
                rows.resizeSection(at, rows.defaultSectionSize() + max(0, needed - metrics.height()))

    if columns is not None:
        columns.sectionResized.connect(lambda at, *_: fit() if at == place else None)
    return fit


class PageList(QListWidget):
    """Names of pages, one of which is in front: its name stays in sight, however high the list becomes."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


def on_enter(table: QTableWidget, act: Callable[[int], object]) -> None:
    """Enter in the table acts on its chosen row."""
    table.installEventFilter(_Enter(table, act))


class _WholeLines(QStyledItemDelegate):
    """Qt counts the lines of an item in a little more width than it draws them in, and without the edge of a chosen one: what just fits
    would lose its end.
    """

    def __init__(self, lines: QListWidget) -> None:
        super().__init__(lines)
        self._lines = lines

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        size, viewport = super().sizeHint(option, index), self._lines.viewport()
        if viewport is None:
            return size
        metrics, style = self._lines.fontMetrics(), self._lines.style()
        beside = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._lines) + 2 if style is not None else 0
        width = viewport.width() - 2 * (self._lines.spacing() + beside)
        text = str(index.data() or "")
        needed = metrics.boundingRect(QRect(0, 0, max(1, width), 1 << 14), Qt.TextFlag.TextWordWrap, text).height()
        return QSize(size.width(), max(size.height(), needed + CHOSEN_EDGE))


class _Least(QObject):
    def __init__(self, table: QTableView, look: Look, column: int) -> None:
        super().__init__(table)
        self._table, self._column, self._least = table, column, look.px("label_w")
        table.installEventFilter(self)
        viewport = table.viewport()
        if viewport is not None:
            viewport.installEventFilter(self)  # the table hears of its new size before its columns have it

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        header, viewport = self._table.horizontalHeader(), self._table.viewport()
        if header is None or viewport is None or self._column >= header.count():
            return
        others = sum(header.sectionSize(at) for at in range(header.count()) if at != self._column)
        title = header.sectionSizeHint(self._column)
        least, room = max(self._least, title), viewport.width() - others
        tight = room < max(self._least * 3 // 4, title)  # a name a little shorter is better than a bar over what stands behind it
        wanted = QHeaderView.ResizeMode.Interactive if tight else QHeaderView.ResizeMode.Stretch
        if header.sectionResizeMode(self._column) != wanted:
            header.setSectionResizeMode(self._column, wanted)
        if tight and header.sectionSize(self._column) != least:
            header.resizeSection(self._column, least)


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
    """The table shows exactly these rows. `right`: columns of figures. A cell that says the same as before is left as it is."""
    chosen = table.currentRow()
    for place in right:
        heading = table.horizontalHeaderItem(place)
        if heading is not None:
            heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    with _columns_at_rest(table):
        table.setRowCount(len(rows))
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                _put_cell(table, at, place, cell, right=place in right)
    if 0 <= chosen < len(rows):
        table.selectRow(chosen)


def _put_cell(table: QTableWidget, at: int, place: int, said: str, *, right: bool) -> None:
    text = cell_text(said)
    item = table.item(at, place)
    if item is None:
        item = QTableWidgetItem(text)
        if right:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(tip_text(text))
        table.setItem(at, place, item)
    elif item.text() != text:
        item.setText(text)
        item.setToolTip(tip_text(text))


@contextmanager
def _columns_at_rest(table: QTableWidget) -> Iterator[None]:
    """Columns that fit their cells are measured once after the block, not for each cell that is put into it."""
    header = table.horizontalHeader()
    fitting = QHeaderView.ResizeMode.ResizeToContents
    places = [] if header is None else [place for place in range(header.count()) if header.sectionResizeMode(place) == fitting]
    if header is None or not places:
        yield
        return
    for place in places:
        header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
    try:
        yield
    finally:
        for place in places:
            header.setSectionResizeMode(place, fitting)
