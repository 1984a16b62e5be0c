"""A folder of ciphertexts in memory (`ports.blobs.Blobs`); the contract's tests run on it and on the real one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from app.domain.errors import IntegrityViolated, Refused, Unavailable


class MemoryBlobs:
    """One dict of complete ciphertexts, one of pieces."""

    def __init__(self) -> None:
        self.complete: dict[bytes, bytes] = {}
        self.parts: dict[tuple[bytes, str], bytearray] = {}

    def put(self, sealed: Iterable[bytes]) -> tuple[bytes, int]:
        data = b"".join(sealed)
        address = hashlib.sha256(data).digest()
        self.complete[address] = data
        return address, len(data)

    def size(self, address: bytes) -> int | None:
        data = self.complete.get(address)
        return None if data is None else len(data)

    def read(self, address: bytes, offset: int, length: int) -> bytes:
        if address not in self.complete:
            raise Unavailable("attachment_not_here")
        return self.complete[address][offset : offset + length]

    def blocks(self, address: bytes) -> Iterator[bytes]:
        if address not in self.complete:
            raise Unavailable("attachment_not_here")
        yield self.complete[address]

    def received(self, address: bytes, by: str = "") -> int:
        return len(self.complete[address]) if address in self.complete else len(self.parts.get((address, by), b""))

    def add(self, address: bytes, offset: int, data: bytes, by: str = "") -> int:
        if address in self.complete:
            return len(self.complete[address])
        part = self.parts.setdefault((address, by), bytearray())
        if offset > len(part):
            raise Refused("offset_differs", expected=len(part))
        part[offset : offset + len(data)] = data
        return len(part)

    def finish(self, address: bytes, by: str = "") -> int:
        if address not in self.complete:
            if (address, by) not in self.parts:
                raise Refused("offset_differs", expected=0)
            data = bytes(self.parts.pop((address, by)))
            if hashlib.sha256(data).digest() != address:
                raise IntegrityViolated("attachment_differs")
            self.complete[address] = data
        return len(self.complete[address])

    def proven(self, address: bytes) -> bool:
        return address in self.complete and hashlib.sha256(self.complete[address]).digest() == address

    def drop(self, address: bytes) -> None:
        self.complete.pop(address, None)

    def addresses(self) -> list[bytes]:
        return list(self.complete)

    def tidy(self, keep: Iterable[bytes]) -> int:
        wanted = set(keep)
        parts = [key for key in self.parts if key[0] not in wanted]
        for key in parts:
            del self.parts[key]
        return len(parts)
