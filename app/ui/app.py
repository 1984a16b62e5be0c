"""Starts the window: one QApplication, the look, the words, the lanes; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Protocol

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget

from app.domain.help_pages import HelpPage
from app.domain.look_choice import LookChoice
from app.domain.words import Lang, Words
from app.ui.appearance import Appearance
from app.ui.carried_over import pack, unpack
from app.ui.citizen.screens import CitizenScreens
from app.ui.clipboard import ForgetfulClipboard
from app.ui.context import Context
from app.ui.first_elsewhere import ToldFirstElsewhere
from app.ui.front import Front, application, gone, look_for, tell_bug
from app.ui.jobs import Jobs, Surfacing
from app.ui.knocks import Knocks, come_forward
from app.ui.main_window import MainWindow
from app.ui.papers import PaperMaker
from app.ui.plain import label, shortcut
from app.ui.services import DeskServices
from app.ui.session import Session
from app.ui.sync_action import SyncAction
from app.ui.taken_rights import Guarded
from app.ui.theme import FULL_HD, Density, Mode, dress, make_look
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
        gone(self.window)


def open_window(
    around: Surroundings,
    lang: Lang,
    *,
    density: Density,
    mode: Mode = "light",
    scale: int = 100,
    wide: int = FULL_HD,
    choice: LookChoice | None = None,
    on_look: Callable[[LookChoice], object] | None = None,
) -> Opened:
    """A dressed window that is not shown yet.

    `wide`: px of the screen across; `choice`: what it was made from; `on_look`: makes another from another choice.
    """
    app = application()
    look = make_look(around.resources, density=density, mode=mode, scale=scale, wide=wide)
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
    ToldFirstElsewhere(context, window.notice)
    ForgetfulClipboard(window, context)
    appearance.failed = context.failing(window.notice)
    if on_look is not None:
        appearance.change = on_look
        appearance.follow()
    keys: dict[str, Callable[[], object]] = {
        "Ctrl++": partial(appearance.step_text, 1),
        "Ctrl+=": partial(appearance.step_text, 1),
        "Ctrl+-": partial(appearance.step_text, -1),
        "Ctrl+0": appearance.plain_text,
    }
    for key, act in keys.items():
        shortcut(window, key, act)
    citizen = CitizenScreens(window, context, look, around.resources, around.words_of)
    return Opened(window, context, jobs, network, citizen)


class Windows:
    """The window over one desk: one at a time, made anew when it shall look otherwise. GUI thread."""

    def __init__(self, around: Surroundings, lang: Lang) -> None:
        self._around, self._lang = around, lang
        self._opened: list[Opened] = []
        self._turn = RLock()  # no window goes while another thread is about to tell it something
        self._front: Front | None = None
        self._knocks: Knocks | None = None
        around.services.on_change(self._hint)

    def stand_behind(self, front: Front) -> None:
        """The window is made, and takes the place of that one as soon as somebody has signed in there."""
        made = self._make(front.looks.shown)
        self._front, self._opened = front, [made]
        made.context.session.watch("actor", self._somebody)
        front.join(lambda user, password: made.window.shell.sign_in(user, password, front.login), made.context.appearance.choose)

    def listen(self, home: Path) -> None:
        """Whoever starts the program again over that home brings this window to the front instead."""
        self._knocks = Knocks(home, self._come_forward)

    def _come_forward(self) -> None:
        for each in (self._front, *(opened.window for opened in self._opened)):
            if each is not None and (each.isVisible() or each.isMinimized()):
                come_forward(each)
                return

    def show(self, choice: LookChoice) -> None:
        """A window that looks like that is on the screen; it goes on where the one before stood."""
        with self._turn:
            before, self._opened = self._opened, []
        carried = [pack(each.window, each.context) for each in before]
        covers = [_picture_of(each.window) for each in before]
        for each in before:
            each.close()  # first: another style sheet would dress each of its widgets anew, for seconds
        made = self._make(choice)
        self._opened = [made]
        for kept in carried:
            unpack(kept, made.window, made.context)
        self._present()
        for cover in covers:
            cover.close()

    def close(self) -> None:
        """No answer comes to a window any more, and none is left: one in hands of Python alone would go on whatever thread collects it."""
        with self._turn:
            before, self._opened = self._opened, []
        for each in before:
            each.close()

    def _make(self, choice: LookChoice) -> Opened:
        look, around = look_for(choice, self._around.resources), self._around
        return open_window(
            around,
            choice.lang or self._lang,
            density=look.density,
            mode=choice.theme,
            scale=choice.text,
            wide=look.wide,
            choice=choice,
            on_look=lambda wanted: QTimer.singleShot(0, partial(self._swap, wanted)),  # after the click that asked for it is over
        )

    def _hint(self, kinds: object, case_ids: object) -> None:
        """From any thread, behind a commit: one look at the windows there are, because another may take its place meanwhile."""
        with self._turn:
            for each in self._opened:
                each.window.hint(kinds, case_ids)

    def _somebody(self) -> None:
        if self._front is not None and self._opened[0].context.session.actor is not None:
            self._present()

    def _present(self) -> None:
        self._opened[0].window.showMaximized()
        self._opened[0].window.activateWindow()  # the hands go on where the login page was
        if self._front is not None:
            self._front.close()
            self._front = None

    def _swap(self, wanted: LookChoice) -> None:
        if not self._opened:
            return
        now = self._opened[0]
        if now.window.basket.presenter.charging():
            now.window.say(now.context.words.text("charge.wait"), "warning")
        elif now.jobs.running:  # its answer would come to a window that is gone
            QTimer.singleShot(SOON_MS, partial(self._swap, wanted))
        else:
            self.show(wanted)


def _picture_of(window: QWidget) -> QWidget:
    """What that window showed stays on the screen while another takes its place."""
    cover = label()
    cover.setPixmap(window.grab())
    cover.setGeometry(window.geometry())
    if window.isVisible():
        cover.show()
    return cover


def run(around: Surroundings, *, lang: Lang = "ko") -> int:
    """The window is open until the person closes it; the exit code. GUI thread; the caller closes services and lanes after it."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    surfacing = Surfacing(partial(tell_bug, around.words_of(lang)))
    surfacing.install()
    windows = Windows(around, lang)
    try:
        windows.show(around.lanes.reader.submit(around.services.looks.desk).result())
        return app.exec()
    finally:
        windows.close()
        surfacing.remove()
