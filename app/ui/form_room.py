"""The place in which the fields of a form scroll."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtWidgets import QFrame, QScrollArea

from app.ui.theme import Look

FIELDS_SEEN = 5  # of the form, where the page around it scrolls too


class FormRoom(QScrollArea):
    """Fields are scrolled down alone. On a narrow screen, where the page around them scrolls too, it asks for the width of the widest of
    them and the height of a few: there is no bar to look at the rest of a field with, and nobody works in one line.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        page, bar, least = self.widget(), self.verticalScrollBar(), super().minimumSizeHint()
        if not self._look.narrow or page is None or bar is None:
            return least
        fields = (self._look.px("field_px") + self._look.px("gap_px")) * FIELDS_SEEN
        return least.expandedTo(QSize(page.minimumSizeHint().width() + bar.sizeHint().width(), fields))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if watched is self.widget() and event is not None and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
