"""Small secret files that are either the old or the new one, never half."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.domain.errors import Unavailable


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
    new = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _write(new, data)
        try:
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise Unavailable("key_file_unreachable", errno=error.errno) from error


def _write(path: Path, data: bytes) -> None:
    binary = getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | binary, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """The rename itself is on disk. Windows has no such call and keeps its journal in order."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
