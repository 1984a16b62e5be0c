"""Ed25519: the device's own key, and checking anybody's signature. Key objects are made once, not per call."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Ed25519Signer:
    """The `Signer` port over a raw private key of 32 bytes. Any thread."""

    def __init__(self, private_bytes: bytes) -> None:
        """ValueError if the key is not 32 bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(private_bytes)
        self._public = self._key.public_key().public_bytes_raw()

    @property
    def public_key(self) -> bytes:
        """32 raw bytes."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; the same message gives the same bytes (RFC 8032)."""
        return self._key.sign(message)

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether that key signed that message."""
        return verify_signature(public_key, message, signature)

    def __repr__(self) -> str:
        return "Ed25519Signer(…)"


@lru_cache(maxsize=4096)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether that key signed that message. False also for bytes that are no key or no signature. Any thread."""
    if len(public_key) != 32:
        return False
    try:
        _public_key(bytes(public_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
