"""An address and a name in the room an envelope's window or a label leaves: smaller where they are long, never cut off."""

from __future__ import annotations

from typing import Final

from app.documents.sheet import MM, Sheet

SMALLEST: Final = 5.0
LEADING: Final = 1.3


def block(sheet: Sheet, x: float, y: float, width: float, height: float, texts: list[str], name: str, *, size: float) -> float:
    """The texts and below them the name with 귀하, from y downwards in that room; returns the y below. `size`: in points, at most."""
    parts = [each for each in texts if each]
    while size > SMALLEST and _tall(sheet, parts, name, size, width) > height:
        size -= 0.5
    base = y + size / MM
    for part in parts:
        for line in sheet.wrap(part, size, "regular", width):
            sheet.text(x, base, line, size=size)
            base += size * LEADING / MM
    base += size * 0.4 / MM
    for line in _names(sheet, name, size, width):
        sheet.text(x, base, line, size=size * 1.1, weight="semibold")
        base += size * LEADING * 1.1 / MM
    return base


def _names(sheet: Sheet, name: str, size: float, width: float) -> list[str]:
    return sheet.wrap(f"{name} 귀하", size * 1.1, "semibold", width)


def _tall(sheet: Sheet, parts: list[str], name: str, size: float, width: float) -> float:
    lines = sum(len(sheet.wrap(part, size, "regular", width)) for part in parts)
    return (lines * size + size * 0.8 + len(_names(sheet, name, size, width)) * size * 1.1) * LEADING / MM
