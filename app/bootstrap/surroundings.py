"""What a window over an open home is given: services on their lanes, papers, words, help and the acts of synchronisation."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.bootstrap.homes import Home
from app.bootstrap.sync_actions import sync_actions
from app.documents import paper_pdf
from app.documents.sheet import watched
from app.domain.errors import Unavailable
from app.domain.every_paper import Paper
from app.domain.words import Lang, Words
from app.formfiles.help import load_help
from app.formfiles.words import load_words
from app.ports.progress import UNWATCHED, Progress
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
    if home.lanes is None:
        raise Unavailable("unavailable")
    resources = data / "resources"
    words: dict[Lang, Words] = {}

    def words_of(lang: Lang) -> Words:
        return words.setdefault(lang, load_words(resources, lang))

    return Surroundings(
        home.services, home.lanes, resources, words_of, Papers(resources), sync_actions(home), partial(load_help, resources)
    )
