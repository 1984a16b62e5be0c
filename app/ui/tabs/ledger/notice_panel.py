"""통지: what the citizen was told and when, in the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, column, label, row
from app.ui.tabs.ledger.notice_presenter import NoticePresenter, Pair
from app.ui.theme import Look


class NoticePanel(QWidget):
    """`left`: the clerk goes back to the case."""

    def __init__(self, context: Context, look: Look, case: CaseDetail, *, left: Callable[[], object]) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = NoticePresenter(context, self, case)
        self.notice = Notice(look)
        self.pairs = PairList(look)
        self.back = button(text("button.go_back"), left, "quiet")
        self.again = button(text("notice.again"), self.presenter.again, "primary")
        self.refuse = button(text("notice.refuse"), self.presenter.refuse, "quiet")
        acts = row(look, self.back, self.again, self.refuse, None)
        box = column(look, label(text("notice.title"), "strong"), self.notice)
        box.addWidget(self.pairs, 1)
        box.addLayout(acts)
        self.setLayout(box)
        self.offer(again=False, refuse=False)

    def start(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.start()

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        self.pairs.show_pairs(pairs)

    def offer(self, *, again: bool, refuse: bool) -> None:
        if self.again.hasFocus() and not again:
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.again.setVisible(again)
        self.refuse.setVisible(refuse)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
