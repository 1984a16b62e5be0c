"""목록으로 안내: who would be told is shown first, then all of them are told on one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QComboBox, QWidget

from app.services.notice_runs import RUNS
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.worklist.notice_run_presenter import NoticeRunPresenter
from app.ui.theme import Look


class NoticeRunPanel(QWidget):
    """`left`: the clerk goes back to the lists."""

    def __init__(self, context: Context, look: Look, *, left: Callable[[], object]) -> None:
        super().__init__()
        text = context.words.text
        self._left = left
        self.presenter = NoticeRunPresenter(context, self)
        self.notice = Notice(look)
        self.run = QComboBox()
        self.run.setAccessibleName(text("notice.run_title"))
        self.run.addItems([text(f"notice.run.{each}") for each in RUNS])
        self.run.setMaximumWidth(look.px("login_w"))
        self.run.activated.connect(lambda at: self.presenter.look(RUNS[at]))
        headings = [text("case.number"), text("case.name"), text("notice.round"), text("notice.until"), text("notice.how")]
        self.table = plain_table(look, headings, stretch=4, name=text("notice.run_title"), none=text("empty.notice_run"))
        for place in (0, 1, 2, 3):
            fit_column(self.table, place)
        self.sum = label("", "strong")
        self.go = button(text("notice.run_go"), self.presenter.send, "primary")
        self.go.setEnabled(False)
        self.back = button(text("button.go_back"), left, "quiet")
        keys = row(look, self.go, self.back, self.sum, None)
        box = column(look, label(text("notice.run_title"), "strong"), label(text("notice.run_hint"), "subtle", wrap=True), self.notice)
        box.addWidget(self.run)
        box.addWidget(self.table, 1)
        box.addLayout(keys)
        self.setLayout(box)

    def ask(self) -> None:
        """The list that is chosen is looked at; nothing is sent."""
        self.notice.say("")
        self.show()
        self.run.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.look(RUNS[max(0, self.run.currentIndex())])

    def show_plan(self, rows: Sequence[Sequence[str]], summed: str, *, any_sent: bool) -> None:
        put_rows(self.table, rows)
        self.sum.setText(summed)
        if self.go.hasFocus() and not any_sent:
            self.run.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go.setEnabled(any_sent)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._left()
            return
        super().keyPressEvent(event)
