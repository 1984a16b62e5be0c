"""How large a picture of the help is, read from its head: papers scale it to their width."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

_HEAD: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def picture_size(file: Path) -> tuple[int, int]:
    """Width and height of that PNG in pixels. ValueError for another file: the pictures come with the program."""
    with file.open("rb") as opened:
        head = opened.read(len(_HEAD) + 8)
    if not head.startswith(_HEAD) or len(head) < len(_HEAD) + 8:
        raise ValueError(f"no PNG: {file.name}")
    wide, high = struct.unpack(">II", head[len(_HEAD) :])
    return wide, high
