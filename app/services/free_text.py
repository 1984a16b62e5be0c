"""What people may type freely goes into the book as it is and stays there: no number that belongs in a sealed field (A17)."""

from __future__ import annotations

import unicodedata

from app.domain.errors import Refused
from app.domain.identity import find_card_in_text, find_rrn_in_text


def unfit(text: str) -> str | None:
    """Why this text may not go into the book as it is, as the code of a field's problem; None if it may.

    A control character would act on the terminal or paper it is shown on, half a character cannot be written at all.
    """
    # Nothing printable is a control character or half of one: the common case is looked at as a whole.
    if not text.isprintable() and any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in text):
        return "control_characters"
    return "rrn_in_text" if find_rrn_in_text(text) else None


def checked(text: str) -> str:
    """The text, trimmed. Refused `control_characters`, `rrn_in_text`; what was typed is not repeated."""
    code = unfit(text)
    if code == "rrn_in_text":
        raise Refused("rrn_in_text")
    if code is not None:
        raise Refused("control_characters")
    return text.strip()


def checked_reason(text: str) -> str:
    """As `checked`, of why money moved: whoever writes of a card may not write its number. Refused `card_in_text` too."""
    if find_card_in_text(text):
        raise Refused("card_in_text")
    return checked(text)


def given_reason(text: str) -> str:
    """As `checked_reason`, where one has to be given. Refused `reason_missing` too."""
    reason = checked_reason(text)
    if not reason:
        raise Refused("reason_missing")
    return reason
