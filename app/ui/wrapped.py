"""Words on as many lines as they need."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLabel

from app.ui.readable import label_text

MOST_MORE = 4  # px
ROOM = 1 << 14  # px, higher than any label


class Wrapped(QLabel):
    """A layout that gives it less room than its lines need is asked again. A plain QLabel would let them be cut."""

    def __init__(self, text: str) -> None:
        super().__init__(label_text(text))
        self._said = text
        self._laid_out = False
        self._asked: tuple[int, int, str] = (0, 0, "")  # width, height of a line, text
        self._needed = 0

    def setText(self, text: str | None) -> None:
        self._said = text or ""
        super().setText(label_text(self._said))

    def text(self) -> str:
        """What it was told to say."""
        return self._said

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if not self._laid_out or not self.text():
            return least
        asked = (self.width(), self.fontMetrics().height(), self.text())
        if self._asked != asked:
            self._asked, self._needed = asked, self.heightForWidth(self.width())
        return QSize(least.width(), max(least.height(), self._needed))

    def one_line(self) -> int:
        """The width, px, that its words take where none of them is wrapped: what it is asked for by `sizeHint` may be half of it."""
        margins, metrics, text = self.contentsMargins(), self.fontMetrics(), super().text()
        around = margins.left() + margins.right() + 2 * self.margin()
        width = metrics.horizontalAdvance(text) + 1
        for _ in range(MOST_MORE):  # a line that just fits may be broken: glyphs are not whole pixels wide
            if metrics.boundingRect(QRect(0, 0, width, ROOM), Qt.TextFlag.TextWordWrap, text).height() <= metrics.height():
                break
            width += 1
        return width + around

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and event.oldSize().width() != event.size().width():
            self._laid_out = True
            self.updateGeometry()
