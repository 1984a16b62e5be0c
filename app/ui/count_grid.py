"""Counting the drawer: pieces of each note and coin, their sum; or the sum alone where nobody counts by denomination."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QIntValidator, QKeyEvent
from PyQt6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.domain.words import Words
from app.ui import formats
from app.ui.editors import ENTER
from app.ui.plain import label
from app.ui.theme import Look

NOTES = (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10)
MOST_PIECES = 99_999


class CountGrid(QWidget):
    """`changed(won or None)` while it is typed, `done` on Enter in the last line. Enter and ↓ go on, ↑ goes back."""

    def __init__(
        self, words: Words, look: Look, *, changed: Callable[[int | None], object], done: Callable[[], object], notes: Sequence[int] = NOTES
    ) -> None:
        super().__init__()
        self._words, self._changed, self._done = words, changed, done
        self._by_note = True
        self._of_notes: list[QWidget] = []
        text = words.text
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px("gap_px"))
        grid.setVerticalSpacing(look.px("gap_small_px") // 2)
        grid.setColumnStretch(2, 1)
        for place, name in enumerate((text("count.note"), text("count.pieces"), text("count.sum"))):
            heading = label(name, "small")
            if place != 1:
                heading.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(heading, 0, place)
            self._of_notes.append(heading)
        self._fields: dict[int, QLineEdit] = {}
        self._sums: dict[int, QLabel] = {}
        for line, note in enumerate(notes, start=1):
            name = text("fee.won", won=formats.won(note))
            shown = label(name)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            field = self._line(text("count.pieces_of", note=name))
            field.setValidator(QIntValidator(0, MOST_PIECES, field))
            field.setFixedWidth(look.px("label_w"))
            field.textEdited.connect(self._pieces_typed)
            total = label("")
            total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown.setBuddy(field)
            self._fields[note], self._sums[note] = field, total
            for place, widget in enumerate((shown, field, total)):
                grid.addWidget(widget, line, place)
                self._of_notes.append(widget)
        self.amount = self._line(text("count.total"))
        self.amount.setProperty("role", "money")
        self.amount.textEdited.connect(self._amount_typed)
        self._total_label = label(text("count.total"), "strong")
        grid.addWidget(self._total_label, len(notes) + 1, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.amount, len(notes) + 1, 1, 1, 2)
        self.setLayout(grid)
        self._order = [*self._fields.values(), self.amount]

    def notes(self) -> dict[int, int]:
        """Denomination in won → pieces; empty where only the sum was typed."""
        return {note: int(field.text()) for note, field in self._fields.items() if field.text().isdigit() and int(field.text())}

    def total(self) -> int | None:
        """The sum that was counted, in won; None while nothing that is an amount stands there."""
        plain = self.amount.text().replace(",", "").strip()
        return int(plain) if plain.isdigit() else None

    def show_notes(self, wanted: bool, total_name: str) -> None:
        """Notes and coins are asked for, or the sum alone; what the sum is called."""
        self._by_note = wanted
        if not wanted and any(line.hasFocus() for line in self._order if line is not self.amount):
            self.take_focus()  # a line that goes out of sight would give the keyboard to whatever comes next in the window
        for each in self._of_notes:
            each.setVisible(wanted)
        self._total_label.setText(total_name)
        self.amount.setAccessibleName(total_name)

    def clear(self) -> None:
        for line in self._order:
            line.clear()
        for each in self._sums.values():
            each.clear()
        self._changed(None)

    def take_focus(self) -> None:
        first = self._order[0] if self._by_note else self.amount
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            at = self._order.index(watched)
            if event.key() in ENTER or event.key() == Qt.Key.Key_Down:
                self._go(at + 1)
                return True
            if event.key() == Qt.Key.Key_Up:
                self._go(at - 1)
                return True
        return super().eventFilter(watched, event)

    def _go(self, at: int) -> None:
        if at >= len(self._order):
            self._done()
        elif at >= 0:
            self._order[at].setFocus(Qt.FocusReason.OtherFocusReason)
            self._order[at].selectAll()

    def _pieces_typed(self) -> None:
        notes = self.notes()
        for note, shown in self._sums.items():
            shown.setText(formats.won(note * notes[note]) if note in notes else "")
        typed = any(field.text() for field in self._fields.values())
        total = sum(note * pieces for note, pieces in notes.items())
        self.amount.setText(formats.won(total) if typed else "")
        self._changed(total if typed else None)

    def _amount_typed(self) -> None:
        """A sum typed over the pieces is the count: pieces that say something else would be a lie in the book."""
        for field in self._fields.values():
            field.clear()
        for shown in self._sums.values():
            shown.clear()
        self._changed(self.total())

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        line.installEventFilter(self)
        return line
