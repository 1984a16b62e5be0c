"""Numbers the desk gives itself (ARCHITECTURE A6): never repeated, without gaps, good for ever.

`OFFICE-DESK[SERIES]-YYMMDD-SERIAL-CC`, CC = ISO 7064 MOD 1271-36 over the number without hyphens. SERIES is empty for
epoch 1 branch 0, else `E<epoch>` and, if the branch is not 0, four Crockford base-32 characters of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.domain.errors import Refused

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS, _RADIX = 1271, 36
CASE_CODE = "MINWON:C:"  # stands before the number in the QR code of our papers about a case
_NUMBER = re.compile(r"^(\d{5})-(\d{2})(E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-(\d{6})-(\d{4,})-([0-9A-Z]{2})$")
_SLIPS = re.compile(r"(\d{5}-\d{2})(?:E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-P", re.ASCII)
_SLIP = re.compile(r"^(\d{5}-\d{2}(?:E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-P)-(\d{4,9})-([0-9A-Z]{2})$", re.ASCII)
_SERIES = re.compile(r"(\d{5}-\d{2})(?:E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-\d{6}", re.ASCII)
_SERIAL = re.compile(r"\d{4,9}", re.ASCII)
_PART = re.compile(r"^\d{5}-\d{2}(E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-\d{6}-\d*(-[0-9A-Z]?)?$")
_DAY_PART = re.compile(r"^\d{6}-\d{1,}(-[0-9A-Z]{0,2})?$")
_SERIAL_PART = re.compile(r"^\d{4,5}(-[0-9A-Z]{1,2})?$")
_SLIP_END = re.compile(r"^(\d{1,9})-?([0-9A-Z]{2})$")
_RECEIPT = re.compile(r"^(\d{5})-(\d{2})(E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-[RBW](\d{6})-(\d{4,})-([0-9A-Z]{2})$")

_CLOSING = re.compile(r"(?P<office>\d{5})-(?P<desk>\d{2})(?:E\d+[0-9A-HJKMNP-TV-Z]{0,4})?-D\d{4,9}", re.ASCII)


def check_characters(text: str) -> str:
    """The two check characters of ISO 7064 MOD 1271-36 (pure system, radix 36) for digits and capital letters."""
    # The standard multiplies character by character; their values are the digits of a number to base 36.
    remainder = int(text, _RADIX) * _RADIX % _MODULUS
    value = (1 - remainder * _RADIX) % _MODULUS
    return _ALPHABET[value // _RADIX] + _ALPHABET[value % _RADIX]


def check_fits(text: str) -> bool:
    """True if `text` (with its two check characters at the end, hyphens allowed) is intact."""
    plain = text.replace("-", "").upper()
    if len(plain) < 3 or any(character not in _ALPHABET for character in plain):
        return False
    return check_characters(plain[:-2]) == plain[-2:]


def series(epoch: int, branch: int) -> str:
    """What tells numbers of one stream from those of another: empty for the first stream of a desk."""
    if epoch == 1 and branch == 0:
        return ""
    suffix = "".join(_CROCKFORD[branch >> shift & 31] for shift in (15, 10, 5, 0)) if branch else ""
    return f"E{epoch}{suffix}"


def ymd(day: date) -> str:
    """The six digits of a business date inside a number."""
    return day.isoformat()[2:].replace("-", "")


def _compose(office: str, desk: str, epoch: int, branch: int, day: date, serial: int, mark: str) -> str:
    number = f"{office}-{desk}{series(epoch, branch)}-{mark}{ymd(day)}-{serial:04d}"
    return f"{number}-{check_characters(number.replace('-', ''))}"


def case_number(office: str, desk: str, epoch: int, branch: int, day: date, serial: int) -> str:
    """The desk's number of a case, for example `26410-03-261120-0042-K7`. `serial` starts at 1 per stream and business date."""
    return _compose(office, desk, epoch, branch, day, serial, "")


def receipt_number(office: str, desk: str, epoch: int, branch: int, day: date, serial: int) -> str:
    """The number of a payment receipt (영수번호), in its own range marked `R`."""
    return _compose(office, desk, epoch, branch, day, serial, "R")


def refund_number(office: str, desk: str, epoch: int, branch: int, day: date, serial: int) -> str:
    """The number of a refund receipt (반환 영수증), in its own range marked `B`."""
    return _compose(office, desk, epoch, branch, day, serial, "B")


