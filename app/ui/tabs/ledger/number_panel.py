"""공식번호 of the case in hand: typed, or read off the national system's paper by a scanner. In the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.official_numbers import NUMBER_MAX
from app.domain.words import Words
from app.ui.plain import button, column, commit_composing, heading_of, row, suggest, waits_for_scans
from app.ui.theme import Look


class NumberPanel(QWidget):
    """`done(number)`; `left`: the clerk goes back to the case."""

    def __init__(self, words: Words, look: Look, now: str, *, done: Callable[[str], object], left: Callable[[], object]) -> None:
        super().__init__()
        text = words.text
        self._done = done
        self.number = QLineEdit(now)
        self.number.setAccessibleName(text("case.official_no"))
        suggest(self.number, text("official_number.scan"))
        self.number.setMaxLength(NUMBER_MAX + 10)  # a scanner may put something before it
        self.number.returnPressed.connect(self.submit)
        waits_for_scans(self.number)
        heading = heading_of(self.number, text("case.official_no"))
        keys = row(look, button(text("worklist.keep_number"), self.submit, "primary"), button(text("button.go_back"), left, "quiet"), None)
        box = column(look, heading, self.number)
        box.addLayout(keys)
        box.addStretch(1)
        self.setLayout(box)

    def start(self) -> None:
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.number.selectAll()

    def submit(self) -> None:
        commit_composing()
        self._done(self.number.text())
