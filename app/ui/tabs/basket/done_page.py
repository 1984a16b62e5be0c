"""The end of a visit: its numbers, what was paid by which means, what is still owed, and the papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.words import Words
from app.ui import formats
from app.ui.plain import Notice, button, clear_layout, label, row
from app.ui.rating_row import RatingRow
from app.ui.tabs.basket.ending import Done
from app.ui.theme import Look


@dataclass(frozen=True)
class Acts:
    """What the buttons do."""

    receipt: Callable[[], object]
    slips: Callable[[], object]
    notices: Callable[[], object]
    rest: Callable[[], object]


class DonePage(QWidget):
    def __init__(self, words: Words, look: Look, acts: Acts, rating: Callable[[], RatingRow]) -> None:
        """`rating`: what asks for one answer about this visit, made anew for each."""
        super().__init__()
        self._words, self._look, self._acts, self._rating = words, look, acts, rating
        self._waits: QLabel | None = None
        self._rated: RatingRow | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(look.px("gap_small_px"))
        self.rest: QPushButton | None = None

    def show_done(self, done: Done) -> None:
        """Exactly that."""
        text = self._words.text
        self._rated = None
        clear_layout(self._place)
        self._add(label(text("basket.done_provisional" if done.provisional else "basket.done"), "lead", wrap=True))
        if done.elsewhere:
            self._add(label(text("transfer.received"), wrap=True))
        self._waits = label(text("basket.waits"), wrap=True)
        self._waits.setVisible(done.waits)
        self._add(self._waits)
        self._show_rest(done)
        for number, name in done.numbers:
            self._add(label(name, "strong"))
            self._add(label(number, "subtle"))
        self._show_money(done)
        buttons = row(self._look)
        if done.receipts:
            buttons.addWidget(button(text("paper.receipt_key"), self._acts.receipt))
        if done.slips:
            buttons.addWidget(button(text("paper.print_slip"), self._acts.slips))
        buttons.addStretch(1)
        self._place.addLayout(buttons)
        if done.late:
            self._add(label(text("fee_late.tell"), wrap=True))
            notices = row(self._look, button(text("fee_late.key"), self._acts.notices), None)
            self._place.addLayout(notices)
        if done.next:
            self._add(label(text("follow_on.heading"), "strong"))
            for each in done.next:
                self._add(label(each, wrap=True))
        self._rated = self._rating()
        self._add(self._rated)
        self._place.addStretch(1)

    def sent(self) -> None:
        """What was sent waits no longer."""
        if self._waits is not None:
            self._waits.hide()

    def rated(self) -> None:
        """The citizen has answered, here or on their own screen."""
        if self._rated is not None:
            self._rated.taken()

    def take_focus(self) -> None:
        """The hands are at what is still owed, if anything is."""
        if self.rest is not None:
            self.rest.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rest(self, done: Done) -> None:
        """A later card did not pay: why, what is owed, and where to."""
        self.rest = None
        if not done.rest_won:
            return
        why = Notice(self._look)
        why.say(
            f"{done.told}\n{self._words.text('basket.rest', won=formats.won(done.rest_won), paid=formats.won(done.paid_won))}", "danger"
        )
        self._add(why)
        self.rest = button(self._words.text("basket.rest_key"), self._acts.rest, "primary")
        self._add(self.rest)

    def _show_money(self, done: Done) -> None:
        text = self._words.text
        if done.paid_won:
            if taken := done.paid_won - done.deferred_won:
                self._add(label(text("basket.paid", won=formats.won(taken)), "strong"))
            if done.deferred_won:
                self._add(label(text("basket.deferred", won=formats.won(done.deferred_won)), "strong"))
            means = QGridLayout()
            means.setColumnStretch(0, 1)
            for line, (name, won) in enumerate(done.means):
                shown = label(name)
                figure = label(text("fee.won", won=won))
                figure.setAccessibleName(f"{name} {figure.text()}")
                means.addWidget(shown, line, 0)
                means.addWidget(figure, line, 1)
            self._place.addLayout(means)
        if done.change_won:
            self._add(label(text("basket.received", won=formats.won(done.handed_won))))
            self._add(label(text("basket.change", won=formats.won(done.change_won)), "title"))

    def _add(self, widget: QWidget) -> None:
        self._place.addWidget(widget)
