"""The page of the passport tab where people are written to whose passport expires soon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.tables import plain_table, put_rows, show_rows_at_least
from app.ui.tabs.passport.expiry_presenter import ExpiryPresenter, PersonRow, Shown
from app.ui.theme import Look

ROWS_SEEN = 3  # people in the list on a narrow screen, where the basket stands below it


class ExpiryPage(QWidget):
    """A file is chosen, its people are looked over, then letters and labels are made and printed."""

    def __init__(self, context: Context, look: Look, papers: Shown) -> None:
        super().__init__()
        self._text = text = context.words.text
        self.presenter = ExpiryPresenter(context, self, papers)
        self.notice = Notice(look)
        self._told = label("", "strong")
        self.table = plain_table(
            look,
            [text("case.name"), text("expiry.address"), text("expiry.expires")],
            stretch=1,
            name=text("mode.expiry"),
            none=text("empty.expiry"),
        )
        if look.narrow:
            show_rows_at_least(self.table, look, ROWS_SEEN)
        self.table.setColumnWidth(0, look.px("field_w"))
        self.table.setColumnWidth(2, look.px("field_w"))
        self.choose = button(text("expiry.choose"), self._choose, "primary")
        self.make = button(text("expiry.make"), self.presenter.make, "primary")
        self.letters = button(text("expiry.letters"), self.presenter.letters, "quiet")
        self.labels = button(text("expiry.labels"), self.presenter.labels, "quiet")
        head = row(look, self.choose, self._told, None)
        foot = row(look, None)
        for each in (self.letters, self.labels, self.make):
            foot.addWidget(each)
        box = column(look, label(text("expiry.about"), "subtle", wrap=True), head, self.notice)
        box.addWidget(self.table, 1)
        box.addStretch(0)
        box.addLayout(foot)
        self.setLayout(box)

    def begin(self) -> None:
        self.presenter.begin()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_people(self, rows: Sequence[PersonRow], told: str) -> None:
        put_rows(self.table, rows)
        self.table.setVisible(bool(rows))
        self._told.setText(told)

    def show_acts(self, *, ready: bool, made: bool) -> None:
        self.make.setEnabled(ready)
        for each in (self.letters, self.labels):
            each.setEnabled(made)
        if ready:
            self.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._text("expiry.choose"), "", "*.csv")
        if name:
            self.presenter.open(Path(name))
