"""The `KeyStore` port in memory; tests/contract/test_keystore.py holds it to what the real ones do."""

from __future__ import annotations

from app.domain.errors import Refused
from app.ports.secrets import HomeKeys


class MemoryKeys:
    """Keys and anchor of one home, gone with the object."""

    def __init__(self, keys: HomeKeys | None = None, anchor: bytes | None = None) -> None:
        self._keys = keys
        self._anchor = anchor

    def load(self) -> HomeKeys:
        if self._keys is None:
            raise Refused("keys_missing")
        return self._keys

    def save(self, keys: HomeKeys) -> None:
        secrets = (keys.database, keys.device, keys.office_data, keys.office_lookup)
        if any(len(each) != 32 for each in secrets) or len(keys.central_public) not in (0, 32):
            raise ValueError("keys are 32 bytes each")
        self._keys = keys

    def exists(self) -> bool:
        return self._keys is not None

    def change_passphrase(self, new: str) -> None:
        raise Refused("no_passphrase")

    def load_anchor(self) -> bytes | None:
        return self._anchor

    def save_anchor(self, anchor: bytes) -> None:
        self._anchor = anchor
