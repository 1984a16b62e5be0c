"""A layout that fills rows from left to right and wraps: choices of any number and length, fields and buttons where words are large."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget

from app.ui.wrapped import Wrapped


def flowing(gap: int, *parts: QWidget | None, right: bool = False, grow: Collection[QWidget] = (), fill: bool = False) -> QWidget:
    """Those parts in a row, or in as many as they need; `gap`: px. None: what stands behind it begins as far right as there is room.

    `right`, `grow`, `fill`: see `FlowLayout`.
    """
    place = QWidget()
    line = FlowLayout(place, gap, right=right, fill=fill)
    for part in parts:
        if part is None:
            line.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding))
        else:
            line.addWidget(part)
    line.growing = frozenset(grow)
    return place


def together(gap: int, *parts: QWidget) -> QWidget:
    """Those parts in one row that is never broken: a field and its name."""
    place = QWidget()
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for part in parts:
        line.addWidget(part)
    return place


class FlowLayout(QLayout):
    """Items keep their own size; the height follows the width. `right`: each row ends at the right edge.

    `fill`: the first row takes the height that is left, and no item asks for more height than it needs. Widgets that are `growing` take
    the width that is left of their row.
    """

    def __init__(self, parent: QWidget, gap: int, *, right: bool = False, fill: bool = False) -> None:
        super().__init__(parent)
        self.growing: frozenset[QWidget] = frozenset()
        self._items: list[QLayoutItem] = []
        self._right, self._fill, self._width = right, fill, 0
        self._heights: dict[int, int] = {}  # by width: a grid asks the same again and again while it lays out a form
        self.setSpacing(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem | None) -> None:
        if item is not None:
            self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._place(QRect(0, 0, width, 0), moving=False)
        return found

    def rows(self, width: int) -> int:
        """In how many rows its items stand in that width."""
        return len(self._lines(width))

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()
        self._tell_above()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moving=True)
        if self._width != rect.width():
            self._width = rect.width()
            self.invalidate()

    def _tell_above(self) -> None:
        """What it needs at least depends on how many rows that width makes. Every layout above is told: Qt tells one after the other, and
        forgets the rest where one of them was laid out in between.
        """
        widget = self.parentWidget()
        while widget is not None and not isinstance(widget, QAbstractScrollArea):
            widget.updateGeometry()
            widget = widget.parentWidget()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.expandedTo(QSize(0, self.heightForWidth(self._width))) if self._width else size

    def _place(self, rect: QRect, *, moving: bool) -> int:
        """The height the items take in that width; `moving`: and they are put there."""
        lines = self._lines(rect.width())
        heights = [max((self._height(item, width) for item, width in line), default=0) for line in lines]
        whole = sum(heights) + self.spacing() * max(0, len(lines) - 1)
        if moving and self._fill and lines:
            heights[0] += max(0, rect.height() - whole)
        y = rect.y()
        for line, height in zip(lines, heights, strict=True):
            if moving:
                self._put(line, QRect(rect.x(), y, rect.width(), height))
            y += height + self.spacing()
        return whole

    def _put(self, line: list[tuple[QLayoutItem, int]], rect: QRect) -> None:
        """The items of that line stand there, beside one another; those that grow, or else the room before a spring, share what is left."""
        left = max(0, rect.width() - _taken(line, self.spacing()))
        growing = [item for item, _ in line if item.widget() in self.growing] or [item for item, _ in line if item.spacerItem()]
        x = rect.x() + (left if self._right and not growing else 0)
        for item, width in line:
            given = left // len(growing) if item in growing else 0
            size = QSize(min(width + given, item.maximumSize().width()), rect.height())
            if item.spacerItem():
                x += given
                continue
            item.setGeometry(QRect(QPoint(x, rect.y()), size))
            x += size.width() + self.spacing()

    def _height(self, item: QLayoutItem, width: int) -> int:
        if self._fill:
            return item.minimumSize().height()
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """The items of each line, with what each of them takes of its width."""
        lines: list[list[tuple[QLayoutItem, int]]] = []
        for item in self._items:
            if item.spacerItem():
                if lines:
                    lines[-1].append((item, 0))
                continue
            if item.isEmpty():
                continue
            wanted = max(min(_wanted(item), width), item.minimumSize().width())
            if not lines or _taken([*lines[-1], (item, wanted)], self.spacing()) > width:
                lines.append([(item, wanted)])
            else:
                lines[-1].append((item, wanted))
        return lines


def _wanted(item: QLayoutItem) -> int:
    widget = item.widget()
    return widget.one_line() if isinstance(widget, Wrapped) else item.sizeHint().width()


def _taken(line: list[tuple[QLayoutItem, int]], gap: int) -> int:
    widths = [width for item, width in line if not item.spacerItem()]
    return sum(widths) + gap * max(0, len(widths) - 1)
