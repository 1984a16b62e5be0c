"""Identifiers and randomness come in through here, so that one seed can replay a whole day."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Ids(Protocol):
    """Ids are time-ordered UUIDv7: unique, never used for order. `random_bytes` is fit for salts and nonces."""

    def new_id(self) -> UUID: ...

    def random_bytes(self, length: int) -> bytes: ...
