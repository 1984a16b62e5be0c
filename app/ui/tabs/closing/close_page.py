"""마감: the drawer is counted at the left, what is in the way stands in the middle, two people sign at the right. Before: 개시."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.views import ClosedDay
from app.ui.context import Context
from app.ui.count_grid import CountGrid
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule, side
from app.ui.second_sign import SecondSign
from app.ui.shell import Shell
from app.ui.tabs.closing.blockers import BlockerList
from app.ui.tabs.closing.close_presenter import ClosePresenter
from app.ui.theme import Look


class ClosePage(QWidget):
    def __init__(
        self,
        context: Context,
        look: Look,
        shell: Shell,
        go: Callable[[str, str], object],
        closed: Callable[[ClosedDay], object],
    ) -> None:
        super().__init__()
        self._words, self._shell = context.words, shell
        self.presenter = ClosePresenter(context, self, shell.refresh, closed, go)
        whole = row(look)
        whole.addWidget(self._count_card(look), 1)
        whole.addWidget(self._blocked_card(look), 1)
        whole.addWidget(self._sign_card(look))
        self.setLayout(whole)

    @property
    def amount(self) -> QLineEdit:
        """The cash counted, or the float of a day that begins."""
        return self.count.amount

    @property
    def leader(self) -> QLineEdit:
        return self.sign.user

    @property
    def password(self) -> QLineEdit:
        return self.sign.password

    def enter(self) -> None:
        self.presenter.enter(unready=self._shell.not_ready is not None)
        if self._shell.not_ready is not None:
            float_won, message = self._shell.not_ready
            self._shell.not_ready = None
            self.amount.setText(str(float_won))
            self.say(message, "danger")
            self.ask_reason(True)
        else:
            self.count.take_focus()

    def show_day(self, title: str, pairs: Sequence[tuple[str, str]], *, open_day: bool) -> None:
        text = self._words.text
        self._title.setText(title)
        self._pairs.show_pairs(pairs)
        self._pairs.setVisible(open_day)
        self._book_title.setVisible(open_day)
        self.blind.setVisible(open_day)
        self.count.show_notes(open_day, text("closing.counted" if open_day else "day.float"))
        self.act.setText(text("closing.close_two" if open_day else "day.open"))
        self.act.setAccessibleName(self.act.text())
        self._blocked.setVisible(open_day)

    def show_blockers(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.blockers.show_rows(rows)

    def show_hint(self, text: str) -> None:
        """What is better done before, and holds up nothing."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def show_difference(self, text: str, tone: str) -> None:
        self._difference.say(text, tone)
        self.reason.setVisible(tone == "warning" or bool(self.reason.text()))

    def ask_leader(self, wanted: bool) -> None:
        self.sign.setVisible(wanted)

    def ask_reason(self, wanted: bool) -> None:
        """Why the day is opened all the same; who else signs stands below."""
        self._name_reason("closing.reason_unready" if wanted else "closing.reason")
        self.reason.setVisible(wanted)
        if wanted:
            self.reason.setFocus()
        else:
            self.reason.clear()

    def cover(self, covered: bool) -> None:
        """Where this office counts with the amount covered, nobody uncovers it before the first count."""
        if covered:
            self.blind.setChecked(True)
        self.blind.setEnabled(not covered)

    def settle_first(self) -> None:
        """The hands are at what has to be settled before the day can be closed."""
        self.blockers.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nothing that was counted or typed stands here."""
        self.blind.setChecked(False)
        self.count.clear()
        self.sign.clear()
        self.reason.clear()
        self.reason.hide()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def tell_backup(self, text: str, tone: str = "") -> None:
        """What became of the copy after the closing, below what was said of the closing itself."""
        self.backup.say(text, tone)

    def _count_card(self, look: Look) -> QWidget:
        text = self._words.text
        self._title = label("", "title")
        self.count = CountGrid(self._words, look, changed=self.presenter.counted, done=self._counted)
        self.blind = QCheckBox(text("count.blind"))
        self.blind.toggled.connect(self.presenter.set_blind)
        self._difference = Notice(look)
        made = card()
        box = column(look, self._title, rule(), self.count, self.blind, self._difference, margins=True)
        box.addStretch(1)
        made.setLayout(box)
        return made

    def _blocked_card(self, look: Look) -> QWidget:
        text = self._words.text
        self._book_title = label(text("closing.book"), "lead")
        self._pairs = PairList(look, figures=True, whole=look.crowd > 100)  # … where the page scrolls anyway
        self.blockers = BlockerList(self._words, look, self.presenter.settle)
        self._blocked = card()
        box = column(look, self._book_title, margins=True)
        box.addWidget(self._pairs, 1)
        box.addWidget(label(text("closing.before"), "lead"))
        box.addWidget(self.blockers)
        self._hint = label("", "subtle", wrap=True)
        self._hint.hide()
        box.addWidget(self._hint)
        self._blocked.setLayout(box)
        return self._blocked

    def _sign_card(self, look: Look) -> QWidget:
        text = self._words.text
        self.notice = Notice(look)
        self.reason = QLineEdit()
        self._name_reason("closing.reason")
        self.reason.hide()
        self.sign = SecondSign(self._words, look, text("closing.second"), done=self._act)
        self.reason.returnPressed.connect(self._counted)
        self.act = button("", self._act, "primary")
        place = side(look.px("basket_w"))
        box = column(look, label(text("closing.signatures"), "lead"), rule(), self.notice, margins=True)
        self.backup = Notice(look)
        box.addWidget(self.backup)
        for part in (self.reason, warned(self.reason, self._words), self.sign, self.act):
            box.addWidget(part)
        box.addStretch(1)
        box.addWidget(label(text("closing.help"), "subtle", wrap=True))
        place.setLayout(box)
        return place

    def _counted(self) -> None:
        """Enter after the count: the reason if it differs, then whoever signs."""
        if self.reason.isVisible() and not self.reason.text():
            self.reason.setFocus()
        elif self.sign.isVisible():
            self.sign.take_focus()
        else:
            self.act.setFocus()

    def _name_reason(self, key: str) -> None:
        self.reason.setAccessibleName(self._words.text(key))
        self.reason.setPlaceholderText(self._words.text(key))

    def _act(self) -> None:
        commit_composing()
        leader, password = self.sign.taken()
        self.presenter.open_or_close(self.count.total(), self.count.notes(), self.reason.text(), leader, password)
