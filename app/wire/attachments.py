"""Files of a case on the wire and on disk (SYNC §2): how a sealed file is cut, bound together and named. No cipher, no disk.

A sealed file is its chunks one after the other, each 64 KiB of plain bytes (the last one 1 byte to 64 KiB) as AES-256-GCM with
tag. The key is the file's own, so the nonce is the chunk's index. Index and last-flag stand in the AAD: a chunk that is missing,
moved, repeated, or taken from another file does not open, and neither does a file that was cut or made longer at a boundary.
The file's address is the SHA-256 of the whole ciphertext.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from app.domain.attachments import FILE_BYTES_MAX
from app.domain.errors import Refused
from app.wire.messages import StreamId

CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
KEY_BYTES: Final = 32
ADDRESS_BYTES: Final = 32
PIECE_BYTES: Final = 8 * SEALED_CHUNK_BYTES  # one request: small enough that a payment never waits long behind it
PIECE_MEDIA_TYPE: Final = "application/octet-stream"
_PURPOSE: Final = b"minwon/1 attachment\x00"


class AttachmentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How much of a file central has. `complete`: all of it, its hash checked. `size`: bytes of ciphertext its entry promises."""

    received: int
    size: int
    complete: bool = False


def nonce_of(index: int) -> bytes:
    """12 bytes: the chunk's index, counted from 0."""
    return index.to_bytes(12, "big")


def bound_to(index: int, *, last: bool) -> bytes:
    """What a chunk is bound to besides its key (the AAD)."""
    return _PURPOSE + index.to_bytes(8, "big") + bytes([last])


def sealed_size(plain_bytes: int) -> int:
    """Bytes of ciphertext of a file of so many plain bytes. ValueError for a size no file has."""
    if not 0 < plain_bytes <= FILE_BYTES_MAX:
        raise ValueError("no file has that size")
    return plain_bytes + TAG_BYTES * -(-plain_bytes // CHUNK_BYTES)


def place_text(stream: StreamId, seq: int) -> str:
    """The entry that names a file, as addresses say it: `device.epoch.branch.seq`."""
    return f"{stream}.{seq}"


def parse_place(text: str) -> tuple[StreamId, int]:
    """Stream and seq of `place_text`. Refused `message_unreadable`."""
    try:
        device, epoch, branch, seq = text.split(".")
        found = StreamId(UUID(device), int(epoch), int(branch)), int(seq)
    except ValueError as error:
        raise Refused("message_unreadable", field="entry") from error
    if not (0 <= found[0].epoch < 2**32 and 0 <= found[0].branch < 2**32 and 0 < found[1] < 2**40):
        raise Refused("message_unreadable", field="entry")
    return found


def parse_address(text: str) -> bytes:
    """The address of 64 lower-case hexadecimal digits. Refused `message_unreadable`."""
    if len(text) != 2 * ADDRESS_BYTES or not all(each in "0123456789abcdef" for each in text):
        raise Refused("message_unreadable", field="address")
    return bytes.fromhex(text)
