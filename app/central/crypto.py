"""What central asks of cryptography and of the clock; bootstrap hands it in (adapters do not know each other)."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class CentralCrypto(Protocol):
    """Pure functions over raw keys of 32 bytes. Any thread."""

    def public_key(self, private: bytes) -> bytes:
        """The Ed25519 public key."""
        ...

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Ed25519, 64 bytes."""
        ...

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether that key signed that message; False also for bytes that are no key or no signature."""
        ...

    def box_public_key(self, private: bytes) -> bytes:
        """The X25519 public key."""
        ...

    def seal_to(self, public: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
        """A box only the owner of `public` can open. IntegrityViolated `box_key_invalid`."""
        ...

    def open_sealed(self, private: bytes, blob: bytes, aad: bytes = b"") -> bytes:
        """What was sealed. IntegrityViolated `seal_broken`."""
        ...

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """32 bytes of argon2id; slow by design."""
        ...

    def random_bytes(self, length: int) -> bytes: ...

    def new_id(self) -> UUID:
        """A new UUIDv7."""
        ...

    def now_ms(self) -> int:
        """Central's clock, ms since 1970 UTC."""
        ...
