"""The look of the citizen's screen: the desk's own tokens, larger, for people who stand an arm's length away without their glasses."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from PyQt6.QtWidgets import QWidget

from app.ui.theme import Look, make_look, style_sheet

USUAL_HEIGHT: Final = 768  # px of a screen on which the usual size is right
USUAL, LARGER, MOST = 190, 220, 400  # percent of the desk's type


def citizen_look(resources: Path, *, height: int, large: bool, contrast: bool) -> Look:
    """As large as the screen lets it be. `height`: px of the screen or window."""
    wanted = (LARGER if large else USUAL) * max(height, USUAL_HEIGHT * 3 // 4) // USUAL_HEIGHT
    return make_look(resources, density="comfortable", mode="high-contrast" if contrast else "light", scale=min(wanted, MOST))


def dress_window(window: QWidget, resources: Path, look: Look) -> None:
    """The window wears the desk's style sheet in that look, and what only it has."""
    own = Template((resources / "theme" / "citizen.qss").read_text(encoding="utf-8"))
    sizes = {name: str(px) for name, px in look.sizes.items()}
    window.setStyleSheet(style_sheet(resources, look) + own.substitute({**look.colours, **sizes, "ticket_px": str(look.px("sum_px") * 2)}))
