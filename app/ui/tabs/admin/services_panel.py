"""The page 고유 민원·표 of the management tab: a sheet is chosen, what it changes stands in a table, below it the second signature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.line_form import LineForm
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.services_presenter import Row, ServicesPresenter
from app.ui.theme import Look

CHANGES = ("row", "kind", "service", "what", "old", "new", "since")
ERRORS = ("row", "column", "problem")
SHEETS = "*.xlsx *.csv"


class ServicesPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        text = self._text = context.words.text
        self._notice = notice
        self.presenter = ServicesPresenter(context, self)
        self.changes = plain_table(
            look,
            [text(f"services_page.{each}") for each in CHANGES],
            stretch=2,
            name=text("services_page.changes"),
            none=text("empty.services"),
        )
        self.errors = plain_table(look, [text(f"services_page.{each}") for each in ERRORS], stretch=2, name=text("services_page.errors"))
        for table, places in ((self.changes, (0, 1, 3, 4, 5, 6)), (self.errors, (0, 1))):
            for place in places:
                fit_column(table, place)
        self._told = label("", "strong", wrap=True)
        self.take = button(text("services_page.template"), self._template)
        self.try_out = button(text("services_page.try"), self._try, "primary")
        acts = row(look, self.take, self.try_out, None)
        self.user, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        fields = [(text("fees_page.second"), self.user), (text("login.password"), self.password)]
        self._form = LineForm(look, fields, (text("services_page.apply"), self._apply), wide=0)
        note = label(text("services_page.note"), "subtle", wrap=True)
        box = column(look, label(text("admin.services"), "title"), note, acts, self._told)
        box.addWidget(self.errors, 1)
        box.addWidget(self.changes, 2)
        box.addWidget(self._form)
        self.setLayout(box)
        self.show_plan([], [], "", ready=False)

    def enter(self) -> None:
        self.presenter.enter()

    def show_allowed(self, *, allowed: bool) -> None:
        for each in (self.take, self.try_out):
            each.setEnabled(allowed)
        if not allowed:
            self.presenter.forget()

    def show_plan(self, changes: Sequence[Row], errors: Sequence[Row], told: str, *, ready: bool) -> None:
        put_rows(self.changes, changes, right=(0,))
        put_rows(self.errors, errors, right=(0,))
        self.errors.setVisible(bool(errors))
        self._told.setText(told)
        self._form.setVisible(ready)
        if ready:
            self.user.setFocus()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _template(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self._text("services_page.template"), "services.xlsx", SHEETS)
        if name:
            self.presenter.save_template(Path(name))

    def _try(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._text("services_page.try"), "", SHEETS)
        if name:
            self.presenter.try_sheet(Path(name))

    def _apply(self) -> None:
        commit_composing()
        password = self.password.text()
        self.password.clear()
        self.presenter.apply(self.user.text().strip(), password)
