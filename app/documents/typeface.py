"""The fonts of our papers: Pretendard GOV in three weights, registered with reportlab once a process and always embedded."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Final, Literal

from app.documents.words import plain
from app.domain.errors import Unavailable

Weight = Literal["regular", "semibold", "bold"]

FILES: Final[dict[Weight, str]] = {
    "regular": "PretendardGOV-Regular.ttf",
    "semibold": "PretendardGOV-SemiBold.ttf",
    "bold": "PretendardGOV-Bold.ttf",
}
MISSING: Final = "□"  # 결자: what Korean print puts for a character it has no type for; the font itself has it

_lock = threading.Lock()
_loaded: dict[Path, Typeface] = {}


class Typeface:
    """Three weights that can be measured and drawn. Made by `typeface`, shared by all threads, never changed."""

    def __init__(self, fonts: dict[Weight, Any]) -> None:
        self._fonts = fonts
        self._known: dict[Weight, Any] = {weight: font.face.charToGlyph for weight, font in fonts.items()}

    def name(self, weight: Weight) -> str:
        """The name by which reportlab knows this weight."""
        return str(self._fonts[weight].fontName)

    def printable(self, text: str, weight: Weight = "regular") -> str:
        """The text with every character the font lacks replaced by □: a paper must come out, whatever a name holds."""
        known = self._known[weight]
        return "".join(char if ord(char) in known else MISSING for char in plain(text))

    def width(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width in points of a text that is already printable."""
        return float(self._fonts[weight].stringWidth(text, size))


def typeface(folder: Path) -> Typeface:
    """The typeface of that folder is registered; the second call costs nothing. Any thread.

    Raises Unavailable `font_missing` where a file is not there or is no TrueType font.
    """
    with _lock:
        if folder not in _loaded:
            _loaded[folder] = _load(folder, len(_loaded))
        return _loaded[folder]


def _load(folder: Path, number: int) -> Typeface:
    # reportlab costs 50 ms and 10 MB; a desk that prints nothing never pays for it.
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    fonts: dict[Weight, Any] = {}
    for weight, file in FILES.items():
        try:
            font = TTFont(f"Paper{number}-{weight}", str(folder / file))
        except (TTFError, OSError) as error:
            raise Unavailable("font_missing", file=file) from error
        pdfmetrics.registerFont(font)
        fonts[weight] = font
    return Typeface(fonts)
