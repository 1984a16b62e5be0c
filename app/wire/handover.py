"""Files that carry entries to central and acknowledgements back where there is no line for days (SYNC §8).

Pending: the line `MINWON-PENDING/1`, then a box sealed to central's X25519 key; in it, zlib-compressed, what the desk signed.
Acknowledgements: the line `MINWON-ACKS/1`, then what central signed as a whole; each acknowledgement carries its own signature too.
"""

from __future__ import annotations

import zlib
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from app.domain.errors import Refused
from app.wire.messages import Ack, Push, StreamId, decode

PENDING_HEAD: Final = b"MINWON-PENDING/1\n"
ACKS_HEAD: Final = b"MINWON-ACKS/1\n"
PLAIN_BYTES_MAX: Final = 256 * 1024 * 1024  # what a file may unpack to: anybody can seal one to central
FILE_BYTES_MAX: Final = PLAIN_BYTES_MAX // 2  # entries a desk puts into one file; what is left goes with the next
M = TypeVar("M", bound=msgspec.Struct)


class _Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class StreamPush(msgspec.Struct, frozen=True, array_like=True):
    stream: StreamId
    push: Push


class Pending(_Message, frozen=True):
    """Everything a desk has not had acknowledged, batch by batch."""

    central_id: bytes
    office: str
    device_id: UUID
    epoch: int
    made_at: int
    pushes: list[StreamPush]


class SignedPending(_Message, frozen=True):
    """`pending`: the encoded message; `signature`: the device's, over `wire.signed.pending`."""

    pending: bytes
    signature: bytes


class StreamAck(msgspec.Struct, frozen=True, array_like=True):
    stream: StreamId
    ack: Ack


class Refusal(msgspec.Struct, frozen=True, array_like=True):
    """A batch central did not take, and why."""

    stream: StreamId
    from_seq: int
    code: str


class Acks(_Message, frozen=True):
    central_id: bytes
    office: str
    device_id: UUID
    acks: list[StreamAck]
    refused: list[Refusal] = []


class SignedAcks(_Message, frozen=True):
    """`acks`: the encoded message; `signature`: central's, over `wire.signed.acks`. An acknowledgement's own does not cover outcomes."""

    acks: bytes
    signature: bytes


def pending_context(central_id: bytes) -> bytes:
    """What the box is bound to."""
    return b"minwon/1 pending file\x00" + central_id


def packed(message: bytes) -> bytes:
    return zlib.compress(message, 6)


def unpacked(data: bytes) -> bytes:
    """The bytes, never more than a bound. Refused `file_not_ours`."""
    opened = zlib.decompressobj()
    try:
        plain = opened.decompress(data, PLAIN_BYTES_MAX)
    except zlib.error as error:
        raise Refused("file_not_ours") from error
    if opened.unconsumed_tail or not opened.eof:
        raise Refused("file_not_ours")
    return plain


def read_file(data: bytes, head: bytes, kind: type[M]) -> M:
    """The message behind that first line. Refused `file_not_ours`."""
    return read_message(after_head(data, head), kind)


def after_head(data: bytes, head: bytes) -> bytes:
    if not data.startswith(head):
        raise Refused("file_not_ours")
    return data[len(head) :]


def read_message(data: bytes, kind: type[M]) -> M:
    """The message of those bytes. Refused `file_not_ours` for bytes that are none."""
    try:
        return decode(data, kind)
    except Refused as error:
        raise Refused("file_not_ours") from error
