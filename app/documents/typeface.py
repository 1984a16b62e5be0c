"""The fonts of our papers: Pretendard GOV in three weights, registered with reportlab once a process and always embedded."""

from __future__ import annotations

import threading
import weakref
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


class _Widths(dict[str, float]):
    """Width of a character in thousandths of the type size; asked of the font once."""

    def __init__(self, face: Any) -> None:
        super().__init__()
        self._widths, self._other = face.charWidths, face.defaultWidth

    def __missing__(self, char: str) -> float:
        width = self[char] = float(self._widths.get(ord(char), self._other))
        return width


class _Known(dict[int, str]):
    """For `str.translate`: a character the font has as it is, any other as □."""

    def __init__(self, glyphs: dict[int, int]) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, code: int) -> str:
        shown = self[code] = chr(code) if code in self._glyphs else MISSING
        return shown


class Typeface:
    """Three weights that can be measured and drawn. Made by `typeface`, shared by all threads; what it keeps only grows.

    `subsetting` is held while the characters of a document are taken out of the fonts: reportlab's parser has one reading
    position for each font, and two threads at once would give one another's outlines, or none.
    """

    def __init__(self, fonts: dict[Weight, Any]) -> None:
        self.subsetting = threading.Lock()
        self._fonts = fonts
        self._known = {weight: _Known(font.face.charToGlyph) for weight, font in fonts.items()}
        self._widths = {weight: _Widths(font.face) for weight, font in fonts.items()}

    def font(self, weight: Weight) -> Any:
        """reportlab's font of this weight."""
        return self._fonts[weight]

    def name(self, weight: Weight) -> str:
        """The name by which reportlab knows this weight."""
        return str(self._fonts[weight].fontName)

    def printable(self, text: str, weight: Weight = "regular", *, whole_numbers: bool = False) -> str:
        """The text with every character the font lacks replaced by □: a paper must come out, whatever a name holds."""
        return plain(text, whole_numbers=whole_numbers).translate(self._known[weight])

    def width(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width in points of a text that is already printable."""
        return sum(map(self._widths[weight].__getitem__, text)) * size / 1000

    def room_for(self, text: str, size: float, weight: Weight, width: float, unit: float = 1.0) -> int:
        """How many characters of a printable text go into that width, at least one. No further than that is looked: a word may be as long
        as a whole entry. `unit`: points in what the width is given in."""
        widths, taken = self._widths[weight], 0.0
        for place, char in enumerate(text):
            taken += widths[char]
            if taken * size / 1000 / unit > width:
                return max(1, place)
        return len(text)


def typeface(folder: Path) -> Typeface:
    """The typeface of that folder is registered; the second call costs nothing. Any thread.

    Raises Unavailable `font_missing` where a file is not there or is no TrueType font.
    """
    with _lock:
        if folder not in _loaded:
            _loaded[folder] = _load(folder, len(_loaded))
        return _loaded[folder]


def _load(folder: Path, number: int) -> Typeface:
    # Its ASCII85 is a Python loop over every byte, and only needed for lines of seven bits.
    from reportlab import rl_config

    rl_config.useA85 = 0
    # reportlab costs 50 ms and 10 MB; a desk that prints nothing never pays for it.
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    fonts: dict[Weight, Any] = {}
    for weight, file in FILES.items():
        try:
            font = TTFont(f"Paper{number}-{weight}", str(folder / file))
            font.face._ttf_data = _OnDisk(folder / file)
        except (TTFError, OSError) as error:
            raise Unavailable("font_missing", file=file) from error
        if fonts:
            _share(font.face, next(iter(fonts.values())).face)
        pdfmetrics.registerFont(font)
        fonts[weight] = font
    return Typeface(fonts)


class _OnDisk:
    """The bytes of a file, read where they are asked for: of five megabytes a paper needs some kilobytes, now and then.

    Mapping the file would count every page of it that was ever touched as ours; a position of its own for each reader
    (`pread`) is not to be had on Windows. So it is read by one thread at a time, the one that holds `Typeface.subsetting`.
    """

    def __init__(self, path: Path) -> None:
        file = path.open("rb")
        self._file, self._length = file, path.stat().st_size
        weakref.finalize(self, file.close)  # when nobody draws any more, or the program ends

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._length)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))


def _share(face: Any, first: Any) -> None:
    """Weights of one family number their glyphs alike: the tables of twenty thousand characters are kept once."""
    for name in ("charToGlyph", "glyphToChar"):
        if getattr(face, name) == getattr(first, name):
            setattr(face, name, getattr(first, name))
