"""Small secret files that are either the old or the new one, never half."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import Unavailable
from app.whole_file import new_file


def read(path: Path) -> bytes | None:
    """The file's bytes, None without one. Unavailable `key_file_unreachable` if it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable("key_file_unreachable", errno=error.errno) from error


def replace(path: Path, data: bytes) -> None:
    """The file holds `data`, is on disk and readable only by its owner; on failure the old one is untouched.

    The folder must exist. Unavailable `key_file_unreachable` if the disk is full, read-only or broken.
    """
    try:
        with new_file(path) as file:
            file.write(data)
    except OSError as error:
        raise Unavailable("key_file_unreachable", errno=error.errno) from error
