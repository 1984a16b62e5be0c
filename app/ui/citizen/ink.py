"""The box in which the citizen signs: by finger, mouse or pen. Qt gives what finger and pen do as a mouse where nobody takes it itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PyQt6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QFrame, QSizePolicy

from app.ui.theme import Look

PICTURE_W: Final = 900  # px of the picture that is kept; its height follows the box
PEN_SHARE: Final = 150  # the pen is that part of the box's width
SHORTEST: Final = 0.15  # of the box's width: less is a touch, not a name


class Ink(QFrame):
    """Strokes as they are drawn. Nothing of them is kept here once they were taken or cleared."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._strokes: list[list[QPointF]] = []
        self.setProperty("role", "pad")
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def clear(self) -> None:
        """The box is empty."""
        self._strokes = []
        self.update()

    @property
    def long_enough(self) -> bool:
        """True if somebody wrote, not only touched."""
        steps = (pair for stroke in self._strokes for pair in pairwise(stroke))
        return sum((end - start).manhattanLength() for start, end in steps) >= self.width() * SHORTEST

    def png(self) -> bytes:
        """The strokes, black on white."""
        shrink = PICTURE_W / max(1, self.width())
        picture = QImage(PICTURE_W, max(1, round(self.height() * shrink)), QImage.Format.Format_Grayscale8)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.scale(shrink, shrink)
        self._draw(painter, QColor(Qt.GlobalColor.black))
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        return bytes(buffer.data().data())

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            self._strokes.append([event.position()])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._strokes and event.buttons():
            self._strokes[-1].append(event.position())
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        line = QPen(self._look.colour("line"))
        painter.setPen(line)
        floor = self.height() * 3 // 4
        painter.drawLine(self._look.px("pad_px"), floor, self.width() - self._look.px("pad_px"), floor)
        self._draw(painter, self._look.colour("text_bold"))
        painter.end()

    def _draw(self, painter: QPainter, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(2.0, self.width() / PEN_SHARE)
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.setBrush(colour)
                painter.drawEllipse(QRectF(stroke[0].x() - width / 4, stroke[0].y() - width / 4, width / 2, width / 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                continue
            path = QPainterPath(stroke[0])
            for point in stroke[1:]:
                path.lineTo(point)
            painter.drawPath(path)
