"""Who somebody is, as typed at a counter: numbers, names, phones, dates, and how each is shown masked.

Pure. Parsers give the canonical form or raise `Refused` with a code; check digits never refuse, they only warn, because
resident numbers given since 2020-10-05 have none (기획재정부 notice; REFERENCE §4). No function puts a person's data into an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import mul
from typing import Literal

from app.domain.errors import Refused

Sex = Literal["male", "female"]

# First digit of the back part: century of birth, by 주민등록법 시행규칙 and 출입국관리법 시행규칙 practice (법무부 answer).
_CENTURY = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}
_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
# Plain digits only: others may be digits too, but nobody would find the number again.
_RRN_SHAPE = re.compile(r"[0-9]{6}[- ]?[0-9]{7}")
# Birth date, in short or in full, and the seven digits behind it, with whatever people put between the two.
_RRN_IN_TEXT = re.compile(r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[^0-9A-Za-z가-힣]{0,5}\d{7}(?!\d)")
_THREE_DIGITS = re.compile(r"\d{3}")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # a digit of another script
# The letters Korean passports and travel papers begin with.
_PASSPORT_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[MSRDOGT](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")
# As cards print it: in one, in fours, or 4-6-4 and 4-6-5. Our own numbers (26410-03-261120-0042-K7) are grouped otherwise.
_CARD_IN_TEXT = re.compile(
    r"(?<![0-9])[2-69](?:[0-9]{13,18}|[0-9]{3}(?:[ -][0-9]{4}){2}[ -][0-9]{2,7}|[0-9]{3}[ -][0-9]{6}[ -][0-9]{4,5})(?![0-9])"
)
_PASSPORT_NO = re.compile(r"[A-Z](?:[0-9]{8}|[0-9]{3}[A-Z][0-9]{4})")
_PHONE = re.compile(
    r"010\d{8}|01[16789]\d{7,8}"  # mobile; 011 and 016 to 019 are what is left of the old ones
    r"|02\d{7,8}|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}"  # Seoul and the other areas
    r"|070\d{8}|050\d{8,9}|080\d{7}|1[568]\d{6}",  # internet, personal, toll-free, representative numbers
    re.ASCII,
)
_PHONE_MARKS = re.compile(r"[-. ()]")
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_COMPACT_DATE = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})")
_SPACED_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
_PLATE = re.compile(r"(?:[가-힣]{2})?\d{2,3}[가-힣]\d{4}")
_HANGUL_NAME = re.compile(r"[가-힣]+")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


class _Initials(dict[int, str]):
    """Code point → its 초성, filled as they are met; a character that is no Hangul syllable has none."""

    def __missing__(self, code: int) -> str:
        if not 0 <= code - 0xAC00 < 11172:
            raise LookupError(code)  # `str.translate` leaves it as it is
        self[code] = _INITIALS[(code - 0xAC00) // 588]
        return self[code]


_INITIAL_OF = _Initials()
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


# --- text -----------------------------------------------------------------------------------------------------------


def clean_text(text: str) -> str:
    """The text as it is kept: NFC, trimmed, without invisible format characters.

    Text from other systems may arrive as decomposed jamo (REFERENCE §4). Raises Refused `control_characters`: a line break
    or an escape character in a one-line field is a paste gone wrong, and would end up on a printed paper.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # no control, format or odd blank among the characters: the common case
        return composed.strip()
    kept = []
    for char in composed:
        category = unicodedata.category(char)
        if category in ("Cc", "Cs"):
            raise Refused("control_characters")
        if category != "Cf":
            kept.append(" " if category == "Zs" else char)
    return "".join(kept).strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and dashes become the plain ones: what Korean keyboards and pasted tables bring along."""
    if text.isascii():  # nothing to turn: the common case
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def initials(text: str) -> str:
    """The 초성 of each Hangul syllable (김정훈 → ㄱㅈㅎ); every other character stays as it is."""
    return unicodedata.normalize("NFC", text).translate(_INITIAL_OF)


# --- resident and foreigner registration numbers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rrn:
    """A resident or foreigner registration number that can exist. `digits`: 13, without hyphen."""

    digits: str
    birth_date: date
    sex: Sex
    foreigner: bool


def parse_rrn(text: str, *, today: date) -> Rrn:
    """The number, read: 13 digits with or without hyphen, a real birth date that is not ahead of `today`.

    Raises Refused `rrn_invalid` with `reason` length, date or future. The check digit is not looked at: `rrn_checksum_fits`.
    """
    plain = half_width(text)
    if not _RRN_SHAPE.fullmatch(plain):
        raise Refused("rrn_invalid", reason="length")
    digits = plain.replace("-", "").replace(" ", "")
    try:
        born = date(_CENTURY[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise Refused("rrn_invalid", reason="date") from None
    if born > today:
        raise Refused("rrn_invalid", reason="future")
    return Rrn(digits, born, "male" if int(digits[6]) % 2 else "female", digits[6] in "5678")


def parse_arn(text: str, *, today: date) -> Rrn:
    """As `parse_rrn`, for a foreigner registration number. Raises Refused `arn_invalid`."""
    try:
        found = parse_rrn(text, today=today)
    except Refused as error:
        raise Refused("arn_invalid", **error.facts) from None
    if not found.foreigner:
        raise Refused("arn_invalid", reason="not_foreigner")
    return found


def rrn_check_digit(first_twelve: str, *, foreigner: bool) -> int:
    """The last digit by the old rule: (11 − sum mod 11) mod 10, for foreigners two more (REFERENCE §4)."""
    total: int = sum(map(mul, _RRN_WEIGHTS, map(int, first_twelve)))
    return (11 - total % 11 + (2 if foreigner else 0)) % 10


def rrn_checksum_fits(digits: str) -> bool:
    """Whether the last digit follows the old rule. False is a reason to look at the card again, never to refuse."""
    return int(digits[12]) == rrn_check_digit(digits[:12], foreigner=digits[6] in "5678")


def find_rrn_in_text(text: str) -> bool:
    """Whether free text seems to hold a resident or passport number: they stand in sealed fields (개인정보 보호법 제24조의2)."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if _THREE_DIGITS.search(plain) is None:  # every such number has as many in a row: the common case
        return False
    plain = _OTHER_DIGIT.sub(_plain_digit, plain)
    return _RRN_IN_TEXT.search(plain) is not None or _PASSPORT_IN_TEXT.search(plain) is not None


