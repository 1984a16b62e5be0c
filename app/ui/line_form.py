"""A form of one line: fields side by side under their headings; Enter moves on, and in the last one does what the form is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.flow_layout import flowing
from app.ui.plain import button, column, heading_of
from app.ui.theme import Look


def headed(look: Look, name: str, field: QWidget) -> QWidget:
    """The field under its heading, which is its name too."""
    field.setAccessibleName(name)
    heading = heading_of(field, name, "small")
    return _cell(column(look, heading, field, gap="gap_small_px"))


def below_headings(look: Look, act: QWidget) -> QWidget:
    """A button on the line of the fields that stand under their headings."""
    inside = column(look, gap="gap_small_px")
    inside.addStretch(1)
    inside.addWidget(act)
    return _cell(inside)


def _cell(inside: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(inside)
    return made


class LineForm(QWidget):
    """`fields`: heading and field; the last one is a line to type in. `wide`: the place of the one that takes the room that is left, if
    any. `act`: the button's name and what it does. `above`, `below`: what stands over the line and under it. `more`: buttons behind that
    of the act. Where there is no room for all of it the line goes on below.
    """

    def __init__(
        self,
        look: Look,
        fields: Sequence[tuple[str, QWidget]],
        act: tuple[str, Callable[[], None]],
        *,
        wide: int | None,
        above: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
        more: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        cells = [headed(look, name, field) for name, field in fields]
        lines = [field for _, field in fields if isinstance(field, QLineEdit)]
        for line, following in pairwise(lines):
            line.returnPressed.connect(following.setFocus)
        name, do = act
        lines[-1].returnPressed.connect(do)
        acts = [below_headings(look, each) for each in (button(name, do, "primary"), *more)]
        line_of_fields = flowing(look.px("gap_px"), *cells, *acts, grow=[] if wide is None else [cells[wide]])
        inside = column(look, *above, line_of_fields, *below, gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)
