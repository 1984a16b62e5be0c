"""Closing and reports: sums of the day left, opening or closing it right, closed days below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule
from app.ui.shell import Shell
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.closing.presenter import ClosingPresenter, DayPapers, SumRow
from app.ui.theme import Look


class ClosingView(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers, shell: Shell, go: Callable[[str], object]) -> None:
        super().__init__()
        self._words, self._look, self._shell = context.words, look, shell
        self.presenter = ClosingPresenter(context, self, papers, shell.refresh)
        text = context.words.text
        self.notice = Notice(look)
        self._title = label("", "title")
        headings = [text(f"sheet.{each}") for each in ("service", "unit", "copies", "cash", "card", "transit", "other", "net")]
        self.sums = plain_table(look, headings, stretch=0, name=text("closing.sums"))
        for place, size in zip(range(1, 8), ("label_w", "field_px", "label_w", "label_w", "label_w", "label_w", "label_w"), strict=True):
            self.sums.setColumnWidth(place, look.px(size) * 3 // 4 if size == "label_w" else look.px(size) * 3 // 2 + look.px("gap_px"))
        self._no_sums = label(text("closing.no_sums"), "subtle", wrap=True)
        days_of = [text(f"closing.{each}") for each in ("day", "label", "cases", "net")]
        self.closed = plain_table(look, days_of, stretch=1, name=text("closing.closed_days"))
        for place, size in ((0, "field_w"), (2, "row_px"), (3, "label_w")):
            self.closed.setColumnWidth(place, look.px(size) * (3 if size == "row_px" else 1))
        head = row(look, self._title)
        head.addStretch(1)
        head.addWidget(button(text("closing.preview_desk"), partial(self._preview, -1, "desk"), "small"))
        head.addWidget(button(text("closing.preview_office"), partial(self._preview, -1, "office"), "small"))
        left = card()
        inside = column(look, head, self._no_sums, margins=True)
        inside.addWidget(self.sums, 3)
        days = row(look, label(text("closing.closed_days"), "lead"))
        days.addStretch(1)
        days.addWidget(button(text("closing.preview_desk"), partial(self._preview_closed, "desk"), "small"))
        days.addWidget(button(text("closing.preview_office"), partial(self._preview_closed, "office"), "small"))
        inside.addLayout(days)
        inside.addWidget(self.closed, 2)
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
        self.amount.setFocus()
        self.amount.selectAll()
        if self._shell.not_ready is not None:
            float_won, message = self._shell.not_ready
            self._shell.not_ready = None
            self.amount.setText(str(float_won))
            self.say(message, "danger")
            self.ask_reason(True)

    def show_day(self, title: str, pairs: Sequence[tuple[str, str]], *, open_day: bool) -> None:
        self._title.setText(title)
        self._pairs.show_pairs(pairs)
        text = self._words.text
        self._amount_label.setText(text("closing.counted" if open_day else "day.float"))
        self.amount.setAccessibleName(self._amount_label.text())
        self.act.setText(text("closing.close" if open_day else "day.open"))

    def show_sums(self, rows: Sequence[SumRow]) -> None:
        put_rows(self.sums, rows, right=tuple(range(1, 8)))
        self._no_sums.setVisible(not rows)

    def show_blockers(self, rows: Sequence[str]) -> None:
        self._blockers.say("\n".join([self._words.text("closing.blocked"), *rows]) if rows else "", "warning")

    def show_closed(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        put_rows(self.closed, rows, right=(2, 3))
        if rows and self.closed.currentRow() < 0:
            self.closed.selectRow(0)

    def show_difference(self, text: str, tone: str) -> None:
        self._difference.say(text, tone)
        self.reason.setVisible(tone == "warning")

    def ask_leader(self, wanted: bool) -> None:
        for each in (self._leader_label, self.leader, self._password_label, self.password):
            each.setVisible(wanted)

    def ask_reason(self, wanted: bool) -> None:
        """Why the day is opened all the same; who else signs stands below."""
        self._name_reason("closing.reason_unready" if wanted else "closing.reason")
        self.reason.setVisible(wanted)
        if wanted:
            self.reason.setFocus()
        else:
            self.reason.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _side(self) -> QVBoxLayout:
        text, look = self._words.text, self._look
        self._pairs = PairList(look)
        self._blockers = Notice(look)
        self._difference = Notice(look)
        self._amount_label = label("", "strong")
        self.amount = QLineEdit()
        self.amount.setProperty("role", "money")
        self.amount.textEdited.connect(self.presenter.counted)
        self.amount.returnPressed.connect(self._act)
        self._leader_label, self._password_label = label(text("cancel.leader")), label(text("login.password"))
        self.leader, self.password = QLineEdit(), QLineEdit()
        self.leader.setAccessibleName(text("cancel.leader"))
        self.password.setAccessibleName(text("login.password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.act = button("", self._act, "primary")
        box = column(look, label(text("closing.today"), "lead"), rule(), margins=True)
        box.addWidget(self._pairs, 1)
        parts: list[QWidget] = [self._blockers, self.notice, rule(), self._amount_label, self.amount, self._difference]
        for part in parts:
            box.addWidget(part)
        self.reason = QLineEdit()
        self._name_reason("closing.reason")
        self.reason.hide()
        warning = warned(self.reason, self._words)
        asked: list[QWidget] = [self.reason, warning, self._leader_label, self.leader, self._password_label, self.password, self.act]
        for part in asked:
            box.addWidget(part)
        return box

    def _name_reason(self, key: str) -> None:
        self.reason.setAccessibleName(self._words.text(key))
        self.reason.setPlaceholderText(self._words.text(key))

    def _act(self) -> None:
        commit_composing()
        self.presenter.open_or_close(self.amount.text(), self.reason.text(), self.leader.text().strip(), self.password.text())
        self.password.clear()

    def _preview(self, index: int, scope: str) -> None:
        self.presenter.preview(index, scope)

    def _preview_closed(self, scope: str) -> None:
        if self.closed.currentRow() >= 0:
            self.presenter.preview(self.closed.currentRow(), scope)
