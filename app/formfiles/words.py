"""Reads `resources/i18n/<lang>.toml`: the words of the screen and of the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.domain.errors import IntegrityViolated
from app.domain.words import Lang, Words, flatten


def load_words(resources: Path, lang: Lang) -> Words:
    """All words of that language. `resources`: the folder that holds `i18n/`. IntegrityViolated `words_invalid` if unreadable."""
    path = resources / "i18n" / f"{lang}.toml"
    try:
        return Words(lang, flatten(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise IntegrityViolated("words_invalid", file=path.name) from error
