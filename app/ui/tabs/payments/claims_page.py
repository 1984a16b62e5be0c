"""후불: claims at the left, paying one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.charge_panel import ChargePanel
from app.ui.context import Context
from app.ui.list_beside import ListBeside, side_card
from app.ui.plain import column, label
from app.ui.split import Split
from app.ui.split_panel import SplitPanel
from app.ui.tabs.payments.claims_presenter import ClaimsPresenter, Receipts, Row
from app.ui.theme import Look

COLUMNS = {"day": "field_w", "receipt_no": "", "desk": "label_w", "amount": "label_w", "open": "label_w"}


class ClaimsPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: Receipts) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = ClaimsPresenter(context, self, papers)
        self.split = SplitPanel(context.words, look, done=self.presenter.settle, left=self.presenter.back)
        self.split.hide()
        done = self.presenter
        self.charge = ChargePanel(context, look, paid=done.paid, left=done.not_charged, by_hand=done.charge_by_hand)
        self.charge.hide()
        self._help = label(text("claims.help"), "subtle", wrap=True)
        self._help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._total = label("", "sum")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        inside = QWidget()
        box = column(look)
        for part in (self._help, self.split, self.charge):
            box.addWidget(part, 1)
        inside.setLayout(box)
        side = side_card(look, text("claims.pay"), inside)
        self._list = ListBeside(context.words, look, "claims", COLUMNS, side, entered=done.pay, right=("amount", "open"), foot=self._total)
        self.table, self.notice = self._list.table, self._list.notice
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.pay(at))
        self.setLayout(column(look, self._list))

    def enter(self) -> None:
        self.presenter.enter()
        self._list.take_focus()

    def pay(self) -> bool:
        """The claim in the list is paid, as by Enter; what is being paid goes on. False if nothing is deferred."""
        if self._help.isVisible():
            self.presenter.pay(self.table.currentRow())
        return bool(self.table.rowCount())

    def show_claims(self, rows: Sequence[Row], total: str) -> None:
        self._list.show_rows(rows)
        self._total.setText(total if rows else "")

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
        self._list.say(text, tone)
