"""A small table inside a form (several buyers): one row of editors each, `*` adds a row, Enter goes through the cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.forms import Field
from app.domain.words import Words
from app.ui.editors import CheckEditor, ChoiceEditor, Editor, LineEditor
from app.ui.plain import button, heading_of, label
from app.ui.theme import Look

WHOLE = ("rrn", "reg_no")  # a number is seen from its first digit to its last; what is left goes to the other cells

ABREAST_UP_TO = 125  # percent: beyond it a long cell stands below the others, where the form would be wider than its place


def cell_editor(column: Field, words: Words, look: Look) -> Editor:
    """The editor of one cell; rows inside rows do not exist."""
    if column.kind == "choice":
        return ChoiceEditor(column, words, look)
    return CheckEditor(column, words, look) if column.kind == "check" else LineEditor(column, words, look)


class RowsEditor(Editor):
    """Rows of cells, as many as the form asks for at least; empty rows are left out of the value."""

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__(field, words, look)
        self._rows: list[list[Editor]] = []
        self._arrange: dict[Editor, Callable[[], None]] = {}  # by the first cell of a row: shows what its values ask for
        self.may_leave: Callable[[str], bool] = lambda _: True  # `1.address`: False holds the keyboard there
        self._holder = QWidget()
        self._list = QVBoxLayout(self._holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(look.px("gap_small_px"))
        self._more: QPushButton = button(words.text("form.add_row", label=words.of(field.label)), self.add_row, "small")
        foot = QHBoxLayout()
        foot.addWidget(self._more)
        if field.help is not None:
            foot.addWidget(label(words.of(field.help), "small"))
        foot.addStretch(1)
        self._column.addWidget(self._holder)
        self._column.addLayout(foot)
        self._end()
        self._fewest = max(1, field.min or 1)
        while len(self._rows) < self._fewest:
            self.add_row(focus=False)

    def add_row(self, *, focus: bool = True) -> None:
        """One more row, if the form allows another."""
        if self.field.max is not None and len(self._rows) >= self.field.max:
            return
        cells = [cell_editor(column, self.words, self.look) for column in self.field.columns]
        headings: list[QLabel] = []
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px("gap_px"))
        grid.setVerticalSpacing(self.look.px("gap_small_px") // 2)
        for index, (column, cell) in enumerate(zip(self.field.columns, cells, strict=True)):
            heading = heading_of(cell, self.words.of(column.label), "small")
            below = 2 if self._stands_below(column) else 0
            across = len(cells) if below else 1
            grid.addWidget(heading, below, 0 if below else index, 1, across)
            grid.addWidget(cell, below + 1, 0 if below else index, 1, across, Qt.AlignmentFlag.AlignTop)
            if column.kind in WHOLE:
                cell.setMinimumWidth(self.look.px("field_w"))
                cell.setMaximumWidth(self.look.px("field_w") * 3 // 2)  # what is said of it breaks onto lines and leaves the name its room
            cell.changed.connect(self._person_changed)
            cell.changed.connect(partial(self._show_row, cells))
            headings.append(heading)
            cell.forward.connect(partial(self._from_cell, cell, 1))
            cell.back.connect(partial(self._from_cell, cell, -1))
            for each in cell.inputs():
                each.installEventFilter(self)
        gone = button(self.words.text("form.remove_row"), partial(self._remove, cells, frame), "small")
        grid.addWidget(gone, 1, len(cells), Qt.AlignmentFlag.AlignTop)
        for cell in cells:
            cell.fill(cell.field.default)
        self._arrange[cells[0]] = partial(self._show_cells, cells, headings, grid)
        self._show_row(cells)
        self._rows.append(cells)
        self._list.addWidget(frame)
        self._show_more()
        if focus and cells:
            cells[0].take_focus()

    def value(self) -> object:
        return [self._row_value(cells) for cells in self._filled_rows()]

    def _row_value(self, cells: list[Editor]) -> dict[str, object]:
        values = _values(cells)
        return {
            cell.field.id: values[cell.field.id] for cell in cells if _shown(cell.field, values) and values[cell.field.id] not in ("", None)
        }

    def _filled_rows(self) -> list[list[Editor]]:
        """The rows that count: somebody said more in them than what stands there by itself."""
        defaults = {each.id: each.default for each in self.field.columns}
        return [
            cells
            for cells in self._rows
            if any(value is not False and value != defaults[name] for name, value in self._row_value(cells).items())
        ]

    def fill(self, value: object) -> None:
        wanted = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        if wanted == self.value():
            return
        while len(self._rows) < len(wanted):
            self.add_row(focus=False)
        for cells, row in zip(self._rows, wanted, strict=False):
            for cell in cells:
                cell.fill(row.get(cell.field.id, cell.field.default if row else ""))
            self._show_row(cells)

    def take_focus(self) -> None:
        self._rows[0][0].take_focus()

    def inputs(self) -> list[QWidget]:
        return [each for cells in self._rows for cell in cells for each in cell.inputs()]

    def cell(self, name: str) -> Editor | None:
        """The editor of `1.address`, counted as in the value: rows that say nothing are left out."""
        row, _, column = name.partition(".")
        rows = self._filled_rows()
        found = rows[int(row)] if row.isdigit() and int(row) < len(rows) else []
        return next((each for each in found if each.field.id == column), None)

    def take_cell(self, name: str) -> None:
        """The keyboard is in `1.address`; if there is no such cell, in the first row that says nothing yet."""
        filled = self._filled_rows()
        (self.cell(name) or next((cells for cells in self._rows if cells not in filled), self._rows[0])[0]).take_focus()

    def quiet(self) -> None:
        for cells in self._rows:
            for cell in cells:
                cell.say("")

    def _show_row(self, cells: list[Editor]) -> None:
        self._arrange[cells[0]]()

    def _show_cells(self, cells: list[Editor], headings: list[QLabel], grid: QGridLayout) -> None:
        """Cells whose condition does not hold for this row are out of sight and take no room."""
        values = _values(cells)
        for index, (cell, heading) in enumerate(zip(cells, headings, strict=True)):
            shown = _shown(cell.field, values)
            cell.setVisible(shown)
            heading.setVisible(shown)
            takes_room = shown and cell.field.kind not in WHOLE and not self._stands_below(cell.field)
            grid.setColumnStretch(index, (2 if cell.field.width == "long" else 1) if takes_room else 0)

    def _stands_below(self, column: Field) -> bool:
        return column.width == "long" and self.look.crowd > ABREAST_UP_TO

    def _remove(self, cells: list[Editor], frame: QWidget) -> None:
        if len(self._rows) <= self._fewest:
            for cell in cells:
                cell.fill("")
            self._show_row(cells)
        else:
            self._rows.remove(cells)
            del self._arrange[cells[0]]
            frame.hide()
            self._list.removeWidget(frame)
            frame.deleteLater()
        self._show_more()
        self._person_changed()

    def _show_more(self) -> None:
        """Where the form allows no other row nothing offers one."""
        self._more.setVisible(self.field.max is None or len(self._rows) < self.field.max)

    def _from_cell(self, cell: Editor, by: int) -> None:
        cells = [each for row in self._rows for each in row if not each.isHidden()]
        target = cells.index(cell) + by
        if by > 0 and not self._settled(cell):
            return
        if target < 0:
            self.back.emit()
        elif target >= len(cells):
            self.forward.emit()
        else:
            cells[target].take_focus()

    def _settled(self, cell: Editor) -> bool:
        at = next((f"{row}.{cell.field.id}" for row, cells in enumerate(self._filled_rows()) if cell in cells), None)
        return at is None or self.may_leave(at)

    def _key(self, event: QKeyEvent) -> bool:
        if event.text() == "*":
            self.add_row()
            return True
        return False  # the cells have hands of their own


def _values(cells: list[Editor]) -> dict[str, object]:
    return {cell.field.id: cell.value() for cell in cells}


def _shown(field: Field, values: Mapping[str, object]) -> bool:
    return all(when.holds(values.get(when.field)) for when in field.show_if)
