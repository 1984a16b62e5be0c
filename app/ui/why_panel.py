"""왜 52,000원?: each won of the basket, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.fee_explanation import FeeWhy
from app.domain.words import Words
from app.ui import formats
from app.ui.pairs import PairList
from app.ui.plain import column, label, rule
from app.ui.theme import Look


class WhyPanel(QWidget):
    """Reads only; Esc goes back."""

    def __init__(self, words: Words, look: Look) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the hands are here, so that Esc goes back
        self._words = words
        self._title = label("", "lead", wrap=True)
        self.pairs = PairList(look)
        box = column(look, rule(), self._title)
        box.addWidget(self.pairs, 1)
        box.addWidget(label(words.text("why.back"), "small"))
        self.setLayout(box)

    def show_whys(self, whys: Sequence[FeeWhy]) -> None:
        """One part for each service, its fee lines one after the other."""
        words = self._words
        total = sum(each.due_won for each in whys)
        self._title.setText(words.text("why.title", won=formats.won(total)))
        pairs: list[tuple[str, str]] = []
        for each in whys:
            pairs.append((words.of(each.name), words.text("fee.won", won=formats.won(each.due_won))))
            pairs += [(words.of(row.label), words.of(row.value)) for row in each.rows]
            for line in each.lines:
                pairs.append((words.of(line.title), words.text("fee.won", won=formats.won(line.due_won))))
                pairs += [
                    (words.of(row.label), words.of(row.value)) for row in line.rows if row.key != "rule"
                ]  # its name is the program's own; the command line tells it
        self.pairs.show_pairs(pairs)
