"""Everything central stores is checked against itself: chains, signatures, order numbers, copied columns, projections.

Reads only; may run while central serves (`minwon central verify`). Takes each office from its first entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from app.central.database import CentralDatabase
from app.central.fold import DayShare, Folding, Read, share_of
from app.central.place_entries import WRITE_REFUSED
from app.central.recompute import read_entry
from app.central.stored_cases import AS_RECEIVED, case_row, cases_as_received
from app.central.tables import CaseRow, CentralRow, DayRow, DeviceRow, EntryRow, OfficeRow, StreamRow
from app.central.verify_roles import ClaimedRole, RoleCheck
from app.domain.cases import Case
from app.domain.entries import Header
from app.wire.chain import digest_of, hash_of, stream_root
from app.wire.messages import StreamId
from app.wire.signed import NO_CENTRAL, head

PAGE = 2_000


class Violation(msgspec.Struct, frozen=True):
    """`where`: the stream and seq, the case, or the day; never personal data."""

    office: str
    code: str
    where: str
    office_seq: int = 0


class Report(msgspec.Struct, kw_only=True):
    """What was looked at and what contradicts itself. `ok` is True if nothing does. `roles`: claims to look at, no contradictions."""

    offices: int = 0
    streams: int = 0
    entries: int = 0
    cases: int = 0
    violations: list[Violation] = []
    attachments: int = 0
    awaited: int = 0
    roles: list[ClaimedRole] = []

    @property
    def ok(self) -> bool:
        return not self.violations


def verify_central(db: CentralDatabase, verify: Callable[[bytes, bytes, bytes], bool]) -> Report:
    """The report. `verify(public_key, message, signature)` checks Ed25519."""
    report = Report()
    central = db.first(CentralRow.select())
    central_id = bytes(central["central_id"]) if central else NO_CENTRAL
    for office in db.all(OfficeRow.select().order_by(OfficeRow.office_id)):
        report.offices += 1
        _verify_office(db, office, report, verify, central_id)
    return report


class _Heads:
    """The chains of one office's streams, followed entry by entry."""

    def __init__(self, db: CentralDatabase, office: str, verify: Callable[[bytes, bytes, bytes], bool], central_id: bytes) -> None:
        self._office, self._verify, self._central_id = office, verify, central_id
        self.streams = {_stream_of(row): row for row in db.all(StreamRow.select().where(StreamRow.office_id == office))}
        devices = db.all(DeviceRow.select().where(DeviceRow.office_id == office))
        self._keys = {(UUID(bytes=bytes(row["device_id"])), row["epoch"]): bytes(row["public_key"]) for row in devices}
        self.heads: dict[StreamId, tuple[int, bytes]] = {
            stream: (0, stream_root(stream.device_id, stream.epoch, stream.branch, bytes(row["old_head"])))
            for stream, row in self.streams.items()
        }

    def follow(self, stream: StreamId, row: dict[str, Any]) -> str | None:
        """What is wrong with this entry's place in its chain, or None."""
        if stream not in self.heads:
            return "stream_missing"
        seq, prev_hash = self.heads[stream]
        digest = bytes(row["digest"])
        self.heads[stream] = (row["seq"], bytes(row["hash"]))
        if row["seq"] != seq + 1:
            return "seq_gap"
        if row["body"] is not None and digest_of(bytes(row["salt"]), bytes(row["body"])) != digest:
            return "digest_wrong"
        if hash_of(prev_hash, bytes(row["header"]), digest) != bytes(row["hash"]):
            return "hash_wrong"
        if row["head_sig"] is not None and not self._signed(stream, row):
            return "signature_wrong"
        return None

    def _signed(self, stream: StreamId, row: dict[str, Any]) -> bool:
        centrals = [self._central_id, NO_CENTRAL] if row["seq"] <= self.streams[stream]["adopted_seq"] else [self._central_id]
        key = self._keys.get((stream.device_id, stream.epoch), b"")
        place = (self._office, stream.device_id, stream.epoch, stream.branch, row["seq"], bytes(row["hash"]))
        return any(self._verify(key, head(central_id, *place), bytes(row["head_sig"])) for central_id in centrals)


