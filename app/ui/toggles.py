"""Boxes and choices that act alike for every hand: a click, a key, and a screen reader, which only ever toggles them.

Qt tells `clicked` for a mouse and a key and not for what a screen reader does; here it is told for all three, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QCheckBox, QRadioButton

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QAbstractButton

    _Button = QAbstractButton
else:
    _Button = object


class ByAnyHand(_Button):
    """Beside a button class of Qt: `clicked` also when it was toggled from outside, never when this program set it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._from_here = False
        self.toggled.connect(self._toggled)

    def nextCheckState(self) -> None:
        """A click or a key: Qt itself tells `clicked` after this."""
        self._from_here = True
        super().nextCheckState()
        self._from_here = False

    def setChecked(self, on: bool) -> None:
        self._from_here = True
        super().setChecked(on)
        self._from_here = False

    def _toggled(self, on: bool) -> None:
        group = self.group()
        given_way = not on and group is not None and group.exclusive()  # to another one that was chosen
        if not (self._from_here or given_way):
            self.clicked.emit(on)


class Choice(ByAnyHand, QRadioButton):
    """One of several."""


class Tick(ByAnyHand, QCheckBox):
    """A box to tick."""
