"""A signature that a citizen gave on the desk's screen, as runs of ink to be set on a paper's line.

Only the picture the screen itself makes is read: eight bits of grey, not interlaced, of bounded size. Anything else is no signature, so a
file that somebody put there under its name can do no harm; the line then stays empty for a pen.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MARK: Final = b"\x89PNG\r\n\x1a\n"
SIDE_MAX: Final = 1_200
BYTES_MAX: Final = 500_000
INK: Final = 128  # darker than this is ink
GREY_8: Final = (8, 0, 0, 0, 0)  # bits, kind, compression, filtering, interlacing


@dataclass(frozen=True)
class Strokes:
    """`runs`: (x, y, length) in pixels of a picture `width` × `height`, cut to what is written."""

    width: int
    height: int
    runs: tuple[tuple[int, int, int], ...]


def read(png: bytes) -> Strokes | None:
    """The ink of that picture; None where it is no signature or nothing is written on it."""
    rows = _rows(png)
    runs = [(x, y, long) for y, row in enumerate(rows) for x, long in _runs(row)]
    if not runs:
        return None
    left, top = min(x for x, _, _ in runs), runs[0][1]
    right, end = max(x + long for x, _, long in runs), runs[-1][1] + 1
    return Strokes(right - left, end - top, tuple((x - left, y - top, long) for x, y, long in runs))


def _rows(png: bytes) -> list[bytes]:
    """Rows of grey, one byte a pixel; none for another kind of picture."""
    if not png.startswith(MARK) or len(png) > BYTES_MAX:
        return []
    packed, size = b"", (0, 0)
    for name, data in _chunks(png):
        if name == b"IHDR" and len(data) == 13:
            width, height, *kind = struct.unpack(">IIBBBBB", data)
            if tuple(kind) != GREY_8 or not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
                return []
            size = (width, height)
        elif name == b"IDAT":
            packed += data
    width, height = size
    whole = (width + 1) * height
    if not height:  # no size: to zlib a bound of nothing is none at all
        return []
    try:
        plain = zlib.decompressobj().decompress(packed, whole)
    except zlib.error:
        return []
    return _unfiltered(plain, width) if len(plain) == whole else []


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(MARK)
    while at + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(plain: bytes, width: int) -> list[bytes]:
    """PNG §9: each row was written as differences from its neighbours."""
    rows: list[bytes] = []
    above = bytes(width)
    for start in range(0, len(plain), width + 1):
        way, row = plain[start], bytearray(plain[start + 1 : start + 1 + width])
        if way > 4:
            return []
        for x in range(width) if way else ():
            left, corner = (row[x - 1], above[x - 1]) if x else (0, 0)
            row[x] = (row[x] + _guess(way, left, above[x], corner)) & 0xFF
        above = bytes(row)
        rows.append(above)
    return rows


def _guess(way: int, left: int, up: int, corner: int) -> int:
    if way < 3:
        return left if way == 1 else up
    if way == 3:
        return (left + up) // 2
    near = left + up - corner
    by = sorted(((abs(near - left), 0, left), (abs(near - up), 1, up), (abs(near - corner), 2, corner)))
    return by[0][2]


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where ink begins in a row, and how long it goes on."""
    begun: int | None = None
    for x, grey in enumerate((*row, 255)):
        if grey < INK and begun is None:
            begun = x
        elif grey >= INK and begun is not None:
            yield begun, x - begun
            begun = None
