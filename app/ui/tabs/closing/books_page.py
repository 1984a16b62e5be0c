"""대장 출력: the books at the left, the days and the reason below them; Enter on a book prints it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox

from app.ui.context import Context
from app.ui.plain import button, column, commit_composing, label, row, suggest
from app.ui.tables import on_enter, plain_table, put_rows
from app.ui.tabs.closing.books_presenter import BooksPresenter
from app.ui.tabs.closing.card_page import CardPage
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look


class BooksPage(CardPage):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__(context, look)
        text = self.text
        self.presenter = BooksPresenter(context, self, papers)
        self.table = plain_table(look, [text("books.name"), text("books.kind")], stretch=0, name=text("closing.page_books"))
        self.table.setColumnWidth(1, look.px("field_w"))
        on_enter(self.table, self._print_row)
        self.table.cellDoubleClicked.connect(lambda at, _: self._print_row(at))
        self.first, self.last = (self.line(text(f"books.{each}"), self._print, "field_w") for each in ("first", "last"))
        for each in (self.first, self.last):
            suggest(each, text("hint.date"))
        self.reason = self.line(text("books.reason"), self._print)
        suggest(self.reason, text("books.reason_hint"))
        self.own = QCheckBox(text("books.own"))
        days = row(look, label(text("books.first"), "strong"), self.first, label(text("books.last"), "strong"), self.last, self.own, None)
        why = row(look, label(text("books.reason"), "strong"))
        why.addWidget(self.reason, 1)
        why.addWidget(button(text("books.print"), self._print, "primary"))
        box = column(
            look, label(text("closing.page_books"), "title"), label(text("books.about"), "subtle", wrap=True), self.notice, margins=True
        )
        box.addWidget(self.table, 1)
        box.addLayout(days)
        box.addLayout(why)
        self.fill(box)

    def enter(self) -> None:
        self.presenter.enter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Another person sits here now: what was typed is nobody's."""
        self.reason.clear()
        self.own.setChecked(False)

    def show_books(self, rows: Sequence[tuple[str, str]]) -> None:
        at = max(self.table.currentRow(), 0)
        put_rows(self.table, rows)
        self.table.selectRow(at)

    def show_days(self, first: str, last: str) -> None:
        """Only where nobody typed others before."""
        for line, day in ((self.first, first), (self.last, last)):
            if not line.text():
                line.setText(day)

    def _print(self) -> None:
        self._print_row(self.table.currentRow())

    def _print_row(self, at: int) -> None:
        commit_composing()
        self.presenter.print(at, self.first.text(), self.last.text(), self.reason.text(), own=self.own.isChecked())
