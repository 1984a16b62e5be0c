"""Keys as lines a person can type from paper: Crockford base 32 in groups of five, every line numbered and checked by itself.

A line: its two-digit number, up to eight groups, and the two check characters of ISO 7064 MOD 1271-36 over all of it. Behind the
keys stand the first eight bytes of their SHA-256: lines that are each right, but of different sheets, are told.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Final

from app.domain.errors import Refused
from app.domain.numbers import check_characters
from app.keystore.packing import pack, unpack
from app.ports.secrets import HomeKeys

GROUP: Final = 5
GROUPS: Final = 8
_SUM_BYTES: Final = 8
_STANDARD, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO, _FROM = str.maketrans(_STANDARD, _CROCKFORD), str.maketrans(_CROCKFORD, _STANDARD)
_MEANT: Final = str.maketrans("OIL", "011")  # what hands and eyes take for a digit (Crockford)


def spelled(keys: HomeKeys) -> list[str]:
    """The keys in lines, the first one numbered 01."""
    plain = pack(keys)
    text = base64.b32encode(plain + hashlib.sha256(plain).digest()[:_SUM_BYTES]).decode().rstrip("=").translate(_TO)
    width = GROUP * GROUPS
    return [_line(number, text[at : at + width]) for number, at in enumerate(range(0, len(text), width), start=1)]


def understood(lines: Sequence[str]) -> HomeKeys:
    """The keys of lines as they were typed or scanned, spaces, hyphens and small letters allowed.

    Refused `recovery_line_wrong` with the number of the first line that is wrong or missing, `recovery_lines_differ`;
    IntegrityViolated `keys_damaged`.
    """
    text = ""
    for number, typed in enumerate((each for each in lines if each.strip()), start=1):
        plain = re.sub(r"[\s-]", "", typed).upper().translate(_MEANT)
        body, check = plain[:-2], plain[-2:]
        known = plain.isascii() and plain.isalnum() and len(plain) > 4 and set(body[2:]) <= set(_CROCKFORD)
        if not known or body[:2] != f"{number:02d}" or _checks(body) != check:
            raise Refused("recovery_line_wrong", line=number)
        text += body[2:]
    raw = _decoded(text)
    plain_keys, found = raw[:-_SUM_BYTES], raw[-_SUM_BYTES:]
    if hashlib.sha256(plain_keys).digest()[:_SUM_BYTES] != found:
        raise Refused("recovery_lines_differ")
    return unpack(plain_keys)


def _line(number: int, text: str) -> str:
    body = f"{number:02d}{text}"
    groups = [text[at : at + GROUP] for at in range(0, len(text), GROUP)]
    return " ".join([body[:2], *groups, _checks(body)])


def _checks(body: str) -> str:
    """Letters that look like digits are none of the check characters either."""
    return check_characters(body).translate(_MEANT)


def _decoded(text: str) -> bytes:
    try:
        return base64.b32decode(text.translate(_FROM) + "=" * (-len(text) % 8))
    except ValueError as error:
        raise Refused("recovery_lines_differ") from error
