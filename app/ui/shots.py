"""Pictures of each tab, drawn off the screen: what the demo leaves behind where there is no display, and what a gallery shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QEventLoop
from PyQt6.QtGui import QGuiApplication

from app.domain.errors import Unavailable
from app.domain.views import Actor
from app.domain.words import Lang
from app.ui.app import Opened, Surroundings, application, open_window
from app.ui.main_window import TABS
from app.ui.tabs.ledger.view import LedgerView
from app.ui.theme import density_for

SETTLE_S = 20.0
PAUSE_S = 0.001  # the lanes have the interpreter


def shoot(
    around: Surroundings, out_dir: Path, actor: Actor, *, size: tuple[int, int] = (1366, 768), lang: Lang = "ko", prefix: str = ""
) -> list[Path]:
    """One PNG for the login and for each tab, in `out_dir`; their paths in the order of the tabs. GUI thread.

    `actor`: who is at the desk in the pictures. Unavailable `no_display` where neither a screen nor the offscreen platform is set.
    """
    application()
    out_dir.mkdir(parents=True, exist_ok=True)
    opened = open_window(around, lang, density=density_for(size[1]))
    made: list[Path] = []
    try:
        window = opened.window
        window.resize(*size)
        window.show()
        settle(opened)
        made.append(_grab(opened, out_dir / f"{prefix}00-login.png"))
        sign_in(opened, actor)
        for number, name in enumerate(TABS, start=1):
            window.go(name)
            settle(opened)
            _show_more(opened, name)
            made.append(_grab(opened, out_dir / f"{prefix}{number:02d}-{name}.png"))
    finally:
        opened.context.session.actor = None
        opened.close()
        pump()
    return made


def sign_in(opened: Opened, actor: Actor) -> None:
    """That person is at the desk of this window, without asking for a password again."""
    opened.context.session.actor = actor
    opened.window.show_desk(actor)
    opened.context.session.tell("actor", "cases")
    opened.window.shell.refresh()
    settle(opened)


def settle(opened: Opened, until: Callable[[], bool] | None = None) -> None:
    """Every answer that was asked for has come and is drawn. Unavailable `unavailable` if that takes unreasonably long."""
    deadline = time.monotonic() + SETTLE_S
    quiet = 0
    while quiet < 3 or not (until is None or until()):
        if quiet % 3 == 0:
            time.sleep(PAUSE_S)
        QGuiApplication.sync()  # what the screen system has to say is there too
        quiet = quiet + 1 if opened.jobs.running == 0 else 0
        if time.monotonic() > deadline:
            raise Unavailable("unavailable")


def pump(milliseconds: int = 20) -> None:
    """Let the event loop run for a moment."""
    application().processEvents(QEventLoop.ProcessEventsFlag.AllEvents, milliseconds)
    time.sleep(0.005)


def _show_more(opened: Opened, name: str) -> None:
    """What makes a picture tell more than an empty page: a form, or the newest case in hand."""
    window = opened.window
    if name in ("family", "passport", "integrated"):
        window.intake(name).presenter.choose_first()
        settle(opened)
    elif name == "ledger":
        view = window.tabs["ledger"]
        newest = view.model.case(0) if isinstance(view, LedgerView) else None
        if newest is not None:
            window.show_case(newest.number)
            settle(opened)


def _grab(opened: Opened, path: Path) -> Path:
    opened.window.grab().save(str(path))
    return path
