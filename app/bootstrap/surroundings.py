"""What a window over an open home is given: services on their lanes, papers, words, help and the acts of synchronisation."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.bootstrap.homes import Home
from app.bootstrap.papers import Papers
from app.bootstrap.sync_actions import sync_actions
from app.domain.errors import Unavailable
from app.domain.words import Lang, Words
from app.formfiles.help import load_help
from app.formfiles.words import load_words
from app.ui.app import Surroundings


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
