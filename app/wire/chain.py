"""The hash chain of a stream (ARCHITECTURE A3): pure functions over stored bytes, the same at both ends."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

NO_HASH = bytes(32)
SALT_BYTES = 16


def digest_of(salt: bytes, body: bytes) -> bytes:
    """SHA-256(salt ‖ body). It stays when salt and body are erased, so the chain still verifies."""
    return sha256(salt + body).digest()


def digest_carried(salt: bytes | None, body: bytes | None, digest: bytes | None) -> bytes | None:
    """The digest of an entry as it travels: of its salt and body, or the one it brings where both were erased.

    None for anything between: a body without its salt would be bound to nothing, and were the salt's width not fixed, bytes could
    move between salt and body under one digest.
    """
    if salt is not None and body is not None:
        return digest_of(salt, body) if len(salt) == SALT_BYTES else None
    if salt is not None or body is not None or digest is None or len(digest) != len(NO_HASH):
        return None
    return digest


def hash_of(prev_hash: bytes, header: bytes, digest: bytes) -> bytes:
    """SHA-256(0x00 ‖ prev_hash ‖ header ‖ digest)."""
    return sha256(b"\x00" + prev_hash + header + digest).digest()


def stream_root(device_id: UUID, epoch: int, branch: int, old_head: bytes = NO_HASH) -> bytes:
    """`prev_hash` of a stream's first entry; `old_head`: head of the branch it grew from."""
    return sha256(b"minwon/1 stream" + device_id.bytes + epoch.to_bytes(4, "big") + branch.to_bytes(4, "big") + old_head).digest()
