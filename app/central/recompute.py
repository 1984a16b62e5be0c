"""What a push says, found out from its bytes alone: limits, hashes, headers and bodies. Pure; before any lock is taken."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.central.problems import Declined
from app.domain.entries import CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.domain.numbers import is_anothers
from app.wire.chain import digest_carried, hash_of
from app.wire.codec import decode_body, decode_header
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX, Push, StreamId, WireEntry

_HASH_BYTES = 32
# Header, body, and why the entry can have no effect: None with both readable. It is kept all the same.
Meaning = tuple[Header | None, Body | None, str | None]


class Received(msgspec.Struct, frozen=True, gc=False):
    """One entry of a push and its recomputed hashes. What it means is read later, piece by piece: a batch's objects are many times
    its bytes."""

    seq: int
    wire: WireEntry
    digest: bytes
    hash: bytes
    size: int


class Sender(NamedTuple):
    """Whose entries they are: what each must say of itself to have an effect. `revoked_at`: when the device was, if it was."""

    office: str
    stream: StreamId
    desk: str
    revoked_at: int | None


def size_of(entry: WireEntry) -> int:
    """Bytes that count against the limits."""
    return len(entry.header) + len(entry.salt or b"") + len(entry.body or b"")


def recompute(push: Push) -> list[Received]:
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
    for seq, (entry, size) in enumerate(zip(push.entries, sizes, strict=True), start=push.from_seq):
        if (digest := digest_carried(entry.salt, entry.body, entry.digest)) is None:
            raise Declined("bad_chain")
        prev_hash = hash_of(prev_hash, entry.header, digest)
        found.append(Received(seq, entry, digest, prev_hash, size))
    if len(push.prev_hash) != _HASH_BYTES or prev_hash != push.head_hash:
        raise Declined("bad_chain", from_seq=push.from_seq)
    return found


def meaning_of(entry: Received, sender: Sender) -> Meaning:
    """What it says, as far as it may count.

    An entry that claims another desk's name is kept without effect: a stolen desk cannot write in a colleague's name. So is a case with
    a number that only another desk gives (G5), and what a stolen computer says to have recorded after its revocation: somebody else may
    have written it.
    """
    header, body, trouble = read_entry(entry.wire.header, entry.wire.body, sender.stream, sender.office, entry.seq)
    if header is None:
        return None, None, trouble
    if header.desk != sender.desk:
        return None, None, "header_mismatch"
    if sender.revoked_at is not None and header.recorded_at > sender.revoked_at:
        trouble = trouble or "device_revoked"
    if isinstance(body, CaseReceived) and is_anothers(body.number, sender.office, sender.desk):
        trouble = trouble or "number_of_another"
    return header, body, trouble


def read_entry(header: bytes, body: bytes | None, stream: StreamId, office: str, seq: int) -> Meaning:
    """Header, body and trouble of stored bytes."""
    try:
        head = decode_header(header)
    except IntegrityViolated as error:
        return None, None, error.code
    if head.seq != seq or head.office != office or not _in_stream(head, stream):
        return None, None, "header_mismatch"
    if body is None:
        return head, None, "erased"
    try:
        found = decode_body(head.kind, body)
    except IntegrityViolated as error:
        return head, None, error.code
    return (head, None, "kind_unknown") if found is None else (head, found, None)


def _in_stream(header: Header, stream: StreamId) -> bool:
    return header.device_id == stream.device_id and header.epoch == stream.epoch and header.branch == stream.branch
