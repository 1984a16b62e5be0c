"""현재 민원인 by number: one line above the basket, and the dialog in which tickets are given out and passed on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QDialog, QFrame, QGridLayout, QLineEdit, QListWidget, QWidget

from app.domain.tickets import KINDS, NUMBER_MAX
from app.services.desk_stations import STATIONS
from app.ui import formats
from app.ui.choice_box import ChoiceBox
from app.ui.context import Context, Shows
from app.ui.empty_word import when_empty
from app.ui.flow_layout import flowing
from app.ui.plain import Notice, button, column, label, mark, row, shortcut, shown_whole, tip_text
from app.ui.queue_presenter import QueueLine, QueuePresenter
from app.ui.roomy import Roomy
from app.ui.theme import Look

TICK_MS = 1_000
BESIDE = 2  # kinds of tickets in one line
LINES_SEEN = 3  # of those who wait, at least
ASK_EVERY, ASK_AWAY_EVERY = 10, 30  # ticks: how often a machine is asked who waits; the own list changes only here


class QueuePane(QFrame):
    """The number, how long its holder is here, and who waits. `notice`: where the basket speaks."""

    def __init__(self, context: Context, look: Look, notice: Shows, next_visit: Callable[[], str]) -> None:
        super().__init__()
        self._context, self._look, self._notice = context, look, notice
        self.presenter = QueuePresenter(context, self, next_visit)
        self._number, self._elapsed, self._waiting = label("", "strong"), label("", "subtle"), label("", "small")
        self.key = button(context.words.text("queue.open"), self.open_tickets, "small")  # stands beside the basket's other keys
        line = row(look, self._number, self._elapsed, None, gap="gap_small_px")
        line.addWidget(self._waiting)
        self.setLayout(line)
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def show_queue(self, line: QueueLine) -> None:
        self._number.setText(line.number)
        self._elapsed.setText(line.elapsed)
        self._waiting.setText(line.waiting)
        self._waiting.setToolTip(tip_text(line.longest))
        mark(self._waiting, "tone", line.tone)
        self.setAccessibleName(" ".join(filter(None, (line.number, line.elapsed, line.waiting, line.longest))))

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def open_tickets(self) -> None:
        """Ctrl+F2, or the button: give out tickets, call one out of turn, pass on."""
        QueueDialog(self, self._context, self._look, self.presenter).open()

    def tick(self) -> None:
        """A second has passed."""
        if self._context.session.actor is None or not self.isVisible():
            return
        self.show_queue(self.presenter.line())
        self._ticks += 1
        often = ASK_AWAY_EVERY if self.presenter.machine_is_away else ASK_EVERY
        if self.presenter.stale or (self.presenter.asks_machine and self._ticks % often == 0):
            self.presenter.refresh()


class QueueDialog(QDialog):
    """Tickets: the digits give them out, a number in the field is called, joined, put back or passed on. Open until Esc."""

    def __init__(self, parent: QWidget, context: Context, look: Look, presenter: QueuePresenter) -> None:
        super().__init__(parent)
        self._context, self._presenter, text = context, presenter, context.words.text
        self.setWindowTitle(text("queue.title"))
        self.setMinimumWidth(look.px("dialog_w"))
        box = column(look, label(text("queue.help"), "subtle", wrap=True))
        kinds = QGridLayout()
        kinds.setSpacing(look.px("gap_px"))
        for digit, kind in enumerate(KINDS, start=1):
            line = row(look, label(str(digit), "key"))
            line.addWidget(button(text("queue.take", kind=text(f"ticket_kind.{kind}")), partial(presenter.take, kind), "quiet"), 1)
            kinds.addLayout(line, (digit - 1) // BESIDE, (digit - 1) % BESIDE)
            shortcut(self, str(digit), partial(presenter.take, kind))  # a list would take digits for what to look for
        box.addLayout(kinds)
        self.waiting = QListWidget()
        self.waiting.setAccessibleName(text("queue.waits"))
        when_empty(self.waiting, look, text("empty.tickets"))
        self.waiting.currentRowChanged.connect(self._choose)
        self.waiting.itemActivated.connect(lambda _: self._call())
        self.number = QLineEdit()
        self.number.setAccessibleName(text("queue.the_number"))
        self.number.setMaxLength(NUMBER_MAX)
        self.number.returnPressed.connect(self._call)
        named = row(look, label(text("queue.the_number")), self.number)
        acts = (
            button(text("queue.call"), self._call, "small"),
            button(text("queue.take_in"), lambda: presenter.take_in(self.number.text()), "small"),
            button(text("queue.join"), lambda: presenter.join(self.number.text()), "small"),
            button(text("queue.back"), lambda: presenter.back(self.number.text()), "small"),
        )
        self.where = ChoiceBox()
        self.where.setAccessibleName(text("queue.pass_to"))
        self.where.addItems([*(text(f"keys.{station}") for station in STATIONS), text("queue.pass_desk")])
        passing = row(look, label(text("queue.pass_to")), self.where)
        self.pass_key = button(text("queue.pass"), self._pass, "small")
        passing.addWidget(self.pass_key)
        passing.addWidget(button(text("queue.end"), presenter.end, "small"))
        self.notice = Notice(look)
        for part in (label(text("queue.waits"), "strong"), self.waiting):
            box.addWidget(part)
        box.setStretchFactor(self.waiting, 1)
        box.addLayout(named)
        box.addWidget(flowing(look.px("gap_small_px"), *acts))
        box.addWidget(label(text("queue.acts"), "small", wrap=True))
        box.addLayout(passing)
        self.waiting.setMinimumHeight(look.px("row_px") * LINES_SEEN)
        self.setLayout(column(look, Roomy(box), self.notice, button(text("button.close"), self.accept), margins=True))
        shown_whole(self)
        presenter.speak_in(self)
        presenter.watching = self._show
        self.finished.connect(self._left)
        presenter.read_tickets()
        self.waiting.setFocus()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _call(self) -> None:
        self._presenter.call(self.number.text())

    def _pass(self) -> None:
        at = self.where.currentIndex()
        if at < len(STATIONS):
            self._presenter.pass_on(station=STATIONS[at])
        else:
            self._presenter.pass_on(desk=self.number.text())

    def _show(self) -> None:
        text = self._context.words.text
        self.waiting.clear()
        for each in self._presenter.tickets:
            kind = text(f"ticket_kind.{each.kind}")
            self.waiting.addItem(text("queue.waits_row", number=each.number, kind=kind, since=formats.clock_text(each.since)))

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._presenter.tickets):
            self.number.setText(self._presenter.tickets[at].number)

    def _left(self) -> None:
        self._presenter.watching = None
        self._presenter.speak_in(None)
        self.deleteLater()
