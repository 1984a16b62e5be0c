"""The office's entries in order, its people, and what a day adds up to: everything a desk reads (SYNC §5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.central.amnesia import valid_up_to
from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.state import Identity
from app.central.tables import BundleRow, DeviceRow, OfficeRow, StaffRow, StreamRow
from app.wire.messages import BATCH_BYTES_MAX, FeedItem, FeedPage, Staff, StaffPage, StreamId, StreamInfo, WireEntry

FEED_LIMIT_MAX = 2_000
STAFF_LIMIT = 500


def give_feed(
    db: CentralDatabase, identity: Identity, office: str, device_id: UUID, *, generation: int, after: int, limit: int
) -> FeedPage:
    """Up to `limit` entries after that order number, at most 8 MiB of them, for that device. `generation` 0: not known yet.

    Declined `generation_changed` where the cursor belongs to another history of central.
    """
    row = db.first(OfficeRow.select(OfficeRow.generation, OfficeRow.last_office_seq).where(OfficeRow.office_id == office))
    if row is None:
        raise Declined("not_found")
    if generation not in (0, row["generation"]) or after > row["last_office_seq"]:
        valid = valid_up_to(db, office, generation)
        facts = {"generation": row["generation"], "last": row["last_office_seq"]}
        raise Declined("generation_changed", **facts, valid_up_to=row["last_office_seq"] if valid is None else valid)
    items = _page(db, office, after, max(1, min(limit, FEED_LIMIT_MAX))) if after < row["last_office_seq"] else []
    return FeedPage(
        generation=row["generation"],
        items=items,
        streams=stream_infos(db, identity, office, {item.stream for item in items}),
        last=row["last_office_seq"],
        held=_held(db, office, device_id),
    )


def _held(db: CentralDatabase, office: str, device_id: UUID) -> dict[str, int]:
    """Up to which entry each stream of that device is here."""
    query = StreamRow.select(StreamRow.epoch, StreamRow.branch, StreamRow.last_seq).where(
        StreamRow.office_id == office, StreamRow.device_id == device_id.bytes
    )
    return {str(StreamId(device_id, row["epoch"], row["branch"])): int(row["last_seq"]) for row in db.all(query)}


_ITEM = "office_seq, device_id, epoch, branch, seq, outcome, code, header, salt, body, digest, head_sig"


def _page(db: CentralDatabase, office: str, after: int, limit: int) -> list[FeedItem]:
    sizes = db.rows(
        "SELECT office_seq, size FROM entry WHERE office_id = ? AND office_seq > ? ORDER BY office_seq LIMIT ?", (office, after, limit)
    )
    total, last = 0, after
    for office_seq, size in sizes:
        total += size
        if total > BATCH_BYTES_MAX and last > after:
            break
        last = office_seq
    rows = db.rows(
        f"SELECT {_ITEM} FROM entry WHERE office_id = ? AND office_seq BETWEEN ? AND ? ORDER BY office_seq",  # noqa: S608 - our columns
        (office, after + 1, last),
    )
    streams: dict[tuple[bytes, int, int], StreamId] = {}
    return [item_of(row, streams) for row in rows]


def item_of(row: tuple[Any, ...], streams: dict[tuple[bytes, int, int], StreamId]) -> FeedItem:
    """The item of one row; `streams` keeps those of the page."""
    office_seq, device_id, epoch, branch, seq, outcome, code, header, salt, body, digest, head_sig = row
    if (stream := streams.get((device_id, epoch, branch))) is None:
        stream = streams[device_id, epoch, branch] = StreamId(UUID(bytes=device_id), epoch, branch)
    entry = WireEntry(header, salt, body) if body is not None and salt is not None else WireEntry(header, salt, body, digest)
    return FeedItem(office_seq, stream, seq, outcome, code, entry, head_sig)


def stream_infos(db: CentralDatabase, identity: Identity, office: str, mentioned: set[StreamId]) -> list[StreamInfo]:
    """What a desk must know to check these streams."""
    if not mentioned:
        return []
    query = (
        StreamRow.select(StreamRow, DeviceRow.public_key)
        .join(
            DeviceRow,
            on=(
                (DeviceRow.office_id == StreamRow.office_id)
                & (DeviceRow.device_id == StreamRow.device_id)
                & (DeviceRow.epoch == StreamRow.epoch)
            ),
        )
        .where(StreamRow.office_id == office, StreamRow.device_id.in_([stream.device_id.bytes for stream in mentioned]))
    )
    found: list[StreamInfo] = []
    for row in db.all(query):
        stream = StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])
        if stream in mentioned:
            found.append(
                StreamInfo(
                    stream=stream,
                    office=office,
                    desk=row["desk"],
                    public_key=bytes(row["public_key"]),
                    central_id=identity.central_id,
                    adopted_seq=row["adopted_seq"],
                    old_head=bytes(row["old_head"]),
                )
            )
    return sorted(found, key=lambda info: str(info.stream))


def give_staff(db: CentralDatabase, office: str, *, after: int) -> StaffPage:
    """People changed after that cursor, oldest change first; `last`: the cursor to go on from."""
    query = StaffRow.select().where(StaffRow.office_id == office, StaffRow.changed_at > after).order_by(StaffRow.changed_at)
    staff = [
        Staff(
            user=row["user_id"],
            name=row["name"],
            role=row["role"],
            verifier=row["verifier"],
            active=bool(row["active"]),
            changed_at=row["changed_at"],
        )
        for row in db.all(query.limit(STAFF_LIMIT))
    ]
    return StaffPage(staff=staff, last=staff[-1].changed_at if staff else after, bundle=current_bundle(db, office))


def current_bundle(db: CentralDatabase, office: str) -> bytes:
    """The id of the office's newest bundle; empty while central knows none."""
    row = db.first(BundleRow.select(BundleRow.bundle_id).where(BundleRow.office_id.in_([office, ""])).order_by(BundleRow.added_at.desc()))
    return bytes(row["bundle_id"]) if row else b""
