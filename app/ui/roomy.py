"""Room for what is larger than the window: at 200 % a page scrolls, and follows the keyboard; at the usual size nothing of it is seen."""

from __future__ import annotations

from weakref import WeakSet

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

EDGE = 50  # px beside a part that is brought into view: what Qt leaves


class Roomy(QScrollArea):
    """The content is as large as this place, or as it has to be; a part that gets the keyboard is brought into view.

    It stands at its top wherever that part is seen from there: a page is met with its beginning. Of a list or a table the chosen row is
    that part: the whole of it may be higher than the window.
    """

    def __init__(self, content: QLayout) -> None:
        super().__init__()
        inside = QWidget()
        inside.setObjectName("page")
        inside.setLayout(content)
        self.setWidget(inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._followed: WeakSet[QAbstractItemView] = WeakSet()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def sizeHint(self) -> QSize:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)  # it scrolls: the window need not grow

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if watched is self.widget() and event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As large as the place, or as the least the content needs.

        `setWidgetResizable` would ask for the height that goes with the width: a stack answers with that of the tallest page it hides.
        """
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if inside is None or layout is None or across is None or down is None:
            return
        room, least = self.maximumViewportSize(), layout.minimumSize()
        width = max(room.width(), least.width())
        if least.height() > room.height():  # the bar takes some of the width
            width = max(room.width() - down.sizeHint().width(), least.width())
        room_down = room.height() - (across.sizeHint().height() if width > room.width() else 0)
        inside.resize(width, max(least.height(), room_down))

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        if isinstance(now, QAbstractItemView):
            self._follow_rows(now)
        down, room, part = self.verticalScrollBar(), self.viewport(), _part(now)
        if down is None or room is None:
            return
        place = QRect(now.mapTo(inside, part.topLeft()), part.size())
        above = EDGE
        if place.bottom() < room.height():
            down.setValue(down.minimum())
            above = 0
        self.ensureVisible(place.center().x(), place.center().y(), place.width() // 2 + EDGE, place.height() // 2 + above)

    def _follow_rows(self, rows: QAbstractItemView) -> None:
        """From now on the row that is chosen with the keyboard is seen."""
        chosen = rows.selectionModel()
        if chosen is None or rows in self._followed:
            return
        self._followed.add(rows)
        chosen.currentChanged.connect(lambda *_: self._follow(None, rows) if rows.hasFocus() else None)


def _part(widget: QWidget) -> QRect:
    """What has to be seen of the part that has the keyboard, in its own place: of rows the chosen one, as wide as they are."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        row, seen = widget.visualRect(widget.currentIndex()), widget.viewport()
        if seen is not None:
            top = seen.mapTo(widget, QPoint(0, row.top()))
            return QRect(0, top.y(), widget.width(), row.height()).intersected(widget.rect())
    return widget.rect()


def stacked(page: QWidget) -> QVBoxLayout:
    """The parts of a page without any room between them."""
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    return whole
