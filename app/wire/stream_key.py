"""A stream as entries name it: device (16) ‖ epoch (u32) ‖ branch (u32), as in the bytes that are signed."""

from __future__ import annotations

from uuid import UUID

from app.wire.messages import StreamId

_BYTES = 24


def stream_key(stream: StreamId) -> bytes:
    """The 24 bytes of that stream."""
    return stream.device_id.bytes + stream.epoch.to_bytes(4, "big") + stream.branch.to_bytes(4, "big")


def stream_of_key(key: bytes) -> StreamId | None:
    """The stream of those bytes; None if they are none."""
    if len(key) != _BYTES:
        return None
    return StreamId(UUID(bytes=bytes(key[:16])), int.from_bytes(key[16:20], "big"), int.from_bytes(key[20:], "big"))
