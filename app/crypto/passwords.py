"""Argon2id: verifiers of staff passwords, and keys made from a passphrase."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import unicodedata
from collections.abc import Callable

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.errors import IntegrityViolated

# RFC 9106 §4, second recommended choice (64 MiB, three passes), with one lane: the work stays on one core of a counter PC.
MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 1
SALT_BYTES = 16
HASH_BYTES = 32

_PHC = re.compile(r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,86})")
# Verifiers also arrive from central: one must not be able to make the desk take all its memory.
_MEMORY_KIB_MAX = 1024 * 1024
_PASSES_MAX = 20
_LANES_MAX = 8


def derive(password: str, salt: bytes, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES, lanes: int = LANES) -> bytes:
    """32 bytes of argon2id of the password. Slow by design, about 0.1 s; holds `memory_kib` KiB meanwhile. Any thread.

    The password is taken in Unicode's composed form: macOS keyboards may send the same Hangul decomposed.
    """
    text = unicodedata.normalize("NFC", password).encode()
    return _argon2id(text, salt, HASH_BYTES, memory_kib, passes, lanes)


def _argon2id(text: bytes, salt: bytes, length: int, memory_kib: int, passes: int, lanes: int) -> bytes:
    return Argon2id(salt=salt, length=length, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(text)


def _unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _bytes_of(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


class Argon2Passwords:
    """The `Passwords` port. `random_bytes` makes the salts. Never on the GUI thread.

    The cost of new verifiers can be chosen (an old one keeps the cost written in it); the defaults are meant for use.
    """

    def __init__(
        self,
        random_bytes: Callable[[int], bytes] = os.urandom,
        *,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
    ) -> None:
        self._random_bytes = random_bytes
        self._memory_kib = memory_kib
        self._passes = passes

    def verifier(self, password: str) -> str:
        """A new verifier with its own salt, as a PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`."""
        salt = self._random_bytes(SALT_BYTES)
        result = derive(password, salt, memory_kib=self._memory_kib, passes=self._passes)
        return f"$argon2id$v=19$m={self._memory_kib},t={self._passes},p={LANES}${_unpadded(salt)}${_unpadded(result)}"

    def fits(self, password: str, verifier: str) -> bool:
        """Whether it is that password; compared in constant time. IntegrityViolated `verifier_unreadable` if it is no verifier."""
        match = _PHC.fullmatch(verifier)
        if match is None:
            raise IntegrityViolated("verifier_unreadable")
        memory_kib, passes, lanes = (int(each) for each in match.groups()[:3])
        if not (1 <= lanes <= _LANES_MAX and 8 * lanes <= memory_kib <= _MEMORY_KIB_MAX and 1 <= passes <= _PASSES_MAX):
            raise IntegrityViolated("verifier_unreadable")
        try:
            salt, expected = _bytes_of(match[4]), _bytes_of(match[5])
        except binascii.Error as error:
            raise IntegrityViolated("verifier_unreadable") from error
        text = unicodedata.normalize("NFC", password).encode()
        return hmac.compare_digest(_argon2id(text, salt, len(expected), memory_kib, passes, lanes), expected)
