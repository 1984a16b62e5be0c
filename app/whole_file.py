"""Files that are there whole or not at all, also after a power cut, and that are their owner's only.

Keys, papers, backups, exports and sealed files all come onto the disk this way. Errors are the disk's own (OSError): each caller knows
what it is to a person.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# A share or a stick without that call, a folder that only takes letters: there the file is as safe as that place makes it.
_NO_SUCH_CALL = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES})


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """What is written inside is that file, after the block; an exception leaves what was there before. The folder must exist."""
    draft = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with first_file(draft) as file:
            yield file
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def first_file(path: Path) -> Iterator[BinaryIO]:
    """What is written inside is on disk after the block, or after an exception some of it. FileExistsError if there is such a file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Names that were given or taken in it are on disk. Windows has no such call and keeps its journal in order."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
