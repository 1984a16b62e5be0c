"""감면 사유: the grounds as F12 shows them, those that free nothing in this basket below a line that says so."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QListWidget, QListWidgetItem

from app.domain.words import Words
from app.ui.tables import wrapped
from app.ui.tabs.basket.grounds import Ground

_KEY = Qt.ItemDataRole.UserRole


class GroundList(QListWidget):
    """`clicked_on`: a ground was clicked; it is the chosen one."""

    clicked_on = pyqtSignal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._text = words.text
        self.setAccessibleName(words.text("basket.exempt_title"))
        wrapped(self)
        self.itemClicked.connect(self._clicked)

    def show_grounds(self, free: Sequence[Ground], idle: Sequence[Ground]) -> None:
        """`idle`: those that no line of the basket allows."""
        self.clear()
        self._add(free)
        if idle:
            why = self._text("basket.no_line_allows")
            self.addItem(_heading(why))
            self._add(idle, why)

    def chosen(self) -> str:
        """The key of the ground that is chosen; empty for none."""
        return _key(self.currentItem())

    def put_on(self, key: str) -> None:
        """The ground of that key is chosen."""
        self.setCurrentRow(next(at for at in range(self.count()) if _key(self.item(at)).upper() == key.upper()))

    def _add(self, grounds: Sequence[Ground], why: str = "") -> None:
        for each in grounds:
            item = QListWidgetItem(f"{each.key}  {each.name}")
            item.setData(_KEY, each.key)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, why)
            self.addItem(item)

    def _clicked(self, item: QListWidgetItem) -> None:
        if _key(item):
            self.clicked_on.emit()


def _key(item: QListWidgetItem | None) -> str:
    return str(item.data(_KEY) or "") if item is not None else ""


def _heading(text: str) -> QListWidgetItem:
    item, bold = QListWidgetItem(text), QFont()
    item.setFlags(Qt.ItemFlag.NoItemFlags)  # the keyboard goes past it
    bold.setBold(True)  # and of no size of its own: the list's is taken
    item.setFont(bold)
    return item
