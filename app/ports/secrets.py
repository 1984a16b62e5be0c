"""Keys of a home: kept in the OS keyring, or where there is none in a file sealed with a passphrase; never in plain text."""

from __future__ import annotations

from typing import Protocol

import msgspec


class HomeKeys(msgspec.Struct, frozen=True, kw_only=True):
    """All secrets of one home, each 32 random bytes.

    `database`: raw SQLCipher key · `device`: Ed25519 private key · `office_data`: seals numbers inside bodies (A17) ·
    `office_lookup`: HMAC key by which sealed numbers are found · `central_public`: Ed25519 key of the pinned central, empty
    without one · `device_next`: the device key of an enrolment that is under way, else empty · `devices_before`: public keys
    the device had before, one after the other.
    """

    database: bytes
    device: bytes
    office_data: bytes
    office_lookup: bytes
    central_public: bytes = b""
    device_next: bytes = b""
    devices_before: bytes = b""

    def __repr__(self) -> str:
        """Keys never get into a log or a traceback."""
        return "HomeKeys(…)"


class KeyStore(Protocol):
    """Where `HomeKeys` of one home lie. Unavailable `no_keyring`, `keyring_locked`; Refused `passphrase_wrong`, `keys_missing`."""

    def load(self) -> HomeKeys: ...

    def save(self, keys: HomeKeys) -> None: ...

    def exists(self) -> bool: ...

    def change_passphrase(self, new: str) -> None:
        """The keys open with `new` alone. Refused `no_passphrase` where none guards them, `passphrase_wrong`, `passphrase_too_short`."""
        ...

    def load_anchor(self) -> bytes | None:
        """The newest entry's `(stream, seq, hash)` as kept outside the database (SYNC §1), or None."""
        ...

    def save_anchor(self, anchor: bytes) -> None: ...
