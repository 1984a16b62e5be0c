"""Several processes behind one socket: the first one binds it and answers nothing itself, the others answer.

A worker that dies is replaced; when the first process ends, however it ends, the workers see their lifeline close and finish what
they are doing. Needs `fork` (Linux, macOS).
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Final

_LOOK_S: Final = 0.1
_STOP_S: Final = 10.0
_AGAIN_S: Final = 1.0  # a worker that dies at once is not started again at once
log = logging.getLogger("app.central")


class Workers:
    """`work(worker, lifeline, ready)` runs in each child until it is told to stop: by a signal, or because `lifeline` can be read."""

    def __init__(self, count: int, work: Callable[[int, int, Callable[[], None]], None]) -> None:
        self._count, self._work = count, work
        self._stopping = False
        self._started: dict[int, tuple[int, float]] = {}  # pid → worker and when
        self._missing: list[int] = []

    def stop(self) -> None:
        """They end soon. Safe in a signal handler."""
        self._stopping = True

    def run(self, on_ready: Callable[[], None]) -> None:
        """Returns when all workers are gone; `on_ready` is called when the first request would be answered. Main thread."""
        lifeline, hold = os.pipe()
        heard, tell = os.pipe()
        try:
            for worker in range(self._count):
                self._start(worker, lifeline, (hold, heard), tell)
            os.set_blocking(heard, False)
            answering = 0
            while not self._stopping:
                if answering < self._count and (said := _read(heard)):
                    answering += len(said)
                    if answering >= self._count:
                        on_ready()
                self._replace_dead(lifeline, (hold, heard), tell)
                time.sleep(_LOOK_S)
        finally:
            os.close(hold)
            self._await_end()
            for descriptor in (lifeline, heard, tell):
                os.close(descriptor)

    def _start(self, worker: int, lifeline: int, parents: tuple[int, int], tell: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self._started[pid] = worker, time.monotonic()
            return
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            for descriptor in parents:
                os.close(descriptor)
            self._work(worker, lifeline, lambda: _tell(tell))
            code = 0
        except BaseException as error:
            # The frames and the type: a message may quote what somebody sent.
            print("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__, file=sys.stderr)
            raise
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _replace_dead(self, lifeline: int, parents: tuple[int, int], tell: int) -> None:
        for pid, (worker, since) in list(self._started.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self._started[pid]
                log.warning('{"event": "worker_ended", "worker": %d}', worker)
                if time.monotonic() - since < _AGAIN_S:
                    time.sleep(_AGAIN_S)
                self._missing.append(worker)
        while self._missing:
            try:
                self._start(self._missing[0], lifeline, parents, tell)
            except OSError as error:  # no memory, too many processes: the others go on answering, and it is tried again
                log.warning('{"event": "worker_not_started", "errno": %d}', error.errno or 0)
                time.sleep(_AGAIN_S)
                return
            del self._missing[0]

    def _await_end(self) -> None:
        deadline = time.monotonic() + _STOP_S
        while self._started:
            for pid in list(self._started):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    del self._started[pid]
                elif time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)


def _tell(descriptor: int) -> None:
    os.write(descriptor, b".")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except BlockingIOError:
        return b""
