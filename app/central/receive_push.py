"""One push becomes entries, outcomes and a signed acknowledgement, all in one transaction (SYNC §4). Safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from app.central.database import CentralDatabase
from app.central.fold import Effect
from app.central.place_entries import place
from app.central.problems import Declined
from app.central.recompute import Received, Sender, read_entry, recompute
from app.central.sessions import Caller
from app.central.state import Identity
from app.central.tables import DeviceRow, EvidenceRow, OfficeRow, StreamRow
from app.domain.entries import BranchStarted
from app.wire.chain import NO_HASH, stream_root
from app.wire.messages import BATCH_ENTRIES_MAX, PROTOCOL, Ack, Outcome, Push, StreamId, encode
from app.wire.signed import NO_CENTRAL, acknowledgement, head

NEXT_PUSH_MS = 300
NEXT_PULL_MS = 1_000


def receive_push(db: CentralDatabase, identity: Identity, caller: Caller, stream: StreamId, push: Push) -> Ack:
    """Every entry of the batch is stored, now or before. The same batch gets the same acknowledgement, however often it comes.

    Declined `gap` (facts `expected`), `bad_chain`, `fork` (the upload is kept as evidence), `batch_too_large`,
    `entry_too_large`, `batch_empty`, `other_stream`, `protocol_too_old`.
    """
    if push.client.protocol < PROTOCOL:
        raise Declined("protocol_too_old", protocol=PROTOCOL)
    if stream.device_id != caller.device_id or stream.epoch > caller.epoch:
        raise Declined("other_stream")
    entries = recompute(push)

    def settle() -> Ack | Declined:
        row = _locked_stream(db, caller.office, stream)
        return _settle(db, identity, caller.office, row, stream, push, entries)

    answer = db.settled(settle)
    if isinstance(answer, Declined):
        raise answer
    return answer


def _settle(
    db: CentralDatabase,
    identity: Identity,
    office: str,
    row: dict[str, Any],
    stream: StreamId,
    push: Push,
    entries: Sequence[Received],
) -> Ack | Declined:
    """The acknowledgement, or a fork: the one refusal whose transaction is kept, because the evidence is in it."""
    last_seq = int(row["last_seq"])
    if push.from_seq > last_seq + 1:
        raise Declined("gap", expected=last_seq + 1)
    revoked_at = _check_signature(db, identity, office, row, stream, push, entries[-1])
    if last_seq == 0:
        row = row | {"old_head": _old_head(push, stream, office, entries[0])}
    stored = _stored(db, office, row, stream, push.from_seq - 1)
    if (differs_at := _difference(row, stream, push, entries, stored)) is not None:
        return _fork(db, identity, office, row, stream, push, differs_at)
    fresh = entries[max(0, last_seq + 1 - push.from_seq) :]
    if fresh and row["state"] != "open":
        return _fork(db, identity, office, row, stream, push, fresh[0].seq)
    if fresh:
        stored |= _append(db, Sender(office, stream, row["desk"], revoked_at), row, push, fresh)
    return _acknowledge(db, identity, office, stream, entries, stored)


def _locked_stream(db: CentralDatabase, office: str, stream: StreamId) -> dict[str, Any]:
    query = StreamRow.select().where(
        StreamRow.office_id == office,
        StreamRow.device_id == stream.device_id.bytes,
        StreamRow.epoch == stream.epoch,
        StreamRow.branch == stream.branch,
    )
    if (row := db.locked(query)) is not None:
        return row
    device = db.first(DeviceRow.select(DeviceRow.desk).where(*_this_device(office, stream)))
    if device is None:
        raise Declined("other_stream")
    new = new_stream(office, stream, device["desk"])
    db.run(StreamRow.insert(**new).on_conflict_ignore())
    return db.locked(query) or new


def new_stream(office: str, stream: StreamId, desk: str, *, adopted_seq: int = 0) -> dict[str, Any]:
    """The row of a stream of which nothing has arrived yet."""
    return {
        "office_id": office,
        "device_id": stream.device_id.bytes,
        "epoch": stream.epoch,
        "branch": stream.branch,
        "desk": desk,
        "last_seq": 0,
        "last_hash": NO_HASH,
        "state": "open",
        "adopted_seq": adopted_seq,
        "old_head": NO_HASH,
    }


def _this_device(office: str, stream: StreamId) -> tuple[Any, ...]:
    return DeviceRow.office_id == office, DeviceRow.device_id == stream.device_id.bytes, DeviceRow.epoch == stream.epoch


def _check_signature(
    db: CentralDatabase, identity: Identity, office: str, row: dict[str, Any], stream: StreamId, push: Push, last: Received
) -> int | None:
    """The batch is signed by that device; when it was revoked, if it was."""
    device = db.first(DeviceRow.select(DeviceRow.public_key, DeviceRow.revoked_at).where(*_this_device(office, stream)))
    if device is None:
        raise Declined("other_stream")
    # A home made before it had a central signed with an empty central id; that ends with the entry it had at its adoption.
    centrals = [identity.central_id, NO_CENTRAL] if last.seq <= row["adopted_seq"] else [identity.central_id]
    for central_id in centrals:
        message = head(central_id, office, stream.device_id, stream.epoch, stream.branch, last.seq, last.hash)
        if identity.crypto.verify(bytes(device["public_key"]), message, push.head_sig):
            return None if device["revoked_at"] is None else int(device["revoked_at"])
    raise Declined("bad_chain", from_seq=push.from_seq)


def _old_head(push: Push, stream: StreamId, office: str, first: Received) -> bytes:
    """The head this new stream grew from. Declined `bad_chain` if its first entry hangs on nothing that could be right."""
    candidates = [NO_HASH]
    _, body, _ = read_entry(first.wire.header, first.wire.body, stream, office, first.seq)
    if isinstance(body, BranchStarted):
        candidates.append(body.old_hash)
    for old_head in candidates:
        if stream_root(stream.device_id, stream.epoch, stream.branch, old_head) == push.prev_hash:
            return old_head
    raise Declined("bad_chain", from_seq=push.from_seq)


class _Stored(NamedTuple):
    """What central already knows about an entry of the batch."""

    hash: bytes
    office_seq: int
    outcome: Effect
    code: str


def _stored(db: CentralDatabase, office: str, row: dict[str, Any], stream: StreamId, first: int) -> dict[int, _Stored]:
    """What is stored from that seq on; for a batch that only goes on, one entry that the stream's row knows already."""
    if first == row["last_seq"]:
        return {first: _Stored(bytes(row["last_hash"]), 0, "applied", "")}
    rows = db.rows(
        "SELECT seq, hash, office_seq, outcome, code FROM entry "
        "WHERE office_id = ? AND device_id = ? AND epoch = ? AND branch = ? AND seq BETWEEN ? AND ?",
        (office, stream.device_id.bytes, stream.epoch, stream.branch, first, first + BATCH_ENTRIES_MAX),
    )
    return {each[0]: _Stored(*each[1:]) for each in rows}


