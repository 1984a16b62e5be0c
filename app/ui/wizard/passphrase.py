"""The passphrase of a key file, asked in a window before the desk's own can open: nobody sits at a shell."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PyQt6.QtCore import QEventLoop, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import CounterError
from app.domain.look_choice import LookChoice
from app.domain.words import Words
from app.ui.front import application, look_for
from app.ui.jobs import Jobs
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row
from app.ui.theme import Look, dress


class PassphraseWindow(QWidget):
    """`opens(passphrase)` raises what is wrong with it; it may take a moment and runs in a thread of its own. `over`: asked no more."""

    over = pyqtSignal()

    def __init__(self, words: Words, look: Look, opens: Callable[[str], object]) -> None:
        super().__init__()
        self._words, self._opens = words, opens
        self.given: str | None = None
        self._jobs, self._lane = Jobs(), ThreadPoolExecutor(max_workers=1, thread_name_prefix="passphrase")
        text = words.text
        self.setObjectName("page")
        self.setWindowTitle(text("app.name"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(text("passphrase.name"))
        self.line.returnPressed.connect(self._try)
        heading = heading_of(self.line, text("passphrase.name"))
        self.notice = Notice(look)
        self.go = button(text("passphrase.go"), self._try, "primary")
        acts = row(look, self.go, button(text("passphrase.leave"), self.close, "quiet"), None)
        note = label(text("passphrase.note"), "subtle", wrap=True)
        box = column(look, label(text("app.name"), "sum"), note, heading, self.line, self.notice, margins=True)
        box.addLayout(acts)
        self.setLayout(box)
        self.setFixedWidth(look.px("login_w"))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._lane.shutdown(wait=True)
        self._jobs.close()
        super().closeEvent(event)
        self.over.emit()

    def _try(self) -> None:
        commit_composing()
        typed = self.line.text()
        if not typed or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self._jobs.start(self._lane, lambda: self._opens(typed), done=lambda _: self._right(typed), failed=self._wrong)

    def _right(self, typed: str) -> None:
        self.given = typed
        self.close()

    def _wrong(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.line.clear()
        if not isinstance(error, CounterError):
            raise error
        self.notice.say(self._words.message(error), "danger")
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)


def asked_passphrase(words: Words, resources: Path, opens: Callable[[str], object]) -> str | None:
    """The passphrase with which the keys open, or None where the person closed the window. GUI thread."""
    look = look_for(LookChoice(), resources)
    dress(application(), look, resources, korean=words.lang == "ko")
    window, loop = PassphraseWindow(words, look, opens), QEventLoop()
    window.over.connect(loop.quit)
    window.show()
    window.activateWindow()
    window.line.setFocus(Qt.FocusReason.OtherFocusReason)
    loop.exec()
    given = window.given
    window.deleteLater()
    return given
