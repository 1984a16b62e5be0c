"""Lines of free text: while a number that belongs in a sealed field stands in one, it is said below it, as it is typed (A17)."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QLineEdit

from app.domain.words import Words
from app.services.free_text import unfit
from app.ui.plain import label, mark


def warned(line: QLineEdit, words: Words) -> QLabel:
    """The label that stands below that line and warns; hidden while nothing is wrong. What is typed is refused in the end anyway."""
    says = label("", "warning", wrap=True)
    says.hide()

    def look(text: str) -> None:
        code = unfit(text)
        shown = words.problem(code) if code is not None else ""
        says.setText(shown)
        says.setVisible(bool(shown))
        line.setAccessibleDescription(shown)
        mark(line, "wrong", bool(shown))

    line.textChanged.connect(look)
    return says
