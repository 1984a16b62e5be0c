"""New entries get their place: order number, outcome, rows and projections, in the caller's transaction (SYNC §4.5–7).

All at once in the normal case. If the database cannot hold something of it, the batch is halved until the culprit stands
alone; that one is stored as bytes only, quarantined, and the rest goes on (G12).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from app.central.database import ENTRY_FAULTS, CentralDatabase
from app.central.fold import Folded, Placed, Read, business_date, fold, touched
from app.central.recompute import Received
from app.central.tables import CaseRow, DayRow, EntryRow
from app.domain.cases import Case
from app.wire.messages import StreamId

WRITE_REFUSED = "write_refused"
_ASKED_MAX = 5_000
_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")
_decoder = msgspec.msgpack.Decoder(Case)
_ENTRY_COLUMNS = (
    "office_id",
    "office_seq",
    "device_id",
    "epoch",
    "branch",
    "seq",
    "entry_id",
    "kind",
    "case_id",
    "business_day",
    "recorded_at",
    "header",
    "salt",
    "body",
    "digest",
    "hash",
    "head_sig",
    "size",
    "outcome",
    "code",
)
_CASE_COLUMNS = (
    "office_id",
    "case_id",
    "office_seq",
    "number",
    "service",
    "state",
    "money",
    "business_day",
    "received_at",
    "due_won",
    "paid_won",
    "data",
)
_DAY_KEYS = ("office_id", "day", "device_id", "epoch", "branch")
_DAY_COLUMNS = (*_DAY_KEYS, "entries", "cases", "settled_won", "reversed_won", "last_seq")


def encode_case(case: Case) -> bytes:
    """The case's bytes in its projection."""
    return _encoder.encode(case)


def decode_case(data: bytes) -> Case:
    return _decoder.decode(data)


def place(
    db: CentralDatabase, office: str, stream: StreamId, entries: Sequence[Received], *, first_office_seq: int, head_sig: bytes
) -> list[Placed]:
    """The entries are written, with order numbers from `first_office_seq`; their outcomes. The caller has locked the office's row."""
    known = _known_ids(db, office, entries)
    reads: list[tuple[Received, Read]] = []
    for office_seq, entry in enumerate(entries, start=first_office_seq):
        trouble = entry.trouble
        if entry.header is not None:
            if entry.header.entry_id in known and trouble is None:
                trouble = "entry_id_known"
            known.add(entry.header.entry_id)
        reads.append((entry, Read(office_seq, entry.header, entry.body, trouble)))
    return _place(db, office, stream, reads, {entries[-1].seq: head_sig})


def _known_ids(db: CentralDatabase, office: str, entries: Sequence[Received]) -> set[UUID]:
    asked = [entry.header.entry_id.bytes for entry in entries if entry.header is not None]
    found: set[UUID] = set()
    for start in range(0, len(asked), _ASKED_MAX):
        among, values = db.among(asked[start : start + _ASKED_MAX])
        rows = db.rows(f"SELECT entry_id FROM entry WHERE office_id = ? AND entry_id {among}", (office, *values))  # noqa: S608
        found.update(UUID(bytes=row[0]) for row in rows)
    return found


def _place(
    db: CentralDatabase, office: str, stream: StreamId, reads: Sequence[tuple[Received, Read]], signatures: dict[int, bytes]
) -> list[Placed]:
    try:
        with db.part():
            return _write(db, office, stream, reads, signatures)
    except ENTRY_FAULTS:
        if len(reads) > 1:
            middle = len(reads) // 2
            first = _place(db, office, stream, reads[:middle], signatures)
            return first + _place(db, office, stream, reads[middle:], signatures)
    entry, read = reads[0]
    placed = Placed(read.office_seq, "quarantined", WRITE_REFUSED)
    # Only bytes and our own words: no value of the entry is left that the database could refuse.
    db.copy(EntryRow, _ENTRY_COLUMNS, [_row(office, stream, entry._replace(header=None, body=None), placed, signatures.get(entry.seq))])
    return [placed]


def _write(
    db: CentralDatabase, office: str, stream: StreamId, reads: Sequence[tuple[Received, Read]], signatures: dict[int, bytes]
) -> list[Placed]:
    meanings = [read for _, read in reads]
    before = _cases(db, office, touched(meanings))
    folded = fold(meanings, before)
    rows = [_row(office, stream, entry, placed, signatures.get(entry.seq)) for (entry, _), placed in zip(reads, folded.placed, strict=True)]
    db.copy(EntryRow, _ENTRY_COLUMNS, rows)
    # Nobody else writes cases of this office while its row is locked: what was not there a moment ago is new.
    new = [case_row(office, *each) for case_id, each in folded.cases.items() if case_id not in before]
    changed = [case_row(office, *each) for case_id, each in folded.cases.items() if case_id in before]
    if new:
        db.copy(CaseRow, _CASE_COLUMNS, new)
    if changed:
        db.upsert(CaseRow, ("office_id", "case_id"), _CASE_COLUMNS, changed)
    if folded.days:
        last_seq = dict(_last_seqs(reads))
        db.upsert(DayRow, _DAY_KEYS, _DAY_COLUMNS, _day_rows(office, stream, folded, last_seq), add=True)
    return folded.placed


def _cases(db: CentralDatabase, office: str, case_ids: Sequence[UUID]) -> dict[UUID, Case]:
    found: dict[UUID, Case] = {}
    for start in range(0, len(case_ids), _ASKED_MAX):
        among, values = db.among([case_id.bytes for case_id in case_ids[start : start + _ASKED_MAX]])
        for (data,) in db.rows(f"SELECT data FROM case_state WHERE office_id = ? AND case_id {among}", (office, *values)):  # noqa: S608
            case = decode_case(data)
            found[case.case_id] = case
    return found


def _row(office: str, stream: StreamId, entry: Received, placed: Placed, head_sig: bytes | None) -> tuple[object, ...]:
    header = entry.header
    return (
        office,
        placed.office_seq,
        stream.device_id.bytes,
        stream.epoch,
        stream.branch,
        entry.seq,
        header.entry_id.bytes if header else None,
        header.kind if header else "",
        header.case_id.bytes if header and header.case_id else None,
        header.business_day if header else "",
        header.recorded_at if header else 0,
        entry.wire.header,
        entry.wire.salt,
        entry.wire.body,
        entry.digest,
        entry.hash,
        head_sig,
        entry.size,
        placed.outcome,
        placed.code,
    )


def case_row(office: str, case: Case, office_seq: int) -> tuple[Any, ...]:
    """The case's row in its projection."""
    return (
        office,
        case.case_id.bytes,
        office_seq,
        case.number,
        case.service,
        case.state,
        case.money,
        case.business_day,
        case.received_at,
        case.due_won,
        case.paid_won,
        encode_case(case),
    )


def _last_seqs(reads: Sequence[tuple[Received, Read]]) -> list[tuple[str, int]]:
    return [(business_date(entry.header.business_day), entry.seq) for entry, _ in reads if entry.header is not None]


def _day_rows(office: str, stream: StreamId, folded: Folded, last_seq: dict[str, int]) -> list[tuple[object, ...]]:
    sums: dict[str, list[int]] = {}
    for share in folded.days:
        row = sums.setdefault(share.day, [0, 0, 0, 0])
        for place_, value in enumerate(share[1:]):
            row[place_] += int(value)
    return [(office, day, stream.device_id.bytes, stream.epoch, stream.branch, *row, last_seq[day]) for day, row in sums.items()]
