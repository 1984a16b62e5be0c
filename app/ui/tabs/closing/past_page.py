"""지난 마감: closed days, the newest first; their sheets come out as they were."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PyQt6.QtCore import Qt

from app.ui.context import Context
from app.ui.plain import button, column, label, row, suggest
from app.ui.tables import fit_column, mark_a_row, on_enter, plain_table, put_rows
from app.ui.tabs.closing.card_page import CardPage
from app.ui.tabs.closing.past_presenter import ClosedRow, PastPresenter
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

COLUMNS = ("day", "label", "closed_at", "user", "cases", "net_won")


class PastPage(CardPage):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__(context, look)
        text = self.text
        self.presenter = PastPresenter(context, self, papers)
        self.closed = plain_table(look, [text(f"closing.{each}") for each in COLUMNS], stretch=1, name=text("closing.closed_days"))
        fit_column(self.closed, 0)
        fit_column(self.closed, 2)
        for place, size in ((3, "label_w"), (4, "label_w"), (5, "label_w")):
            self.closed.setColumnWidth(place, look.px(size))
        on_enter(self.closed, partial(self.presenter.preview, scope="desk"))
        self.closed.cellDoubleClicked.connect(lambda at, _: self.presenter.preview(at, "desk"))
        self._none = label(text("closing.none_closed"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = row(look, label(text("closing.closed_days"), "title"), None)
        self.sheets = [button(text(f"closing.preview_{scope}"), partial(self._preview, scope), "small") for scope in ("desk", "office")]
        self.sheets.append(button(text("closing.remittance"), lambda: self.presenter.remittance(self.closed.currentRow()), "small"))
        for each in self.sheets:
            head.addWidget(each)
        self.period = self.line(text("closing.period"), partial(self._period, "desk"), "list_w")
        suggest(self.period, text("closing.period_hint"))
        months = row(look, label(text("closing.period"), "strong"), self.period)
        for scope in ("desk", "office"):
            months.addWidget(button(text(f"closing.period_{scope}"), partial(self._period, scope)))
        months.addStretch(1)
        box = column(look, head, self.notice, self._none, margins=True)
        box.addWidget(self.closed, 1)
        box.addLayout(months)
        self.fill(box)

    def enter(self) -> None:
        self.presenter.enter()
        self.closed.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_closed(self, rows: Sequence[ClosedRow]) -> None:
        put_rows(self.closed, rows, right=(4, 5))
        self._none.setVisible(not rows)
        self.closed.setVisible(bool(rows))
        mark_a_row(self.closed)
        for each in self.sheets:
            each.setEnabled(bool(rows))  # of no day there is no sheet

    def _preview(self, scope: str) -> None:
        self.presenter.preview(self.closed.currentRow(), scope)

    def _period(self, scope: str) -> None:
        self.presenter.period(self.period.text(), scope)
