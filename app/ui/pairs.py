"""Label and value, line by line: the case in hand, the state of the line, the sums of a day."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.plain import label
from app.ui.theme import Look

MOST_LINES_EMPTY = 3


class PairList(QScrollArea):
    """A scrolling list of pairs; values wrap, nothing is cut: where it has to be scrolled, it ends below a whole line. `figures`: sums, one
    under the other with their last digits in a line.

    `whole`: it asks for the room of all its lines, where the page around it scrolls.
    """

    def __init__(self, look: Look, *, figures: bool = False, whole: bool = False) -> None:
        super().__init__()
        self._whole = whole
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, look.px("gap_px"), 0)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px("gap_px"))
        self._grid.setVerticalSpacing(look.px("gap_small_px"))
        self._grid.setColumnStretch(2 if figures else 1, 1)
        self._grid.setColumnMinimumWidth(0, look.px("label_w"))
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self.setWidget(page)
        self._label_width, self._figures = look.px("label_w") * (4 if figures else 3) // 3, figures
        self._lines: list[tuple[QLabel, QLabel]] = []

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the longest word: there is no bar to scroll sideways with."""
        page, bar = self.widget(), self.verticalScrollBar()
        least = super().minimumSizeHint()
        if page is None or bar is None:
            return least
        lines = page.minimumSizeHint()
        return least.expandedTo(QSize(lines.width() + bar.sizeHint().width(), lines.height() if self._whole else 0))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """What the lines need is known once they wear the look; a scroll area would not tell the layout around it."""
        done = super().eventFilter(watched, event)
        if watched is self.widget() and event is not None and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            if event.type() == QEvent.Type.LayoutRequest:
                self.updateGeometry()
            self._end_below_a_line()
        return done

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._end_below_a_line()

    def _end_below_a_line(self) -> None:
        """The rest of the room stays empty: half a line above the buttons looks like a fault. What would leave much of it empty begins in
        it all the same, and ends below a whole line of its own.
        """
        page = self.widget()
        lines = page.layout() if page is not None else None
        if lines is None:
            return
        lines.activate()
        ends = [max(each.geometry().bottom() for each in line) + 1 for line in self._lines]
        whole = [end for end in ends if end <= self.height()]
        left = self.height() - whole[-1] if 0 < len(whole) < len(ends) else 0
        heading, _ = self._lines[len(whole)] if left else (None, None)
        if heading is not None and left > MOST_LINES_EMPTY * heading.fontMetrics().lineSpacing():
            left = (self.height() - heading.geometry().top()) % heading.fontMetrics().lineSpacing()
        self.setViewportMargins(0, 0, 0, left)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Exactly these pairs, in this order. Lines are used again: what says the same as before is neither made nor laid out anew."""
        while len(self._lines) > len(pairs):
            for each in self._lines.pop():
                self._grid.removeWidget(each)
                each.hide()
                each.deleteLater()
        while len(self._lines) < len(pairs):
            self._lines.append(self._new_line(len(self._lines)))
        for (heading, shown), (name, value) in zip(self._lines, pairs, strict=True):
            if heading.text() != name:
                heading.setText(name)
            if shown.text() != value:
                shown.setText(value)
            said = f"{name} {value}"
            if shown.accessibleName() != said:
                shown.setAccessibleName(said)
        self.updateGeometry()

    def _new_line(self, at: int) -> tuple[QLabel, QLabel]:
        heading, shown = label("", "subtle", wrap=True), label("", wrap=not self._figures)
        heading.setMaximumWidth(self._label_width)
        self._grid.addWidget(heading, at, 0, Qt.AlignmentFlag.AlignTop)
        if self._figures:
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, at, 1)
        else:
            self._grid.addWidget(shown, at, 1, Qt.AlignmentFlag.AlignTop)
        return heading, shown
