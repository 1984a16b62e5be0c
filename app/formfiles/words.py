"""Reads `resources/i18n/<lang>.toml` and `<lang>-<part>.toml`: the words of the screen and of the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.domain.errors import IntegrityViolated
from app.domain.words import Lang, Words, flatten


def load_words(resources: Path, lang: Lang) -> Words:
    """All words of that language. `resources`: the folder that holds `i18n/`. IntegrityViolated `words_invalid` if unreadable."""
    folder = resources / "i18n"
    texts: dict[str, str] = {}
    for path in (folder / f"{lang}.toml", *sorted(folder.glob(f"{lang}-*.toml"))):
        try:
            found = flatten(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
            raise IntegrityViolated("words_invalid", file=path.name) from error
        if twice := texts.keys() & found.keys():
            raise IntegrityViolated("words_invalid", file=path.name, key=min(twice))
        texts.update(found)
    return Words(lang, texts)
