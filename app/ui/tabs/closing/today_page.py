"""오늘: sums by service at the left, the day in figures and what is in the way at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, label, row, rule
from app.ui.tables import mark_a_row, plain_table, put_rows
from app.ui.tabs.closing.blockers import BlockerList
from app.ui.tabs.closing.day_text import SumRow
from app.ui.tabs.closing.today_presenter import DayPapers, TodayPresenter
from app.ui.theme import Look

COLUMNS = ("service", "unit", "copies", "cash", "card", "transit", "other", "returned", "net")


PAPERS = (("closing.preview_desk", "⇧F5"), ("closing.preview_office", "⇧F3"), ("closing.interim", "⇧F7"), ("closing.reversals", "⇧F8"))


class TodayPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers, go: Callable[[str, str], object]) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = TodayPresenter(context, self, papers, go)
        self.notice = Notice(look)
        self._title = label("", "title")
        self.sums = plain_table(look, [text(f"sheet.{each}") for each in COLUMNS], stretch=0, name=text("closing.sums"))
        wide = look.px("label_w") * 3 // 4
        for place, width in zip(range(1, len(COLUMNS)), (wide, wide * 2 // 3, *[wide] * 6), strict=True):
            self.sums.setColumnWidth(place, width)
        self._no_sums = label(text("closing.no_sums"), "subtle", wrap=True)
        self._no_sums.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = row(look, self._title)
        keys = [
            button(text("closing.with_key", name=text(name), key=key), act, "small", name=text(name))
            for (name, key), act in zip(PAPERS, self.papers(), strict=True)
        ]
        head.addWidget(flowing(look.px("gap_px"), *keys, right=True), 1)
        left = card()
        inside = column(look, head, self.notice, self._no_sums, margins=True)
        inside.setStretchFactor(self._no_sums, 1)  # a day without money leaves its room to the word that says so
        inside.addWidget(self.sums, 1)
        left.setLayout(inside)
        self._pairs = PairList(look, figures=True)
        self.blockers = BlockerList(context.words, look, self.presenter.settle)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("closing.today"), "lead"), rule(), margins=True)
        box.addWidget(self._pairs, 1)
        box.addWidget(self.blockers)
        side.setLayout(box)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()

    def papers(self) -> tuple[Callable[[], object], ...]:
        """What each of `PAPERS` does."""
        preview = self.presenter.preview
        return partial(preview, "desk"), partial(preview, "office"), self.presenter.interim, self.presenter.reversals

    def show_day(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        self._title.setText(title)
        self._pairs.show_pairs(pairs)

    def show_sums(self, rows: Sequence[SumRow]) -> None:
        put_rows(self.sums, rows, right=tuple(range(1, len(COLUMNS))))
        self._no_sums.setVisible(not rows)
        self.sums.setVisible(bool(rows))
        mark_a_row(self.sums)

    def show_blockers(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.blockers.show_rows(rows)
        if rows:
            self.blockers.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