def _verify_office(
    db: CentralDatabase, office: dict[str, Any], report: Report, verify: Callable[[bytes, bytes, bytes], bool], central_id: bytes
) -> None:
    office_id = office["office_id"]
    heads = _Heads(db, office_id, verify, central_id)
    roles = RoleCheck(db, office_id)
    folding = Folding({})
    days: dict[tuple[str, StreamId], list[int]] = {}

    def wrong(code: str, where: str, office_seq: int = 0) -> None:
        report.violations.append(Violation(office_id, code, where, office_seq))

    expected = 0
    for row in _entries(db, office_id):
        report.entries += 1
        expected += 1
        stream = _stream_of(row)
        where = f"{stream}:{row['seq']}"
        if row["office_seq"] != expected:
            wrong("office_seq_gap", where, row["office_seq"])
            expected = row["office_seq"]
        if code := heads.follow(stream, row):
            wrong(code, where, expected)
        header, body, trouble = read_entry(bytes(row["header"]), _body(row), stream, office_id, row["seq"])
        if header is not None and stream in heads.streams and header.desk != heads.streams[stream]["desk"]:
            header, body, trouble = None, None, "header_mismatch"
        if row["code"] == WRITE_REFUSED:
            continue
        roles.look(body, str(stream), row["seq"])
        if not _columns_fit(row, header):
            wrong("column_differs", where, expected)
        # A repeated id is known only where it is repeated; the rest of the outcome follows from the bytes.
        trouble = row["code"] if row["outcome"] == "quarantined" and trouble is None else trouble
        placed = folding.take(Read(expected, header, body, trouble))
        if (row["outcome"], row["code"]) != placed[1:]:
            wrong("outcome_differs", where, expected)
        if header is not None:
            share = share_of(header, body, placed.outcome)
            _add(days.setdefault((share.day, stream), [0, 0, 0, 0, 0]), share, row["seq"])
    if expected != office["last_office_seq"]:
        wrong("office_seq_lost", str(office["last_office_seq"]), expected)
    for stream, row in heads.streams.items():
        report.streams += 1
        seq, last_hash = heads.heads[stream]
        if (row["last_seq"], bytes(row["last_hash"])) != (seq, last_hash) and row["last_seq"] + seq:
            wrong("stream_head_differs", f"{stream}:{row['last_seq']}")
    report.cases += len(folding.changed)
    report.roles += roles.claimed
    _verify_cases(db, office_id, folding, wrong)
    _verify_days(db, office_id, days, wrong)


def _entries(db: CentralDatabase, office: str) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        here = (EntryRow.office_id == office) & (EntryRow.office_seq > after)
        rows = db.all(EntryRow.select().where(here).order_by(EntryRow.office_seq).limit(PAGE))
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1]["office_seq"]


def _stream_of(row: dict[str, Any]) -> StreamId:
    return StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])


def _body(row: dict[str, Any]) -> bytes | None:
    return None if row["body"] is None else bytes(row["body"])


def _columns_fit(row: dict[str, Any], header: Header | None) -> bool:
    if header is None:
        return row["kind"] == "" and row["entry_id"] is None and row["case_id"] is None
    case_id = None if row["case_id"] is None else bytes(row["case_id"])
    return (bytes(row["entry_id"] or b""), row["kind"], case_id, row["business_day"], row["recorded_at"]) == (
        header.entry_id.bytes,
        header.kind,
        header.case_id.bytes if header.case_id else None,
        header.business_day,
        header.recorded_at,
    )


def _add(row: list[int], share: DayShare, seq: int) -> None:
    for place, value in enumerate(share[1:]):
        row[place] += int(value)
    row[4] = max(row[4], seq)


def _verify_cases(db: CentralDatabase, office: str, folding: Folding, wrong: Callable[[str, str], None]) -> None:
    after, seen = b"", 0
    while True:
        rows = db.all(CaseRow.select().where(CaseRow.office_id == office, CaseRow.case_id > after).order_by(CaseRow.case_id).limit(PAGE))
        as_received = cases_as_received(db, office, [row["office_seq"] for row in rows if bytes(row["data"]) == AS_RECEIVED])
        for row in rows:
            seen += 1
            case_id = UUID(bytes=bytes(row["case_id"]))
            stored = tuple(bytes(each) if isinstance(each, memoryview | bytearray) else each for each in row.values())
            if case_id not in folding.changed or not _row_fits(office, folding, case_id, stored, as_received):
                wrong("case_differs", str(case_id))
        if len(rows) < PAGE:
            break
        after = bytes(rows[-1]["case_id"])
    if seen != len(folding.changed):
        wrong("cases_missing", str(len(folding.changed) - seen))


def _row_fits(office: str, folding: Folding, case_id: UUID, stored: tuple[Any, ...], as_received: Mapping[UUID, Case]) -> bool:
    """Whether a row says what its entries say: itself, or, where it stands for its receipt alone, by that entry."""
    case = folding.folded(case_id)
    ours = case_row(office, case, folding.changed[case_id])
    return stored == ours if stored[-1] != AS_RECEIVED else (stored[:-1], as_received.get(case_id)) == (ours[:-1], case)


def _verify_days(db: CentralDatabase, office: str, days: dict[tuple[str, StreamId], list[int]], wrong: Callable[[str, str], None]) -> None:
    stored = {
        (row["day"], _stream_of(row)): [row["entries"], row["cases"], row["settled_won"], row["reversed_won"], row["last_seq"]]
        for row in db.all(DayRow.select().where(DayRow.office_id == office))
    }
    for key in days.keys() | stored.keys():
        if days.get(key) != stored.get(key):
            wrong("day_differs", f"{key[0]} {key[1]}")
