"""카드 결과: what the terminal did at the left, what can be done with one that is not known at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.list_beside import ListBeside, asked_line, side_card
from app.ui.pairs import PairList
from app.ui.plain import button, column, commit_composing, label, row, rule
from app.ui.second_sign import SecondSign
from app.ui.tabs.payments.cards_presenter import CardRow, CardsPresenter
from app.ui.theme import Look

COLUMNS = {"time": "label_w", "way": "label_w", "amount": "label_w", "place": "field_w", "state": "", "approval_no": "label_w"}


class CardsPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._words = context.words
        self.presenter = CardsPresenter(context, self)
        self._list = ListBeside(
            context.words,
            look,
            "cards",
            COLUMNS,
            self._side(look),
            entered=lambda at: self.presenter.ask(),
            chosen=self.presenter.choose,
            right=("amount",),
            foot=label(context.words.text("cards.hint"), "small", wrap=True),
        )
        self.table, self.notice = self._list.table, self._list.notice
        self.setLayout(column(look, self._list))

    def enter(self) -> None:
        self.presenter.enter()
        self._list.take_focus()

    def show_cards(self, rows: Sequence[CardRow]) -> None:
        self._list.show_rows(rows)

    def show_chosen(self, pairs: Sequence[tuple[str, str]], *, open_still: bool, reversing: bool) -> None:
        self._pairs.show_pairs(pairs)
        self._choose.setVisible(not pairs)
        self._pairs.setVisible(bool(pairs))
        self._acts.setVisible(open_still)
        for each in (self._told, self.give_up):
            each.setVisible(open_still and not reversing)

    def clear_form(self) -> None:
        for line in (self.approval, self.last4, self.reason):
            line.clear()
        self.sign.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._list.say(text, tone)

    def _side(self, look: Look) -> QWidget:
        text = self._words.text
        self._pairs = PairList(look, whole=look.crowd > 100)  # … where the page scrolls anyway
        self._choose = label(text("cards.choose"), "subtle", wrap=True)
        self._choose.setAlignment(Qt.AlignmentFlag.AlignTop)
        ask = button(text("charge.ask"), self.presenter.ask, "primary")
        self.give_up = button(text("charge.give_up"), self.presenter.give_up)
        self.approval, self.last4 = asked_line(text("cards.told_no"), 12), asked_line(text("pay.last4"), 4)
        self.reason = asked_line(text("cards.reason"))
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
        self._acts.hide()  # nothing is chosen yet
        return side_card(look, text("cards.chosen"), self._choose, self._pairs, self._acts)

    def _tell(self) -> None:
        commit_composing()
        self.presenter.told(self.approval.text(), self.last4.text())

    def _abandon(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.abandon(self.reason.text(), user, password)
