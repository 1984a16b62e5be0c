"""The line of the login page where text size, contrast and language are chosen before anybody has signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PyQt6.QtWidgets import QButtonGroup, QFrame

from app.domain.look_choice import TEXTS, LookChoice
from app.domain.words import Words
from app.ui.plain import button, label, row
from app.ui.theme import Look


class Looks(Protocol):
    """How the window looks, and a way to change it (`appearance.Appearance`, or what stands for it before there is a desk)."""

    @property
    def shown(self) -> LookChoice: ...
    @property
    def choose(self) -> Callable[..., object]: ...


class LookLine(QFrame):
    """One button for each text size, one for the contrast, one for the other language; each says what it does."""

    def __init__(self, words: Words, look: Look, appearance: Looks) -> None:
        super().__init__()
        text, shown = words.text, appearance.shown
        self.sizes = QButtonGroup(self)
        line = row(look, label(text("look.text"), "subtle"), gap="gap_small_px")
        for size in TEXTS:
            made = button(text("look.percent", n=size), partial(appearance.choose, text=size), "small", name=text("look.text_is", n=size))
            made.setCheckable(True)
            made.setChecked(size == shown.text)
            self.sizes.addButton(made)
            line.addWidget(made)
        dark = shown.theme == "high-contrast"
        self.theme = button(
            text("look.to_light" if dark else "look.to_contrast"),
            partial(appearance.choose, theme="light" if dark else "high-contrast"),
            "small",
        )
        self.language = button(text("look.other_language"), partial(appearance.choose, lang="en" if words.lang == "ko" else "ko"), "small")
        line.addSpacing(look.px("gap_px"))
        for each in (self.theme, self.language):
            line.addWidget(each)
        self.setLayout(line)
