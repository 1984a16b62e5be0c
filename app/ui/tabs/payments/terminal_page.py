"""카드단말기: what still has to be asked at the left, the terminal itself at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.list_beside import ListBeside, asked_line, side_card
from app.ui.pairs import PairList
from app.ui.plain import button, column, commit_composing, label, row, rule
from app.ui.tabs.payments.terminal_presenter import Pair, Row, TerminalPresenter
from app.ui.theme import Look

COLUMNS = {
    "time": "label_w",
    "place": "field_w",
    "amount": "label_w",
    "state": "",
    "question": "label_w",
    "tried": "label_w",
    "next": "label_w",
}


class TerminalPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._words = context.words
        self.presenter = TerminalPresenter(context, self)
        self._list = ListBeside(
            context.words,
            look,
            "terminal_page",
            COLUMNS,
            self._side(look),
            entered=lambda at: self.presenter.ask(),
            chosen=self.presenter.choose,
            right=("amount", "tried", "next"),
            foot=label(context.words.text("terminal_page.hint"), "small", wrap=True),
        )
        self.table, self.notice = self._list.table, self._list.notice
        self.setLayout(column(look, self._list))

    def enter(self) -> None:
        self.presenter.enter()
        self._list.take_focus()

    def show_waiting(self, rows: Sequence[Row]) -> None:
        self._list.show_rows(rows)
        self.ask_all.setVisible(bool(rows))

    def show_state(self, pairs: Sequence[Pair], *, joined: bool, may_join: bool) -> None:
        self.pairs.show_pairs(pairs)
        self._asking.setVisible(joined)
        self._joining.setVisible(may_join)
        self.leave.setVisible(joined)

    def clear_form(self) -> None:
        for line in (self.host, self.port, self.terminal_id):
            line.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._list.say(text, tone)

    def _side(self, look: Look) -> QWidget:
        text = self._words.text
        self.pairs = PairList(look, whole=look.crowd > 100)  # … where the page scrolls anyway
        self.probe = button(text("terminal_page.probe"), self.presenter.probe, "primary")
        self.totals = button(text("terminal_page.totals"), self.presenter.totals)
        self.ask_all = button(text("terminal_page.ask_all"), self.presenter.ask_all)
        self._asking = QWidget()
        self._asking.setLayout(column(look, row(look, self.probe, self.totals), self.ask_all, gap="gap_small_px"))
        self.host, self.port = asked_line(text("terminal_page.host"), 253), asked_line(text("terminal_page.port"), 5)
        self.terminal_id = asked_line(text("terminal_page.id"), 8)
        self.host.returnPressed.connect(self.port.setFocus)
        self.port.returnPressed.connect(self.terminal_id.setFocus)
        self.terminal_id.returnPressed.connect(self._join)
        self.leave = button(text("terminal_page.leave"), self.presenter.leave, "quiet")
        self._joining = QWidget()
        joining = column(look, rule(), label(text("terminal_page.join_title"), "strong", wrap=True), gap="gap_small_px")
        for line in (self.host, self.port, self.terminal_id):
            joining.addWidget(line)
        joining.addLayout(row(look, button(text("terminal_page.join"), self._join), self.leave))
        self._joining.setLayout(joining)
        return side_card(look, text("terminal_page.side"), self.pairs, self._asking, self._joining)

    def _join(self) -> None:
        commit_composing()
        self.presenter.join(self.host.text(), self.port.text(), self.terminal_id.text())
