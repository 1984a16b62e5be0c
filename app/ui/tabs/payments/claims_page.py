"""후불: claims at the left, paying one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.charge_panel import ChargePanel
from app.ui.context import Context
from app.ui.plain import Notice, card, column, label, row
from app.ui.split import Split
from app.ui.split_panel import SplitPanel
from app.ui.tables import on_enter, plain_table, put_rows
from app.ui.tabs.payments.claims_presenter import ClaimsPresenter, Receipts, Row
from app.ui.theme import Look

COLUMNS = ("day", "receipt_no", "desk", "amount", "open")


class ClaimsPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: Receipts) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = ClaimsPresenter(context, self, papers)
        self.notice = Notice(look)
        self.table = plain_table(look, [text(f"claims.{each}") for each in COLUMNS], stretch=1, name=text("claims.title"))
        for place, size in ((0, "field_w"), (2, "label_w"), (3, "label_w"), (4, "label_w")):
            self.table.setColumnWidth(place, look.px(size))
        on_enter(self.table, self.presenter.pay)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.pay(at))
        self._none = label(text("claims.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._total = label("", "sum")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        left = card()
        inside = column(look, label(text("claims.title"), "title"), self.notice, self._none, margins=True)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._total)
        left.setLayout(inside)
        self.split = SplitPanel(context.words, look, done=self.presenter.settle, left=self.presenter.back)
        self.split.hide()
        done = self.presenter
        self.charge = ChargePanel(context, look, paid=done.paid, left=done.not_charged, by_hand=done.charge_by_hand)
        self.charge.hide()
        self._help = label(text("claims.help"), "subtle", wrap=True)
        self._help.setAlignment(Qt.AlignmentFlag.AlignTop)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("claims.pay"), "lead"), margins=True)
        box.addWidget(self._help, 1)
        box.addWidget(self.split, 1)
        box.addWidget(self.charge, 1)
        side.setLayout(box)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        if not self.table.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_claims(self, rows: Sequence[Row], total: str) -> None:
        put_rows(self.table, rows, right=(3, 4))
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._total.setText(total if rows else "")
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def begin_split(self, split: Split) -> None:
        self._help.hide()
        self.charge.hide()
        self.split.show()
        self.split.begin(split)

    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None:
        self._help.hide()
        self.split.hide()
        self.charge.show()
        self.charge.take_focus()
        self.charge.begin(amount_won, **what)

    def close_split(self) -> None:
        self.split.hide()
        self.charge.hide()
        self._help.show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
