"""Sealed files checked against their entries and their hashes (`minwon central verify`). Reads only; may run while central serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
from peewee import JOIN, fn

from app.central.attachments import OfficeFiles, size_named
from app.central.database import CentralDatabase
from app.central.tables import AttachmentRow, EntryRow
from app.wire.attachments import place_text
from app.wire.messages import StreamId

PAGE = 500


class Files(msgspec.Struct, frozen=True):
    """`stored`: files central has in full. `awaited`: files that entries name and that have not come yet; no contradiction."""

    stored: int
    awaited: int


def verify_attachments(db: CentralDatabase, office: str, folders: OfficeFiles, wrong: Callable[[str, str], None]) -> Files:
    """`wrong(code, where)` for each file that is missing, spoiled, of another size, or not named by the entry it is kept for."""
    folder, stored = folders(office), 0
    for row in _rows(db, office):
        stored += 1
        stream = StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])
        address, where = bytes(row["address"]), place_text(stream, row["seq"])
        # An erased entry no longer says which file was its own; the ciphertext stays unreadable whoever has it.
        if row["kind"] is None or (row["body"] is not None and size_named(row, address) != row["size"]):
            wrong("attachment_unnamed", where)
        found = folder.size(address)
        if found is None:
            wrong("attachment_missing", where)
        elif found != row["size"] or not folder.proven(address):
            wrong("attachment_differs", where)
    named = (EntryRow.office_id == office) & (EntryRow.kind == "attachment_added") & EntryRow.body.is_null(False)
    count = db.first(EntryRow.select(fn.COUNT(EntryRow.seq).alias("named")).where(named))
    return Files(stored, max(0, (count["named"] if count else 0) - stored))


def _rows(db: CentralDatabase, office: str) -> Iterator[dict[str, Any]]:
    """Every stored file with the entry it is kept for, a page at a time."""
    here = (
        (EntryRow.office_id == AttachmentRow.office_id)
        & (EntryRow.device_id == AttachmentRow.device_id)
        & (EntryRow.epoch == AttachmentRow.epoch)
        & (EntryRow.branch == AttachmentRow.branch)
        & (EntryRow.seq == AttachmentRow.seq)
    )
    after = b""
    while True:
        query = AttachmentRow.select(AttachmentRow, EntryRow.kind, EntryRow.body).join(EntryRow, JOIN.LEFT_OUTER, on=here)
        page = query.where(AttachmentRow.office_id == office, AttachmentRow.address > after).order_by(AttachmentRow.address).limit(PAGE)
        rows = db.all(page)
        yield from rows
        if len(rows) < PAGE:
            return
        after = bytes(rows[-1]["address"])
