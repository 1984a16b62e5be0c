"""Pictures beside words, from one set (resources/icons/lucide), in the colours of the look. They never stand alone: words say the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QIcon, QImage, QPixmap

from app.ui.theme import Look

SHARP = 2  # pixels a point, for screens of twice the density


def icon(look: Look, name: str, colour: str = "icon", *, chosen: str = "") -> QIcon:
    """That picture as large as the look's marks. `colour`, `chosen`: of the look, as it is and while what it belongs to is chosen."""
    made = QIcon()
    states = [(colour, QIcon.Mode.Normal, QIcon.State.Off), ("text_disabled", QIcon.Mode.Disabled, QIcon.State.Off)]
    for wanted, mode, state in [*states, *([(chosen, QIcon.Mode.Normal, QIcon.State.On)] if chosen else [])]:
        made.addPixmap(_drawn(look.icons / f"{name}.svg", look.colours[wanted], look.px("icon_px")), mode, state)
    return made


def picture(look: Look, name: str, colour: str) -> QPixmap:
    """That picture in that colour, for a label."""
    return _drawn(look.icons / f"{name}.svg", look.colours[colour], look.px("icon_px"))


def icon_size(look: Look) -> QSize:
    return QSize(look.px("icon_px"), look.px("icon_px"))


@cache
def _drawn(file: Path, colour: str, size: int) -> QPixmap:
    wanted = f'"{size * SHARP}"'
    text = file.read_text(encoding="utf-8").replace("currentColor", colour)
    text = text.replace('width="24"', f"width={wanted}", 1).replace('height="24"', f"height={wanted}", 1)
    drawn = QPixmap.fromImage(QImage.fromData(text.encode()))
    drawn.setDevicePixelRatio(SHARP)
    return drawn
