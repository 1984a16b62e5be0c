"""Starts the window: one QApplication, the look, the words, the lanes; nothing here decides anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from app.domain.errors import Unavailable
from app.domain.words import Lang, Words
from app.ui.context import Context
from app.ui.jobs import Jobs, Surfacing
from app.ui.main_window import MainWindow
from app.ui.papers import PaperMaker
from app.ui.plain import tell
from app.ui.services import DeskServices
from app.ui.session import Session
from app.ui.sync_action import SyncAction
from app.ui.taken_rights import Guarded
from app.ui.theme import Density, Mode, density_for, dress, make_look
from app.ui.visit import Visit


class Lanes(Protocol):
    """The two threads of the ledger."""

    @property
    def writer(self) -> Executor: ...
    @property
    def reader(self) -> Executor: ...


@dataclass(frozen=True)
class Surroundings:
    """What the window is given: services, their lanes, the folder `resources`, words by language, the maker of papers."""

    services: DeskServices
    lanes: Lanes
    resources: Path
    words_of: Callable[[Lang], Words]
    maker: PaperMaker
    sync_actions: Sequence[SyncAction] = ()


@dataclass(frozen=True)
class Opened:
    """A window with what lives as long as it does."""

    window: MainWindow
    context: Context
    jobs: Jobs
    network: ThreadPoolExecutor

    def close(self) -> None:
        """The window is gone; work already handed to the ledger's lanes is finished by whoever owns them."""
        self.window.close()
        self.jobs.close()
        self.network.shutdown(wait=False, cancel_futures=True)
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)  # now, not when Python happens to collect it


_kept: list[QApplication] = []  # Python would collect it, and Qt's half with it, as soon as nobody holds it


def application() -> QApplication:
    """The one QApplication of this process. Unavailable `no_display` where there is none to draw on."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise Unavailable("no_display")  # Qt would abort the process
    app = QApplication(sys.argv[:1])
    app.setApplicationName("minwon")
    app.setApplicationDisplayName("민원데스크")
    app.setDesktopFileName("minwon")
    _kept.append(app)
    return app


def open_window(
    around: Surroundings, lang: Lang, *, density: Density, mode: Mode = "light", on_language: Callable[[str], object] | None = None
) -> Opened:
    """A dressed window that is not shown yet."""
    app = application()
    look = make_look(around.resources, density=density, mode=mode)
    dress(app, look, around.resources, korean=lang == "ko")
    jobs = Jobs()
    network = ThreadPoolExecutor(max_workers=2, thread_name_prefix="network")
    session = Session()
    write = Guarded(partial(jobs.start, around.lanes.writer), around.services, session)
    context = Context(
        services=around.services,
        words=around.words_of(lang),
        write=write,
        read=partial(jobs.start, around.lanes.reader),
        net=partial(jobs.start, network),
        session=session,
        visit=Visit(),
    )
    window = MainWindow(context, look, jobs, around.maker, on_language=on_language, sync_actions=around.sync_actions)
    write.lost = window.shell.rights_lost
    return Opened(window, context, jobs, network)


def run(around: Surroundings, *, lang: Lang = "ko") -> int:
    """The window is open until the person closes it; the exit code. GUI thread; the caller closes services and lanes after it."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    opened: list[Opened] = []

    def show(wanted: str) -> None:
        chosen: Lang = "en" if wanted == "en" else "ko"
        before = list(opened)
        screen = QGuiApplication.primaryScreen()
        height = screen.availableGeometry().height() if screen is not None else 0
        made = open_window(around, chosen, density=density_for(height), on_language=change)
        opened[:] = [made]
        made.window.showMaximized()
        for each in before:
            each.close()

    def change(wanted: str) -> None:
        QTimer.singleShot(0, partial(show, wanted))  # after the click that asked for it is over

    surfacing = Surfacing(lambda number: _tell_bug(opened, number))
    surfacing.install()
    around.services.on_change(lambda kinds, cases: opened[0].window.hint(kinds, cases) if opened else None)
    try:
        show(lang)
        return app.exec()
    finally:
        for each in opened:
            each.jobs.close()
            each.network.shutdown(wait=False, cancel_futures=True)
        opened.clear()
        surfacing.remove()


def _tell_bug(opened: list[Opened], number: str) -> None:
    if not opened:
        return
    window, text = opened[0].window, opened[0].context.words.text
    tell(window, text("app.bug_title"), text("app.bug", number=number), text("button.close"))