def _difference(row: dict[str, Any], stream: StreamId, push: Push, entries: Sequence[Received], stored: dict[int, _Stored]) -> int | None:
    """The first seq at which the upload and what is stored are not the same history, or None."""
    if push.from_seq == 1:
        before = stream_root(stream.device_id, stream.epoch, stream.branch, bytes(row["old_head"]))
    else:
        before = stored[push.from_seq - 1].hash
    if before != push.prev_hash:
        return push.from_seq
    for entry in entries:
        if entry.seq in stored and stored[entry.seq].hash != entry.hash:
            return entry.seq
    return None


def _fork(
    db: CentralDatabase, identity: Identity, office: str, row: dict[str, Any], stream: StreamId, push: Push, differs_at: int
) -> Declined:
    upload = encode(push)
    db.run(
        EvidenceRow.insert(
            office_id=office,
            device_id=row["device_id"],
            epoch=stream.epoch,
            branch=stream.branch,
            # The envelope changes with each attempt; the history it carries does not.
            digest=sha256(push.head_hash + push.head_sig).digest(),
            received_at=identity.crypto.now_ms(),
            from_seq=push.from_seq,
            differs_at=differs_at,
            push=upload,
        ).on_conflict_ignore()
    )
    db.run(_this_stream(StreamRow.update(state="forked"), office, stream))
    return Declined("fork", differs_at=differs_at)


def _this_stream(query: Any, office: str, stream: StreamId) -> Any:
    return query.where(
        StreamRow.office_id == office,
        StreamRow.device_id == stream.device_id.bytes,
        StreamRow.epoch == stream.epoch,
        StreamRow.branch == stream.branch,
    )


def _append(db: CentralDatabase, sender: Sender, row: dict[str, Any], push: Push, fresh: Sequence[Received]) -> dict[int, _Stored]:
    office, stream = sender.office, sender.stream
    this_office = OfficeRow.office_id == office
    counter = db.locked(OfficeRow.select(OfficeRow.last_office_seq).where(this_office))
    first = int(counter["last_office_seq"]) + 1 if counter else 1
    placed = place(db, sender, fresh, first_office_seq=first, head_sig=push.head_sig)
    db.run(OfficeRow.update(last_office_seq=first + len(fresh) - 1).where(this_office))
    change = StreamRow.update(last_seq=fresh[-1].seq, last_hash=fresh[-1].hash, old_head=row["old_head"])
    db.run(_this_stream(change, office, stream))
    return {entry.seq: _Stored(entry.hash, *each) for entry, each in zip(fresh, placed, strict=True)}


def _acknowledge(
    db: CentralDatabase,
    identity: Identity,
    office: str,
    stream: StreamId,
    entries: Sequence[Received],
    stored: dict[int, _Stored],
) -> Ack:
    batch = [(entry.seq, stored[entry.seq]) for entry in entries]
    office_first, office_last = batch[0][1].office_seq, batch[-1][1].office_seq
    row = db.first(OfficeRow.select(OfficeRow.generation).where(OfficeRow.office_id == office))
    generation = int(row["generation"]) if row else 0
    last = entries[-1]
    signed = acknowledgement(
        identity.central_id,
        generation,
        office,
        stream.device_id,
        stream.epoch,
        stream.branch,
        last.seq,
        last.hash,
        office_first,
        office_last,
    )
    return Ack(
        acked_seq=last.seq,
        acked_hash=last.hash,
        generation=generation,
        office_first=office_first,
        office_last=office_last,
        outcomes=[Outcome(seq, each.outcome, each.code) for seq, each in batch if each.outcome != "applied"],
        server_time=identity.crypto.now_ms(),
        next_push_ms=NEXT_PUSH_MS,
        next_pull_ms=NEXT_PULL_MS,
        signature=identity.sign(signed),
    )
