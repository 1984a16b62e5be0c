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
from app.domain.help_pages import HelpPage
from app.domain.look_choice import LookChoice
from app.domain.words import Lang, Words
from app.ui.appearance import Appearance
from app.ui.carried_over import carry_over
from app.ui.citizen.screens import CitizenScreens
from app.ui.context import Context
from app.ui.jobs import Jobs, Surfacing
from app.ui.main_window import MainWindow
from app.ui.papers import PaperMaker
from app.ui.plain import shortcut, tell
from app.ui.services import DeskServices
from app.ui.session import Session
from app.ui.sync_action import SyncAction
from app.ui.taken_rights import Guarded
from app.ui.theme import Density, Mode, density_for, dress, make_look
from app.ui.visit import Visit

SOON_MS = 50


class Lanes(Protocol):
    """The two threads of the ledger."""

    @property
    def writer(self) -> Executor: ...
    @property
    def reader(self) -> Executor: ...


@dataclass(frozen=True)
class Surroundings:
    """What the window is given: services, their lanes, the folder `resources`, words and help by language, the maker of papers."""

    services: DeskServices
    lanes: Lanes
    resources: Path
    words_of: Callable[[Lang], Words]
    maker: PaperMaker
    sync_actions: Sequence[SyncAction] = ()
    help_of: Callable[[Lang], Sequence[HelpPage]] = lambda _: ()


@dataclass(frozen=True)
class Opened:
    """A window with what lives as long as it does."""

    window: MainWindow
    context: Context
    jobs: Jobs
    network: ThreadPoolExecutor
    citizen: CitizenScreens

    def close(self) -> None:
        """The window is gone; work already handed to the ledger's lanes is finished by whoever owns them."""
        self.citizen.close()
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
    around: Surroundings,
    lang: Lang,
    *,
    density: Density,
    mode: Mode = "light",
    scale: int = 100,
    choice: LookChoice | None = None,
    on_look: Callable[[LookChoice], object] | None = None,
) -> Opened:
    """A dressed window that is not shown yet. `choice`: what it was made from; `on_look`: makes another from another choice."""
    app = application()
    look = make_look(around.resources, density=density, mode=mode, scale=scale)
    dress(app, look, around.resources, korean=lang == "ko")
    jobs = Jobs()
    network = ThreadPoolExecutor(max_workers=2, thread_name_prefix="network")
    session = Session()
    write = Guarded(partial(jobs.start, around.lanes.writer), around.services, session)
    read = partial(jobs.start, around.lanes.reader)
    appearance = Appearance(around.services, session, write, read, choice or LookChoice(theme=mode, text=scale, lang=lang))
    context = Context(
        services=around.services,
        words=around.words_of(lang),
        write=write,
        read=read,
        net=partial(jobs.start, network),
        session=session,
        visit=Visit(),
        appearance=appearance,
        help_pages=partial(around.help_of, lang),
    )
    window = MainWindow(context, look, jobs, around.maker, sync_actions=around.sync_actions)
    write.lost = window.shell.rights_lost
    appearance.failed = context.failing(window.notice)
    if on_look is not None:
        appearance.change = on_look
        appearance.follow()
    for key, act in {
        "Ctrl++": partial(appearance.step_text, 1),
        "Ctrl+=": partial(appearance.step_text, 1),
        "Ctrl+-": partial(appearance.step_text, -1),
        "Ctrl+0": appearance.plain_text,
    }.items():
        shortcut(window, key, act)
    citizen = CitizenScreens(window, context, look, around.resources, around.words_of)
    return Opened(window, context, jobs, network, citizen)


def run(around: Surroundings, *, lang: Lang = "ko") -> int:
    """The window is open until the person closes it; the exit code. GUI thread; the caller closes services and lanes after it."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    opened: list[Opened] = []

    def show(choice: LookChoice) -> None:
        before = list(opened)
        screen = QGuiApplication.primaryScreen()
        height = screen.availableGeometry().height() if screen is not None else 0
        density = density_for(height * 100 // choice.text) if choice.density == "auto" else choice.density
        spoken: Lang = choice.lang or lang
        made = open_window(around, spoken, density=density, mode=choice.theme, scale=choice.text, choice=choice, on_look=change)
        opened[:] = [made]
        for each in before:
            carry_over(each.window, each.context, made.window, made.context)
        made.window.showMaximized()
        for each in before:
            each.close()

    def swap(wanted: LookChoice) -> None:
        if opened[0].window.basket.presenter.charging():
            opened[0].window.say(opened[0].context.words.text("charge.wait"), "warning")
        elif opened[0].jobs.running:  # its answer would come to a window that is gone
            QTimer.singleShot(SOON_MS, partial(swap, wanted))
        else:
            show(wanted)

    def change(wanted: LookChoice) -> None:
        QTimer.singleShot(0, partial(swap, wanted))  # after the click that asked for it is over

    surfacing = Surfacing(lambda number: _tell_bug(opened, number))
    surfacing.install()
    around.services.on_change(lambda kinds, cases: opened[0].window.hint(kinds, cases) if opened else None)
    try:
        show(around.lanes.reader.submit(around.services.looks.desk).result())
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
