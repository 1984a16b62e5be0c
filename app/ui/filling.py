"""A new desk takes the office's book from central: the foot says how far that is. It runs behind the window and nothing stops it. No Qt."""

from __future__ import annotations

from app.ui.context import Context
from app.ui.tasks import Task


class Filling:
    """What the last look at the line told of it is work under way, which nobody here began. GUI thread."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._task: Task | None = None
        context.session.watch("sync", self._show)

    def _show(self) -> None:
        sync, tasks, text = self._context.session.sync, self._context.tasks, self._context.words.text
        told = sync.filling if sync is not None else None
        if told is None:
            if self._task is not None:
                tasks.end(self._task)
                self._task = None
            return
        name, note = ("busy.folding", "busy.folding_note") if told.folding else ("busy.filling", "busy.filling_note")
        if self._task is None:
            self._task = tasks.begin(text(name), stoppable=False)
        self._task.name, self._task.note = text(name), text(note)
        self._task.tell(told.done, told.total)
