"""Label and value, line by line: the case in hand, the state of the line, the sums of a day."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.plain import clear_layout, label
from app.ui.theme import Look


class PairList(QScrollArea):
    """A scrolling list of pairs; values wrap, nothing is cut."""

    def __init__(self, look: Look) -> None:
        super().__init__()
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
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, look.px("label_w"))
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self.setWidget(page)
        self._label_width = look.px("label_w")

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Exactly these pairs, in this order."""
        clear_layout(self._grid)
        for line, (name, value) in enumerate(pairs):
            heading = label(name, "subtle", wrap=True)
            heading.setMaximumWidth(self._label_width)
            shown = label(value, wrap=True)
            shown.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(heading, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, line, 1, Qt.AlignmentFlag.AlignTop)
