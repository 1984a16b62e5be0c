"""A page that is one card: its title and what is told on top, a list below, and lines that are typed and entered."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, card, row
from app.ui.theme import Look


class CardPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self.text, self.look = context.words.text, look
        self.notice = Notice(look)

    def fill(self, inside: QVBoxLayout) -> None:
        """The card holds that, once."""
        made = card()
        made.setLayout(inside)
        whole = row(self.look)
        whole.addWidget(made, 1)
        self.setLayout(whole)

    def line(self, name: str, entered: Callable[[], object], size: str = "") -> QLineEdit:
        """A line with its name; Enter in it does that. `size`: of the look, how wide it is; without one as wide as there is room."""
        line = QLineEdit()
        line.setAccessibleName(name)
        line.returnPressed.connect(entered)
        if size:
            line.setFixedWidth(self.look.px(size))
        return line

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
