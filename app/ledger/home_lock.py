"""An OS lock on `HOME/lock`: it goes with the process, so nothing is left behind by a kill or a power cut."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.domain.errors import Unavailable


class FileLock:
    """Held from before the ledger is opened until after it is closed (ARCHITECTURE A7). Unavailable `home_in_use` while another has it,
    `home_unreachable` where nothing can be written."""

    def __init__(self, home: Path) -> None:
        try:
            self._file = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable("home_unreachable", errno=error.errno) from error
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise Unavailable("home_in_use") from error

    def release(self) -> None:
        """Another program may have the home. Safe to repeat."""
        held, self._file = self._file, -1
        if held >= 0:
            try:
                _unlock(held)  # a process that was forked meanwhile has the descriptor too: closing ours alone would not give it up
            finally:
                os.close(held)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: int) -> None:
    if sys.platform == "win32":
        return  # nothing is forked there, and closing gives it up
    import fcntl

    fcntl.flock(file, fcntl.LOCK_UN)
