"""Words of which the login page's are read at once and all others when somebody asks for one: parsing them all takes longer than Qt."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.errors import IntegrityViolated
from app.domain.words import Lang, Words, flatten
from app.formfiles.words import load_words

FIRST: Final = ("login",)


def words_by_need(resources: Path, lang: Lang) -> Words:
    """As `load_words`. IntegrityViolated `words_invalid` comes now for the files of the login page, later for the others."""
    return Words(lang, _ByNeed(resources, lang))


class _ByNeed(Mapping[str, str]):
    """Any thread."""

    def __init__(self, resources: Path, lang: Lang) -> None:
        self._resources, self._lang = resources, lang
        self._lock = threading.Lock()
        self._all: Mapping[str, str] | None = None
        self._first: dict[str, str] = {}
        for part in FIRST:
            path = resources / "i18n" / f"{lang}-{part}.toml"
            try:
                self._first.update(flatten(tomllib.loads(path.read_text(encoding="utf-8"))))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
                raise IntegrityViolated("words_invalid", file=path.name) from error

    def _every(self) -> Mapping[str, str]:
        with self._lock:
            if self._all is None:
                self._all = load_words(self._resources, self._lang).texts
            return self._all

    def __getitem__(self, key: str) -> str:
        found = self._first.get(key)
        return self._every()[key] if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())
