"""A counter with a window and hands: keys are pressed, Hangul comes in as an input method brings it, every answer is waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from PyQt6.QtCore import QKeyCombination, Qt
from PyQt6.QtGui import QInputMethodEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import documents
from app.bootstrap.homes import Home
from app.bootstrap.sync_actions import sync_actions
from app.documents.sheet import watched
from app.domain.every_paper import Paper
from app.domain.views import Actor
from app.domain.words import Lang, Words
from app.formfiles.help import load_help
from app.formfiles.words import load_words
from app.ports.progress import UNWATCHED, Progress
from app.ui.app import Opened, Surroundings, open_window
from app.ui.main_window import MainWindow
from app.ui.papers import PaperDialog
from app.ui.shots import settle, sign_in
from app.ui.theme import FULL_HD
from tests.desks import PASSWORD, ROOT, on_writer

T = TypeVar("T")
FONTS = ROOT / "resources" / "fonts"


def words_of(lang: Lang) -> Words:
    return load_words(ROOT / "resources", lang)


class Typesetter:
    """The papers of this program, as bootstrap joins them."""

    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes:
        with watched(progress):
            return documents.paper_pdf(paper, fonts=FONTS, large=large)


def surroundings(home: Home) -> Surroundings:
    assert home.lanes is not None
    return Surroundings(
        services=home.services,
        lanes=home.lanes,
        resources=ROOT / "resources",
        words_of=words_of,
        maker=Typesetter(),
        sync_actions=sync_actions(home),
        help_of=partial(load_help, ROOT / "resources"),
    )


def _keys_go_to_the_question() -> bool:
    """A dialog that stands before the window has the keyboard, which a busy screen system gives it late: nobody types before that."""
    asked = QApplication.activeModalWidget()
    return asked is None or QApplication.activeWindow() is asked


@dataclass
class Counter:
    """`presses` counts every key except typed names, numbers and other text, as COUNTER §3 counts them."""

    home: Home
    opened: Opened
    presses: list[str] = field(default_factory=list)

    @property
    def window(self) -> MainWindow:
        return self.opened.window

    def on_writer(self, work: Callable[[], T]) -> T:
        return on_writer(self.home, work)

    def sign_in(self, user: str = "lee", *, day: bool = True) -> Actor:
        """That person is at the desk; the day is open unless the story is about opening it."""
        services = self.home.services

        def work() -> Actor:
            actor = services.sign_in(user, PASSWORD)
            if day:
                services.open_day(actor, 100_000)
            return actor

        actor = self.on_writer(work)
        sign_in(self.opened, actor)
        return actor

    def open_at(self, size: tuple[int, int], lang: Lang, *, scale: int, wide: int = FULL_HD) -> None:
        """Somebody is at a window of that size (px), with words so large (%), on a screen so wide (px)."""
        self.opened.close()
        self.opened = open_window(surroundings(self.home), lang, density="compact", scale=scale, wide=wide)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        QApplication.setActiveWindow(self.window)
        self.settle()
        self.sign_in()

    def press(self, *keys: str) -> None:
        """Each key, named as people name it; digits choose, F-keys work from anywhere."""
        for key in keys:
            self.presses.append(key)
            combination = QKeyCombination.fromCombined(QKeySequence(key)[0].toCombined())
            QtBot.keyClick(self.focus(), combination.key(), combination.keyboardModifiers())
            self.settle()

    def type(self, text: str) -> None:
        """Text as an input method commits it; never counted."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.focus(), event)
        self.settle()

    def compose(self, preedit: str) -> None:
        """A syllable that is still being composed."""
        QApplication.sendEvent(self.focus(), QInputMethodEvent(preedit, []))

    def digits(self, text: str) -> None:
        """Digits one by one, as fingers or a scanner bring them."""
        for char in text:
            QtBot.keyClick(self.focus(), Qt.Key(ord(char)))
        self.settle()

    def settle(self) -> None:
        settle(self.opened, _keys_go_to_the_question)

    def back_to_the_window(self) -> None:
        """The person looked at a paper and turns back: to the window, or to the dialog that stands before it."""
        for paper in self.window.findChildren(PaperDialog):
            paper.close()
        (QApplication.activeModalWidget() or self.window).activateWindow()
        self.settle()

    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        return found if found is not None else self.opened.window

    def focused(self) -> str:
        """What a screen reader would say."""
        return self.focus().accessibleName()


def a_counter(home: Home, *, size: tuple[int, int] = (1366, 768), lang: Lang = "ko") -> Counter:
    """A shown window over that home, nobody signed in."""
    opened = open_window(surroundings(home), lang, density="compact")
    opened.window.resize(*size)
    opened.window.show()
    opened.window.activateWindow()
    counter = Counter(home, opened)
    counter.settle()
    return counter
