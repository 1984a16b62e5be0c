"""받을 돈: cases that still owe something, the sum of those chosen, and receipts again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.charge_panel import ChargePanel
from app.ui.context import Context
from app.ui.in_front import InFront
from app.ui.plain import Notice, button, card, column, label, row, rule, suggest
from app.ui.split import Split
from app.ui.split_panel import SplitPanel
from app.ui.tables import fit_column, mark_a_row, plain_table, put_rows
from app.ui.tabs.payments.open_presenter import OpenPresenter, Receipts, Stage
from app.ui.theme import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OpenPage(QWidget):
    """`idle`: takes the keyboard while nothing is to be paid, so that a digit chooses a page at once."""

    def __init__(self, context: Context, look: Look, papers: Receipts, idle: Callable[[], object]) -> None:
        super().__init__()
        text = context.words.text
        self._context, self._words, self._look, self._idle = context, context.words, look, idle
        self.presenter = OpenPresenter(context, self, papers)
        headings = [text("list.chosen"), text("case.number"), text("case.service"), text("case.name"), text("case.open_won")]
        self.table = plain_table(look, headings, stretch=2, name=text("payments.open"))
        for place in (0, 1, 3, 4):
            fit_column(self.table, place)
        self.table.installEventFilter(self)
        self.table.cellClicked.connect(lambda at, _: self.presenter.turn(at))
        self._empty = label(text("payments.none"), "subtle", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._help = label(text("payments.choose_help"), "small", wrap=True)
        self._given_back = label(text("payments.given_back_help"), "small", wrap=True)
        self.notice = Notice(look)
        left = card()
        inside = column(look, label(text("payments.open"), "lead"), self.notice, self._empty, margins=True)
        inside.setStretchFactor(self._empty, 1)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._help)
        inside.addWidget(self._given_back)
        left.setLayout(inside)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        side.setLayout(self._side())
        box = row(look)
        box.addWidget(left, 1)
        box.addWidget(side)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()
        self._begin()

    def show_none(self, text: str) -> None:
        self._empty.setText(text)

    def show_rows(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
        put_rows(self.table, rows, right=(4,))
        self._empty.setVisible(not rows)
        for each in (self.table, self._help):
            each.setVisible(bool(rows))
        mark_a_row(self.table)
        if self._stages.currentIndex() == 0 and self.isVisible():
            self._begin()

    def show_given_back(self, given_back: bool) -> None:
        self._given_back.setVisible(given_back)

    def show_total(self, count: int, total: str) -> None:
        self._count.setText(self._words.text("payments.chosen", n=count))
        self._total.setText(self._words.text("fee.won", won=total))

    def show_stage(self, stage: Stage, due: str) -> None:
        self._show_stage(("list", "cash", "card", "split", "charge").index(stage))
        if stage == "cash":
            self.received.setText(due)
            self.received.setFocus()
            self.received.selectAll()
        elif stage == "card":
            self.approval.clear()
            self.last4.clear()
            self.approval.setFocus()
        elif stage == "charge":
            self.charge.take_focus()
        elif stage == "split":
            self.split.tenders.setFocus()
        else:
            self._begin()

    def _begin(self) -> None:
        """The keyboard is in the list, or free for a digit; a receipt number half typed keeps it."""
        if self.table.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not (self.receipt_no.hasFocus() and self.receipt_no.text()):
            self._idle()

    def _show_stage(self, at: int) -> None:
        if (page := self._stages.widget(at)) is not None:
            self._stages.setCurrentWidget(page)

    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None:
        self.charge.begin(amount_won, **what)

    def begin_split(self, split: Split) -> None:
        self.split.begin(split)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.table and event.key() in (Qt.Key.Key_Space, *ENTER):
                self.presenter.turn(self.table.currentRow())
                return True
            if event.key() in ENTER:
                self._enter(watched)
                return True
            if event.key() == Qt.Key.Key_Escape and self._stages.currentIndex():
                self.presenter.back()
                return True
        return super().eventFilter(watched, event)

    def _enter(self, watched: QObject | None) -> None:
        if watched is self.received:
            self.presenter.settle_cash(self.received.text())
        elif watched in (self.approval, self.last4) and not self.approval.text().strip():
            self.approval.setFocus()
            self.presenter.settle_card("", "")  # says that it is missing, and the keyboard is where it goes
        elif watched is self.approval:
            self.last4.setFocus()
        elif watched is self.last4:
            self.presenter.settle_card(self.approval.text(), self.last4.text())
        elif watched is self.receipt_no:
            self.presenter.print_receipt(self.receipt_no.text())

    def _line(self, name: str, role: str = "") -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        if role:
            line.setProperty("role", role)
        line.installEventFilter(self)
        return line

    def _side(self) -> QVBoxLayout:
        text, look = self._words.text, self._look
        self._count = label("", "subtle")
        self._total = label("", "sum")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._stages = InFront()
        first = QWidget()
        buttons = column(look)
        buttons.addWidget(button(text("basket.cash"), lambda: self.presenter.pay("cash")))
        buttons.addWidget(button(text("basket.card"), lambda: self.presenter.pay("card"), "primary"))
        buttons.addWidget(button(text("split.key"), lambda: self.presenter.pay("split"), "quiet"))
        buttons.addStretch(1)
        first.setLayout(buttons)
        self.received = self._line(text("pay.received"), "money")
        self.approval = self._line(text("pay.approval_no"), "money")
        self.last4 = self._line(text("pay.last4"), "money")
        self.last4.setMaxLength(4)
        cash, card_page = QWidget(), QWidget()
        cash_form, card_form = QFormLayout(cash), QFormLayout(card_page)
        cash_form.addRow(label(text("pay.cash_title"), "strong", wrap=True))
        cash_form.addRow(label(text("pay.received")), self.received)
        card_form.addRow(label(text("pay.card_title"), "strong", wrap=True))
        card_form.addRow(label(text("pay.approval_no")), self.approval)
        card_form.addRow(label(text("pay.last4")), self.last4)
        self.split = SplitPanel(self._words, look, done=self.presenter.settle_split, left=self.presenter.back)
        presenter = self.presenter
        self.charge = ChargePanel(
            self._context, look, paid=presenter.paid_by_card, left=presenter.not_charged, by_hand=presenter.charge_by_hand
        )
        for page in (first, cash, card_page, self.split, self.charge):
            self._stages.addWidget(page)
        self._stages.setCurrentWidget(first)
        self.receipt_no = self._line(text("payments.receipt_no"))
        suggest(self.receipt_no, text("payments.receipt_no"))
        print_again = button(text("paper.print_again"), lambda: self.presenter.print_receipt(self.receipt_no.text()))
        again = row(look, self.receipt_no, print_again)
        box = column(look, label(text("basket.total"), "lead"), self._count, self._total, rule(), margins=True)
        box.addWidget(self._stages, 1)
        box.addWidget(rule())
        box.addWidget(label(text("payments.receipts"), "lead"))
        box.addLayout(again)
        return box
