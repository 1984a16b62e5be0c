"""What is on the screen first: a window with the login page, while the rest of the program is still being imported.

Once somebody has signed in the desk's own window takes its place.

Whatever is imported here has to be imported before anything is on the screen: Qt, the look, and nothing of the desk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import msgspec
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QRect, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QPaintEvent
from PyQt6.QtWidgets import QApplication, QMainWindow, QWidget

from app.domain.errors import CounterError, Unavailable
from app.domain.look_choice import LookChoice
from app.domain.words import Lang, Words
from app.ui.jobs import Surfacing
from app.ui.login_view import LoginView
from app.ui.plain import tell
from app.ui.theme import STYLE, Look, density_for, dress_first, make_look

PAINTED_AT_LAST_MS = 2_000

_kept: list[QApplication] = []  # Python would collect it, and Qt's half with it, as soon as nobody holds it


def application() -> QApplication:
    """The one QApplication of this process. Unavailable `no_display` where there is none to draw on."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise Unavailable("no_display")  # Qt would abort the process
    app = QApplication([*sys.argv[:1], "-style", STYLE])
    app.setProperty("style", STYLE)
    app.setApplicationName("minwon")
    app.setApplicationDisplayName("민원데스크")
    app.setDesktopFileName("minwon")
    _kept.append(app)
    return app


def look_for(choice: LookChoice, resources: Path) -> Look:
    """That choice on the screen there is."""
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry() if screen is not None else QRect()
    density = density_for(room.height() * 100 // choice.text) if choice.density == "auto" else choice.density
    return make_look(resources, density=density, mode=choice.theme, scale=choice.text, wide=room.width())


class FirstLooks:
    """What the login page's line of looks changes: kept as soon as there is a desk that can keep it."""

    def __init__(self, shown: LookChoice) -> None:
        self.shown = shown
        self._chosen: dict[str, Any] = {}
        self._choose: Callable[..., object] | None = None

    def choose(self, **parts: Any) -> None:
        """Those parts of the look are as told, now or when the desk is there."""
        if self._choose is None:
            self._chosen |= parts
        else:
            self._choose(**parts)

    def join(self, choose: Callable[..., object]) -> None:
        """The desk is there: `choose` keeps what was chosen, and what will be."""
        self._choose = choose
        if self._chosen:
            choose(**self._chosen)


class _Page(LoginView):
    """Tells when it is seen."""

    painted = pyqtSignal()
    _seen = False

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)  # the whole picture is made before the next turn of the loop


class Front(QMainWindow):
    """The login page alone. `painted`, once: all of it is on the screen. Who signs in before there is a desk waits for it."""

    painted = pyqtSignal()

    def __init__(self, words: Words, look: Look, place: str, choice: LookChoice, title: str) -> None:
        super().__init__()
        self.looks = FirstLooks(choice)
        self.setWindowTitle(title)
        self.login = _Page(words, look, place, self.looks)
        self.login.painted.connect(self.painted)
        self.setCentralWidget(self.login)
        self._asked: tuple[str, str] | None = None
        self._sign_in: Callable[[str, str], object] | None = None
        self.login.entered.connect(self._entered)
        self.login.begin("", "")

    def join(self, sign_in: Callable[[str, str], object], choose: Callable[..., object]) -> None:
        """There is a desk to sign in to, and to keep how the window looks."""
        self._sign_in = sign_in
        self.looks.join(choose)
        if self._asked is not None:
            self.login.set_busy(False)
            sign_in(*self._asked)
            self._asked = None

    def _entered(self, user: str, password: str) -> None:
        if self._sign_in is not None:
            self._sign_in(user, password)
        elif user.strip() and password:
            self._asked = (user, password)
            self.login.set_busy(True)


class Desk(Protocol):
    """The desk behind the login page; `close` when every window has gone."""

    def close(self) -> None: ...


Furnish = Callable[[Front], Desk]


class FirstSight(msgspec.Struct, frozen=True):
    """What a window needs to be on the screen. `place`: whose desk this is; `title`: the window's; `lang`: where the desk chose none."""

    resources: Path
    words_of: Callable[[Lang], Words]
    place: Callable[[Words], str]
    title: Callable[[Words], str]
    choice: LookChoice
    lang: Lang


class _Coming(QObject):
    """The rest of the program, on its way in a thread of its own."""

    came = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, fetch: Callable[[], Furnish]) -> None:
        super().__init__()
        self._fetch = fetch
        self._thread: Thread | None = None

    def start(self) -> None:
        """It is on its way. Safe to repeat."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="coming")
            self._thread.start()

    def wait(self) -> None:
        """It is not on its way any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            furnish = self._fetch()
        except Exception as error:  # noqa: BLE001 — whatever it is, the GUI thread decides (STYLE §3)
            self.failed.emit(error)
        else:
            self.came.emit(furnish)


def run(sight: FirstSight, fetch: Callable[[], Furnish]) -> int:
    """The window was open until the person closed it; the exit code. GUI thread.

    `fetch`, called in a thread of its own after the first picture, brings the rest of the program; what it raises is shown, ends the
    window and is raised here.
    """
    app = application()
    app.setQuitOnLastWindowClosed(True)
    lang: Lang = sight.choice.lang or sight.lang
    words, look = sight.words_of(lang), look_for(sight.choice, sight.resources)
    dress_first(app, look, sight.resources)
    front = Front(words, look, sight.place(words), sight.choice, sight.title(words))
    coming, here = _Coming(fetch), _Here(front, words)
    coming.came.connect(here.furnish)
    coming.failed.connect(here.fail)
    surfacing = Surfacing(partial(tell_bug, words))
    surfacing.install()
    front.painted.connect(coming.start)
    QTimer.singleShot(PAINTED_AT_LAST_MS, coming.start)  # a window that is covered from the beginning is never painted
    front.showMaximized()
    front.activateWindow()
    try:
        code = app.exec()
    finally:
        coming.wait()
        here.close()
        gone(front)
        surfacing.remove()
    if here.error is not None:
        raise here.error
    return code


def gone(window: QWidget) -> None:
    """It is gone with all that is in it, now and on this thread: Python collects what nobody holds on whichever thread happens to do so,
    and Qt's half of a window must not go on another one. GUI thread."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def tell_bug(words: Words, number: str) -> None:
    """What nobody foresaw is told in front of whatever is there, with the number to quote."""
    parent = QApplication.activeWindow()
    if parent is not None:
        tell(parent, words.text("app.bug_title"), words.text("app.bug", number=number), words.text("button.close"))


class _Here(QObject):
    """What becomes of the rest of the program, on the GUI thread."""

    def __init__(self, front: Front, words: Words) -> None:
        super().__init__()
        self._front, self._words = front, words
        self._desk: Desk | None = None
        self.error: Exception | None = None

    def furnish(self, furnish: Furnish) -> None:
        """The desk stands behind the login page; where it cannot, the person knows: nobody would ever be signed in there."""
        try:
            self._desk = furnish(self._front)
        except Exception as error:  # noqa: BLE001 — whatever it is, it ends the window as `fail` says
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """The person knows why there is no desk, and the window goes."""
        self.error = error
        text = self._words.text
        said = self._words.message(error) if isinstance(error, CounterError) else text("app.not_started")
        tell(self._front, text("app.name"), said, text("button.close"))
        self._front.close()

    def close(self) -> None:
        """Nothing of the desk is left on the screen."""
        if self._desk is not None:
            self._desk.close()
