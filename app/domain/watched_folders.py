"""Folders of the desk that are watched for files: which names belong to whom, and when a file is whole. Pure.

Which kinds there are stands in `services.folder_kinds`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from app.domain.attachments import FILE_BYTES_MAX

LIST_BYTES_MAX: Final = 1024 * 1024  # ten thousand lines


class FolderKind(NamedTuple):
    """`endings`: of the file names that are taken, in small letters; every other file is left alone."""

    endings: frozenset[str]
    bytes_max: int


PICTURES: Final = FolderKind(frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}), FILE_BYTES_MAX)
LISTS: Final = FolderKind(frozenset({".csv", ".txt"}), LIST_BYTES_MAX)


class FolderNews(msgspec.Struct, frozen=True, kw_only=True):
    """How a folder is.

    `state`: watching; away (it is not there); barred (nothing can be moved out of it); waiting (the desk cannot take anything in now,
    `code` says why); stopped (it is watched no more until the program starts again). `taken`: files handed over since the program began;
    `unfinished`: seen and not whole yet; `others`: files that are not of its kind; `refused`: name and code of what can never be taken in,
    as long as it lies there.
    """

    state: str
    code: str = ""
    taken: int = 0
    unfinished: int = 0
    others: int = 0
    refused: tuple[tuple[str, str], ...] = ()


TROUBLE: Final = frozenset({"away", "barred", "stopped"})  # a person has to look into

# What programs call a file while they still write it: hidden, Office's lock files, transfers under way.
_BEGINNINGS: Final = (".", "~$")
_ENDINGS: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download", "~")
_TRAILERS: Final[tuple[tuple[bytes, bytes], ...]] = (  # first bytes → what stands among the last ones of a file that is whole
    (b"%PDF-", b"%%EOF"),
    (b"\x89PNG\r\n\x1a\n", b"IEND"),
    (b"\xff\xd8\xff", b"\xff\xd9"),
)
HEAD_BYTES: Final = 8
TAIL_BYTES: Final = 2048


def unfinished_name(name: str) -> bool:
    """True for names under which programs write what is not finished yet."""
    small = name.casefold()
    return small.startswith(_BEGINNINGS) or small.endswith(_ENDINGS)


def is_taken(kind: FolderKind, name: str) -> bool:
    """True if a file of that name is for a folder of that kind."""
    return name.casefold().endswith(tuple(kind.endings)) and not unfinished_name(name)


def seems_whole(head: bytes, tail: bytes) -> bool:
    """False where the kind of file has an end of its own and it has not been written yet. `head`, `tail`: `HEAD_BYTES`, `TAIL_BYTES`."""
    for mark, end in _TRAILERS:
        if head.startswith(mark):
            return end in tail
    return True
