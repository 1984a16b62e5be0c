"""Finding a service by what somebody types: its name, what else it is called, or the initial consonants (초성) of either. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final, get_args

from app.domain import identity
from app.domain.forms import FormDef, Station

_PLACES: Final = {station: at for at, station in enumerate(get_args(Station))}


def in_order(forms: Iterable[FormDef]) -> list[FormDef]:
    """Services as every list of them has them, in each language: station by station, and within one as the office numbers them."""
    return sorted(forms, key=lambda form: (_PLACES[form.station], form.code))


def search(forms: Iterable[FormDef], text: str) -> list[FormDef]:
    """Services whose name, alias or 초성 fits, the nearest first; all of them for an empty text."""
    wanted = plain(text)
    if not wanted:
        return list(forms)
    ranked = [(rank, index, form) for index, form in enumerate(forms) if (rank := _rank(form, wanted)) is not None]
    return [form for _, _, form in sorted(ranked, key=lambda each: each[:2])]


def _rank(form: FormDef, wanted: str) -> int | None:
    names = [plain(each) for each in (*form.aliases, form.short.ko, form.name.ko, form.short.en, form.name.en)]
    if all("ㄱ" <= char <= "ㅎ" for char in wanted):
        names = [plain(identity.initials(name)) for name in names]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else None


def plain(text: str) -> str:
    """Without spaces and dots. NFC, not NFKC: that would turn a typed ㄷ into a letter no syllable begins with."""
    return unicodedata.normalize("NFC", text).replace(" ", "").replace("·", "").lower()
