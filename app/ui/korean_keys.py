"""Which keys of a Korean keyboard (두벌식) were pressed to write a text: the other way round of what an input method does. Pure.

Every text that the keyboard can write comes back, with one loss: a key that has no jamo of its own with Shift (ㅁ, ㅑ, ㅎ …) gives the same
jamo with and without. Its letter comes back small, so whoever needs one case asks for capitals: codes on papers are written in them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_KEYS: Final = dict(
    zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ", "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml", strict=True)
)
_TWO_KEYS: Final = dict(zip("ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", re.findall("..", "hkhohlnjnpnlmlrtswsgfrfafqftfxfvfgqt"), strict=True))
_JAMO: Final = _KEYS | _TWO_KEYS
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_PLACES: Final = {
    chr(first + at): char for first, chars in ((0x1100, _INITIALS), (0x1161, _VOWELS), (0x11A8, _FINALS)) for at, char in enumerate(chars)
}


def keys_of(text: str) -> str | None:
    """The keys that write that text, what is ASCII as it is; None if something in it has no key (Hanja, an emoji)."""
    found: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if char in _JAMO:
            found.append(_JAMO[char])
        elif "가" <= char <= "힣":
            found.extend(_JAMO[_PLACES[each]] for each in unicodedata.normalize("NFD", char))
        elif char.isascii() and char.isprintable():
            found.append(char)
        else:
            return None
    return "".join(found)


def has_hangul(text: str) -> bool:
    """True if a syllable or a jamo is among it: an input method wrote it."""
    return any(char in _JAMO or "가" <= char <= "힣" for char in text)
