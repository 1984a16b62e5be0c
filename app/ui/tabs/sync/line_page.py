"""전송: the line to central on one page: three truths and the disputes, the queue, the last answer, what to send now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QFileDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, label, row, rule
from app.ui.sync_action import SyncAction
from app.ui.tabs.sync.presenter import SyncPresenter
from app.ui.theme import Look


class LinePage(QWidget):
    """`actions`: commands that other parts of the program bring, each a button."""

    def __init__(self, context: Context, look: Look, refresh: Callable[[], object], actions: Sequence[SyncAction]) -> None:
        super().__init__()
        text = self._text = context.words.text
        self._look = look
        self._state = Notice(look)
        self.notice = Notice(look)
        self._pairs = PairList(look, whole=look.crowd > 100)  # … where the page scrolls anyway
        self._report = label("", wrap=True)
        self._report.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._report.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.report = QScrollArea()
        self.report.setWidget(self._report)
        self.report.setWidgetResizable(True)
        self.report.setFrameShape(QFrame.Shape.NoFrame)
        self.report.hide()
        self._truths = QHBoxLayout()
        self._truths.setSpacing(look.px("pad_px") * 4)
        self._truths.addStretch(1)
        self._figures: dict[str, QLabel] = {}
        self.presenter = SyncPresenter(context, self, refresh)
        self.send = button(text("sync.send"), self.presenter.send, "primary")
        self.commands = [button(text(each.name), partial(self._command, each), "small") for each in actions]
        self._for_central = [made for made, each in zip(self.commands, actions, strict=True) if each.for_central]
        head = row(look, label(text("sync.title"), "title"), None)
        head.addWidget(self.send)
        foot = flowing(look.px("gap_px"), label(text("sync.losses"), "strong"), *self.commands)
        panel = card()
        inside = column(look, head, self._state, self.notice, self._truths, rule(), margins=True)
        inside.addWidget(self._pairs, 1)
        inside.addWidget(self.report, 1)
        if self.commands:
            inside.addWidget(rule())
            inside.addWidget(foot)
        self._promise = label(text("sync.promise"), "subtle", wrap=True)
        inside.addWidget(self._promise)
        panel.setLayout(inside)
        box = row(look)
        box.addWidget(panel, 1)
        self.setLayout(box)
        self.presenter.show()

    def _command(self, action: SyncAction) -> None:
        """Where from or where to is asked first; whoever closes that dialog wants nothing done."""
        if not action.asks:
            self.presenter.run(action, None)
            return
        title = self._text(action.name)
        if action.asks == "folder":
            chosen = QFileDialog.getExistingDirectory(self, title)
        elif action.asks == "save":
            chosen, _ = QFileDialog.getSaveFileName(self, title)
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, title)
        if chosen:
            self.presenter.run(action, Path(chosen))

    def enter(self) -> None:
        self.say("")
        self.presenter.enter()
        self.send.setFocus()

    def show_state(self, headline: str, tone: str, pairs: Sequence[tuple[str, str]], *, alone: bool) -> None:
        """`alone`: the desk has no central, nothing can be sent."""
        for made in (self.send, *self._for_central):
            made.setVisible(not alone)
        self._promise.setText(self._text("sync.promise_alone" if alone else "sync.promise"))
        self._state.say(headline, tone)
        self._pairs.show_pairs(pairs)

    def show_truths(self, truths: Sequence[tuple[str, str]]) -> None:
        for name, number in truths:
            figure = self._figures.get(name)
            if figure is None:
                figure = self._figures[name] = label("", "title")
                place = column(self._look, label(name, "subtle"), figure, gap="gap_small_px")
                self._truths.insertLayout(len(self._figures) - 1, place)
            if figure.text() != number:
                figure.setText(number)
                figure.setAccessibleName(f"{name} {number}")

    def set_busy(self, busy: bool) -> None:
        for made in (self.send, *self.commands):
            made.setEnabled(not busy)
        focus = QApplication.focusWidget()
        if not busy and self.isVisible() and (focus is None or not self.isAncestorOf(focus)):
            self.send.setFocus()  # the button that was pressed lost the keyboard while it was off

    def say(self, text: str, tone: str = "") -> None:
        """A sentence above; a report of several lines has the room of the page, however many there are."""
        report = "\n" in text
        self.notice.say("" if report else text, tone)
        self._report.setText(text if report else "")
        self._report.setAccessibleName(self._report.text())
        self.report.setVisible(report)
        self._pairs.setVisible(not report)
