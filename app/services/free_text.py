"""What people may type freely goes into the book as it is and stays there: no number that belongs in a sealed field (A17)."""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import Refused

# Birth date and the seven digits behind it, with whatever people put between the two; also after a full year.
_PERSON_NO = re.compile(r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[^0-9A-Za-z가-힣]{0,3}\d{7}(?!\d)", re.ASCII)
# The letters Korean passports and travel papers begin with: several times, once, residence, diplomats, officials, travel certificate.
_PASSPORT_NO = re.compile(r"(?<![A-Z0-9])[MSRDOGT](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Z0-9])", re.ASCII)


def holds_person_no(text: str) -> bool:
    """Whether the text seems to hold a resident, foreigner or passport number, in whatever digits and with whatever between them."""
    plain = "".join(_half_width(each) for each in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(each) != "Cf")
    return _PERSON_NO.search(plain) is not None or _PASSPORT_NO.search(plain) is not None


def _half_width(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def unfit(text: str) -> str | None:
    """Why this text may not go into the book as it is, as the code of a field's problem; None if it may.

    A control character would act on the terminal or paper it is shown on, half a character cannot be written at all.
    """
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in text):
        return "control_characters"
    return "rrn_in_text" if holds_person_no(text) else None


def checked(text: str) -> str:
    """The text, trimmed. Refused `control_characters`, `rrn_in_text`; what was typed is not repeated."""
    code = unfit(text)
    if code == "rrn_in_text":
        raise Refused("rrn_in_text")
    if code is not None:
        raise Refused("control_characters")
    return text.strip()
