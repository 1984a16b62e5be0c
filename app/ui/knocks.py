"""The program started a second time over one home: the window that is there comes to the front, the new one says why it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QFileSystemWatcher, QObject, Qt
from PyQt6.QtWidgets import QWidget

from app.domain.errors import CounterError
from app.domain.words import Words
from app.ui.plain import tell

KNOCK: Final = "knock"  # a file of the home: whoever finds it in use writes there
IN_USE: Final = "home_in_use"


class Knocks(QObject):
    """`home`: whose window is open here; `answer` is called when somebody knocks. GUI thread."""

    def __init__(self, home: Path, answer: Callable[[], object]) -> None:
        super().__init__()
        self._file, self._answer = home / KNOCK, answer
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._heard)
        self._listen()

    def _listen(self) -> None:
        try:
            self._file.touch(mode=0o600)
        except OSError:
            return  # a disk that takes no file: the one who knocks is told all the same
        self._watcher.addPath(str(self._file))

    def _heard(self) -> None:
        if not self._watcher.files():
            self._listen()  # a file that was put in another's place is no longer watched; touching one that is would be heard again
        self._answer()


def knock(home: Path) -> None:
    """Whoever has that home open in a window hears it. Nothing where nobody has, or where the file cannot be written."""
    try:
        with (home / KNOCK).open("r+b", buffering=0) as file:
            file.write(b"1")  # one change: a file that is emptied first is heard more than once
    except OSError:
        return


def come_forward(window: QWidget) -> None:
    """The window is in front of all others, as far as the desktop lets it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def tell_not_opened(words: Words, home: Path, error: CounterError) -> None:
    """Whoever double-clicked sees why no window comes: nobody reads what a shell would say."""
    in_use = error.code == IN_USE
    if in_use:
        knock(home)
    said = words.text("app.already_open") if in_use else words.message(error)
    tell(None, words.text("app.name"), said, words.text("button.close"))
