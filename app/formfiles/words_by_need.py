"""Words of which the login page's are read at once and all others when somebody asks for one: its picture need not wait for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.words import Lang, Words
from app.formfiles.words import load_words, read_part

FIRST: Final = "login"


def words_by_need(resources: Path, lang: Lang) -> Words:
    """As `load_words`. IntegrityViolated `words_invalid` comes now for the file of the login page, later for the others."""
    return Words(lang, _ByNeed(resources, lang))


class _ByNeed(Mapping[str, str]):
    """Any thread."""

    def __init__(self, resources: Path, lang: Lang) -> None:
        self._resources, self._lang = resources, lang
        self._lock = threading.Lock()
        self._all: Mapping[str, str] | None = None
        self._first = read_part(resources / "i18n" / lang, FIRST)

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
