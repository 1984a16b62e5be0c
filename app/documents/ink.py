"""What stands on one page, in the words of PDF itself. Points, y downwards from the upper edge; pages are turned upright at the end.

reportlab's canvas says the font, the colour and the place of every string anew and formats each number in Python; a list of ten
thousand rows took three times as long through it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from app.documents.typeface import Typeface, Weight

_REMEMBERED = 4096  # texts of a document; names and words of a list come again and again
_FAST = 1  # level of zlib


class Encoder:
    """Text as one document's font subsets have it: (name of the font in the file, hexadecimal codes)."""

    def __init__(self, face: Typeface, document: Any) -> None:
        self._face, self._document = face, document
        self._first: dict[Weight, dict[str, str]] = {"regular": {}, "semibold": {}, "bold": {}}
        self._others: dict[Weight, dict[str, tuple[int, str]]] = {"regular": {}, "semibold": {}, "bold": {}}
        self._names: dict[tuple[Weight, int], str] = {}
        self._known: dict[tuple[str, Weight], list[tuple[str, str]]] = {}

    def runs(self, text: str, weight: Weight) -> list[tuple[str, str]]:
        """The text in runs of one subset each; nearly always it is one."""
        found = self._known.get((text, weight))
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[text, weight] = self._encoded(text, weight)
        return found

    def _encoded(self, text: str, weight: Weight) -> list[tuple[str, str]]:
        first, others = self._first[weight], self._others[weight]
        try:
            return [(self._name(weight, 0), "".join(map(first.__getitem__, text)))]
        except (KeyError, IndexError):  # a character that is new to this document, or one beyond its first subset
            for char in text:
                if char not in first and char not in others:
                    ((subset, code),) = self._face.font(weight).splitString(char, self._document)
                    if subset:
                        others[char] = (subset, code.hex())
                    else:
                        first[char] = code.hex()
        found: list[tuple[int, list[str]]] = []
        for char in text:
            subset, code = others[char] if char in others else (0, first[char])
            if not found or found[-1][0] != subset:
                found.append((subset, []))
            found[-1][1].append(code)
        return [(self._name(weight, subset), "".join(codes)) for subset, codes in found]

    def _name(self, weight: Weight, subset: int) -> str:
        name = self._names.get((weight, subset))
        if name is None:
            name = self._names[weight, subset] = self._face.font(weight).getSubsetInternalName(subset, self._document)
        return name


class Ink:
    """Operators of one page in their order; what is in force already is not said again."""

    def __init__(self) -> None:
        self.code: list[str] = []
        self._packed: list[bytes] = []
        self._font = ("", 0.0)
        self._fill = self._stroke = self._line = -1.0
        self._dashed: bool | None = None

    def string(self, runs: Sequence[tuple[str, str]], x: float, y: float, size: float, grey: float) -> None:
        """Text with its baseline at y, from x on."""
        code = self.code
        self._fill_grey(grey)
        code.append(f"BT 1 0 0 1 {x:.2f} {-y:.2f} Tm")
        for name, codes in runs:
            if self._font != (name, size):
                self._font = (name, size)
                code.append(f"{name} {size:.4g} Tf")
            code.append(f"<{codes}>Tj")
        code.append("ET")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, width: float, grey: float, dashed: bool) -> None:
        self._pen(width, grey, dashed)
        self.code.append(f"{x1:.2f} {-y1:.2f} m {x2:.2f} {-y2:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, *, line: float, ink: float, fill: float | None) -> None:
        """A rectangle whose upper left corner is (x, y); outlined where `line` is not 0, filled where `fill` is a grey."""
        if line > 0:
            self._pen(line, ink, dashed=False)
        if fill is not None:
            self._fill_grey(fill)
        how = "n" if line <= 0 and fill is None else "S" if fill is None else "B" if line > 0 else "f"
        self.code.append(f"{x:.2f} {-(y + height):.2f} {width:.2f} {height:.2f} re {how}")

    def squares(self, boxes: Sequence[tuple[float, float, float, float]], grey: float) -> None:
        """Filled rectangles, (x, y of the upper edge, width, height) each."""
        self._fill_grey(grey)
        self.code += [f"{x:.3f} {-(y + height):.3f} {width:.3f} {height:.3f} re" for x, y, width, height in boxes]
        self.code.append("f")

    def pack(self) -> None:
        """What was drawn so far takes little memory; more can be drawn."""
        self._packed.append(zlib.compress("\n".join(self.code).encode("ascii"), _FAST))
        self.code = []

    def text(self) -> bytes:
        """Everything, as it stands in the file before compression."""
        return b"\n".join([*map(zlib.decompress, self._packed), "\n".join(self.code).encode("ascii"), b""])

    def _pen(self, width: float, grey: float, dashed: bool) -> None:
        if self._line != width:
            self._line = width
            self.code.append(f"{width:.3g} w")
        if self._stroke != grey:
            self._stroke = grey
            self.code.append(f"{grey:.3g} G")
        if self._dashed != dashed:
            self._dashed = dashed
            self.code.append("[2 2] 0 d" if dashed else "[] 0 d")

    def _fill_grey(self, grey: float) -> None:
        if self._fill != grey:
            self._fill = grey
            self.code.append(f"{grey:.3g} g")
