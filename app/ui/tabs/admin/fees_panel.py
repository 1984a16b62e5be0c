"""The page 수수료 of the management tab: the table, and below it the form that sets one amount with two signatures."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.line_form import LineForm
from app.ui.plain import Notice, column, commit_composing, label, row, suggest
from app.ui.tables import fit_column, on_enter, plain_table, put_rows
from app.ui.tabs.admin.fees_presenter import FeeCells, FeesPresenter, Typed
from app.ui.theme import Look

COLUMNS = ("service", "line", "amount", "since", "coming", "source")


class FeesPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._words, self._look, self._notice = context.words, look, notice
        self.presenter = FeesPresenter(context, self)
        text = self._words.text
        self.everything = QCheckBox(text("fees_page.everything"))
        self.everything.toggled.connect(self.presenter.show_everything)
        self.table = plain_table(
            look, [text(f"fees_page.{each}") for each in COLUMNS], stretch=5, name=text("admin.fees"), none=text("empty.fees")
        )
        for place in (0, 1, 2, 3, 4):
            fit_column(self.table, place)
        on_enter(self.table, self._enter)
        self.table.itemSelectionChanged.connect(lambda: self.presenter.choose(self.table.currentRow()))
        self._form = self._setting()
        note = label(text("fees_page.note"), "subtle", wrap=True)
        title = row(look, label(text("admin.fees"), "title"), None)
        title.addWidget(self.everything)
        self.setLayout(column(look, title, note, self.table, self._form))

    def enter(self) -> None:
        self.presenter.enter()

    def show_fees(self, rows: Sequence[FeeCells], *, may_set: bool) -> None:
        put_rows(self.table, rows, right=(2,))
        for place in (3, 4):  # what no row has takes room from those that all have
            self.table.setColumnHidden(place, not any(row[place] for row in rows))
        self._form.setVisible(may_set)
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)
        elif rows:
            self.presenter.choose(self.table.currentRow())

    def show_chosen(self, title: str, source: str) -> None:
        """Its whole name, and where it is written, which the table may have no room for."""
        self._chosen.setText(title)
        self._written.setText(f"{self._words.text('fees_page.source')}: {source}" if source else "")

    def clear_typed(self) -> None:
        for each in (self.amount, self.since, self.source, self.user, self.password):
            each.clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _enter(self, at: int) -> None:
        if self.presenter.choose(at) and self._form.isVisible():
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _setting(self) -> QWidget:
        """The five lines of the form, each moving on with Enter; Enter in the last one sets the amount."""
        text = self._words.text
        self._chosen, self._written = label("", "strong", wrap=True), label("", "small", wrap=True)
        names = ("fees_page.amount_won", "fees_page.from", "fees_page.source", "fees_page.second", "login.password")
        self.amount, self.since, self.source, self.user, self.password = lines = [QLineEdit() for _ in names]
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        suggest(self.since, text("fees_page.now"))
        suggest(self.amount, text("fees_page.form"))
        self.amount.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        fields = [(text(name), line) for name, line in zip(names, lines, strict=True)]
        above, below = [self._chosen, self._written], [warned(self.source, self._words)]
        return LineForm(self._look, fields, (text("fees_page.set"), self._set), wide=2, above=above, below=below)

    def _set(self) -> None:
        commit_composing()
        password = self.password.text()
        self.password.clear()
        self.presenter.set(Typed(self.amount.text(), self.since.text(), self.source.text(), self.user.text().strip(), password))
