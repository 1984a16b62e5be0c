"""Files that are there whole or not at all, also after a power cut, and that are their owner's only; and such as somebody brought.

Keys, papers, backups, exports and sealed files all come onto the disk this way. Errors of writing are the disk's own (OSError): each
caller knows what it is to a person.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Refused, Unavailable

# A share or a stick without that call, a folder that only takes letters: there the file is as safe as that place makes it.
_NO_SUCH_CALL = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES})


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """What is written inside is that file, after the block; an exception leaves what was there before. The folder must exist.

    OSError where something else than a file has that name, a device or a pipe: it would be gone for everybody on that computer.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    draft = path.with_name(f".{os.urandom(8).hex()}.new")
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


def read_brought(path: Path, *, bytes_max: int) -> bytes:
    """The bytes of a file that somebody named. `bytes_max`: whole MiB. Refused `brought_not_plain`, `brought_too_large`; Unavailable
    `file_unreadable`.
    """
    try:
        # A pipe must not make us wait for its other end, a device has no end at all.
        with open(path, "rb", opener=_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Refused("brought_not_plain")
            if found.st_size > bytes_max:
                raise Refused("brought_too_large", limit_mib=bytes_max // 1024**2)
            return file.read(bytes_max)
    except OSError as error:
        raise Unavailable("file_unreadable", errno=error.errno) from error


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def sync_file(path: Path) -> None:
    """What another program or library wrote into that file is on disk."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
