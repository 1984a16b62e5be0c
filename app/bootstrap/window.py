"""The window over an open home: services on their lanes, papers, words and the line to central, joined and taken apart again."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.drawing import need_drawing
from app.bootstrap.homes import Home, open_home_on_lanes
from app.bootstrap.opening import LEDGER, Passphrase
from app.documents import paper_pdf
from app.documents.sheet import watched
from app.domain.errors import Unavailable
from app.domain.every_paper import Paper
from app.domain.words import Lang, Words
from app.formfiles.help import load_help
from app.formfiles.words import load_words
from app.ports.progress import UNWATCHED, Progress
from app.settings import Settings

if TYPE_CHECKING:
    from app.ui.app import Surroundings


class Papers:
    """Sets our own papers in type with this program's fonts."""

    def __init__(self, resources: Path) -> None:
        self._fonts = resources / "fonts"

    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes:
        with watched(progress):
            return paper_pdf(paper, fonts=self._fonts, large=large)


def surroundings(home: Home, data: Path) -> Surroundings:
    """What a window over that home is given. `data`: the folder that holds `resources/`. Unavailable `unavailable` without lanes."""
    from app.bootstrap.sync_actions import sync_actions
    from app.ui.app import Surroundings  # Qt is loaded only where a window opens

    if home.lanes is None:
        raise Unavailable("unavailable")
    resources = data / "resources"
    words: dict[Lang, Words] = {}

    def words_of(lang: Lang) -> Words:
        return words.setdefault(lang, load_words(resources, lang))

    return Surroundings(
        home.services, home.lanes, resources, words_of, Papers(resources), sync_actions(home), partial(load_help, resources)
    )


def run_window(settings: Settings, ask: Passphrase, words: Words) -> int:
    """The home was open in a window, with its line to central, until the person closed it; the exit code. GUI thread."""
    need_drawing(on_screen=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    from app.ui.app import application, run

    application()  # without a display it says so before the home is opened
    if not (settings.home / LEDGER).exists():
        from app.bootstrap.first_window import with_desk  # only a computer without a desk needs it

        made = with_desk(settings, words)
        if made is None:
            return 0
        settings = made
    home = open_home_on_lanes(settings, ask)
    try:
        home.start_sync()
        home.start_cards()
        home.start_folders()
        return run(surroundings(home, settings.data), lang=words.lang)
    finally:
        home.close()
