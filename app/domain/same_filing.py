"""Whether two filings say the same: names by their jamo, dates by their day (COUNTER §3 D, duplicates flagged at intake). Pure.

A filing comes twice when it was posted and brought, or typed at two desks. That is a warning, never a refusal: twins, and people of the
same name, file too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from operator import ne
from typing import Final

from app.domain.forms import Field, FormDef

DAYS: Final = 30
_JAMO_MIN: Final = 5  # shorter names differ by one jamo as often as by a slip of the finger


def same_filing(form: FormDef, one: Mapping[str, object], other: Sequence[object]) -> bool:
    """Both name the person, and nothing that both say differs. `one`: values by field id; `other`: those of `form.same_filing` in order."""
    for place, (field_id, theirs) in enumerate(zip(form.same_filing, other, strict=True)):
        mine = one.get(field_id)
        if not isinstance(mine, str) or not isinstance(theirs, str) or not mine or not theirs:
            if place == 0:
                return False
            continue
        if not _alike(form.field(field_id), mine, theirs):
            return False
    return bool(form.same_filing)


def _alike(field: Field, mine: str, theirs: str) -> bool:
    if field.kind in ("date", "datetime"):
        return mine[:10] == theirs[:10]
    mine, theirs = "".join(mine.split()), "".join(theirs.split())
    if field.kind != "name" or mine == theirs:
        return mine == theirs
    # A letter lies in one syllable; that alone tells nearly all names apart.
    if len(mine) == len(theirs) and sum(map(ne, mine, theirs)) > 1:
        return False
    return one_apart(jamo(mine), jamo(theirs))


def jamo(name: str) -> str:
    """The letters of a name, without blanks: 김 is ㄱ, ㅣ, ㅁ."""
    return unicodedata.normalize("NFD", "".join(name.split()))


def one_apart(one: str, other: str) -> bool:
    """They are the same but for one letter at most that is missing, too many or another one; short ones have to be equal."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) < _JAMO_MIN:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[at:] == long[at + 1 :] or short[at + 1 :] == long[at + 1 :]
