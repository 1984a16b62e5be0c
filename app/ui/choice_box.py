"""A closed list of choices in a row of fields: Enter goes on to the next one, as in every other field."""

from __future__ import annotations

from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QComboBox

from app.ui.editors import ENTER


class ChoiceBox(QComboBox):
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in ENTER:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
