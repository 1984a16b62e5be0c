"""Bars on the screen: two series told apart by colour and by pattern, read with the keyboard, each bar said in words.

The only file that loads Qt's charts; it is imported when the first of them is shown, because a window starts without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PyQt6.QtCharts import QBarCategoryAxis, QBarSeries, QBarSet, QChart, QChartView, QHorizontalBarSeries, QValueAxis
from PyQt6.QtCore import QMargins, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PyQt6.QtWidgets import QFrame

from app.ui.editors import ENTER
from app.ui.theme import Look

_ON = {Qt.Key.Key_Right, Qt.Key.Key_Down}
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up}
BAR_SHARE = 0.8  # of the height of its line that a group of bars takes


class Bar(Protocol):
    """`label`: below it or beside it; `values`: one a series; `spoken`: what it says in words; `opens`: there is something behind it."""

    @property
    def label(self) -> str: ...
    @property
    def values(self) -> tuple[float, ...]: ...
    @property
    def spoken(self) -> str: ...
    @property
    def opens(self) -> bool: ...


class BarChart(QChartView):
    """`read(text)`: the bar at which hands or mouse are, in words, '' for none; `picked(index)`: Enter or a click on it.

    `lying`: bars lie, the first one on top.
    """

    read = pyqtSignal(str)
    picked = pyqtSignal(int)

    def __init__(self, look: Look, name: str, *, lying: bool = False) -> None:
        self._chart = QChart()
        super().__init__(self._chart)
        self._look, self._lying = look, lying
        self._bars: list[Bar] = []
        self._sets: list[QBarSet] = []
        self._categories, self._values = QBarCategoryAxis(), QValueAxis()
        self._at = -1
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(look.px("label_w"), look.px("field_px") * 2)
        self._font = QFont(self.font())
        self._font.setPixelSize(look.px("small_px"))
        self._metrics = QFontMetrics(self._font)
        self._labels, self._most = 0, 1.0
        self.setBackgroundBrush(QBrush(look.colour("surface")))
        self._chart.setBackgroundVisible(False)
        self._chart.setMargins(QMargins(0, 0, 0, 0))
        if (layout := self._chart.layout()) is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._chart.setAnimationOptions(QChart.AnimationOption.NoAnimation)
        legend = self._chart.legend()
        if legend is not None:
            legend.setFont(self._font)
            legend.setLabelColor(look.colour("text"))
            legend.setAlignment(Qt.AlignmentFlag.AlignTop)
            legend.setContentsMargins(0, 0, 0, 0)
            legend.setVisible(not lying)

    @property
    def at(self) -> int:
        """The bar the hands are at, -1 for none."""
        return self._at

    @property
    def bars(self) -> Sequence[Bar]:
        """What is shown, in its order."""
        return self._bars

    @property
    def least_height(self) -> int:
        """In px: below it the labels of lying bars would lie upon one another."""
        line = self._metrics.height()
        return line * (len(self._bars) + 1) + self._look.px("gap_px") * 2 if self._lying else 0

    def show_bars(self, series: Sequence[str], bars: Sequence[Bar]) -> None:
        """The chart shows exactly these; the hands stay at their bar where it is still there.

        Sets and axes are made once and filled again: Qt draws a removed axis once more, and Python has let go of it by then.
        """
        if not self._sets:
            self._build(series)
        self._bars = list(bars)
        shown = list(reversed(self._bars)) if self._lying else self._bars
        self._labels = max((self._metrics.horizontalAdvance(bar.label) for bar in bars), default=0)
        for place, (made, name) in enumerate(zip(self._sets, series, strict=True)):
            made.deselectAllBars()
            made.remove(0, made.count())
            made.append([bar.values[place] for bar in shown])
            made.setLabel(name)
        # A category is there once only; the labels of lying bars are drawn here, so theirs are numbers.
        self._categories.setCategories([str(at) for at in range(len(shown))] if self._lying else [bar.label for bar in shown])
        most = max((value for bar in self._bars for value in bar.values), default=0.0)
        self._most = max(most, 1.0)
        self._values.setRange(0, self._most)
        if not self._lying:
            self._values.setTickCount(4)
            self._values.applyNiceNumbers()
            if self._values.max() < self._values.tickCount() - 1:  # halves would be named like whole ones
                self._values.setTickCount(int(self._values.max()) + 1)
        self._make_room()
        self._mark(min(self._at, len(self._bars) - 1))

    def _build(self, series: Sequence[str]) -> None:
        """Standing bars have an axis of values; lying ones carry their values, so that the room is theirs."""
        look, chart = self._look, self._chart
        group = QHorizontalBarSeries() if self._lying else QBarSeries()
        group.setBarWidth(BAR_SHARE)
        self._sets = [self._set(name, place) for place, name in enumerate(series)]
        for made in reversed(self._sets) if self._lying else self._sets:  # lying, a group is drawn from below
            group.append(made)
        chart.addSeries(group)
        self._categories.setGridLineVisible(False)
        self._categories.setLabelsVisible(not self._lying)
        self._values.setLabelFormat("%d")
        self._values.setGridLineColor(look.colour("line"))
        self._values.setVisible(not self._lying)
        for axis in (self._categories, self._values):
            axis.setLabelsFont(self._font)
            axis.setLabelsColor(look.colour("text"))
            axis.setLinePenColor(look.colour("line_gray"))
        bottom, left = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignLeft
        chart.addAxis(self._categories, left if self._lying else bottom)
        chart.addAxis(self._values, bottom if self._lying else left)
        group.attachAxis(self._categories)
        group.attachAxis(self._values)

    def _set(self, name: str, place: int) -> QBarSet:
        look, made = self._look, QBarSet(name)
        dark = look.colour("primary" if place == 0 else "line_dark")
        made.setBrush(QBrush(dark, Qt.BrushStyle.SolidPattern if place == 0 else Qt.BrushStyle.BDiagPattern))
        made.setPen(QPen(dark, 1))
        made.setSelectedColor(look.colour("text_primary" if place == 0 else "line_dark"))
        made.hovered.connect(self._hovered)
        made.clicked.connect(self._clicked)
        return made

    def _make_room(self) -> None:
        """Lying bars begin behind the longest label, below the line that names the series."""
        if not self._lying:
            return
        gap, wide = self._look.px("gap_px"), self.width()
        left, top = min(self._labels + gap, wide // 2), self._metrics.height() + gap
        area = QRectF(left, top, max(1, wide - left - gap), max(1, self.height() - top - gap // 2))
        self._chart.setPlotArea(area)
        told = max((self._metrics.horizontalAdvance(text) for bar in self._bars for _, text in self.told(bar)), default=0) + gap
        self._values.setRange(0, self._most * area.width() / max(1.0, area.width() - told))

    def told(self, bar: Bar) -> list[tuple[int, str]]:
        """The values that stand behind a line's bars, each with the place of its bar; both in one (-1) where a bar is lower than words."""
        texts = [f"{value:,.10g}" for value in bar.values]
        if self._chart.plotArea().height() / max(1, len(self._bars)) * BAR_SHARE / max(1, len(texts)) < self._metrics.ascent():
            return [(-1, " · ".join(texts))]
        return list(enumerate(texts))

    def _tell_values(self, painter: QPainter, bar: Bar, line: QRectF, area: QRectF) -> None:
        """A value begins behind its bar; behind the longest one where one line of words says all of them."""
        side, gap = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._look.px("gap_small_px")
        high = line.height() * BAR_SHARE / max(1, len(bar.values))
        for place, text in self.told(bar):
            value = max(bar.values) if place < 0 else bar.values[place]
            left = area.left() + area.width() * value / self._values.max() + gap
            room = QRectF(left, line.top(), self.width() - left, line.height())
            if place >= 0:
                room = QRectF(left, line.top() + line.height() * (1 - BAR_SHARE) / 2 + place * high, self.width() - left, high)
            painter.drawText(room, side, text)

    def drawForeground(self, painter: QPainter | None, rect: QRectF) -> None:
        """Labels and names of lying bars: Qt leaves three dots of them, or nothing, as soon as rows are low."""
        super().drawForeground(painter, rect)
        if painter is None or not self._lying or not self._bars:
            return
        area, gap = self._chart.plotArea(), self._look.px("gap_small_px")
        step, room = area.height() / len(self._bars), area.left() - gap
        painter.setFont(self._font)
        painter.setPen(self._look.colour("text"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, bar in enumerate(self._bars):
            text = self._metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(0, area.top() + place * step, room, step), side, text)
            self._tell_values(painter, bar, QRectF(0, area.top() + place * step, self.width(), step), area)
        square = self._metrics.ascent() * 2 // 3
        wide = sum(square + 3 * gap + self._metrics.horizontalAdvance(made.label()) for made in self._sets)
        at = max(0.0, min(area.left(), self.width() - wide))
        for made in self._sets:
            painter.fillRect(QRectF(at, self._metrics.ascent() - square, square, square), made.brush())
            painter.drawRect(QRectF(at, self._metrics.ascent() - square, square, square))
            at += square + gap
            painter.drawText(QPointF(at, self._metrics.ascent()), made.label())
            at += self._metrics.horizontalAdvance(made.label()) + 2 * gap

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._make_room()

    # --- hands -------------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() in _ON and self._bars:
            self._mark(min(self._at + 1, len(self._bars) - 1))
        elif event.key() in _BACK and self._bars:
            self._mark(max(self._at - 1, 0))
        elif event.key() in ENTER and 0 <= self._at < len(self._bars):
            self._pick(self._at)
        else:
            event.ignore()  # digits choose pages; a view of graphics would keep them

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self._mark(max(self._at, 0) if self._bars else -1)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self._mark(-1)

    def _mark(self, at: int) -> None:
        self._at = at
        for made in self._sets:
            made.deselectAllBars()
            if at >= 0:
                made.selectBar(self._shown(at))
        spoken = self._bars[at].spoken if at >= 0 else ""
        self.setAccessibleDescription(spoken)
        self.read.emit(spoken)

    def _shown(self, place: int) -> int:
        """Lying bars are drawn from below: their place counted from the other end, and back."""
        return len(self._bars) - 1 - place if self._lying else place

    def _pick(self, at: int) -> None:
        if self._bars[at].opens:
            self.picked.emit(at)

    def _hovered(self, inside: bool, index: int) -> None:
        self.read.emit(self._bars[self._shown(index)].spoken if inside else "")

    def _clicked(self, index: int) -> None:
        self._pick(self._shown(index))
