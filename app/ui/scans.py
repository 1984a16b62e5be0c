"""What a scanner reads: the codes of our own papers, lines of a passport, numbers of national systems' papers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.errors import Refused
from app.domain.identity import find_rrn_in_text
from app.domain.numbers import CASE_CODE, looks_like_number, looks_like_slip
from app.domain.official_numbers import read_official

RECEIPT_CODE = "MINWON:R:"
SLIP_CODE: Final = "MINWON:P:"
MRZ_LEAST: Final = 30  # no passport number and no name is as long as this; a line of a booklet has 44
_RECEIPT: Final = re.compile(r"-R\d{6}-")

Kind = Literal["case", "receipt", "slip", "booklet", "official", "unknown"]


@dataclass(frozen=True)
class Scanned:
    """`text`: the number without its code, the line of a booklet, or what was read."""

    kind: Kind
    text: str


def case_words(text: str) -> str:
    """What to search for: the number inside the code of one of our slips, or the text as it was typed."""
    plain = text.strip()
    return plain[len(CASE_CODE) :] if plain.upper().startswith(CASE_CODE) else plain


def receipt_number(text: str) -> str:
    """The receipt's number, out of its code or as it was typed."""
    plain = text.strip()
    return plain[len(RECEIPT_CODE) :].partition(":")[0] if plain.upper().startswith(RECEIPT_CODE) else plain


def is_booklet(text: str) -> bool:
    """True for what a scanner reads from a booklet's machine-readable zone, whole or damaged."""
    return len(text.strip()) >= MRZ_LEAST and "<" in text


def what_was_read(text: str) -> Scanned:
    """What the paper was under the scanner, told by what stands in its code."""
    plain = text.strip()
    upper = plain.upper()
    if is_booklet(plain):
        return Scanned("booklet", upper)
    if upper.startswith(RECEIPT_CODE) or (looks_like_number(plain) and _RECEIPT.search(upper)):
        return Scanned("receipt", receipt_number(plain).upper())
    if upper.startswith(CASE_CODE) or looks_like_number(plain):
        return Scanned("case", case_words(plain).upper())
    if upper.startswith(SLIP_CODE) or looks_like_slip(plain):
        return Scanned("slip", upper.removeprefix(SLIP_CODE))
    if find_rrn_in_text(plain):
        return Scanned("unknown", plain)  # off a card: typed into its own field, or nowhere
    try:
        number = read_official(plain)
    except Refused:
        return Scanned("unknown", plain)
    return Scanned("official" if any(map(str.isdigit, number)) else "unknown", number)
