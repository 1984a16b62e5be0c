"""A file somebody hands in: a plain one, of a size that does not change while it is read, and nothing else."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import Refused, Unavailable

_BLOCK = 1024 * 1024
# A pipe must not make us wait for its other end, a link must not lead elsewhere between the look and the opening.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
    _FLAGS |= getattr(os, _name, 0)


class OfferedFile:
    """See `ports.blobs.Offered`."""

    def __init__(self, name: str, descriptor: int, found: os.stat_result) -> None:
        self.name, self.size = name, found.st_size
        self._descriptor, self._found = descriptor, found

    def blocks(self) -> Iterator[bytes]:
        """Exactly `size` bytes. Refused `file_changed`; Unavailable `file_unreadable`."""
        left = self.size
        try:
            while left:
                block = os.read(self._descriptor, min(_BLOCK, left))
                if not block:
                    raise Refused("file_changed")
                left -= len(block)
                yield block
            now = os.fstat(self._descriptor)
        except OSError as error:
            raise Unavailable("file_unreadable", errno=error.errno) from error
        if (now.st_size, now.st_mtime_ns) != (self._found.st_size, self._found.st_mtime_ns):
            raise Refused("file_changed")


class FilesOnDisk:
    """See `ports.blobs.Offers`."""

    @contextmanager
    def open(self, path: Path, *, bytes_max: int) -> Iterator[OfferedFile]:
        """The file, open. Refused `file_missing`, `file_not_plain`, `file_empty`, `file_too_large`; Unavailable `file_unreadable`."""
        descriptor = _opened(path)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise Refused("file_not_plain")
            if not found.st_size:
                raise Refused("file_empty")
            if found.st_size > bytes_max:
                raise Refused("file_too_large", limit_mib=bytes_max // 1024**2)
            yield OfferedFile(path.name, descriptor, found)
        finally:
            os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        # Looked at before it is opened: opening a device may already do something.
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise Refused("file_not_plain")
        return os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise Refused("file_missing") from error
    except (ValueError, NotADirectoryError) as error:  # a name no file can have
        raise Refused("file_missing") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused("file_not_plain") from error
        raise Unavailable("file_unreadable", errno=error.errno) from error
