"""A layout that fills rows from left to right and wraps, for choices of any number and length."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QLayout, QLayoutItem, QWidget


def flowing(gap: int, *parts: QWidget, right: bool = False) -> QWidget:
    """Those parts in a row, or in as many as they need; `gap`: px."""
    place = QWidget()
    line = FlowLayout(place, gap, right=right)
    for part in parts:
        line.addWidget(part)
    return place


class FlowLayout(QLayout):
    """Items keep their own size; the height follows the width. `right`: each row ends at the right edge."""

    def __init__(self, parent: QWidget, gap: int, *, right: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right, self._width = right, 0
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

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moving=True)
        if self._width != rect.width():
            self._width = rect.width()
            self.invalidate()  # what it needs at least depends on how many rows that width makes

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.expandedTo(QSize(0, self.heightForWidth(self._width))) if self._width else size

    def _place(self, rect: QRect, *, moving: bool) -> int:
        """The height the items take in that width; `moving`: and they are put there."""
        y = rect.y()
        for line in self._lines(rect.width()):
            sizes = [item.sizeHint() for item in line]
            height = max(size.height() for size in sizes)
            whole = sum(size.width() for size in sizes) + self.spacing() * (len(line) - 1)
            x = rect.x() + (max(0, rect.width() - whole) if self._right else 0)
            for item, size in zip(line, sizes, strict=True):
                if moving:
                    item.setGeometry(QRect(QPoint(x, y), size))
                x += size.width() + self.spacing()
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint().width()
            if not lines or left + self.spacing() + wanted > width:
                lines.append([item])
                left = wanted
            else:
                lines[-1].append(item)
                left += self.spacing() + wanted
        return lines
