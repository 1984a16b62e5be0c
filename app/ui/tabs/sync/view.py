"""The line to central on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, label, row
from app.ui.tabs.sync.presenter import SyncPresenter
from app.ui.theme import Look


class SyncView(QWidget):
    def __init__(self, context: Context, look: Look, refresh: Callable[[], object]) -> None:
        super().__init__()
        text = context.words.text
        self._state = Notice(look)
        self.notice = Notice(look)
        self._pairs = PairList(look)
        self.presenter = SyncPresenter(context, self, refresh)
        self.send = button(text("sync.send"), self.presenter.send, "primary")
        head = row(look, label(text("sync.title"), "title"))
        head.addStretch(1)
        head.addWidget(self.send)
        panel = card()
        inside = column(look, head, self._state, self.notice, margins=True)
        inside.addWidget(self._pairs, 1)
        inside.addWidget(label(text("sync.promise"), "subtle", wrap=True))
        panel.setLayout(inside)
        box = row(look)
        box.addWidget(panel, 1)
        self.setLayout(box)
        self.presenter.show()

    def enter(self) -> None:
        self.presenter.enter()
        self.send.setFocus()

    def show_state(self, headline: str, tone: str, pairs: Sequence[tuple[str, str]]) -> None:
        self._state.say(headline, tone)
        self._pairs.show_pairs(pairs)

    def set_busy(self, busy: bool) -> None:
        self.send.setEnabled(not busy)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
