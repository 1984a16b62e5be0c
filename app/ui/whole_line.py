"""Lines that the program fills in: what a line is too short for stands whole below it, as what nobody sees to its end nobody checks."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QLabel, QLineEdit, QStyle, QStyleOptionFrame

from app.ui.plain import label

_EDGES = 4  # px that a line keeps free at both ends of its text


class _Look(QObject):
    """Looks again whenever the text or the line's width is another."""

    def __init__(self, line: QLineEdit, below: QLabel) -> None:
        super().__init__(line)
        self._line, self._below = line, below
        line.textChanged.connect(self._look)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._look()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        line, text = self._line, self._line.text()
        option = QStyleOptionFrame()
        line.initStyleOption(option)
        style = line.style()
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, line).width() if style is not None else line.width()
        cut = line.fontMetrics().horizontalAdvance(text) > room - _EDGES
        self._below.setText(text if cut else "")
        self._below.setVisible(cut)


def whole_below(line: QLineEdit) -> QLabel:
    """The label that stands below that line with its whole text; hidden while the line shows all of it."""
    below = label("", "subtle", wrap=True)
    below.hide()
    _Look(line, below)
    return below
