"""The page 접속기록 of the management tab: the newest looks, and below them what a month of them is made into."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.plain import Notice, column, label
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.access_log_presenter import AccessLogPresenter, Row
from app.ui.tabs.admin.log_review_presenter import LogPapers
from app.ui.tabs.admin.log_tools import LogTools
from app.ui.theme import Look

COLUMNS = ("at", "user", "purpose", "query", "cases", "desk", "address")


class AccessLogPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice, papers: LogPapers) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = AccessLogPresenter(context, self)
        text = context.words.text
        headings = [text(f"admin.log_{each}") for each in COLUMNS]
        self.table = plain_table(look, headings, stretch=6, name=text("admin.log"), none=text("empty.log"))
        for place, size in ((0, "field_w"), (1, "label_w"), (2, "label_w"), (3, "label_w"), (5, "label_w")):
            self.table.setColumnWidth(place, look.px(size))
        fit_column(self.table, 4)
        self._told = label("", "subtle", wrap=True)
        self.tools = LogTools(context, look, notice, papers)
        self.setLayout(column(look, label(text("admin.log"), "title"), self._told, self.table, self.tools))

    def enter(self) -> None:
        self.presenter.enter()

    def show_log(self, rows: Sequence[Row], told: str, *, allowed: bool) -> None:
        put_rows(self.table, rows)
        self.table.setVisible(allowed)
        self.tools.setVisible(allowed)
        self.tools.enter()
        self._told.setText(told)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)
