"""A file a clerk asked for is there complete, or not at all; it is its owner's only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.domain.errors import Unavailable
from app.whole_file import new_file


def save_blocks(path: Path, blocks: Iterable[bytes]) -> int:
    """The blocks are that file; its size. An error leaves what was there before. Unavailable `file_unwritable`, `disk_full`."""
    try:
        with new_file(path) as file:
            return sum(file.write(block) for block in blocks)
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == 28 else "file_unwritable", errno=error.errno) from error
