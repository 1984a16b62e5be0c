"""The page 화면 of the management tab: theme, text size, density and language of whoever is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from app.domain.look_choice import ROOMS, TEXTS, THEMES
from app.ui.context import Context
from app.ui.flow_layout import FlowLayout
from app.ui.plain import button, column, label
from app.ui.theme import Look


class LookPanel(QWidget):
    """Each choice is applied at once and kept for this person; the open visit, its forms and whoever is signed in stay."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._look, self._appearance = look, context.appearance
        text, shown = context.words.text, context.appearance.shown
        self.buttons: dict[tuple[str, object], QPushButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px("pad_px"))
        grid.setVerticalSpacing(look.px("gap_px"))
        grid.setColumnStretch(1, 1)
        chosen: tuple[tuple[str, Sequence[tuple[object, str]], object], ...] = (
            ("theme", [(each, text(f"look.theme_{each}")) for each in THEMES], shown.theme),
            ("text", [(each, text("look.percent", n=each)) for each in TEXTS], shown.text),
            ("density", [(each, text(f"look.density_{each}")) for each in ROOMS], shown.density),
            ("lang", [(each, text(f"look.lang_{each}")) for each in ("ko", "en")], context.words.lang),
        )
        for at, (part, choices, now) in enumerate(chosen):
            heading = label(text(f"look.{part}"), "strong")
            heading.setMinimumHeight(look.px("field_px"))
            grid.addWidget(heading, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._choices(part, text(f"look.{part}"), choices, now), at, 1)
        box = column(look, label(text("admin.look"), "title"), label(text("look.note"), "subtle", wrap=True))
        box.addLayout(grid)
        box.addWidget(label(text("look.keys"), "subtle", wrap=True))
        box.addStretch(1)
        self.setLayout(box)

    def _choices(self, part: str, name: str, choices: Sequence[tuple[object, str]], now: object) -> QWidget:
        place = QWidget()
        line = FlowLayout(place, self._look.px("gap_small_px"))
        group = QButtonGroup(self)
        for value, word in choices:
            made = button(word, partial(self._appearance.choose, **{part: value}), "quiet", name=f"{name} {word}")
            made.setCheckable(True)
            made.setChecked(value == now)
            made.setMinimumWidth(made.sizeHint().width() + self._look.px("gap_px"))  # the chosen one is set bold, which is wider
            group.addButton(made)
            line.addWidget(made)
            self.buttons[(part, value)] = made
        return place
