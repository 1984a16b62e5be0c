"""In the foot: what takes long just now, how far it is, and the key that stops it (UI.md, Hands)."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QProgressBar

from app.ui.context import Context
from app.ui.plain import button, column, label, row
from app.ui.tab_bar import PICTURES_TO
from app.ui.tasks import Task
from app.ui.theme import Look
from app.ui.work_bar import AFTER_MS

LOOK_MS = 100  # how often it is asked how far the work is
STOP_KEY = "Shift+Esc"


class BusyBox(QFrame):
    """Seen while named work lasts longer than a moment. Of several it shows the newest; what cannot be stopped says so."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._tasks, self._text = context.tasks, context.words.text
        large = look.crowd > PICTURES_TO
        self._words = label("", "strong", wrap=large)  # at large text it would make the window wider than the screen
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(look.px("field_w") // 2)
        if not large:
            self._bar.setMaximumWidth(self._bar.minimumWidth())
        self._note = label("", "subtle", wrap=True)  # a narrow window stays as narrow as it is
        self.stop = button(self._text("busy.stop"), self._stop, "small", name=self._text("busy.stop_name"))
        self.stop.setToolTip(STOP_KEY)
        box = row(look, gap="gap_small_px")
        if large:  # as long as its words, below them: beside them it would be a stub
            box.addLayout(column(look, self._words, self._bar, gap="gap_small_px"), 1)
        else:
            box.addWidget(self._words)
            box.addWidget(self._bar)
        box.addWidget(self._note)
        box.addWidget(self.stop)
        self.setLayout(box)
        self.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AFTER_MS)
        self._wait.timeout.connect(self._begin)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.show_now)
        context.tasks.watch(self._changed)

    def text(self) -> str:
        """What is said of the work under way; empty while nothing is shown."""
        return self._words.text() if self.isVisibleTo(self.parentWidget()) else ""

    def show_now(self) -> None:
        """How far the newest work is at this moment."""
        if not self._tasks.running:
            return
        task = self._tasks.running[-1]
        said = self._said(task)
        if said != self._words.text():
            self._words.setText(said)
            self.setAccessibleName(said)
        percent = task.percent
        self._bar.setRange(0, 0 if percent is None else 100)
        if percent is not None:
            self._bar.setValue(percent)
        self.stop.setVisible(task.stoppable)
        self.stop.setEnabled(not task.stopping)
        self._note.setText("" if task.stoppable else task.note or self._text("busy.no_stop"))

    def _said(self, task: Task) -> str:
        if task.stopping:
            return self._text("busy.stopping", what=task.name)
        if task.total:
            return self._text("busy.of", what=task.name, done=f"{task.done:,}", total=f"{task.total:,}", percent=task.percent)
        return self._text("busy.so_far", what=task.name, done=f"{task.done:,}") if task.done else self._text("busy.now", what=task.name)

    def _stop(self) -> None:
        had_keyboard = self.stop.hasFocus()
        self._tasks.stop()
        self.show_now()
        if had_keyboard and (window := self.window()) is not None:
            window.setFocus(Qt.FocusReason.OtherFocusReason)  # a button that can no longer be pressed would keep the keyboard

    def _begin(self) -> None:
        self.show_now()
        self.show()
        self._look.start()

    def _changed(self) -> None:
        if not self._tasks.running:
            self._wait.stop()
            self._look.stop()
            self.hide()
        elif self.isVisibleTo(self.parentWidget()):
            self.show_now()
        elif not self._wait.isActive():
            self._wait.start()
