"""The one-time code of an enrolment and what both ends bind the office keys to (SYNC §3).

A code is SECRET (128 bit) and FP (the first 80 bit of SHA-256 of central's CA certificate, DER) in Crockford's base 32:
26 and 16 characters, written together as seven groups of six. Case, blanks and hyphens do not matter; O is 0, I and L are 1.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final, NamedTuple

from app.domain.errors import Refused

SECRET_BYTES: Final = 16
FINGERPRINT_BYTES: Final = 10
CODE_LIFE_MS: Final = 10 * 60 * 1000
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = 6
_SECRET_CHARACTERS = 26
_FINGERPRINT_CHARACTERS = 16


class EnrolmentCode(NamedTuple):
    """`secret`: shown once, central keeps only its hash. `fingerprint`: by which the desk knows central before it sends anything."""

    secret: bytes
    fingerprint: bytes


def fingerprint_of(ca_der: bytes) -> bytes:
    """The 80 bits of a CA certificate that stand in a code."""
    return sha256(ca_der).digest()[:FINGERPRINT_BYTES]


def format_code(code: EnrolmentCode) -> str:
    """The code as an administrator reads it out: seven groups of six."""
    text = _base32(code.secret, _SECRET_CHARACTERS) + _base32(code.fingerprint, _FINGERPRINT_CHARACTERS)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def parse_code(text: str) -> EnrolmentCode:
    """The code of what a person typed. Refused `code_unknown_form`."""
    plain = "".join(text.split()).replace("-", "").upper().translate(_READ_AS)
    if len(plain) != _SECRET_CHARACTERS + _FINGERPRINT_CHARACTERS or any(character not in _ALPHABET for character in plain):
        raise Refused("code_unknown_form")
    secret, fingerprint = _number(plain[:_SECRET_CHARACTERS]), _number(plain[_SECRET_CHARACTERS:])
    if secret >> (8 * SECRET_BYTES):
        raise Refused("code_unknown_form")
    return EnrolmentCode(secret.to_bytes(SECRET_BYTES, "big"), fingerprint.to_bytes(FINGERPRINT_BYTES, "big"))


def office_keys_id(keys: bytes) -> bytes:
    """By which two parties see that they hold the same office keys (data key ‖ look-up key) without showing them."""
    return sha256(b"minwon/1 office keys id\x00" + keys).digest()


def office_keys_context(office: str, public_key: bytes) -> bytes:
    """What a box with office keys is bound to (AAD): the office and the desk's Ed25519 key."""
    return b"minwon/1 office keys\x00" + office.encode() + b"\x00" + public_key


def _base32(data: bytes, characters: int) -> str:
    value = int.from_bytes(data, "big")
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(characters)))


def _number(text: str) -> int:
    value = 0
    for character in text:
        value = value << 5 | _ALPHABET.index(character)
    return value
