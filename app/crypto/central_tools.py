"""What central asks of cryptography and the clock, in one object (it fulfils central's `CentralCrypto`)."""

from __future__ import annotations

from uuid import UUID

from app.crypto.box import box_public_key, open_sealed, seal_to
from app.crypto.passwords import derive
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.moments import ms_of
from app.ports.clock import Clock
from app.ports.ids import Ids


class CentralTools:
    """Any thread. Signers are made once for each key."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._signers: dict[bytes, Ed25519Signer] = {}

    def public_key(self, private: bytes) -> bytes:
        """The Ed25519 public key of a private one."""
        return self._signer(private).public_key

    def sign(self, private: bytes, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self._signer(private).sign(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether that key signed that message."""
        return verify_signature(public, message, signature)

    def box_public_key(self, private: bytes) -> bytes:
        """The X25519 public key of a private one."""
        return box_public_key(private)

    def seal_to(self, public: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
        """A box only the owner of `public` can open. IntegrityViolated `box_key_invalid`."""
        return seal_to(public, plaintext, aad)

    def open_sealed(self, private: bytes, blob: bytes, aad: bytes = b"") -> bytes:
        """What was sealed. IntegrityViolated `seal_broken`."""
        return open_sealed(private, blob, aad)

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """32 bytes of argon2id; about 0.1 s."""
        return derive(passphrase, salt)

    def random_bytes(self, length: int) -> bytes:
        return self._ids.random_bytes(length)

    def new_id(self) -> UUID:
        return self._ids.new_id()

    def now_ms(self) -> int:
        """The clock in ms since 1970 UTC."""
        return ms_of(self._clock.now())

    def _signer(self, private: bytes) -> Ed25519Signer:
        if (signer := self._signers.get(private)) is None:
            signer = self._signers.setdefault(private, Ed25519Signer(private))
        return signer
