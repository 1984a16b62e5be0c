"""반환 약속: what is due at the left, paying it or voiding it at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule
from app.ui.second_sign import SecondSign
from app.ui.tables import on_enter, plain_table, put_rows
from app.ui.tabs.payments.promises_presenter import PromisesPresenter, Row
from app.ui.theme import Look

COLUMNS = ("due", "overdue_column", "slip_no", "service", "name", "amount")


class PromisesPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = PromisesPresenter(context, self)
        self.notice = Notice(look)
        self.table = plain_table(look, [text(f"promises.{each}") for each in COLUMNS], stretch=3, name=text("promises.title"))
        for place, size in ((0, "label_w"), (1, "label_w"), (2, "list_w"), (4, "label_w"), (5, "label_w")):
            self.table.setColumnWidth(place, look.px(size))
        on_enter(self.table, lambda at: self.sign.take_focus())
        self.table.currentCellChanged.connect(lambda at, *_: self.presenter.choose(at))
        self._none = label(text("promises.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = card()
        inside = column(look, label(text("promises.title"), "title"), self.notice, self._none, margins=True)
        inside.addWidget(self.table, 1)
        left.setLayout(inside)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(self._side(look))
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        if not self.table.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_promises(self, rows: Sequence[Row]) -> None:
        put_rows(self.table, rows, right=(5,))
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def show_chosen(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs.show_pairs(pairs)
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
        self.notice.say(text, tone)

    def _side(self, look: Look) -> QWidget:
        text = self._words.text
        self._pairs = PairList(look)
        self.way = QComboBox()
        self.way.setAccessibleName(text("refund.way"))
        self.approval, self.reason = self._line("refund.approval"), self._line("promises.reason")
        self.approval.setMaxLength(12)
        self.sign = SecondSign(self._words, look, text("refund.second"), done=self._keep)
        self._acts = QWidget()
        acts = column(look, button(text("promises.show_account"), self.presenter.show_account, "small"), rule(), gap="gap_small_px")
        parts: list[QWidget] = [label(text("refund.way"), "strong"), self.way, self.approval, self.sign]
        parts += [button(text("promises.keep"), self._keep, "primary"), rule(), self.reason, warned(self.reason, self._words)]
        for part in (*parts, button(text("promises.drop"), self._drop)):
            acts.addWidget(part)
        self._acts.setLayout(acts)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("promises.chosen"), "lead"), margins=True)
        box.addWidget(self._pairs, 1)
        box.addWidget(self._acts)
        side.setLayout(box)
        return side

    def _keep(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.keep(self.way.currentIndex(), self.approval.text().strip(), user, password)

    def _drop(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.drop(self.reason.text(), user, password)

    def _line(self, key: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(key))
        line.setPlaceholderText(self._words.text(key))
        return line
