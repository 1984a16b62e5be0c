"""What was given for one field becomes its canonical value: a reader for each kind of field. Pure.

A reader gives the value and at most one warning; Refused names the problem.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from app.domain import identity
from app.domain.errors import Refused
from app.domain.forms import Field, FieldKind

Reader = Callable[[Field, object, date], tuple[object, str | None]]


def _string(each: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Refused("wrong_type")
    text = identity.clean_text(raw)
    if len(text) > each.max_len:
        raise Refused("too_long")
    return text


def _text(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    text = _string(each, raw)
    return text, "rrn_in_text" if identity.find_rrn_in_text(text) else None


def _name(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_name(_string(each, raw)), None


def _latin_name(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_latin_name(_string(each, raw)), None


def _rrn(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    digits = identity.parse_rrn(_string(each, raw), today=today).digits
    return digits, None if identity.rrn_checksum_fits(digits) else "rrn_checksum"


def _arn(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    digits = identity.parse_arn(_string(each, raw), today=today).digits
    return digits, None if identity.rrn_checksum_fits(digits) else "rrn_checksum"


def _passport_no(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_passport_no(_string(each, raw)), None


def _reg_no(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    digits = identity.parse_reg_no(_string(each, raw))
    if identity.reg_no_checksum_fits(digits):
        return digits, None
    # A person's number in the place of a company's would stand there unsealed.
    person = len(digits) == 13 and identity.find_rrn_in_text(digits) and identity.rrn_checksum_fits(digits)
    return digits, "rrn_in_text" if person else "reg_no_checksum"


def _phone(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_phone(_string(each, raw)), None


def _date(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_date(_string(each, raw), today=today).isoformat(), None


def _moment(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    return identity.parse_moment(_string(each, raw), today=today).isoformat(timespec="minutes"), None


def _ungrouped(text: str) -> str:
    """1,000,000 is the number people mean; commas anywhere else are left to be refused."""
    first, *rest = text.split(",")
    return first + "".join(rest) if rest and 1 <= len(first) <= 3 and all(len(each) == 3 for each in rest) else text


def whole_number(text: str) -> int:
    """The number people mean who typed that: any width of digits, commas between thousands. Refused `wrong_type` otherwise."""
    plain = _ungrouped(identity.half_width(text))
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 12):
        raise Refused("wrong_type")
    return int(plain)


def _int(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    if isinstance(raw, str):
        raw = whole_number(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Refused("wrong_type")
    if problem := out_of_range(each, raw):
        raise Refused(problem)
    return raw, None


def _choice(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    for choice in each.choices:
        if choice.value == raw:  # as the window and other programs write it
            return raw, None
    text = _string(each, raw)
    for choice in each.choices:
        if choice.value == text:
            return text, None
    raise Refused("unknown_choice")


def _choices(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    if not isinstance(raw, list):
        raise Refused("wrong_type")
    picked = {_choice(each, one, today)[0] for one in raw}
    return [choice.value for choice in each.choices if choice.value in picked], None


def _plate(each: Field, raw: object, today: date) -> tuple[object, str | None]:
    plate, usual = identity.parse_plate(_string(each, raw))
    if identity.find_rrn_in_text(plate):
        return plate, "rrn_in_text"
    return plate, None if usual else "plate_unusual"


def out_of_range(each: Field, number: int) -> str | None:
    if each.min is not None and number < each.min:
        return "too_small"
    return "too_large" if each.max is not None and number > each.max else None


READERS: Final[dict[FieldKind, Reader]] = {
    "text": _text,
    "name": _name,
    "latin_name": _latin_name,
    "rrn": _rrn,
    "arn": _arn,
    "passport_no": _passport_no,
    "reg_no": _reg_no,
    "phone": _phone,
    "address": _text,
    "date": _date,
    "datetime": _moment,
    "int": _int,
    "choice": _choice,
    "choices": _choices,
    "plate": _plate,
    "parcel": _text,
}
