"""A list of services and beside it what is told of the one that is chosen: fee, papers, who may apply, without opening a case."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.words import Words
from app.ui.plain import card, column, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.intake.service_told import ServiceItem, ServiceTold
from app.ui.theme import Look

HEADINGS = ("key", "service", "fee", "note")
KEY, FEE, NOTE = (HEADINGS.index(each) for each in ("key", "fee", "note"))


class ServiceList(QWidget):
    """`chosen(service)` by the mouse; keys belong to whoever shows it. `table` is what has the keyboard."""

    chosen = pyqtSignal(str)

    def __init__(self, words: Words, look: Look, told: ServiceTold) -> None:
        super().__init__()
        text = words.text
        self._told = told
        self.items: list[ServiceItem] = []
        headings = [text(f"list.{each}") for each in HEADINGS]
        self.table = plain_table(look, headings, stretch=1, name=text("intake.services"), none=text("empty.found"))
        for place in (KEY, FEE, NOTE):
            fit_column(self.table, place)
        self.table.cellClicked.connect(lambda at, _: self.chosen.emit(self.items[at].service))
        self.table.currentCellChanged.connect(lambda at, *_: self._show_info(at))
        self._info = QVBoxLayout()
        self._info.setSpacing(look.px("gap_small_px"))
        inner = QWidget()
        self._name = label("", "strong", wrap=True)
        self._told_lines: list[tuple[QLabel, QLabel]] = []
        self._info.addWidget(self._name)
        self._info.addStretch(1)
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
        put_rows(self.table, [(item.key, item.name, item.fee, item.note) for item in items], right=(FEE,))
        self.table.setColumnHidden(NOTE, bool(items) and not any(item.note for item in items))  # an empty column takes room from the names
        if items:
            self.table.selectRow(0)
            self._show_info(0)

    def here(self) -> str:
        """The service of the chosen line; empty where there is none."""
        at = self.table.currentRow()
        return self.items[at].service if 0 <= at < len(self.items) else ""

    def told(self) -> str:
        """What stands beside the list, as it is read out."""
        lines = [self._name, *(each for line in self._told_lines for each in line)]
        return "\n".join(each.text() for each in lines if not each.isHidden())

    def _show_info(self, at: int) -> None:
        """Its lines are used again: making them anew for each key that is typed would take longer than finding the services."""
        item = self.items[at] if 0 <= at < len(self.items) else None
        self._name.setText(item.name if item is not None else "")
        told = self._told.info(item.service) if item is not None else []
        while len(self._told_lines) < len(told):
            line = label("", "section"), label("", "small", wrap=True)
            for each in line:
                self._info.insertWidget(self._info.count() - 1, each)
            self._told_lines.append(line)
        for place, (heading, body) in enumerate(self._told_lines):
            heading.setVisible(place < len(told))
            body.setVisible(place < len(told))
            if place < len(told):
                heading.setText(told[place][0])
                body.setText(told[place][1])
