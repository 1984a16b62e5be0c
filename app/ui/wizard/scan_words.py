"""처음 설정: what a scanner on trial read, in words that repeat nothing personal. No Qt."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.errors import Refused
from app.domain.mrz import parse_holder, parse_names
from app.domain.numbers import parse_number
from app.domain.words import Words
from app.ui.scans import what_was_read

MRZ_LENGTH: Final = 44


def read_by_scanner(typed: str, words: Words, *, today: date) -> str:
    """Which paper it was: our own numbers are told, of a passport only which line, of all else how many characters."""
    text, found = words.text, what_was_read(typed)
    try:
        if found.kind == "slip":
            return text("setup.scan.slip", number=found.text)
        if found.kind == "case":
            return text("setup.scan.number", number=parse_number(found.text))
        if found.kind == "receipt":
            return text("setup.scan.receipt", number=parse_number(found.text))
        if len(typed) == MRZ_LENGTH and typed.startswith("P"):
            parse_names(typed)
            return text("setup.scan.mrz_one")
        if len(typed) == MRZ_LENGTH:
            parse_holder(typed, today=today)
            return text("setup.scan.mrz")
    except Refused as error:
        return words.message(error)
    return text("setup.scan.other", n=len(typed))
