"""Reads codes off scanned pages in a process of its own: a file that somebody sends may be made to break what opens it.

The child gets the bytes of a file and gives back texts; it holds no key, opens no file, has bounded memory and leaves no core behind. One
that breaks, or takes too long, is replaced; the file it broke at is not tried again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import IO, Final

import msgspec

from app.devices.code_page import COUNT, Answer
from app.domain.errors import Refused, Unavailable

TIMEOUT_S: Final = 30.0
COUNT_TIMEOUT_S: Final = 5.0  # the writer waits for it
CHILD: Final = "app.devices.code_page"
ARGUMENT: Final = "--read-codes"  # of the frozen program, where there is no `-m`
_KEPT: Final = ("PATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")


class PageCodes:
    """See `ports.inbox.CodeReader`. The child is started with the first file and lives until `close`."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        self.timeout_s = timeout_s
        self._child: subprocess.Popen[bytes] | None = None
        self._lock, self._closed = threading.Lock(), False
        self._used_s = 0.0

    def codes(self, data: bytes, medium: str) -> list[str]:
        """See the port. Unavailable `reader_missing`: no child can be started here."""
        answer = self._read(data, medium)
        if answer is None:
            raise Refused("page_not_read")
        if answer.code:
            raise Refused(answer.code)
        return list(dict.fromkeys(answer.texts))

    def pages(self, data: bytes, medium: str) -> int:
        """See the port."""
        if medium in ("jpeg", "png"):
            return 1
        try:
            answer = self._read(data, COUNT + medium)
        except Unavailable:
            return 0  # no child can be started here: the file is a file of the case all the same
        return max(0, answer.pages) if answer is not None else 0

    @property
    def child(self) -> int | None:
        """The id of the process that reads, while there is one."""
        return self._child.pid if self._child is not None else None

    def rest(self, idle_s: float) -> None:
        """A child that had nothing to read for so long is gone; the next file starts another."""
        with self._lock:
            if self._child is not None and time.monotonic() - self._used_s >= idle_s:
                self._end()

    def close(self) -> None:
        """The child is gone; one that reads goes with its file, and nobody waits for it here."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()

    def _read(self, data: bytes, medium: str) -> Answer | None:
        try:
            with self._lock:
                answer = self._ask(data, medium)
                self._used_s = time.monotonic()
        finally:
            if self._closed:  # looked at when the lock was given up: whoever closed meanwhile did not get it
                self.close()
        return answer

    def _ask(self, data: bytes, medium: str) -> Answer | None:
        """None: it broke, or was ended for taking too long."""
        child = self._running()
        to_child, from_child = child.stdin, child.stdout
        if to_child is None or from_child is None:
            raise Unavailable("reader_missing")
        late = threading.Timer(self.timeout_s, child.kill)
        late.daemon = True
        late.start()
        try:
            _send(to_child, medium.encode(), data)
            line = from_child.readline()
            if line.endswith(b"\n"):
                return msgspec.json.decode(line, type=Answer)
        except (OSError, msgspec.DecodeError):
            pass  # a pipe that broke, half a line: the file did that
        finally:
            late.cancel()
        self._end()
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, ARGUMENT] if getattr(sys, "frozen", False) else [sys.executable, "-m", CHILD]
            kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
            try:
                self._child = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=kept | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)},
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as error:
                raise Unavailable("reader_missing", errno=error.errno) from error
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)


class PageCount:
    """See `ports.blobs.PageCounter`. A child for each file, gone with its answer: files are handed in by hand, a few an hour."""

    def pages(self, data: bytes, medium: str) -> int:
        """See the port."""
        reader = PageCodes(timeout_s=COUNT_TIMEOUT_S)
        try:
            return reader.pages(data, medium)
        finally:
            reader.close()


def _send(pipe: IO[bytes], medium: bytes, data: bytes) -> None:
    pipe.write(len(medium).to_bytes(1, "big") + medium + len(data).to_bytes(8, "big"))
    pipe.write(data)
    pipe.flush()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        pass  # what was still to be written has nobody to read it
