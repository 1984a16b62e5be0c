"""대조: the card terminal at the left, stamps at the right, each beside the book with its difference."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, heading_of, label, row, rule, suggest
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.closing.checks_presenter import ChecksPresenter, Row, TypedStamps
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

TERMINAL = ("terminal_no", "approvals", "approvals_won", "cancels", "cancels_won", "reason")
STAMPS = ("device", "first", "last", "issued", "spoiled", "spoiled_numbers", "reason")
APART = ("what", "number", "at_terminal", "in_book")


class ChecksPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__()
        self._words, self._look = context.words, look
        self.presenter = ChecksPresenter(context, self, papers)
        self.notice = Notice(look)
        sides = row(look)
        sides.addWidget(self._terminal_card(), 1)
        sides.addWidget(self._stamp_card(), 1)
        whole = column(look, self.notice)
        whole.addLayout(sides, 1)
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter(arriving=True)
        (self.typed["terminal_no"] if self.ask.isHidden() else self.ask).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_joined(self, joined: bool) -> None:
        self.ask.setVisible(joined)

    def show_terminal(self, pairs: Sequence[tuple[str, str]], apart: Sequence[Row]) -> None:
        self._terminal_pairs.show_pairs(pairs)
        put_rows(self.apart, apart, right=(2, 3))
        self.apart.setVisible(bool(apart))

    def show_stamps(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._stamp_pairs.show_pairs(pairs)

    def show_settings(self, terminal: str, stamps: str, mode: int) -> None:
        """What this desk has to count before it closes; the means of stamping that is set here is chosen."""
        self._terminal_set.setText(terminal)
        self._stamps_set.setText(stamps)
        if not self.stamps["device"].text():
            self.mode.setCurrentIndex(mode)

    def clear_terminal(self) -> None:
        for line in self.typed.values():
            line.clear()

    def clear_stamps(self) -> None:
        for line in self.stamps.values():
            line.clear()

    def ask_stamps(self) -> None:
        self.stamps["device"].setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_stamp_reason(self) -> None:
        self.stamps["reason"].setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nothing that was typed stands here."""
        self.clear_terminal()
        self.clear_stamps()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _terminal_card(self) -> QWidget:
        text, look = self._words.text, self._look
        self._terminal_pairs = PairList(look, figures=True, whole=True)
        self.apart = plain_table(look, [text(f"checks.{each}") for each in APART], stretch=0, name=text("checks.apart"))
        for place in (1, 2, 3):
            self.apart.setColumnWidth(place, look.px("label_w"))
        self.ask = button(text("checks.ask"), self.presenter.ask_terminal, "primary")
        self.typed = {each: self._line(each) for each in TERMINAL}
        self.typed["reason"].returnPressed.connect(self._keep_terminal)
        head = row(look, label(text("checks.terminal"), "title"), None)
        head.addWidget(button(text("checks.card_sheet"), self.presenter.card_sheet, "small"))
        self._terminal_set = label("", "subtle", wrap=True)
        made = card()
        box = column(look, head, rule(), self._terminal_set, margins=True, gap="gap_small_px")
        box.addWidget(self._terminal_pairs, 2)
        box.addWidget(self.apart, 1)
        box.addWidget(self.ask)
        box.addWidget(label(text("checks.typed_title"), "strong"))
        box.addLayout(self._grid(self.typed))
        box.addWidget(warned(self.typed["reason"], self._words))
        box.addWidget(button(text("checks.keep_terminal"), self._keep_terminal))
        made.setLayout(box)
        return made

    def _stamp_card(self) -> QWidget:
        text, look = self._words.text, self._look
        self._stamp_pairs = PairList(look, figures=True, whole=True)
        self.mode = ChoiceBox()
        self.mode.setAccessibleName(text("checks.mode"))
        self.mode.addItems([text("checks.mode_electronic"), text("checks.mode_machine")])
        self.stamps = {each: self._line(each) for each in STAMPS}
        self.stamps["reason"].returnPressed.connect(self._keep_stamps)
        suggest(self.stamps["spoiled_numbers"], text("checks.spoiled_hint"))
        head = row(look, label(text("checks.stamps"), "title"), None)
        head.addWidget(button(text("checks.stamp_sheet"), self.presenter.stamp_sheet, "small"))
        self._stamps_set = label("", "subtle", wrap=True)
        made = card()
        box = column(look, head, rule(), self._stamps_set, margins=True, gap="gap_small_px")
        box.addWidget(self._stamp_pairs, 1)
        box.addWidget(self.mode)
        box.addLayout(self._grid(self.stamps))
        box.addWidget(warned(self.stamps["reason"], self._words))
        box.addWidget(button(text("checks.keep_stamps"), self._keep_stamps, "primary"))
        made.setLayout(box)
        return made

    def _grid(self, lines: dict[str, QLineEdit]) -> QGridLayout:
        """Two fields a line, names above."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._look.px("gap_px"))
        grid.setVerticalSpacing(self._look.px("gap_small_px") // 2)
        for at, (name, line) in enumerate(lines.items()):
            grid.addWidget(heading_of(line, self._words.text(f"checks.{name}"), "small"), at // 2 * 2, at % 2)
            grid.addWidget(line, at // 2 * 2 + 1, at % 2)
        return grid

    def _keep_terminal(self) -> None:
        commit_composing()
        counts = [self.typed[each].text() for each in TERMINAL[1:5]]
        self.presenter.type_terminal(self.typed["terminal_no"].text(), counts, self.typed["reason"].text())

    def _keep_stamps(self) -> None:
        commit_composing()
        values = {each: line.text() for each, line in self.stamps.items()}
        self.presenter.keep_stamps(TypedStamps(mode=self.mode.currentIndex(), **values))

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(f"checks.{name}"))
        line.returnPressed.connect(line.focusNextChild)
        return line
