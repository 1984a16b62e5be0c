"""Messages of recovery (SYNC §8): proofs that central lost entries, and central's word on what is valid now."""

from __future__ import annotations

from typing import Final

import msgspec

from app.wire.messages import FeedPage, StreamId, StreamInfo

PROOFS_MAX: Final = 100


class _Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class GenerationNotice(_Message, frozen=True):
    """Order numbers up to `valid_up_to` mean what they meant before; those after it were given anew since `generation` began.

    `signature` over `wire.signed.generation(...)`. `last`: the office's newest order number, for information.
    """

    generation: int
    valid_up_to: int
    last: int = 0
    signature: bytes = b""


class KeptAck(msgspec.Struct, frozen=True, array_like=True):
    """An acknowledgement a desk has kept, with the stream it was given for."""

    stream: StreamId
    acked_seq: int
    acked_hash: bytes
    generation: int
    office_first: int
    office_last: int
    signature: bytes


class AmnesiaProof(_Message, frozen=True):
    """What a desk knows of central's past. `generation`: the one its cursors belong to; `notice`: central's own word on it, if kept.

    `seen`: stream → last seq the desk has seen confirmed, its own and others'; not signed, only for the list of what is missing.
    """

    generation: int
    acks: list[KeptAck] = []
    notice: GenerationNotice | None = None
    seen: dict[str, int] = {}


class SnapshotManifest(_Message, frozen=True):
    """What a new desk takes instead of the whole feed. `chunks`: SHA-256 of each; `entries`: in all of them together.

    `signature` over `wire.signed.snapshot(...)`: it vouches for the hashes that stand before gaps.
    """

    generation: int
    as_of: int
    chunks: list[bytes]
    entries: int = 0
    signature: bytes = b""


class StreamHead(msgspec.Struct, frozen=True, array_like=True):
    """The newest entry of a stream; those up to it need not be here."""

    info: StreamInfo
    seq: int
    hash: bytes


class SnapshotChunk(_Message, frozen=True):
    """A page of the feed with holes. `before`: order number of an item → the hash it hangs on, where that entry is not here.

    `heads`: of every stream, last seq and hash as of the snapshot; only in the last chunk.
    """

    page: FeedPage
    before: dict[int, bytes] = {}
    heads: list[StreamHead] = []
