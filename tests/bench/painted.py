"""From a key to what is painted: the event loop runs until the answer is there and nothing is left to paint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter, thread_time

from PyQt6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PyQt6.QtWidgets import QApplication

_ALL = QEventLoop.ProcessEventsFlag.AllEvents
_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
PATIENCE_S = 15.0


class Painted(QObject):
    """Sees every paint event of the program. GUI thread."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._paints = 0
        self.worked_ms = 0.0  # of the last measurement: the processor's time of this thread
        self._beat = QTimer(self)  # wakes a loop that waits for something that never comes
        self._beat.start(50)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Paint:
            self._paints += 1
        return False

    def ms(self, act: Callable[[], object], shown: Callable[[], bool]) -> float:
        """How long it took from `act` until what it brought was painted, in ms. `shown`: the answer is there."""
        began, worked = perf_counter(), thread_time()
        act()
        last = perf_counter()
        while True:
            before = self._paints
            self._app.processEvents(_ALL)
            if self._paints != before:
                last = perf_counter()
            elif shown():
                self.worked_ms = (thread_time() - worked) * 1000
                return (last - began) * 1000
            else:
                self._app.processEvents(_ALL | _WAIT)
                last = perf_counter()
            if perf_counter() - began > PATIENCE_S:
                raise TimeoutError("the answer was never painted")

    def settle(self, quiet: Callable[[], bool] = lambda: True) -> None:
        """Everything that was asked for is there and painted."""
        still = 0
        while still < 3:
            before = self._paints
            self._app.processEvents(_ALL, 20)
            still = still + 1 if self._paints == before and quiet() else 0

    def stop(self) -> None:
        self._beat.stop()
        self._app.removeEventFilter(self)


def p95(found: Sequence[float]) -> float:
    """Nineteen of twenty are not above it."""
    return sorted(found)[round(0.95 * (len(found) - 1))]
