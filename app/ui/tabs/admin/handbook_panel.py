"""The page 민원편람 of the management tab: the list narrows while it is typed, beside it the page of the chosen service."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, column, commit_composing, label, row, suggest
from app.ui.tables import fit_column, on_enter, plain_table, put_rows
from app.ui.tabs.admin.handbook_presenter import HandbookPapers, HandbookPresenter, Row
from app.ui.theme import Look

COLUMNS = ("service", "period", "fee", "review")
ALL_COLUMNS_TO = 150  # percent: beyond it the names have the room; the page beside says period and fee


class HandbookPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice, papers: HandbookPapers) -> None:
        super().__init__()
        text = context.words.text
        self._notice = notice
        self.presenter = HandbookPresenter(context, self, papers)
        self.search = QLineEdit()
        self.search.setAccessibleName(text("handbook_page.search"))
        suggest(self.search, text("handbook_page.search"))
        self.search.textChanged.connect(self.presenter.search)
        self.search.returnPressed.connect(self._to_table)
        self.overdue = QCheckBox(text("handbook_page.only_overdue"))
        self.overdue.toggled.connect(self.presenter.only_overdue)
        self.table = plain_table(
            look, [text(f"handbook_page.{each}") for each in COLUMNS], stretch=0, name=text("admin.handbook"), none=text("empty.handbook")
        )
        for place in (1, 2, 3):
            fit_column(self.table, place)
            self.table.setColumnHidden(place, place < 3 and look.crowd > ALL_COLUMNS_TO)
        self.table.itemSelectionChanged.connect(lambda: self.presenter.choose(self.table.currentRow()))
        on_enter(self.table, lambda _: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        self._page = PairList(look)
        self._told = label("", "subtle", wrap=True)
        self.note = QLineEdit()
        self.note.setAccessibleName(text("handbook_page.note"))
        suggest(self.note, text("handbook_page.note"))
        self._marking = QWidget()
        marking = row(look, self.note)
        marking.addWidget(button(text("handbook_page.mark"), lambda: self._review(every=False)))
        marking.addWidget(button(text("handbook_page.mark_all"), lambda: self._review(every=True)))
        inside = column(look, marking, warned(self.note, context.words), gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        self._marking.setLayout(inside)
        above = row(look, self.search, self.overdue, button(text("handbook_page.print"), self.presenter.print))
        both = row(look)
        narrow = look.crowd > ALL_COLUMNS_TO  # two columns are left of the table, and the longest words of a page are long
        both.addWidget(self.table, 4 if narrow else 2)
        both.addWidget(self._page, 3 if narrow else 1)
        box = column(look, label(text("admin.handbook"), "title"), above, self._told)
        box.addLayout(both, 1)
        box.addWidget(self._marking)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_services(self, rows: Sequence[Row], told: str, *, may_review: bool) -> None:
        put_rows(self.table, rows, right=(2,))
        self._told.setText(told)
        self._marking.setVisible(may_review)
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)
        self.presenter.choose(self.table.currentRow())

    def show_page(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._page.show_pairs(pairs)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _to_table(self) -> None:
        commit_composing()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _review(self, *, every: bool) -> None:
        commit_composing()
        self.presenter.review(self.table.currentRow(), self.note.text(), every=every)
        self.note.clear()
