"""What the services ask of cryptography; `app.crypto` fulfils it."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Signer(Protocol):
    """The device's Ed25519 key. Any thread."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether that key, anybody's, signed that message."""
        ...


class Sealer(Protocol):
    """The office's data and look-up keys (ARCHITECTURE A17). Any thread."""

    def seal(self, text: str, *, entry_id: UUID, field_id: str, nonce: bytes) -> bytes:
        """`nonce ‖ AES-256-GCM ciphertext ‖ tag` of the text, bound to that entry and field. `nonce`: 12 random bytes."""
        ...

    def unseal(self, sealed: bytes, *, entry_id: UUID, field_id: str) -> str:
        """The text. IntegrityViolated `seal_broken` if bytes, entry or field are not the ones it was sealed with."""
        ...

    def lookup(self, domain: str, text: str) -> bytes:
        """16 bytes of HMAC-SHA-256 by which that number is found; `domain` keeps kinds apart (`person_no`, `passport_no`, `draft`)."""
        ...


class Passwords(Protocol):
    """argon2id verifiers. Slow by design (about 0.1 s): never on the GUI thread."""

    def verifier(self, password: str) -> str:
        """A new verifier with its own salt, as a PHC string `$argon2id$…`."""
        ...

    def fits(self, password: str, verifier: str) -> bool: ...
