"""반환 약속: what is due at the left, paying it or voiding it at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.list_beside import ListBeside, asked_line, side_card
from app.ui.pairs import PairList
from app.ui.plain import button, column, commit_composing, label, rule
from app.ui.second_sign import SecondSign
from app.ui.tabs.payments.promises_presenter import PromisesPresenter, Row
from app.ui.theme import Look

COLUMNS = {"due": "label_w", "overdue_column": "label_w", "slip_no": "list_w", "service": "", "name": "label_w", "amount": "label_w"}


class PromisesPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._words = context.words
        self.presenter = PromisesPresenter(context, self)
        side = self._side(look)
        self._list = ListBeside(
            context.words,
            look,
            "promises",
            COLUMNS,
            side,
            entered=lambda at: self.sign.take_focus(),
            chosen=self.presenter.choose,
            right=("amount",),
        )
        self.table, self.notice = self._list.table, self._list.notice
        self.setLayout(column(look, self._list))

    def enter(self) -> None:
        self.presenter.enter()
        self._list.take_focus()

    def show_promises(self, rows: Sequence[Row]) -> None:
        self._list.show_rows(rows)

    def show_chosen(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs.show_pairs(pairs)
        self._choose.setVisible(not pairs)
        self._pairs.setVisible(bool(pairs))
        self._acts.setVisible(bool(pairs))

    def show_ways(self, names: Sequence[str]) -> None:
        if [self.way.itemText(at) for at in range(self.way.count())] != list(names):
            self.way.clear()
            self.way.addItems(list(names))

    def clear_form(self) -> None:
        self.approval.clear()
        self.reason.clear()
        self.sign.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._list.say(text, tone)

    def _side(self, look: Look) -> QWidget:
        text = self._words.text
        self._pairs = PairList(look, whole=look.crowd > 100)  # … where the page scrolls anyway
        self._choose = label(text("promises.choose"), "subtle", wrap=True)
        self._choose.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.way = QComboBox()
        self.way.setAccessibleName(text("refund.way"))
        self.approval, self.reason = asked_line(text("refund.approval"), 12), asked_line(text("promises.reason"))
        self.sign = SecondSign(self._words, look, text("refund.second"), done=self._keep)
        self._acts = QWidget()
        acts = column(look, button(text("promises.show_account"), self.presenter.show_account, "small"), rule(), gap="gap_small_px")
        parts: list[QWidget] = [label(text("refund.way"), "strong"), self.way, self.approval, self.sign]
        parts += [button(text("promises.keep"), self._keep, "primary"), rule(), self.reason, warned(self.reason, self._words)]
        for part in (*parts, button(text("promises.drop"), self._drop)):
            acts.addWidget(part)
        self._acts.setLayout(acts)
        self._acts.hide()  # nothing is chosen yet
        return side_card(look, text("promises.chosen"), self._choose, self._pairs, self._acts)

    def _keep(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.keep(self.way.currentIndex(), self.approval.text().strip(), user, password)

    def _drop(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.drop(self.reason.text(), user, password)
