"""A folder of ciphertexts, each under its address: `ab/abcdef…`, complete or not there; pieces that still come in lie in `parts/`.

Names are hashes and tell nobody anything; files are their owner's only. What is complete is on disk (fsync of file and folder).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.whole_file import first_file, sync_folder

_BLOCK = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
PARTS = "parts"
_ADDRESS = re.compile("[0-9a-f]{64}")


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the disk leave this block as ours."""
    try:
        yield
    except OSError as error:
        raise Unavailable("disk_full" if error.errno in _FULL else "disk_failed", errno=error.errno) from error


class BlobFolder:
    """See `ports.blobs.Blobs`. Any thread and any number of processes; the folder is made when something is put into it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, address: bytes) -> Path:
        name = address.hex()
        return self._root / name[:2] / name

    def _part(self, address: bytes, by: str) -> Path:
        return self._root / PARTS / (f"{address.hex()}.{by}" if by else address.hex())

    def put(self, sealed: Iterable[bytes]) -> tuple[bytes, int]:
        """The ciphertext is on disk under its address; address and size."""
        digest, size = hashlib.sha256(), 0
        with _translated():
            draft = _folder(self._root / PARTS) / f"new.{secrets.token_hex(8)}"
            try:
                with first_file(draft) as file:
                    for block in sealed:
                        size += file.write(block)
                        digest.update(block)
                self._into_place(draft, digest.digest())
            finally:
                draft.unlink(missing_ok=True)
        return digest.digest(), size

    def _into_place(self, draft: Path, address: bytes) -> None:
        path = self._path(address)
        _folder(path.parent)
        draft.replace(path)
        sync_folder(path.parent)

    def size(self, address: bytes) -> int | None:
        """Bytes of a complete ciphertext, None if it is not here."""
        return _size(self._path(address))

    def read(self, address: bytes, offset: int, length: int) -> bytes:
        """So many bytes from there, fewer at the end. Unavailable `attachment_not_here`."""
        with _translated():
            try:
                with self._path(address).open("rb") as file:
                    file.seek(offset)
                    return file.read(length)
            except FileNotFoundError as error:
                raise Unavailable("attachment_not_here") from error

    def blocks(self, address: bytes) -> Iterator[bytes]:
        """The whole ciphertext, 1 MiB at a time. Unavailable `attachment_not_here`."""
        offset = 0
        while block := self.read(address, offset, _BLOCK):
            yield block
            offset += len(block)

    def received(self, address: bytes, by: str = "") -> int:
        """How many bytes have come; all of them once it is complete."""
        complete = self.size(address)
        return complete if complete is not None else _size(self._part(address, by)) or 0

    def add(self, address: bytes, offset: int, data: bytes, by: str = "") -> int:
        """The piece is in its place; how many bytes are there now. Refused `offset_differs` for one that would leave a hole."""
        if (complete := self.size(address)) is not None:
            return complete
        with _translated():
            _folder(self._root / PARTS)
            # Not waited for on disk: whether it is what it should be is checked at the end, and then it is.
            with _locked(self._part(address, by)) as descriptor:
                there = os.fstat(descriptor).st_size
                if offset > there:
                    raise Refused("offset_differs", expected=there)
                os.lseek(descriptor, offset, os.SEEK_SET)
                _write(descriptor, data)
                return max(there, offset + len(data))

    def finish(self, address: bytes, by: str = "") -> int:
        """See the port. The pieces are hashed and moved under one lock, so that none changes in between."""
        if (complete := self.size(address)) is not None:
            if self.proven(address):
                return complete
            self.drop(address)  # a disk that forgot some of it: what comes next replaces it
        part = self._part(address, by)
        with _translated():
            if _size(part) is None:
                raise Refused("offset_differs", expected=0)
            with _locked(part) as descriptor:
                if _digest(descriptor) != address:
                    part.unlink(missing_ok=True)
                    raise IntegrityViolated("attachment_differs")
                os.fsync(descriptor)
                size = os.fstat(descriptor).st_size
                if sys.platform != "win32":
                    self._into_place(part, address)
            if sys.platform == "win32":  # an open file cannot be moved there
                self._into_place(part, address)
        return size

    def proven(self, address: bytes) -> bool:
        """Whether the complete ciphertext is there and still has its hash."""
        if self.size(address) is None:
            return False
        digest = hashlib.sha256()
        for block in self.blocks(address):
            digest.update(block)
        return digest.digest() == address

    def drop(self, address: bytes) -> None:
        """The ciphertext is not here any more."""
        with _translated():
            self._path(address).unlink(missing_ok=True)

    def addresses(self) -> list[bytes]:
        """All complete ciphertexts."""
        with _translated():
            names = [path.name for path in self._root.glob("[0-9a-f][0-9a-f]/*")]
        return [bytes.fromhex(name) for name in names if _ADDRESS.fullmatch(name)]

    def tidy(self, keep: Iterable[bytes]) -> int:
        """Drafts of files nobody finished handing in are gone, and pieces of ciphertexts that are not to be kept; how many."""
        wanted, gone = {address.hex() for address in keep}, 0
        with _translated():
            for path in self._root.glob(f"{PARTS}/*"):
                if path.name.partition(".")[0] not in wanted:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def sweep(self, idle_s: float) -> int:
        """Pieces to which nothing was added for so long are gone; how many files. Who has the rest begins again."""
        gone, before_s = 0, time.time() - idle_s  # the clock that the files' own times come from
        with _translated():
            for path in self._root.glob(f"{PARTS}/*"):
                with suppress(FileNotFoundError):  # finished, or swept by another process
                    if path.stat().st_mtime < before_s:
                        path.unlink()
                        gone += 1
        return gone


class OfficeFolders:
    """Central's folders: one for each office, `ROOT/26410`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __call__(self, office: str) -> BlobFolder:
        """That office's folder. `office`: five digits, as central's sessions carry it."""
        if not (office.isascii() and office.isdigit()):
            raise ValueError("an office is a number")
        return BlobFolder(self._root / office)

    def sweep(self, idle_s: float) -> int:
        """See `BlobFolder.sweep`, for every office."""
        with _translated():
            offices = [path.name for path in self._root.glob("[0-9]*") if path.is_dir()]
        return sum(self(office).sweep(idle_s) for office in offices)


def _folder(path: Path) -> Path:
    """The folder is there, and what had to be made on the way to it is its owner's only (`parents=True` would not see to that)."""
    if not path.exists():
        _folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def _size(path: Path) -> int | None:
    with _translated():
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return None


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _digest(descriptor: int) -> bytes:
    digest = hashlib.sha256()
    os.lseek(descriptor, 0, os.SEEK_SET)
    while block := os.read(descriptor, _BLOCK):
        digest.update(block)
    return digest.digest()


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, open for reading and writing, held against other threads and processes of this machine.

    Who waited for the lock may hold a file that was finished and moved meanwhile; it is no longer touched (Refused `offset_differs`).
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 2**40, os.SEEK_SET)  # far behind the end: there it locks no byte that is read
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not _still(path, descriptor):
                raise Refused("offset_differs", expected=0)
        yield descriptor
    finally:
        os.close(descriptor)


def _still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
