"""The readiness page: one table, the worst in a line above it; Enter mends the line that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, card, column, label, row
from app.ui.tables import fit_column, mark_a_row, on_enter, plain_table, put_rows, wrap_column
from app.ui.tabs.sync.ready_presenter import ReadyPresenter
from app.ui.theme import Look


class ReadyPage(QWidget):
    def __init__(self, context: Context, look: Look, acts: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = ReadyPresenter(context, self, acts)
        self._level = Notice(look)
        self.notice = Notice(look)
        headings = [text(f"ready.{each}") for each in ("state", "line", "how", "age")]
        self.table = plain_table(look, headings, stretch=2, name=text("ready.title"))
        for place in (0, 1, 3):
            fit_column(self.table, place)
        self._fit_rows = wrap_column(self.table, look, 2)
        on_enter(self.table, lambda row: self.presenter.act(row))
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.act(at))
        self._again = button(text("ready.again"), self.presenter.enter, "small")
        self._verify = button(text("ready.verify"), self.presenter.verify, "small")
        head = row(look, label(text("ready.title"), "title"), None)
        head.addWidget(self._again)
        head.addWidget(self._verify)
        panel = card()
        inside = column(look, head, self._level, self.notice, margins=True)
        inside.addWidget(self.table, 1)
        inside.addWidget(label(text("ready.hint"), "small", wrap=True))
        inside.addWidget(label(text("ready.not_judged"), "small", wrap=True))
        panel.setLayout(inside)
        box = row(look)
        box.addWidget(panel, 1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        put_rows(self.table, rows)
        self._fit_rows()
        mark_a_row(self.table)

    def show_level(self, text: str, tone: str) -> None:
        self._level.say(text, tone)

    def set_busy(self, busy: bool) -> None:
        self._again.setEnabled(not busy)
        self._verify.setEnabled(not busy)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
