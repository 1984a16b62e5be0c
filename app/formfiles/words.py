"""Reads `resources/i18n/<lang>/*.po`: the words of the screen and of the command line, as GNU gettext keeps them.

The id of a message is its key (`tab.seal`), so a sentence is mended without touching the program, and Korean is a translation like any
other. What is read is the compiled `.mo` beside each `.po`; one that is missing, damaged or of another moment is never used but made again
from the `.po`, so whoever edits a sentence, or puts an older file back, sees it at the next start. The frozen program carries the `.mo`
alone.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from app.domain.errors import IntegrityViolated
from app.domain.words import Counted, Lang, Words


def load_words(resources: Path, lang: Lang) -> Words:
    """All words of that language. `resources`: the folder that holds `i18n/`. IntegrityViolated `words_invalid` if unreadable."""
    folder = resources / "i18n" / lang
    parts = {path.stem for path in folder.glob("*.po")} or {path.stem for path in folder.glob("*.mo")}
    if not parts:
        raise IntegrityViolated("words_invalid", file=lang)
    texts: dict[str, str] = {}
    for part in sorted(parts):
        found = read_part(folder, part)
        if twice := texts.keys() & found.keys():
            raise IntegrityViolated("words_invalid", file=part, key=min(twice))
        texts.update(found)
    return Words(lang, texts)


def read_part(folder: Path, part: str) -> dict[str, str]:
    """The words of `<part>.po` in that folder by key. IntegrityViolated `words_invalid` if it cannot be read."""
    po, mo = folder / f"{part}.po", folder / f"{part}.mo"
    try:
        written = po.stat().st_mtime_ns
    except FileNotFoundError:
        written = None
    try:
        with mo.open("rb") as file:
            if written is None or os.fstat(file.fileno()).st_mtime_ns == written:
                return _Catalogue(file).texts()
    except (OSError, LookupError, ValueError, struct.error) as error:
        if written is None:
            raise IntegrityViolated("words_invalid", file=part) from error
    from app.formfiles.po_files import compiled  # what compiles takes longer to import than all words take to be read

    return _Catalogue(BytesIO(compiled(po))).texts()


class _Catalogue(GNUTranslations):
    """One part as gettext read it. `_catalog` is what it fills; it names no public way to ask for every message."""

    _catalog: dict[str | tuple[str, int], str]
    plural: Callable[[int], int]

    def texts(self) -> dict[str, str]:
        """Every message by key. One with forms for numbers stands under the name of the fact that is counted (msgctxt) and its key."""
        texts: dict[str, str] = {}
        forms: dict[str, list[str]] = {}
        for key, text in self._catalog.items():
            if isinstance(key, tuple):
                forms.setdefault(key[0], []).append(text)
            elif key:  # the nameless one is the head of the file
                texts[key] = text
        for named, each in forms.items():
            fact, _, key = named.rpartition("\x04")
            texts[key] = Counted(each, fact=fact, form=self.plural)
        return texts
