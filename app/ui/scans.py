"""What a scanner reads from the codes of our own papers. Pure."""

from __future__ import annotations

from app.domain.numbers import CASE_CODE

RECEIPT_CODE = "MINWON:R:"


def case_words(text: str) -> str:
    """What to search for: the number inside the code of one of our slips, or the text as it was typed."""
    plain = text.strip()
    return plain[len(CASE_CODE) :] if plain.upper().startswith(CASE_CODE) else plain


def receipt_number(text: str) -> str:
    """The receipt's number, out of its code or as it was typed."""
    plain = text.strip()
    return plain[len(RECEIPT_CODE) :].partition(":")[0] if plain.upper().startswith(RECEIPT_CODE) else plain
