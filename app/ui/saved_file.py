"""A file a clerk asked for is there complete, or not at all; it is its owner's only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from app.domain.errors import Unavailable


def save_blocks(path: Path, blocks: Iterable[bytes]) -> int:
    """The blocks are that file; its size. An error leaves what was there before. Unavailable `file_unwritable`, `disk_full`."""
    draft, size = path.with_name(f".{secrets.token_hex(6)}.new"), 0
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            for block in blocks:
                size += file.write(block)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == 28 else "file_unwritable", errno=error.errno) from error
    finally:
        draft.unlink(missing_ok=True)
    return size
