"""Numbers that must not lie open (resident, alien, passport numbers): sealed inside the body, found by a keyed hash (ARCHITECTURE A17)."""

from __future__ import annotations

import hmac
import unicodedata
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import IntegrityViolated

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
LOOKUP_BYTES = 16


def _bound_to(entry_id: UUID, field_id: str) -> bytes:
    """The id has a fixed width, so no other pair of entry and field gives the same bytes."""
    return entry_id.bytes + field_id.encode()


def normalised(domain: str, text: str) -> str:
    """The text as it is hashed for look-up: however a number was typed (hyphens, blanks, full-width, lower case), it is one.

    Domains ending in `_no` hold numbers and keep only letters and digits, in capitals; any other text is only put in
    Unicode's composed form, so that drafts which differ in a blank stay different.
    """
    if domain.endswith("_no"):
        if text.isascii() and text.isalnum():  # as a checked draft has it
            return text.upper()
        return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum()).upper()
    return unicodedata.normalize("NFC", text)


class OfficeSealer:
    """The `Sealer` port over the office's two keys, 32 bytes each. Any thread."""

    def __init__(self, data_key: bytes, lookup_key: bytes) -> None:
        """ValueError if a key is not 32 bytes, or if both are the same."""
        if len(data_key) != KEY_BYTES or len(lookup_key) != KEY_BYTES:
            raise ValueError("office keys are 32 bytes each")
        if hmac.compare_digest(data_key, lookup_key):
            raise ValueError("data key and look-up key must differ")
        self._cipher = AESGCM(data_key)
        self._lookup = hmac.new(lookup_key, digestmod="sha256")  # keyed once; each look-up goes on from a copy

    def seal(self, text: str, *, entry_id: UUID, field_id: str, nonce: bytes) -> bytes:
        """`nonce ‖ AES-256-GCM ciphertext ‖ tag` of the text, bound to that entry and field. ValueError: nonce not 12 bytes."""
        if len(nonce) != NONCE_BYTES:
            raise ValueError("a nonce is 12 bytes")
        return nonce + self._cipher.encrypt(nonce, text.encode(), _bound_to(entry_id, field_id))

    def unseal(self, sealed: bytes, *, entry_id: UUID, field_id: str) -> str:
        """The text. IntegrityViolated `seal_broken` if bytes, entry or field are not the ones it was sealed with."""
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise IntegrityViolated("seal_broken", field=field_id)
        try:
            text = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(entry_id, field_id))
        except InvalidTag as error:
            raise IntegrityViolated("seal_broken", field=field_id) from error
        return text.decode()

    def lookup(self, domain: str, text: str) -> bytes:
        """16 bytes of HMAC-SHA-256 by which that number is found; `domain` keeps kinds apart."""
        keyed = self._lookup.copy()
        keyed.update(domain.encode() + b"\x00" + normalised(domain, text).encode())
        return keyed.digest()[:LOOKUP_BYTES]

    def __repr__(self) -> str:
        return "OfficeSealer(…)"
