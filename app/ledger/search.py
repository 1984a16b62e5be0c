"""Search words: bigrams of names and of their 초성, so that two syllables or two letters find a name in any position.

FTS5 with `unicode61`, contentless, `detail=none`: every word of the query must be there, so a name of three syllables is
two bigrams. A single syllable is a prefix of a bigram. Hangul is NFC; Latin words are whole, lower case, found by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add

from app.domain.identity import initials

PHONE_MARK = "\ue000"  # a letter of nobody's keyboard before the last four digits: no name can be typed that finds phones
_HANGUL = re.compile(r"^[가-힣ㄱ-ㅎ一-鿿]+$")
_SYLLABLES = re.compile(r"[가-힣]{2,}\Z")
_WORD = re.compile(r"[0-9A-Za-z가-힣ㄱ-ㅎ一-鿿]+")


def _bigrams(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)] if len(word) > 1 else [word]


def words_of(names: Iterable[str]) -> str:
    """The index words of those names, separated by blanks."""
    found: list[str] = []
    for name in names:
        if _SYLLABLES.match(name):  # a name like nearly all others
            letters = initials(name)
            found += map(add, name, name[1:])
            found += map(add, letters, letters[1:])
            continue
        words = _WORD.findall(name.lower())
        whole = "".join(words)
        for word in [whole] if _HANGUL.match(whole) else words:
            found += [*_bigrams(word), *_bigrams(initials(word))] if _HANGUL.match(word) else [word]
    return " ".join(dict.fromkeys(found))


def query_of(text: str) -> str | None:
    """The FTS5 query for what a clerk typed, or None if there is nothing to look for. Only quoted words: no query syntax leaks in."""
    parts: list[str] = []
    for word in _WORD.findall(text.lower()):
        if not _HANGUL.match(word) or len(word) == 1:
            parts.append(f'"{word}"*')
        else:
            parts.extend(f'"{bigram}"' for bigram in _bigrams(word))
    return " AND ".join(dict.fromkeys(parts)) or None
