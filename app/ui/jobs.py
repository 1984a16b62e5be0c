"""Background work: a plain function is given to a lane and its result comes back on the GUI thread (STYLE §3)."""

from __future__ import annotations

import logging
import sys
import traceback
import zlib
from collections.abc import Callable
from concurrent.futures import Executor
from types import TracebackType
from typing import Any, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal

T = TypeVar("T")
log = logging.getLogger("minwon.ui")


class _Job(QObject):
    """Two signals; lives in the GUI thread, goes when its result was delivered."""

    done = pyqtSignal(object)
    failed = pyqtSignal(object)


class Jobs(QObject):
    """Run plain functions off the GUI thread, call back on it. `work` touches no widget.

    Lanes are executors of one thread each (`writer`, `reader`) or a small pool (network). An error comes to `failed`; a
    `failed` that meets something it does not know raises it again, and it reaches `sys.excepthook` on the GUI thread.
    """

    busy_changed = pyqtSignal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[_Job] = set()
        self._closed = False

    def start(
        self,
        lane: Executor,
        work: Callable[[], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Hand `work` to the lane; exactly one of `done` and `failed` is called later, on the GUI thread, unless the window went."""
        if self._closed:
            return
        job = _Job(self)
        self._running.add(job)
        job.done.connect(lambda result: self._deliver(job, done, result))
        job.failed.connect(lambda error: self._deliver(job, failed, error))
        self.busy_changed.emit(len(self._running))
        lane.submit(_run, job, work)

    @property
    def running(self) -> int:
        return len(self._running)

    def close(self) -> None:
        """From now on no result is delivered: the widgets are going."""
        self._closed = True

    def _deliver(self, job: _Job, to: Callable[[Any], object], what: object) -> None:
        self._running.discard(job)
        job.deleteLater()
        if not self._closed:
            self.busy_changed.emit(len(self._running))
            to(what)


def _run(job: _Job, work: Callable[[], object]) -> None:
    """In the lane's thread. Every outcome is delivered: an exception kept in a future that nobody reads would be lost."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 — whatever it is, the GUI thread decides (STYLE §3)
        _emit(job.failed, error)
    else:
        _emit(job.done, result)


def _emit(signal: Any, value: object) -> None:
    """Deliver, unless the window and with it the job's C++ half are gone already."""
    try:
        signal.emit(value)
    except RuntimeError:
        log.info("a result came after the window had gone")


class Surfacing:
    """Shows bugs: installs itself as `sys.excepthook`, logs frames without values, calls `show(number)` with a number to quote."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show
        self._before = sys.excepthook
        self._open = False

    def install(self) -> None:
        sys.excepthook = self._hook

    def remove(self) -> None:
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        number = bug_number(kind, trace)
        # The message of an exception may hold personal data, so only its type and the frames are written.
        log.error("bug %s %s\n%s", number, kind.__name__, "".join(traceback.format_tb(trace)))
        if not self._open:  # one dialog at a time: a bug in a timer would pile them up
            self._open = True
            try:
                self._show(number)
            finally:
                self._open = False


def bug_number(kind: type[BaseException], trace: TracebackType | None) -> str:
    """A short number, the same for the same place in the program, so that two reports of one bug meet."""
    frames = traceback.extract_tb(trace)
    place = f"{kind.__name__}:" + ";".join(f"{frame.name}:{frame.lineno}" for frame in frames[-4:])
    return f"{zlib.crc32(place.encode()):08X}"