def find_card_in_text(text: str) -> bool:
    """Whether free text seems to hold the number of a payment card, which is kept nowhere: 14 to 19 digits whose check digit fits."""
    plain = text if text.isascii() else _OTHER_DIGIT.sub(_plain_digit, unicodedata.normalize("NFKC", text).translate(_DASHES))
    return any(_luhn_fits([int(each) for each in found[0] if each.isdigit()]) for found in _CARD_IN_TEXT.finditer(plain))


def _luhn_fits(digits: list[int]) -> bool:
    """ISO/IEC 7812-1: from the last digit every second one twice, its digits added."""
    twice = sum(sum(divmod(2 * each, 10)) for each in digits[-2::-2])
    return (sum(digits[-1::-2]) + twice) % 10 == 0


def _plain_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0]))


def full_age(born: date, on: date) -> int:
    """만 나이 on that day, full years, the day of birth counted (민법 제158조)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# --- other numbers ----------------------------------------------------------------------------------------------------


def parse_passport_no(text: str) -> str:
    """Letter and 8 digits, or since 2021-12-21 letter, 3 digits, letter, 4 digits. Raises Refused `passport_no_invalid`."""
    plain = half_width(text).replace(" ", "").upper()
    if not _PASSPORT_NO.fullmatch(plain):
        raise Refused("passport_no_invalid")
    return plain


def parse_reg_no(text: str) -> str:
    """Business (10) or corporate (13) registration number as digits. Raises Refused `reg_no_invalid`."""
    plain = half_width(text).replace("-", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) in (10, 13)):
        raise Refused("reg_no_invalid")
    return plain


def format_reg_no(digits: str) -> str:
    """123-45-67890 of a business, 110111-1234567 of a corporation."""
    return "-".join((digits[:3], digits[3:5], digits[5:]) if len(digits) == 10 else (digits[:6], digits[6:]))


def reg_no_checksum_fits(digits: str) -> bool:
    """Whether the check digit follows the published rule; newer corporate numbers may have none, so it only warns."""
    if len(digits) == 10:
        total = sum(weight * int(digit) for weight, digit in zip(_BUSINESS_WEIGHTS, digits[:9], strict=True))
        total += int(digits[8]) * 5 // 10
    else:
        total = sum((1 + index % 2) * int(digit) for index, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == int(digits[-1])


def parse_phone(text: str) -> str:
    """The number as digits, +82 turned into a leading 0. Raises Refused `phone_invalid`."""
    plain = _PHONE_MARKS.sub("", half_width(text))
    if plain.startswith("+82"):
        plain = "0" + plain[3:].removeprefix("0")
    if not _PHONE.fullmatch(plain):
        raise Refused("phone_invalid")
    return plain


def is_mobile(digits: str) -> bool:
    """Whether a text message can be sent there."""
    return re.fullmatch(r"010\d{8}|01[16789]\d{7,8}", digits) is not None


def format_phone(digits: str) -> str:
    """010-1234-5678, 02-123-4567, 1588-0000."""
    return "-".join(_phone_parts(digits))


def parse_plate(text: str) -> tuple[str, bool]:
    """The plate without spaces, and whether it has a usual form (12가3456, 123가4567, 부산80바1234).

    Diplomatic, temporary and construction-machine plates look different, so an unusual one only warns.
    """
    plain = half_width(clean_text(text)).replace(" ", "")
    return plain, _PLATE.fullmatch(plain) is not None


# --- names ------------------------------------------------------------------------------------------------------------


def parse_name(text: str) -> str:
    """A person's name in Hangul, in Hanja or in Latin letters, never Hangul mixed with Hanja (family registration rules).

    NFC, single spaces. Foreigners' names have spaces, hyphens and up to 100 characters. Raises Refused `name_invalid`,
    `too_long` or `control_characters`.
    """
    name = " ".join(clean_text(text).split())
    if len(name) > 100:
        raise Refused("too_long")
    if _HANGUL_NAME.fullmatch(name):  # the common case
        return name
    scripts = {_script(char) for char in name} - {"mark"}
    if not scripts or "other" in scripts or {"hangul", "hanja"} <= scripts:
        raise Refused("name_invalid")
    return name


def parse_latin_name(text: str) -> str:
    """A romanised name as a passport prints it: A–Z, space, hyphen; upper case. Raises Refused `latin_name_invalid`."""
    name = " ".join(half_width(clean_text(text)).upper().split())
    if not re.fullmatch(r"[A-Z]+(?:[ -][A-Z]+)*", name):
        raise Refused("latin_name_invalid")
    return name


def _script(char: str) -> str:
    if "가" <= char <= "힣":
        return "hangul"
    if "CJK" in unicodedata.name(char, ""):
        return "hanja"
    if "LATIN" in unicodedata.name(char, "") and char.isalpha():
        return "latin"
    return "mark" if char in " -'’.,·" else "other"


# --- dates ------------------------------------------------------------------------------------------------------------


def parse_date(text: str, *, today: date) -> date:
    """The day meant by 2026-11-21, 2026.11.21, 2026. 11. 21., 2026/11/21, 2026년 11월 21일, 20261121 or 261121.

    Six digits: a year up to next year lies in the 2000s, any other in the 1900s, so birth dates and events both fit.
    Raises Refused `invalid_date`.
    """
    plain = half_width(text)
    if compact := _COMPACT_DATE.fullmatch(plain):
        year, month, day = compact.groups()
    elif spaced := _SPACED_DATE.fullmatch(plain):
        year, month, day = spaced.groups()
    else:
        raise Refused("invalid_date")
    number = int(year)
    if len(year) == 2:
        number += 2000 if 2000 + number <= today.year + 1 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        raise Refused("invalid_date") from None


def parse_moment(text: str, *, today: date) -> datetime:
    """Day and minute, Seoul wall time without offset: 2026-10-15T09:30, 2026. 10. 15. 9:30, 261015 0930. `invalid_date`."""
    plain = half_width(text)
    found = re.fullmatch(r"(.+?)(?:\s*T\s*|\s+)(\d{1,2}):?(\d{2})(?::00)?", plain) or re.fullmatch(r"(\d{8})(\d{2})(\d{2})", plain)
    if not found:
        raise Refused("invalid_date")
    day = parse_date(found[1], today=today)
    try:
        return datetime.combine(day, time(int(found[2]), int(found[3])))
    except ValueError:
        raise Refused("invalid_date") from None


# --- masking: one rule everywhere, or two screens can be laid side by side (REFERENCE §4) --------------------------------


def mask_rrn(digits: str, *, sex: bool = True) -> str:
    """900101-1******; without `sex` 900101-*******."""
    return f"{digits[:6]}-{digits[6:7]}******" if sex else f"{digits[:6]}-*******"


def mask_name(name: str) -> str:
    """홍*동, 홍*, and for four and more all but the first and the last; spaces stay."""
    if len(name) < 2:
        return "*" * len(name)
    last = name[-1] if len(name) > 2 else "*"
    return name[0] + "".join(" " if char == " " else "*" for char in name[1:-1]) + last


def mask_phone(digits: str) -> str:
    """010-****-5678: the last four stay, because citizens at the counter are found by them."""
    *head, middle, last = ["", *_phone_parts(digits)]
    return "-".join([*(part for part in head if part), "*" * len(middle), last])


def mask_address(address: str) -> str:
    """Kept up to 읍·면·동 or the road name, the rest becomes one ***."""
    words = address.split()
    for index, word in enumerate(words):
        if re.search(r"[가-힣](?:읍|면|\d*동|\d*가|리|로|길|로\d+번길)[,)]?$", word) and index > 0:
            return " ".join(words[: index + 1]).rstrip(",") + (" ***" if words[index + 1 :] else "")
    return " ".join([*words[:2], "***"]) if len(words) > 2 else "***"


def mask_passport_no(number: str) -> str:
    """M123*****."""
    return number[:4] + "*" * (len(number) - 4)


def _phone_parts(digits: str) -> list[str]:
    if len(digits) == 8:
        return [digits[:4], digits[4:]]
    area = 2 if digits.startswith("02") else 4 if digits.startswith("050") else 3
    return [digits[:area], digits[area:-4], digits[-4:]]
