"""중간 세기·인수인계: the count at the left, the book in the middle, whoever takes the drawer at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.count_grid import CountGrid
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule, side, suggest
from app.ui.second_sign import SecondSign
from app.ui.tabs.closing.shift_presenter import ShiftPresenter
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look
from app.ui.whole_line import whole_below


class ShiftPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = ShiftPresenter(context, self, papers)
        self.notice, self._difference = Notice(look), Notice(look)
        self.count = CountGrid(context.words, look, changed=self.presenter.counted, done=self._counted)
        self.reason = self._line(text("closing.reason"))
        suggest(self.reason, text("closing.reason"))
        self.reason.returnPressed.connect(self._counted)
        self._differs = False
        left = card()
        counting = column(look, label(text("shift.count"), "title"), rule(), self.count, self._difference, self.reason, margins=True)
        counting.addWidget(warned(self.reason, context.words))
        counting.addStretch(1)
        left.setLayout(counting)
        self._pairs = PairList(look, figures=True)
        middle = card()
        book = column(look, label(text("closing.book"), "lead"), margins=True)
        book.addWidget(self._pairs, 1)
        self.keep = button(text("shift.keep"), self._keep, "primary")
        book.addWidget(label(text("shift.keep_help"), "subtle", wrap=True))
        book.addWidget(self.keep)
        book.addWidget(button(text("shift.sheet_cash"), self.presenter.cash_sheet, "small"))
        self._given = button(text("shift.sheet_hand_over"), self.presenter.hand_over_sheet, "small")
        book.addWidget(self._given)
        middle.setLayout(book)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(middle, 1)
        whole.addWidget(self._taker(look))
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        self.count.take_focus()

    def show_drawer(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs.show_pairs(pairs)

    def show_papers(self, text: str) -> None:
        """The security paper that lies here, where nobody typed anything."""
        if not self.papers.isModified():
            self.papers.setText(text)
            self.papers.setCursorPosition(0)

    def show_difference(self, text: str, tone: str) -> None:
        self._difference.say(text, tone)
        self._differs = tone == "warning"

    def forget(self) -> None:
        """Nothing that was counted or typed stands here."""
        self.count.clear()
        self.reason.clear()
        self.papers.clear()
        self.sign.clear()

    def ask_reason(self) -> None:
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_sheet(self) -> None:
        self._given.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _taker(self, look: Look) -> QWidget:
        text = self._words.text
        self.papers = self._line(text("shift.papers"))
        suggest(self.papers, text("shift.papers_hint"))
        self.sign = SecondSign(self._words, look, text("shift.taker"), done=self._hand_over)
        self.papers.returnPressed.connect(self.sign.take_focus)
        place = side(look.px("basket_w"))
        box = column(look, label(text("shift.title"), "lead"), rule(), self.notice, margins=True)
        self.whole_papers = whole_below(self.papers)
        parts: list[QWidget] = [label(text("shift.papers"), "strong"), self.papers, self.whole_papers]
        parts += [warned(self.papers, self._words), self.sign, button(text("shift.hand_over"), self._hand_over, "primary")]
        for part in parts:
            box.addWidget(part)
        box.addStretch(1)
        box.addWidget(label(text("shift.help"), "subtle", wrap=True))
        place.setLayout(box)
        return place

    def _counted(self) -> None:
        """Enter after the count: the reason if it differs, then it is kept, or goes on to whoever takes the drawer by Tab."""
        (self.reason if self._differs and not self.reason.text() else self.keep).setFocus()

    def _keep(self) -> None:
        commit_composing()
        self.presenter.count(self.count.notes(), self.reason.text().strip())

    def _hand_over(self) -> None:
        commit_composing()
        user, password = self.sign.taken()
        self.presenter.hand_over(self.count.notes(), self.reason.text().strip(), self.papers.text().strip(), user, password)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line
