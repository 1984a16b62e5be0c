"""The row of stations: intake and money left, the office's own tabs right of a double line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QRect, QSize, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QTabBar

from app.services.desk_stations import STATIONS
from app.ui.context import Context
from app.ui.icons import icon, icon_size
from app.ui.plain import tip_text
from app.ui.theme import Look

PICTURES: Final = {
    "seal": "stamp",
    "family": "users",
    "passport": "book-user",
    "integrated": "files",
    "payments": "wallet",
    "worklist": "inbox",
    "ledger": "notebook-text",
    "closing": "calculator",
    "sync": "refresh-cw",
    "admin": "settings",
}
PICTURES_TO: Final = 125  # percent of the text size: beyond it the room is the words'

FOCUS_PX = 2


class StationBar(QTabBar):
    """`chosen(name)` when a person picks a tab; `choose` marks one without that signal."""

    chosen = pyqtSignal(str)

    def __init__(self, context: Context, look: Look, names: Sequence[str], *, split_after: str) -> None:
        super().__init__()
        words = context.words
        self._context, self._words, self._look, self._names = context, words, look, list(names)
        self._split = self._names.index(split_after) + 1
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setAccessibleName(words.text("app.tabs"))
        self._pictured = look.crowd <= PICTURES_TO
        self.setIconSize(icon_size(look))
        for name in self._names:
            at = self.addTab(words.text(f"tab.{name}"))
            if self._pictured:
                self.setTabIcon(at, icon(look, PICTURES[name], "text_subtle", chosen="text_primary"))
        self._choosing = False
        self.tabBarClicked.connect(self._clicked)
        self.currentChanged.connect(self._moved)
        context.session.watch("stations", self._show_stations)

    def current(self) -> str:
        return self._names[max(0, self.currentIndex())]

    def choose(self, name: str) -> None:
        self._choosing = True
        self.setCurrentIndex(self._names.index(name))
        self._choosing = False

    def set_count(self, name: str, count: int) -> None:
        """The number of things that wait there, in the tab's own words."""
        text = self._words.text(f"tab.{name}")
        self.setTabText(self._names.index(name), f"{text} ({count})" if count else text)

    def tabSizeHint(self, index: int) -> QSize:
        """The selected tab is bold: room for it is kept in every tab, so that nothing moves."""
        bold = self.font()
        bold.setBold(True)
        wide = QFontMetrics(bold).horizontalAdvance(self.tabText(index))
        picture = self._look.px("icon_px") + self._look.px("gap_small_px") if self._pictured else 0
        return QSize(wide + picture + self._look.px("pad_px") * 2 + self._look.px("gap_small_px"), super().tabSizeHint(index).height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        rect: QRect = self.tabRect(self._split)
        painter = QPainter(self)
        painter.setPen(QPen(self._look.colour("line_gray")))
        top, bottom = rect.top() + rect.height() // 4, rect.bottom() - rect.height() // 4
        for x in (rect.left(), rect.left() + 3):
            painter.drawLine(x, top, x, bottom)
        if self.hasFocus():
            painter.setPen(QPen(self._look.colour("focus"), FOCUS_PX))
            painter.drawRect(self.tabRect(self.currentIndex()).adjusted(FOCUS_PX, FOCUS_PX, -FOCUS_PX, -FOCUS_PX))
        painter.end()

    def _show_stations(self) -> None:
        """Stations this desk does not serve are grey and say why; money and the office's own tabs are everybody's."""
        served, why = self._context.session.stations, self._words.text("stations.not_here")
        for index, name in enumerate(self._names):
            here = name in served or name not in STATIONS
            self.setTabEnabled(index, here)
            self.setTabToolTip(index, "" if here else tip_text(why))

    def _clicked(self, index: int) -> None:
        """The tab in front was clicked once more; a click on another one moves there, which `_moved` hears."""
        if index >= 0 and index == self.currentIndex():
            self.chosen.emit(self._names[index])

    def _moved(self, index: int) -> None:
        """A click, an arrow key or a screen reader went to another tab."""
        if index >= 0 and not self._choosing:
            self.chosen.emit(self._names[index])
