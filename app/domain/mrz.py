"""The machine-readable zone of a passport, two lines of 44 characters (ICAO 9303, TD3), as a scanner types it.

The optional data of line 2 is never returned: passports issued before 2020-12-21 may hold the back part of the resident
number there (REFERENCE §4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Literal

from app.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class MrzNames:
    """Line 1: issuing state and the romanised name."""

    issuer: str
    surname: str
    given_names: str


@dataclass(frozen=True, slots=True)
class MrzHolder:
    """Line 2: what ties the booklet to its holder. `sex` is None where the passport gives none."""

    passport_no: str
    nationality: str
    birth_date: date
    sex: Literal["male", "female"] | None
    expires_on: date


def check_digit(text: str) -> str:
    """The ICAO check digit: weights 7 3 1, A = 10 to Z = 35, `<` = 0."""
    total = sum(weight * _value(char) for weight, char in zip(cycle((7, 3, 1)), text, strict=False))
    return str(total % 10)


def parse_names(line: str) -> MrzNames:
    """Line 1 read. Raises Refused `mrz_invalid` with `reason` length or document."""
    line = _line(line)
    if line[0] != "P":
        raise Refused("mrz_invalid", reason="document")
    surname, _, given = line[5:].partition("<<")
    return MrzNames(line[2:5].rstrip("<"), _words(surname), _words(given))


def parse_holder(line: str, *, today: date) -> MrzHolder:
    """Line 2 read, all its check digits right. Raises Refused `mrz_invalid` with `reason` length, check_digit or date.

    Two-digit birth years later than `today` lie in the 1900s; passports live ten years, so expiry is always 20xx.
    """
    line = _line(line)
    number, number_check, nationality = line[0:9], line[9], line[10:13]
    born, born_check, sex, expires, expires_check = line[13:19], line[19], line[20], line[21:27], line[27]
    optional, optional_check, composite = line[28:42], line[42], line[43]
    fits = (
        number_check == check_digit(number)
        and born_check == check_digit(born)
        and expires_check == check_digit(expires)
        and (optional_check == check_digit(optional) or (optional_check == "<" and not optional.strip("<")))
        and composite == check_digit(line[0:10] + line[13:20] + line[21:43])
    )
    if not fits:
        raise Refused("mrz_invalid", reason="check_digit")
    birth_date = _date(born, 2000)
    if birth_date > today:
        birth_date = _date(born, 1900)
    sexes: dict[str, Literal["male", "female"]] = {"M": "male", "F": "female"}
    return MrzHolder(number.rstrip("<"), nationality.rstrip("<"), birth_date, sexes.get(sex), _date(expires, 2000))


def _line(line: str) -> str:
    line = line.strip().upper()
    if len(line) != 44 or not all(char == "<" or (char.isascii() and char.isalnum()) for char in line):
        raise Refused("mrz_invalid", reason="length")
    return line


def _value(char: str) -> int:
    return 0 if char == "<" else int(char, 36)


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _date(digits: str, century: int) -> date:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise Refused("mrz_invalid", reason="date") from None