def promise_number(office: str, desk: str, epoch: int, branch: int, day: date, serial: int) -> str:
    """The number of a promise slip (반환 확인증), in its own range marked `W`."""
    return _compose(office, desk, epoch, branch, day, serial, "W")


def closing_label(office: str, desk: str, epoch: int, branch: int, closing_no: int) -> str:
    """The number of a closing as printed, `26410-03-D0231`."""
    return f"{office}-{desk}{series(epoch, branch)}-D{closing_no:04d}"


def closed_by(label: str) -> tuple[str, str] | None:
    """Office and desk of the closing of that number; None for what is no number of a closing of ours."""
    found = _CLOSING.fullmatch(label)
    return (found["office"], found["desk"]) if found is not None else None


def slip_range(office: str, desk: str, epoch: int, branch: int) -> str:
    """The range of the desk's pre-printed paper slips, `26410-03-P`: a new PC has a range of its own (ARCHITECTURE A6)."""
    return f"{office}-{desk}{series(epoch, branch)}-P"


def slip_number(slips: str, serial: int) -> str:
    """The number on a pre-printed slip of that range, for example `26410-03-P-0042-4M`."""
    number = f"{slips}-{serial:04d}"
    return f"{number}-{check_characters(number.replace('-', ''))}"


def parse_slip(text: str, own_range: str) -> tuple[str, int]:
    """Range and serial of a slip's number as typed or scanned; its end alone (`42-4M`) means a slip of `own_range`.

    Refused `slip_unknown_form`, `number_check_wrong`.
    """
    typed = text.strip().upper()
    if end := _SLIP_END.match(typed):
        typed = f"{own_range}-{int(end[1]):04d}-{end[2]}"
    found = _SLIP.match(typed)
    if found is None:
        raise Refused("slip_unknown_form")
    if not check_fits(typed):
        raise Refused("number_check_wrong")
    return found[1], int(found[2])


def prints_slips(slips: str, office: str, desk: str) -> bool:
    """True if that is a range whose slips that desk prints, on whatever computer."""
    found = _SLIPS.fullmatch(slips)
    return found is not None and found[1] == f"{office}-{desk}"


def own_slip(text: str, office: str, desk: str) -> tuple[str, int] | None:
    """Range and serial of a slip's number, if that desk may have printed it; None for anything else: another program may write what it
    likes where such a number stands."""
    found = _SLIP.match(text)
    return (found[1], int(found[2])) if found is not None and prints_slips(found[1], office, desk) else None


def is_anothers(number: str, office: str, desk: str) -> bool:
    """True for a number as desks give them to cases, but only another than that desk could have given this one."""
    return not number.startswith(f"{office}-{desk}") and _NUMBER.match(number) is not None


def serial_of(number: str, desk: str) -> tuple[str, int] | None:
    """What stands before the serial of a case's number, and the serial; None for what that desk cannot have given."""
    parts = number.rsplit("-", 2)
    if len(parts) != 3 or not _SERIAL.fullmatch(parts[1]):
        return None
    found = _SERIES.fullmatch(parts[0])
    return (parts[0], int(parts[1])) if found is not None and found[1].endswith(f"-{desk}") else None


def looks_like_slip(text: str) -> bool:
    """True if the text has the shape of a whole slip's number."""
    return bool(_SLIP.match(text.strip().upper()))


def parse_number(text: str) -> str:
    """The number in its written form, from what a clerk typed or scanned. Refused `number_unknown_form`, `number_check_wrong`."""
    number = text.strip().upper()
    if not _NUMBER.match(number) and not _RECEIPT.match(number):
        raise Refused("number_unknown_form")
    if not check_fits(number):
        raise Refused("number_check_wrong")
    return number


def looks_like_number(text: str) -> bool:
    """True if the text has the shape of one of our own numbers, whether or not its check characters fit."""
    return bool(_NUMBER.match(text.strip().upper()) or _RECEIPT.match(text.strip().upper()))


def part_begins(typed: str, office: str, desks: Sequence[str], today: date) -> list[str]:
    """How case numbers begin that a clerk may mean by a part of one; none where it is no part.

    `26410-03-261120-00`, `261120-0042` of any of those desks, `0042-K7` or `0042` of the first desk today.
    """
    part = typed.strip().upper()
    if _PART.match(part):
        return [part]
    if _DAY_PART.match(part):
        return [f"{office}-{desk}-{part}" for desk in desks]
    if _SERIAL_PART.match(part) and desks:
        return [f"{office}-{desks[0]}-{ymd(today)}-{part}"]
    return []
