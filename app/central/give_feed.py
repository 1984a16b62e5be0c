"""The office's entries in order, its people, and what a day adds up to: everything a desk reads (SYNC §5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.central.amnesia import valid_up_to
from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.state import Identity
from app.central.tables import BundleRow, DayRow, DeviceRow, EntryRow, OfficeRow, StaffRow, StreamRow
from app.wire.messages import BATCH_BYTES_MAX, FeedItem, FeedPage, OfficeSums, Staff, StaffPage, StreamId, StreamInfo, WireEntry

FEED_LIMIT_MAX = 2_000
STAFF_LIMIT = 500


def give_feed(db: CentralDatabase, identity: Identity, office: str, *, generation: int, after: int, limit: int) -> FeedPage:
    """Up to `limit` entries after that order number, at most 8 MiB of them. `generation` 0: not known yet.

    Declined `generation_changed` where the cursor belongs to another history of central.
    """
    row = db.first(OfficeRow.select(OfficeRow.generation, OfficeRow.last_office_seq).where(OfficeRow.office_id == office))
    if row is None:
        raise Declined("not_found")
    if generation not in (0, row["generation"]) or after > row["last_office_seq"]:
        valid = valid_up_to(db, office, generation)
        facts = {"generation": row["generation"], "last": row["last_office_seq"]}
        raise Declined("generation_changed", **facts, valid_up_to=row["last_office_seq"] if valid is None else valid)
    rows = _page(db, office, after, max(1, min(limit, FEED_LIMIT_MAX))) if after < row["last_office_seq"] else []
    items = [_item(each) for each in rows]
    return FeedPage(
        generation=row["generation"],
        items=items,
        streams=_streams(db, identity, office, {item.stream for item in items}),
        last=row["last_office_seq"],
    )


def _page(db: CentralDatabase, office: str, after: int, limit: int) -> list[dict[str, Any]]:
    here = EntryRow.office_id == office
    sizes = db.all(
        EntryRow.select(EntryRow.office_seq, EntryRow.size)
        .where(here, EntryRow.office_seq > after)
        .order_by(EntryRow.office_seq)
        .limit(limit)
    )
    total, last = 0, after
    for each in sizes:
        total += each["size"]
        if total > BATCH_BYTES_MAX and last > after:
            break
        last = each["office_seq"]
    return db.all(EntryRow.select().where(here, EntryRow.office_seq.between(after + 1, last)).order_by(EntryRow.office_seq))


def _item(row: dict[str, Any]) -> FeedItem:
    salt, body = _bytes(row["salt"]), _bytes(row["body"])
    erased = body is None or salt is None
    return FeedItem(
        office_seq=row["office_seq"],
        stream=StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"]),
        seq=row["seq"],
        outcome=row["outcome"],
        code=row["code"],
        entry=WireEntry(bytes(row["header"]), salt, body, bytes(row["digest"]) if erased else None),
        head_sig=_bytes(row["head_sig"]),
    )


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _streams(db: CentralDatabase, identity: Identity, office: str, mentioned: set[StreamId]) -> list[StreamInfo]:
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
    return StaffPage(staff=staff, last=staff[-1].changed_at if staff else after)


def check_day(db: CentralDatabase, office: str, day: str) -> OfficeSums:
    """What central counts for that business date. `streams`: stream → [entries of the day, last seq of the day]."""
    rows = db.all(DayRow.select().where(DayRow.office_id == office, DayRow.day == day))
    streams = {
        str(StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])): [row["entries"], row["last_seq"]] for row in rows
    }
    return OfficeSums(
        day=day,
        cases=sum(row["cases"] for row in rows),
        net_won=sum(row["settled_won"] - row["reversed_won"] for row in rows),
        entries=sum(row["entries"] for row in rows),
        streams=dict(sorted(streams.items())),
    )


def current_bundle(db: CentralDatabase, office: str) -> bytes:
    """The id of the office's newest bundle; empty while central knows none."""
    row = db.first(BundleRow.select(BundleRow.bundle_id).where(BundleRow.office_id.in_([office, ""])).order_by(BundleRow.added_at.desc()))
    return bytes(row["bundle_id"]) if row else b""
