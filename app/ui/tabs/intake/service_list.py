"""A list of services and beside it what is told of the one that is chosen: fee, papers, who may apply, without opening a case."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.domain.words import Words
from app.ui.plain import card, clear_layout, column, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.intake.service_told import ServiceItem, ServiceTold
from app.ui.theme import Look


class ServiceList(QWidget):
    """`chosen(service)` by the mouse; keys belong to whoever shows it. `table` is what has the keyboard."""

    chosen = pyqtSignal(str)

    def __init__(self, words: Words, look: Look, told: ServiceTold) -> None:
        super().__init__()
        text = words.text
        self._told = told
        self.items: list[ServiceItem] = []
        headings = [text("list.key"), text("list.service"), text("list.fee"), text("list.note")]
        self.table = plain_table(look, headings, stretch=1, name=text("intake.services"), none=text("empty.found"))
        for place in (0, 2, 3):
            fit_column(self.table, place)
        self.table.cellClicked.connect(lambda at, _: self.chosen.emit(self.items[at].service))
        self.table.currentCellChanged.connect(lambda at, *_: self._show_info(at))
        self._info = QVBoxLayout()
        self._info.setSpacing(look.px("gap_small_px"))
        inner = QWidget()
        inner.setLayout(column(look, self._info, margins=True))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.side = side = card()
        side.setLayout(row(look, scroll))
        side.setFixedWidth(look.px("list_w"))
        box = row(look)
        box.addWidget(self.table, 1)
        box.addWidget(side)
        self.setLayout(box)

    def show_items(self, items: Sequence[ServiceItem]) -> None:
        """These services, the first one chosen."""
        self.items = list(items)
        put_rows(self.table, [(item.key, item.name, item.fee, item.note) for item in items], right=(2,))
        if items:
            self.table.selectRow(0)
            self._show_info(0)

    def here(self) -> str:
        """The service of the chosen line; empty where there is none."""
        at = self.table.currentRow()
        return self.items[at].service if 0 <= at < len(self.items) else ""

    def told(self) -> str:
        """What stands beside the list, as it is read out."""
        found = (self._info.itemAt(at) for at in range(self._info.count()))
        shown = (item.widget() for item in found if item is not None)
        return "\n".join(str(each.property("text")) for each in shown if each is not None)

    def _show_info(self, at: int) -> None:
        clear_layout(self._info)
        if not 0 <= at < len(self.items):
            return
        item = self.items[at]
        self._info.addWidget(label(item.name, "strong", wrap=True))
        for heading, body in self._told.info(item.service):
            self._info.addWidget(label(heading, "section"))
            self._info.addWidget(label(body, "small", wrap=True))
        self._info.addStretch(1)
