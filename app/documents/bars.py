"""Bars of two series on a paper, told apart without colour: one is dark, the other ruled like a sheet of music. Millimetres.

Every bar carries its figure, so that nobody has to measure it against an axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.documents.sheet import MM, SOFT, Sheet

DARK: Final = 0.25  # grey of the first series
RULED: Final = 1.0  # millimetres between the rules of the second
LABEL: Final = 5.0  # height of a line of labels
_FIGURE: Final = 4.0  # height kept free above a bar for its figure


@dataclass(frozen=True)
class Bar:
    """A label with a figure of each series; `texts` are the figures as they are written."""

    label: str
    values: tuple[int, int]
    texts: tuple[str, str]


def legend(sheet: Sheet, right: float, y: float, names: tuple[str, str], size: float) -> None:
    """The two series by name, the last one ending at `right`; y is the baseline."""
    x = right
    for place, name in reversed(list(enumerate(names))):
        x -= sheet.width(name, size)
        sheet.text(x, y, name, size=size)
        x -= 5.0
        (_dark if place == 0 else _ruled_up)(sheet, x, y - 2.6, 3.6, 2.6)
        x -= 4.0


def standing(sheet: Sheet, x: float, y: float, width: float, height: float, bars: Sequence[Bar], size: float) -> None:
    """Bars side by side in pairs, labels below, in the box whose upper left corner is (x, y)."""
    floor = y + height - LABEL
    most = max((value for bar in bars for value in bar.values), default=0)
    step = width / max(1, len(bars))
    wide = min(step * 0.36, 9.0)
    for place, bar in enumerate(bars):
        middle = x + step * (place + 0.5)
        for side, (value, text, draw) in enumerate(zip(bar.values, bar.texts, (_dark, _ruled_up), strict=True)):
            left = middle - wide + side * wide
            tall = (floor - y - _FIGURE) * value / most if most else 0.0
            if value:
                draw(sheet, left, floor - tall, wide, tall)
                sheet.text(left + wide / 2, floor - tall - 0.9, text, size=size * 0.84, align="center", within=step * 0.5)
        sheet.text(middle, floor + 3.6, bar.label, size=size * 0.9, align="center", grey=SOFT, within=step - 0.6)
    sheet.rule(x, floor, x + width, floor, width=0.5)


def lying(sheet: Sheet, x: float, y: float, width: float, bars: Sequence[Bar], size: float, *, lead: float, each: float = 8.4) -> float:
    """Bars below one another in pairs, labels at the left in a column of `lead`; returns the y below the last. `each`: height of a pair."""
    most = max((value for bar in bars for value in bar.values), default=0)
    figure = max((sheet.width(text, size * 0.9) for bar in bars for text in bar.texts), default=0.0) + 2.5
    long = width - lead - figure
    high = (each - 1.6) / 2
    for bar in bars:
        sheet.text(x + 1.2, y + each / 2 + size * 0.355 / MM, bar.label, size=size, within=lead - 3)
        for side, (value, text, draw) in enumerate(zip(bar.values, bar.texts, (_dark, _ruled_across), strict=True)):
            top = y + 0.8 + side * high
            wide = long * value / most if most else 0.0
            if value:
                draw(sheet, x + lead, top, wide, high)
            sheet.text(x + lead + wide + 1.4, top + high / 2 + size * 0.32 / MM, text, size=size * 0.84)
        y += each
    sheet.rule(x + lead, y - each * len(bars), x + lead, y, width=0.5)
    return y


def _dark(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x, y, width, height, line=0.3, fill=DARK)


def _ruled_up(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    at = y + height - RULED
    while at > y:
        sheet.rule(x, at, x + width, at, width=0.3, grey=DARK)
        at -= RULED
    sheet.box(x, y, width, height, line=0.5)


def _ruled_across(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    at = x + RULED
    while at < x + width:
        sheet.rule(at, y, at, y + height, width=0.3, grey=DARK)
        at += RULED
    sheet.box(x, y, width, height, line=0.5)
