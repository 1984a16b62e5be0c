"""Files of a case: which ones are taken, how they are told apart, and what their name may be.

A kind is what the first bytes say, never what the name says. The name is only ever shown to people; no file is written under it.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

Medium = Literal["pdf", "jpeg", "png", "tiff"]

FILE_BYTES_MAX: Final = 50 * 1024 * 1024  # a passport application of some twenty pages in colour at 300 dpi
NAME_MAX: Final = 120
MARK_BYTES: Final = 8

_MARKS: Final[tuple[tuple[bytes, Medium], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_SUFFIXES: Final[dict[str, str]] = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "tiff": ".tif"}


def medium_of(first: bytes) -> Medium | None:
    """The kind of a file that begins with these bytes (`MARK_BYTES` are enough), None for one that is not taken."""
    for mark, medium in _MARKS:
        if first.startswith(mark):
            return medium
    return None


def suffix_of(medium: str) -> str:
    """The ending of a file of that kind; `.bin` for a kind that a later release added."""
    return _SUFFIXES.get(medium, ".bin")


def shown_name(given: str, medium: str) -> str:
    """The name as it is kept: without folders, composed (macOS sends Hangul in parts), printable, at most `NAME_MAX` characters.

    A name of which nothing is left becomes the kind's own.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    composed = unicodedata.normalize("NFC", last)
    # Half characters and marks that turn the direction of writing (Cf) would show another name than the one that is kept.
    kept = "".join(each for each in composed if each.isprintable() and unicodedata.category(each) not in ("Cf", "Cs")).strip(" .")
    if len(kept) > NAME_MAX:
        stem, dot, suffix = kept.rpartition(".")
        kept = f"{stem[: NAME_MAX - len(suffix) - 1]}.{suffix}" if dot and 0 < len(suffix) <= 5 else kept[:NAME_MAX]
    return kept or f"file{suffix_of(medium)}"
