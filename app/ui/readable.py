"""Text of whatever program as a window can show it: an entry may hold a word of sixty thousand letters, or signs that turn others round."""

from __future__ import annotations

import re
from typing import Final

CELL_MAX: Final = 300  # characters of a cell: laying out one as long as an entry takes seconds, and nobody reads it
LABEL_MAX: Final = 4_000
WORD_MAX: Final = 40  # of a word that stays whole: a page is as wide as the longest one
_BREAK: Final = "\u200b"  # a place where a line may end, without width
# Where a line ends, a page's key stays with its name («[= 보안용지]») and the two numbers of a part stay together («12 / 48»).
_HELD: Final = re.compile(r"(?<=\[[^\s\]]) (?=[^\s\]])|(?<=\d) / (?=\d)")
_LONG: Final = re.compile(rf"[^\s{_BREAK}]{{{WORD_MAX + 1},}}")
# They would show a sum or a name in another order than it is kept in; Korean and English need none of them.
_TURNING: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def cell_text(text: str) -> str:
    """What a cell shows of it."""
    return _in_order(text if len(text) <= CELL_MAX else f"{text[:CELL_MAX]}…")


def label_text(text: str) -> str:
    """What a label with several lines shows of it: no word makes the window wider than the screen, none that belongs together is torn."""
    if len(text) <= WORD_MAX:
        return _held(_in_order(text))
    return _LONG.sub(_broken, _held(_in_order(text if len(text) <= LABEL_MAX else f"{text[:LABEL_MAX]}…")))


def _held(text: str) -> str:
    return _HELD.sub(lambda gap: gap[0].replace(" ", "\u00a0"), text)


def _in_order(text: str) -> str:
    return text if text.isascii() or text.isprintable() else text.translate(_TURNING)


def _broken(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][start : start + WORD_MAX] for start in range(0, len(word[0]), WORD_MAX))
