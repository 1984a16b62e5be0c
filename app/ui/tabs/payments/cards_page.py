"""카드 결과: what the terminal did at the left, what can be done with one that is not known at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule
from app.ui.second_sign import SecondSign
from app.ui.tables import on_enter, plain_table, put_rows
from app.ui.tabs.payments.cards_presenter import CardRow, CardsPresenter
from app.ui.theme import Look

COLUMNS = ("time", "way", "amount", "place", "state", "approval_no")


class CardsPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = CardsPresenter(context, self)
        self.notice = Notice(look)
        self.table = plain_table(look, [text(f"cards.{each}") for each in COLUMNS], stretch=4, name=text("cards.title"))
        for place, size in ((0, "label_w"), (1, "label_w"), (2, "label_w"), (3, "field_w"), (5, "label_w")):
            self.table.setColumnWidth(place, look.px(size))
        on_enter(self.table, lambda at: self.presenter.ask())
        self.table.currentCellChanged.connect(lambda at, *_: self.presenter.choose(at))
        self._none = label(text("cards.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = card()
        inside = column(look, label(text("cards.title"), "title"), self.notice, self._none, margins=True)
        inside.addWidget(self.table, 1)
        inside.addWidget(label(text("cards.hint"), "small", wrap=True))
        left.setLayout(inside)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(self._side(look))
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        if not self.table.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_cards(self, rows: Sequence[CardRow]) -> None:
        put_rows(self.table, rows, right=(2,))
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def show_chosen(self, pairs: Sequence[tuple[str, str]], *, open_still: bool, reversing: bool) -> None:
        self._pairs.show_pairs(pairs)
        self._acts.setVisible(open_still)
        for each in (self._told, self.give_up):
            each.setVisible(open_still and not reversing)

    def clear_form(self) -> None:
        for line in (self.approval, self.last4, self.reason):
            line.clear()
        self.sign.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _side(self, look: Look) -> QWidget:
        text = self._words.text
        self._pairs = PairList(look)
        ask = button(text("charge.ask"), self.presenter.ask, "primary")
        self.give_up = button(text("charge.give_up"), self.presenter.give_up)
        self.approval, self.last4, self.reason = self._line("cards.told_no"), self._line("pay.last4"), self._line("cards.reason")
        self.approval.setMaxLength(12)
        self.last4.setMaxLength(4)
        self.approval.returnPressed.connect(self.last4.setFocus)
        self.last4.returnPressed.connect(self._tell)
        self._told = QWidget()
        told = column(look, rule(), label(text("cards.told_title"), "strong", wrap=True), self.approval, self.last4, gap="gap_small_px")
        told.addWidget(button(text("charge.told"), self._tell))
        self._told.setLayout(told)
        self.sign = SecondSign(self._words, look, text("refund.second"), done=self._abandon)
        self.reason.returnPressed.connect(self.sign.take_focus)
        self._acts = QWidget()
        acts = column(look, row(look, ask, self.give_up), self._told, rule(), gap="gap_small_px")
        parts: list[QWidget] = [label(text("cards.abandon_title"), "strong", wrap=True), self.reason, warned(self.reason, self._words)]
        for part in (*parts, self.sign, button(text("cards.abandon"), self._abandon)):
            acts.addWidget(part)
        self._acts.setLayout(acts)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("cards.chosen"), "lead"), margins=True)
        box.addWidget(self._pairs, 1)
        box.addWidget(self._acts)
        side.setLayout(box)
        return side

    def _tell(self) -> None:
        commit_composing()
        self.presenter.told(self.approval.text(), self.last4.text())

    def _abandon(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.abandon(self.reason.text(), user, password)

    def _line(self, key: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(key))
        line.setPlaceholderText(self._words.text(key))
        return line
