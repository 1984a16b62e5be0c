"""Snapshots for new desks: the entries of open and recent cases in signed chunks, made on demand and used again for a while (SYNC §5).

Entries up to an order number never change, so a snapshot is put together page by page without holding the office up. It is kept
in the database, where every process of central finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

import zstandard

from app.central.database import CentralDatabase
from app.central.give_feed import item_of, stream_infos
from app.central.problems import Declined
from app.central.state import Identity
from app.central.stored_cases import cases_of
from app.central.tables import CaseRow, EntryRow, OfficeRow, SnapshotChunkRow, SnapshotRow, StreamRow
from app.domain import security_paper
from app.domain.entries import cases_touched
from app.domain.errors import IntegrityViolated
from app.domain.lives import is_done
from app.wire.codec import decode_body, decode_header
from app.wire.messages import BATCH_BYTES_MAX, FeedItem, FeedPage, StreamId, decode, encode
from app.wire.recovery import SnapshotChunk, SnapshotManifest, StreamHead
from app.wire.signed import snapshot as snapshot_message

DAYS = 90
DAY_MS = 24 * 60 * 60 * 1000
REUSED_WITHIN = 20_000  # entries behind the office's newest: the feed gives them in a second
KEPT_MS = 60 * 60 * 1000
CHUNK_ENTRIES_MAX = 10_000
_PAGE = 2_000
_OF_SEVERAL = ("payment_settled", "payment_reversed", "dues_moved")
# What holds until it is taken back, however old it is, and the sign-ins that say whose word it was.
_STANDING = (
    "fee_amount_set",
    "deputy_named",
    "calendar_changed",
    "kiosk_machine_set",
    "own_service_set",
    "own_target_set",
    "handbook_reviewed",
    "access_reviewed",
    "privacy_acknowledged",
    "record_files_transferred",
    "record_files_appraised",
    "record_file_counted",
    "record_files_disclosed",
    *security_paper.KINDS,
)
_CHUNK_KEYS = ("office_id", "as_of", "number")
_COLUMNS = "office_seq, device_id, epoch, branch, seq, outcome, code, header, salt, body, digest, head_sig"


def give_snapshot(db: CentralDatabase, identity: Identity, office: str) -> SnapshotManifest:
    """The manifest of a snapshot that is complete and new enough; made now if there is none. Declined `not_found`."""
    row = db.first(OfficeRow.select(OfficeRow.generation, OfficeRow.last_office_seq).where(OfficeRow.office_id == office))
    if row is None:
        raise Declined("not_found")
    newest = db.first(SnapshotRow.select().where(SnapshotRow.office_id == office).order_by(SnapshotRow.as_of.desc()))
    if newest is not None and newest["generation"] == row["generation"] and row["last_office_seq"] - newest["as_of"] <= REUSED_WITHIN:
        return decode(bytes(newest["manifest"]), SnapshotManifest)
    return _make(db, identity, office, int(row["generation"]), int(row["last_office_seq"]))


def give_chunk(db: CentralDatabase, office: str, as_of: int, number: int) -> bytes:
    """One chunk, compressed. Declined `not_found`: that snapshot is gone, a newer one is there."""
    query = SnapshotChunkRow.select(SnapshotChunkRow.data).where(
        SnapshotChunkRow.office_id == office, SnapshotChunkRow.as_of == as_of, SnapshotChunkRow.number == number
    )
    if (row := db.first(query)) is None:
        raise Declined("not_found")
    return bytes(row["data"])


def _make(db: CentralDatabase, identity: Identity, office: str, generation: int, as_of: int) -> SnapshotManifest:
    now = identity.crypto.now_ms()
    hashes: list[bytes] = []
    entries = 0
    for number, chunk in enumerate(_chunks(db, identity, office, generation, as_of, now - DAYS * DAY_MS)):
        hashes.append(_put_chunk(db, office, as_of, number, chunk))
        entries += len(chunk.page.items)
        del chunk  # the next one is read now: one at a time is in memory
    manifest = SnapshotManifest(
        generation=generation,
        as_of=as_of,
        chunks=hashes,
        entries=entries,
        signature=identity.sign(snapshot_message(identity.central_id, office, generation, as_of, hashes)),
    )
    with db.transaction():
        keys = ("office_id", "as_of")
        db.upsert(SnapshotRow, keys, (*keys, "generation", "made_at", "manifest"), [(office, as_of, generation, now, encode(manifest))])
        old = [
            row["as_of"]
            for row in db.all(
                SnapshotRow.select(SnapshotRow.as_of).where(
                    SnapshotRow.office_id == office, SnapshotRow.made_at < now - KEPT_MS, SnapshotRow.as_of != as_of
                )
            )
        ]
        if old:
            db.run(SnapshotRow.delete().where(SnapshotRow.office_id == office, SnapshotRow.as_of.in_(old)))
            db.run(SnapshotChunkRow.delete().where(SnapshotChunkRow.office_id == office, SnapshotChunkRow.as_of.in_(old)))
    return manifest


def _put_chunk(db: CentralDatabase, office: str, as_of: int, number: int, chunk: SnapshotChunk) -> bytes:
    """The chunk is stored, packed; its hash."""
    plain = encode(chunk)
    data = zstandard.ZstdCompressor(level=3).compress(plain)
    with db.transaction():
        db.upsert(SnapshotChunkRow, _CHUNK_KEYS, (*_CHUNK_KEYS, "data"), [(office, as_of, number, data)])
    return sha256(plain).digest()


def _chunks(db: CentralDatabase, identity: Identity, office: str, generation: int, as_of: int, cut_ms: int) -> Iterator[SnapshotChunk]:
    """The chunks in order; the last one has the heads of all streams."""
    last: dict[StreamId, int] = {}
    items: list[FeedItem] = []
    before: dict[int, bytes] = {}
    size = 0
    for item in _items(db, office, as_of, cut_ms):
        if item.seq > 1 and last.get(item.stream) != item.seq - 1:
            before[item.office_seq] = _hash_of(db, office, item.stream, item.seq - 1)
        last[item.stream] = item.seq
        items.append(item)
        size += len(item.entry.header) + len(item.entry.salt or b"") + len(item.entry.body or b"")
        if size >= BATCH_BYTES_MAX // 4 or len(items) >= CHUNK_ENTRIES_MAX:
            yield SnapshotChunk(page=_page(db, identity, office, generation, items, as_of), before=before)
            items, before, size = [], {}, 0
    heads = _heads(db, identity, office, as_of)
    yield SnapshotChunk(page=_page(db, identity, office, generation, items, as_of), before=before, heads=heads)


def _page(db: CentralDatabase, identity: Identity, office: str, generation: int, items: list[FeedItem], as_of: int) -> FeedPage:
    streams = stream_infos(db, identity, office, {item.stream for item in items})
    return FeedPage(generation=generation, items=items, streams=streams, last=as_of)


def _items(db: CentralDatabase, office: str, as_of: int, cut_ms: int) -> Iterator[FeedItem]:
    """Of what came before the last 90 days the entries of cases that are open or changed since, and what holds still; then everything."""
    recent = db.first(
        EntryRow.select(EntryRow.office_seq)
        .where(EntryRow.office_id == office, EntryRow.recorded_at >= cut_ms, EntryRow.office_seq <= as_of)
        .order_by(EntryRow.office_seq)
    )
    first = int(recent["office_seq"]) if recent else as_of + 1
    wanted = _wanted(db, office, first) | _signers(db, office, first) if first > 1 else set()
    streams: dict[tuple[bytes, int, int], StreamId] = {}
    after = 0
    while after < as_of:
        until = min(after + _PAGE, as_of)
        rows = db.rows(
            f"SELECT {_COLUMNS} FROM entry WHERE office_id = ? AND office_seq BETWEEN ? AND ? ORDER BY office_seq",  # noqa: S608 - our columns
            (office, after + 1, until),
        )
        for row in rows:
            if row[0] >= first or _touches(row, wanted):
                yield item_of(row, streams)
        after = until


def _touches(row: tuple[Any, ...], wanted: set[bytes]) -> bool:
    try:
        header = decode_header(row[7])
        if header.kind in _OF_SEVERAL and row[9] is not None:
            body = decode_body(header.kind, row[9])
            return body is not None and any(case_id.bytes in wanted for case_id in cases_touched(header.case_id, body))
    except IntegrityViolated:
        return False
    if header.kind in _STANDING or (header.kind == "signed_in" and header.entry_id.bytes in wanted):
        return True
    return header.case_id is not None and header.case_id.bytes in wanted


def _signers(db: CentralDatabase, office: str, first: int) -> set[bytes]:
    """The sign-ins named by what holds still, of entries before that order number."""
    found: set[bytes] = set()
    query = EntryRow.select(EntryRow.kind, EntryRow.header, EntryRow.body).where(
        EntryRow.office_id == office, EntryRow.office_seq < first, EntryRow.kind.in_(_STANDING)
    )
    for row in db.all(query):
        try:
            header, body = decode_header(bytes(row["header"])), decode_body(row["kind"], bytes(row["body"] or b""))
        except IntegrityViolated:
            continue
        signers = (header.actor_entry, getattr(body, "confirmed_by", None))
        found.update(signer.bytes for signer in signers if signer is not None)
    return found


def _wanted(db: CentralDatabase, office: str, first: int) -> set[bytes]:
    """Cases that are open, or that changed at that order number or later."""
    found: set[bytes] = set()
    after = b""
    while True:
        here = (CaseRow.office_id == office) & (CaseRow.case_id > after)
        rows = db.all(CaseRow.select(CaseRow.case_id, CaseRow.office_seq, CaseRow.data).where(here).order_by(CaseRow.case_id).limit(_PAGE))
        cases = cases_of(db, office, [(row["office_seq"], bytes(row["data"])) for row in rows if row["office_seq"] < first])
        open_ones = {case_id.bytes for case_id, case in cases.items() if case.open_won > 0 or not is_done(case.life, case.state)}
        found |= open_ones | {bytes(row["case_id"]) for row in rows if row["office_seq"] >= first}
        if len(rows) < _PAGE:
            return found
        after = bytes(rows[-1]["case_id"])


def _hash_of(db: CentralDatabase, office: str, stream: StreamId, seq: int) -> bytes:
    row = db.first(
        EntryRow.select(EntryRow.hash).where(
            EntryRow.office_id == office,
            EntryRow.device_id == stream.device_id.bytes,
            EntryRow.epoch == stream.epoch,
            EntryRow.branch == stream.branch,
            EntryRow.seq == seq,
        )
    )
    if row is None:
        raise IntegrityViolated("central_violated", office=office, where=f"{stream}:{seq}", what="seq_gap")
    return bytes(row["hash"])


def _heads(db: CentralDatabase, identity: Identity, office: str, as_of: int) -> list[StreamHead]:
    """The newest entry of every stream as of that order number."""
    rows = db.all(StreamRow.select().where(StreamRow.office_id == office, StreamRow.last_seq > 0))
    streams = {StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"]) for row in rows}
    found = []
    for info in stream_infos(db, identity, office, streams):
        newest = db.first(
            EntryRow.select(EntryRow.seq, EntryRow.hash)
            .where(
                EntryRow.office_id == office,
                EntryRow.device_id == info.stream.device_id.bytes,
                EntryRow.epoch == info.stream.epoch,
                EntryRow.branch == info.stream.branch,
                EntryRow.office_seq <= as_of,
            )
            .order_by(EntryRow.seq.desc())
        )
        if newest is not None:
            found.append(StreamHead(info, newest["seq"], bytes(newest["hash"])))
    return found
