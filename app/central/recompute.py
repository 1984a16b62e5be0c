"""What a push says, found out from its bytes alone: limits, hashes, headers and bodies. Pure; before any lock is taken."""

from __future__ import annotations

from typing import NamedTuple

from app.central.problems import Declined
from app.domain.entries import Body, Header
from app.domain.errors import IntegrityViolated
from app.wire.chain import digest_of, hash_of
from app.wire.codec import decode_body, decode_header
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX, Push, StreamId, WireEntry

_HASH_BYTES = 32


class Received(NamedTuple):
    """One entry of a push. `trouble`: why it can have no effect (it is kept all the same), or None with header and body readable."""

    seq: int
    wire: WireEntry
    digest: bytes
    hash: bytes
    header: Header | None
    body: Body | None
    trouble: str | None

    @property
    def size(self) -> int:
        return size_of(self.wire)


def size_of(entry: WireEntry) -> int:
    """Bytes that count against the limits."""
    return len(entry.header) + len(entry.salt or b"") + len(entry.body or b"")


def recompute(push: Push, stream: StreamId, office: str) -> list[Received]:
    """The batch with its recomputed hashes. Declined `batch_empty`, `batch_too_large`, `entry_too_large`, `bad_chain`."""
    if not push.entries or push.from_seq < 1:
        raise Declined("batch_empty")
    sizes = [size_of(entry) for entry in push.entries]
    if len(sizes) > BATCH_ENTRIES_MAX or sum(sizes) > BATCH_BYTES_MAX:
        raise Declined("batch_too_large", entries=len(sizes), bytes=sum(sizes))
    if max(sizes) > ENTRY_BYTES_MAX:
        raise Declined("entry_too_large", seq=push.from_seq + sizes.index(max(sizes)))
    found: list[Received] = []
    prev_hash = push.prev_hash
    for seq, entry in enumerate(push.entries, start=push.from_seq):
        digest = _digest(entry)
        prev_hash = hash_of(prev_hash, entry.header, digest)
        header, body, trouble = _read(entry, stream, office, seq)
        found.append(Received(seq, entry, digest, prev_hash, header, body, trouble))
    if len(push.prev_hash) != _HASH_BYTES or prev_hash != push.head_hash:
        raise Declined("bad_chain", from_seq=push.from_seq)
    return found


def read_entry(header: bytes, body: bytes | None, stream: StreamId, office: str, seq: int) -> tuple[Header | None, Body | None, str | None]:
    """Header, body and trouble of stored bytes."""
    return _read(WireEntry(header, b"" if body is not None else None, body), stream, office, seq)


def _digest(entry: WireEntry) -> bytes:
    if entry.salt is not None and entry.body is not None:
        return digest_of(entry.salt, entry.body)
    if entry.digest is None or len(entry.digest) != _HASH_BYTES:
        raise Declined("bad_chain")
    return entry.digest


def _read(entry: WireEntry, stream: StreamId, office: str, seq: int) -> tuple[Header | None, Body | None, str | None]:
    try:
        header = decode_header(entry.header)
    except IntegrityViolated as error:
        return None, None, error.code
    if (header.office, _stream_of(header), header.seq) != (office, stream, seq):
        return None, None, "header_mismatch"
    if entry.body is None:
        return header, None, "erased"
    try:
        body = decode_body(header.kind, entry.body)
    except IntegrityViolated as error:
        return header, None, error.code
    return (header, None, "kind_unknown") if body is None else (header, body, None)


def _stream_of(header: Header) -> StreamId:
    return StreamId(header.device_id, header.epoch, header.branch)
