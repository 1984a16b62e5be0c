"""A ruled table that flows: rows as high as their text, its head again on the next page. Figures stand right, words left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.documents.sheet import INK, MM, SOFT, Align, Sheet
from app.documents.typeface import Weight

PAD: Final = 1.2
Kind = Literal["item", "strong", "section", "subtotal", "total"]


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    align: Align = "right"


GAP: Final = Column("", 4, "left")  # between figures and the words that follow them


@dataclass(frozen=True)
class Row:
    """`section` is a heading (may carry figures), `strong` an item to be seen, `subtotal` and `total` are set off by rules.

    `keep`: never the last row of a page. `indent`: of the first cell, in millimetres. `again`: a section that stands on the next page
    once more, with (계속), if its rows go on there; it goes on until the next section or the total.
    """

    cells: Sequence[str]
    kind: Kind = "item"
    keep: bool = False
    indent: float = 0.0
    again: bool = False


@dataclass(frozen=True)
class Table:
    """`size`: type in points, `height`: of a row of one line in millimetres."""

    x: float
    columns: Sequence[Column]
    size: float = 9
    height: float = 5.6

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    def tall(self, sheet: Sheet, row: Row) -> float:
        """Height of that row: more where words need more lines."""
        return self._tall(self._cells(sheet, row))

    def head(self, sheet: Sheet, y: float) -> float:
        """The head is drawn at y; returns the y below it."""
        sheet.box(self.x, y, self.width, self.height + 0.6, line=0, fill=0.94)
        sheet.rule(self.x, y, self.x + self.width, y, width=0.9)
        base = y + self._baseline + 0.3
        x = self.x
        for column in self.columns:
            at, room = self._at(x, column, column.align), column.width - 2 * PAD
            sheet.text(at, base, column.title, size=self.size, weight="semibold", align=column.align, within=room)
            x += column.width
        y += self.height + 0.6
        sheet.rule(self.x, y, self.x + self.width, y, width=0.5)
        return y

    def rows(self, sheet: Sheet, rows: Sequence[Row], y: float, bottom: float, turn: Callable[[], float], *, tail: float = 0.0) -> float:
        """All rows are drawn from y; where `bottom` is reached `turn` begins a new page and gives its first y.

        Returns the y below the last row. The head is drawn again after each turn, not before the first row. `tail`: height of what
        follows and must not stand on a page without the last row.
        """
        begun: Row | None = None
        for index, row in enumerate(rows):
            if row.kind in ("section", "total"):
                begun = None
            cells = self._cells(sheet, row)
            tall = need = self._tall(cells)
            if row.keep and index + 1 < len(rows):
                need += self.tall(sheet, rows[index + 1])
            if index + 1 == len(rows):
                need += tail
            if y + need > bottom:
                sheet.rule(self.x, y, self.x + self.width, y, width=0.5)
                y = self.head(sheet, turn())
                if begun is not None:
                    again = replace(begun, cells=[f"{begun.cells[0]} (계속)", *begun.cells[1:]])
                    named = self._cells(sheet, again)
                    y = self._row(sheet, again, named, self._tall(named), y)
            y = self._row(sheet, row, cells, tall, y)
            if row.again:
                begun = row
        return y

    def _cells(self, sheet: Sheet, row: Row) -> list[list[tuple[str, float, bool]]]:
        """The lines of every cell."""
        return [self._lines(sheet, row, index) for index in range(len(self.columns))]

    def _tall(self, cells: list[list[tuple[str, float, bool]]]) -> float:
        return self.height + (max(map(len, cells)) - 1) * self._leading

    def _row(self, sheet: Sheet, row: Row, cells: list[list[tuple[str, float, bool]]], tall: float, y: float) -> float:
        if row.kind == "total":
            sheet.box(self.x, y, self.width, tall, line=0, fill=0.94)
            sheet.rule(self.x, y, self.x + self.width, y, width=0.5)
        elif row.kind == "section":
            sheet.rule(self.x, y, self.x + self.width, y, width=0.5)
        elif row.kind == "subtotal":
            sheet.rule(self.x, y, self.x + self.width, y, width=0.25)
        x, weight = self.x, _weight(row)
        for index, column in enumerate(self.columns):
            base = y + self._baseline
            at = self._at(x, column, column.align) + (0 if index else row.indent)
            for line, size, soft in cells[index]:
                grey = SOFT if soft or (line == "0" and row.kind == "item") else INK
                sheet.text(at, base, line, size=size, weight=weight, align=column.align, grey=grey)
                base += self._leading
            x += column.width
        y += tall
        if row.kind == "total":
            sheet.rule(self.x, y, self.x + self.width, y, width=0.9)
        elif row.kind in ("item", "strong"):
            sheet.rule(self.x, y, self.x + self.width, y, width=0.15, grey=0.72)
        return y

    def _lines(self, sheet: Sheet, row: Row, index: int) -> list[tuple[str, float, bool]]:
        """The lines of a cell with size and softness; what follows a line break is a remark, smaller and grey."""
        column, weight, text = self.columns[index], _weight(row), row.cells[index]
        room = column.width - 2 * PAD - (0 if index else row.indent)
        if "\n" not in text and sheet.width(text, self.size, weight) <= room:
            return [(text, self.size, False)]
        first, *remarks = text.split("\n")
        smallest = 0.5 if column.align != "left" else 0.85
        found = [(line, size, False) for line, size in _broken(sheet, first, self.size, weight, room, smallest)]
        for remark in remarks:
            found += [(line, size, True) for line, size in _broken(sheet, remark, self.size * 0.84, weight, room, 1.0)]
        return found

    @property
    def _baseline(self) -> float:
        return self.height / 2 + self.size * 0.355 / MM

    @property
    def _leading(self) -> float:
        return self.size * 1.3 / MM

    @staticmethod
    def _at(x: float, column: Column, align: Align) -> float:
        if align == "left":
            return x + PAD
        return x + column.width - PAD if align == "right" else x + column.width / 2


def _broken(sheet: Sheet, text: str, size: float, weight: Weight, room: float, smallest: float) -> list[tuple[str, float]]:
    """The text in lines with their size. A number broken in two would be read as two: it is made smaller for as long as it can be read."""
    if text.isascii() and " " not in text:
        fitted = sheet.fit(text, size, weight, room, smallest=min(smallest, 0.62))
        if sheet.width(text, fitted, weight) <= room + 0.05:
            return [(text, fitted)]
    size = sheet.fit(text, size, weight, room, smallest=smallest)
    if sheet.width(text, size, weight) <= room + 0.05:
        return [(text, size)]
    return [(line, size) for line in sheet.wrap(text, size, weight, room)]


def _weight(row: Row) -> Weight:
    return "regular" if row.kind == "item" else "semibold"
