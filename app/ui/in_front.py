"""Pages behind one another, of which one is seen."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QLayoutItem, QStackedWidget


class InFront(QStackedWidget):
    """It asks for the room of the page in front alone; a plain QStackedWidget is as large as the widest and the highest one it hides.

    `squeezed`: for the least of that page, where something stands below it and the page around both scrolls: a layout that knows how high
    lines would like to be at their width takes it for the least, and then makes what stands below too low.
    """

    def __init__(self, *, squeezed: bool = False) -> None:
        super().__init__()
        self._squeezed = squeezed
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        front = self._front()
        return front.sizeHint() if front is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        front = self._front()
        return front.minimumSize() if front is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        front = self._front()
        return not self._squeezed and front is not None and front.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        front = self._front()
        return front.heightForWidth(width) if front is not None else super().heightForWidth(width)

    def _front(self) -> QLayoutItem | None:
        layout = self.layout()
        return layout.itemAt(self.currentIndex()) if layout is not None else None
