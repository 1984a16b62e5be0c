"""Something of the program is made once before its window can open: a small window says so meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from PyQt6.QtCore import QEventLoop, Qt
from PyQt6.QtWidgets import QProgressBar, QWidget

from app.domain.look_choice import LookChoice
from app.domain.words import Words
from app.ui.front import application, look_for
from app.ui.jobs import Jobs
from app.ui.plain import column, label
from app.ui.theme import dress

T = TypeVar("T")


def while_preparing(words: Words, resources: Path, work: Callable[[], T]) -> T:
    """What `work` brought; it ran in a thread of its own. GUI thread. Its errors are raised here."""
    app, look = application(), look_for(LookChoice(), resources)
    dress(app, look, resources, korean=words.lang == "ko")
    shown = QWidget()
    shown.setObjectName("page")
    shown.setWindowTitle(words.text("training.title"))
    shown.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setAccessibleName(words.text("training.preparing"))
    box = column(look, label(words.text("training.title"), "title"), label(words.text("training.preparing"), wrap=True), bar, margins=True)
    shown.setLayout(box)
    shown.setMinimumWidth(look.px("dialog_w"))
    shown.show()
    loop, found, wrong = QEventLoop(), list[T](), list[Exception]()
    jobs, lane = Jobs(), ThreadPoolExecutor(max_workers=1, thread_name_prefix="preparing")

    def done(result: T) -> None:
        found.append(result)
        loop.quit()

    def failed(error: Exception) -> None:
        wrong.append(error)
        loop.quit()

    jobs.start(lane, work, done=done, failed=failed)
    loop.exec()
    lane.shutdown(wait=True)
    jobs.close()
    shown.close()
    shown.deleteLater()
    if wrong:
        raise wrong[0]
    return found[0]
