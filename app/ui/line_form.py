"""A form of one line: fields side by side under their headings; Enter moves on, and in the last one does what the form is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PyQt6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.ui.plain import button, column, label
from app.ui.theme import Look


class LineForm(QWidget):
    """`fields`: heading and field; the last one is a line to type in. `wide`: the place of the one that takes the room that is left.
    `act`: the button's name and what it does. `above`, `below`: what stands over the line and under it.
    """

    def __init__(
        self,
        look: Look,
        fields: Sequence[tuple[str, QWidget]],
        act: tuple[str, Callable[[], None]],
        *,
        wide: int,
        above: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px("gap_px"))
        for place, (name, field) in enumerate(fields):
            field.setAccessibleName(name)
            heading = label(name, "small")
            heading.setBuddy(field)
            grid.addWidget(heading, 0, place)
            grid.addWidget(field, 1, place)
        grid.setColumnStretch(wide, 1)
        lines = [field for _, field in fields if isinstance(field, QLineEdit)]
        for line, following in pairwise(lines):
            line.returnPressed.connect(following.setFocus)
        name, do = act
        lines[-1].returnPressed.connect(do)
        grid.addWidget(button(name, do, "primary"), 1, len(fields))
        inside = column(look, *above, grid, *below, gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)
