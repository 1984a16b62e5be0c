"""Long work of this window: what is under way, how far it is, and the wish that it stops. No Qt; told from any thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.errors import Stopped


class Task:
    """One piece of long work (`ports.progress.Progress`). `name` in the person's words; `stoppable`: it may be ended before it is done.

    `note`: what is said where others say that they cannot be stopped.
    """

    def __init__(self, name: str, *, stoppable: bool) -> None:
        self.name, self.stoppable, self.note = name, stoppable, ""
        self.done, self.total = 0, 0
        self._stop = False

    @property
    def stopping(self) -> bool:
        return self._stop

    def tell(self, done: int, total: int | None = None) -> None:
        self.done, self.total = done, total or 0

    def step(self, done: int = 0, total: int | None = None) -> None:
        self.tell(done, total)
        if self._stop:
            raise Stopped()

    def binding(self) -> None:
        self.stoppable = False
        if self._stop:
            raise Stopped()

    def stop(self) -> None:
        """Ends at the next place where nothing is half done."""
        self._stop = self.stoppable

    @property
    def percent(self) -> int | None:
        """How much of it is done; None where nobody knows."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Tasks:
    """Everything of this window that takes long, the newest last. GUI thread, but for what a task itself is told."""

    def __init__(self) -> None:
        self.running: list[Task] = []
        self._watchers: list[Callable[[], Any]] = []

    def watch(self, call: Callable[[], Any]) -> None:
        """Called when work begins or ends."""
        self._watchers.append(call)

    def begin(self, name: str, *, stoppable: bool) -> Task:
        task = Task(name, stoppable=stoppable)
        self.running.append(task)
        self._tell()
        return task

    def end(self, task: Task) -> None:
        self.running.remove(task)
        self._tell()

    def stop(self) -> bool:
        """The newest work that can be stopped is asked to; False where there is none."""
        found = next((each for each in reversed(self.running) if each.stoppable and not each.stopping), None)
        if found is not None:
            found.stop()
            self._tell()
        return found is not None

    def _tell(self) -> None:
        for call in list(self._watchers):
            call()
