"""Business days: their sums by SQL and, independently, by folding the entries; outages; the access log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.claims import ClaimSum
from app.domain.closing import SUMMED, UNKNOWN_LINE, DayTotals, SheetRow, Sum, fold_day
from app.domain.entries import KIND_OF, CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.money_entries import CashCounted, DayClosed
from app.domain.numbers import case_number, closing_label
from app.domain.views import AccessPlace, AccessRow, ClosedDay, Lamp, StaffLogRow
from app.ledger import access_reader
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.projections import decode_case
from app.ledger.tables import key_of, line_of, row_id
from app.ledger.transaction import OwnStream
from app.ports.store import OpenDay
from app.wire.codec import decode_body, decode_header

_NOT_QUARANTINED = (
    "coalesce((SELECT outcome FROM standing s WHERE s.stream_id = e.stream_id AND s.seq = e.seq), 'applied') != 'quarantined'"
)
_OF_DAY = f"e.place BETWEEN ? AND ? AND e.business_day = ? AND {_NOT_QUARANTINED}"
_RECEIVED = f"FROM entry e JOIN case_row c ON c.case_key = {key_of('e.case_id')} WHERE {_OF_DAY} AND e.kind = 'case_received'"
# A line counts only with its case; money for any other stands in the row of `closing.UNKNOWN_LINE`.
_LINE = (
    f"coalesce(f.service, ''), coalesce(f.label, '{UNKNOWN_LINE.label_ko}'), coalesce(f.unit_won, {UNKNOWN_LINE.unit_won}), "
    f"coalesce(f.owner, '{UNKNOWN_LINE.owner}')"
)
_HEAD = "substr(a.tender, 1, instr(a.tender || '_', '_') - 1)"  # `domain.tenders.tender_column`
_COLUMN = f"CASE WHEN {_HEAD} IN ('cash', 'card', 'transit') THEN {_HEAD} ELSE 'other' END"

_CLAIMS = (  # `domain.claims`
    f"SELECT coalesce(f.owner, '{UNKNOWN_LINE.owner}'), a.tender, CASE WHEN a.reversal = 1 THEN 'fallen' WHEN a.counts = 1 THEN 'owed' "
    "ELSE 'settled' END, sum(a.amount_won) FROM allocation a {line} WHERE a.business_day = ? AND a.stream_id IN ({marks}) "
    f"AND ({_HEAD} = 'deferred' OR (a.reversal = 0 AND a.counts = 0)) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)


def _add(sums: dict[str, int], counts: Iterable[tuple[str, int]]) -> None:
    for name, count in counts:
        sums[name] = sums.get(name, 0) + count


class DayReader:
    """See `ports.store.Days`. Any lane."""

    def __init__(self, connections: Connections, entries: EntryReader, own: OwnStream) -> None:
        self._db = connections
        self._entries = entries
        self._own, self._owns = own, self._read_owns()
        # Asked with every case and changed a few times a day; `forget` is called with each commit that touches them. Both lanes ask:
        # what one has read while the other committed is not kept.
        self._last: tuple[OpenDay | None] | None = None
        self._lamps: list[Lamp] | None = None
        self._changes = 0
        self._keeping = Lock()

    def writes(self, own: OwnStream) -> None:
        """That stream is the one that is written from now on: a new branch of this desk (SYNC §8)."""
        self._own, self._owns = own, self._read_owns()
        self.forget()

    def _read_owns(self) -> str:
        """The streams this desk wrote, for `IN (…)`; more only come with a branch."""
        return ",".join(str(int(row[0])) for row in self._db.all("SELECT stream_id FROM stream WHERE own = 1"))

    def _stream_of(self, day: str) -> int:
        """The own stream in which that day was opened: an older one for what lies before a branch."""
        found = self._db.value(f"SELECT max(stream_id) FROM day WHERE stream_id IN ({self._owns}) AND day = ?", (day,))
        return self._own.stream_id if found is None else int(found)

    def _streams(self, own: bool, desk: str | None, day: str) -> list[int]:
        if own:
            return [self._stream_of(day)]
        rows = self._db.all("SELECT stream_id FROM stream WHERE desk = ? ORDER BY stream_id", (desk,))
        return [row[0] for row in rows]

    # ── days ──

    _DAY = "SELECT day, opened_at, float_won, opener, closed_at, closing_no, closer FROM day "

    @staticmethod
    def _day(row: tuple[Any, ...]) -> OpenDay:
        return OpenDay(day=row[0], opened_at=row[1], float_won=row[2], opener=row[3], closed_at=row[4], closing_no=row[5], closer=row[6])

    def forget(self) -> None:
        """Days or outages changed: what was read of them is read again."""
        with self._keeping:
            self._last = self._lamps = None
            self._changes += 1

    def last(self) -> OpenDay | None:
        if (kept := self._last) is not None:
            return kept[0]
        changes, found = self._changes, self._read_last()
        with self._keeping:
            if changes == self._changes:
                self._last = (found,)
        return found

    def _read_last(self) -> OpenDay | None:
        # By name, not by the moment of opening: dates never go back (`day_to_open`), clocks do (GUARANTEES G11).
        row = self._db.one(
            f"{self._DAY} WHERE stream_id IN ({self._owns}) "
            "ORDER BY substr(day, 1, 10) DESC, length(day) DESC, day DESC, stream_id DESC LIMIT 1"
        )
        if row is None:
            return None
        last = self._day(row)
        if last.closed_at is None and (left_at := self._left_at(last.day)) is not None:
            # It may have been closed in what is missing: nothing is written into it any more, the next part opens.
            return msgspec.structs.replace(last, closed_at=left_at)
        return last

    def _left_at(self, day: str) -> int | None:
        """When the branch in which that day was opened was left for a new one; None if it is still written."""
        stream_id = self._stream_of(day)
        if stream_id == self._own.stream_id:
            return None
        return int(self._db.value("SELECT min(recorded_at) FROM entry WHERE place = ?", (row_id(self._own.stream_id, 1),)) or 0)

    def get(self, day: str) -> OpenDay | None:
        row = self._db.one(self._DAY + "WHERE stream_id = ? AND day = ?", (self._stream_of(day), day))
        return None if row is None else self._day(row)

    def closings(self) -> int:
        return int(self._db.value("SELECT count(*) FROM day WHERE stream_id = ? AND closed_at IS NOT NULL", (self._own.stream_id,)))

    def closed(self, limit: int) -> list[ClosedDay]:
        rows = self._db.all(
            "SELECT d.day, d.closed_at, e.header, e.kind, e.body FROM day d JOIN entry e ON e.place = (d.stream_id << 40 | d.closing_seq) "
            f"WHERE d.stream_id IN ({self._owns}) AND d.closed_at IS NOT NULL "
            "ORDER BY d.stream_id DESC, d.closing_no DESC LIMIT ?",
            (limit,),
        )
        found = []
        for day, closed_at, header_bytes, kind, stored in rows:
            body = decode_body(kind, stored) if stored is not None else None
            if isinstance(body, DayClosed):
                header = decode_header(header_bytes)
                label = closing_label(header.office, header.desk, header.epoch, header.branch, body.closing_no)
                net = body.due_won - body.reversed_won
                found.append(
                    ClosedDay(
                        day=day, closing_no=body.closing_no, label=label, closed_at=closed_at, net_won=net, cases=body.cases, user=body.user
                    )
                )
        return found

    def desks(self, on: str) -> list[tuple[str, OpenDay]]:
        rows = self._db.all(
            "SELECT desk, day, opened_at, float_won, opener, closed_at, closing_no, closer FROM day "
            "WHERE day = ?1 OR day LIKE ?1 || '/%' ORDER BY desk, length(day), day",
            (on,),
        )
        return [(row[0], self._day(row[1:])) for row in rows]

    def closing(self, day: str, *, desk: str | None = None) -> tuple[Header, Body, bytes] | None:
        for stream_id in self._streams(desk is None, desk, day):
            row = self._db.one(
                "SELECT e.header, e.kind, e.body, e.hash FROM day d JOIN entry e ON e.place = (d.stream_id << 40 | d.closing_seq) "
                "WHERE d.stream_id = ? AND d.day = ?",
                (stream_id, day),
            )
            if row is not None and row[2] is not None and (body := decode_body(row[1], row[2])) is not None:
                return decode_header(row[0]), body, row[3]
        return None

    def grand_total(self) -> int:
        row = self._db.one(
            "SELECT day, grand_total_won, closing_seq FROM day WHERE stream_id = ? AND closing_seq IS NOT NULL "
            "ORDER BY closing_seq DESC LIMIT 1",
            (self._own.stream_id,),
        )
        last_day, closed_won, closing_seq = row if row is not None else ("", 0, 0)
        since = self._db.value(
            "SELECT coalesce(sum(CASE WHEN reversal = 1 THEN -amount_won ELSE amount_won END), 0) FROM allocation "
            "WHERE business_day >= ? AND stream_id = ? AND seq > ?",
            (last_day[:10], self._own.stream_id, closing_seq),
        )
        return int(closed_won) + int(since)

    # ── sums ──

    def totals_by_fold(self, day: str, *, own: bool = True, desk: str | None = None) -> DayTotals:
        streams = self._streams(own, desk, day)
        known: dict[UUID, Case | None] = {case.case_id: case for case in self._charged_on(day, streams)}

        def case_of(case_id: UUID) -> Case | None:
            if case_id not in known:
                blob = self._db.value(f"SELECT state_blob FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
                known[case_id] = decode_case(blob) if blob is not None else None
            return known[case_id]

        def lines_of(case_id: UUID) -> tuple[str, list[FeeLine]]:
            case = case_of(case_id)
            return (case.service, case.lines) if case is not None else ("", [])

        def charged_again(case_id: UUID) -> list[UUID]:
            case = case_of(case_id)
            return case.charged_again if case is not None else []

        return fold_day(self._of_day(day, streams, SUMMED), lines_of, charged_again)

    def _charged_on(self, day: str, streams: list[int]) -> Iterator[Case]:
        """Nearly all cases whose fee lines a day asks for, in one query; money for those of earlier days asks for itself."""
        charged = f"SELECT e.case_id FROM entry e WHERE {_OF_DAY} AND e.kind = 'fee_charged'"
        keys = f"SELECT case_key FROM case_key_of WHERE case_id IN ({charged})"
        for stream_id in streams:
            of_day = (*self._entries.span(stream_id, day), day)
            for (blob,) in self._db.all(f"SELECT state_blob FROM case_row WHERE case_key IN ({keys})", of_day):
                yield decode_case(blob)

    def _of_day(self, day: str, streams: list[int], bodies: Sequence[type[Body]]) -> Iterator[tuple[Header, Body]]:
        """That day's entries of these kinds, in their order."""
        marks = ",".join("?" * len(bodies))
        for stream_id in streams:
            rows = self._db.all(
                f"SELECT e.header, e.kind, e.body FROM entry e WHERE {_OF_DAY} AND e.kind IN ({marks}) ORDER BY e.place",
                (*self._entries.span(stream_id, day), day, *(KIND_OF[each] for each in bodies)),
            )
            for header, kind, body in rows:
                decoded = decode_body(kind, body) if body is not None else None
                if decoded is not None:
                    yield decode_header(header), decoded

    def totals_by_sql(self, day: str, *, own: bool = True, desk: str | None = None) -> DayTotals:
        streams = self._streams(own, desk, day)
        marks = ",".join("?" * len(streams))
        place = (day, *streams)
        rows: dict[tuple[str, str, int, str], SheetRow] = {}
        reversed_by_tender: dict[str, int] = {}

        def row_of(service: str, label: str, unit_won: int, owner: str) -> SheetRow:
            key = (service, label, unit_won, owner)
            return rows.setdefault(key, SheetRow(service=service, label=label, unit_won=unit_won, owner=owner))

        for *key, waived, cases, copies in self._db.all(
            "SELECT service, label, unit_won, owner, sum(waived_won), sum(due_won = 0), "
            "sum(CASE WHEN due_won = 0 THEN quantity ELSE 0 END) "
            f"FROM fee_line WHERE charged_day = ? AND stream_id IN ({marks}) AND waived_won > 0 GROUP BY 1, 2, 3, 4",
            place,
        ):
            row = row_of(*key)
            row.waived_won += waived
            row.cases += cases
            row.copies += copies
            row.exempt_copies += copies
        for *key, column, back, won in self._db.all(
            f"SELECT {_LINE}, {_COLUMN}, a.reversal, sum(a.amount_won) FROM allocation a "
            f"{line_of('a.case_id', 'a.line')} WHERE a.business_day = ? AND a.stream_id IN ({marks}) GROUP BY 1, 2, 3, 4, 5, 6",
            place,
        ):
            row = row_of(*key)
            if back:
                row.reversed_won += won
                reversed_by_tender[column] = reversed_by_tender.get(column, 0) + won
            else:
                setattr(row, column, getattr(row, column) + won)
        for *key, cases, copies in self._db.all(
            f"SELECT {_LINE}, count(*), coalesce(sum(f.quantity), 0) "
            "FROM (SELECT DISTINCT case_id AS paid_case, line AS paid_line FROM allocation "
            f"WHERE business_day = ? AND stream_id IN ({marks}) AND reversal = 0 AND counts = 1) "
            f"{line_of('paid_case', 'paid_line')} GROUP BY 1, 2, 3, 4",
            place,
        ):
            row = row_of(*key)
            row.cases += cases
            row.copies += copies
        sums: list[Sum] = self._db.all(
            "SELECT service, '', owner, 'waived', count(*), sum(waived_won) "
            f"FROM fee_line WHERE charged_day = ? AND stream_id IN ({marks}) AND waived_won > 0 GROUP BY 1, 3",
            place,
        )
        sums += self._db.all(
            f"SELECT coalesce(f.service, ''), {_COLUMN}, coalesce(f.owner, '{UNKNOWN_LINE.owner}'), "
            "CASE a.reversal WHEN 1 THEN 'returned' ELSE 'taken' END, count(DISTINCT hex(a.case_id) || a.line), sum(a.amount_won) "
            f"FROM allocation a {line_of('a.case_id', 'a.line')} WHERE a.business_day = ? AND a.stream_id IN ({marks}) "
            "GROUP BY 1, 2, 3, 4",
            place,
        )
        claims: list[ClaimSum] = self._db.all(_CLAIMS.format(line=line_of("a.case_id", "a.line"), marks=marks), place)
        received: dict[str, int] = {}
        kinds: dict[str, int] = {}
        for stream_id in streams:
            of_day = (*self._entries.span(stream_id, day), day)
            _add(received, self._db.all(f"SELECT c.service, count(*) {_RECEIVED} GROUP BY 1", of_day))
            _add(kinds, self._db.all(f"SELECT e.kind, count(*) FROM entry e WHERE {_OF_DAY} GROUP BY 1", of_day))
        return DayTotals(
            rows=sorted(rows.values(), key=lambda row: (row.owner, row.service, row.label, row.unit_won)),
            received=dict(sorted(received.items())),
            cancelled=kinds.get("case_cancelled", 0),
            reprinted=kinds.get("document_reprinted", 0),
            first_number=self._edge_number(day, streams, "ASC"),
            last_number=self._edge_number(day, streams, "DESC"),
            reversed_by_tender=reversed_by_tender,
            payments=kinds.get("payment_settled", 0),
            sums=sorted(sums),
            claims=claims,
        )

    def _edge_number(self, day: str, streams: list[int], order: str) -> str | None:
        """The first (`ASC`) or last (`DESC`) number given on that day."""
        for stream_id in streams if order == "ASC" else reversed(streams):
            of_day = (*self._entries.span(stream_id, day), day)
            found = self._db.value(f"SELECT c.number {_RECEIVED} ORDER BY e.place {order} LIMIT 1", of_day)
            if found is not None:
                return str(found)
        return None

    def closed_counts(self, day_from: str, day_to: str, *, own: bool) -> dict[str, int]:
        rows = self._db.all(
            "SELECT e.kind, e.body FROM day d JOIN entry e ON e.place = (d.stream_id << 40 | d.closing_seq) "
            "WHERE d.day >= ? AND d.day <= ? "
            f"AND (d.stream_id IN ({self._owns}) OR ? = 0)",
            (day_from, day_to, int(own)),
        )
        counts: dict[str, int] = {}
        for kind, stored in rows:
            body = decode_body(kind, stored) if stored is not None else None
            if isinstance(body, DayClosed):
                _add(counts, ((service, numbers[0]) for service, numbers in body.by_service.items()))
        return counts

    def remarks(self, day: str, before_ms: int, *, desk: str | None = None) -> tuple[int, list[str]]:
        late, reasons = 0, []
        for header, body in self._of_day(day, self._streams(desk is None, desk, day), (CaseReceived, CashCounted)):
            if isinstance(body, CaseReceived) and header.intake_at is not None and header.intake_at < before_ms:
                late += 1
            elif isinstance(body, CashCounted) and body.reason:
                reasons.append(body.reason)
        return late, reasons

    def first_seq(self, day: str) -> int:
        return self._entries.span(self._own.stream_id, day)[0] - row_id(self._own.stream_id, 0)

    def gaps(self, day: str) -> list[str]:
        """Serials of the date that no case of this stream carries. Cases have to be in the index (`Store.catch_up`)."""
        own = self._own.stream
        first = case_number(self._own.office, self._own.desk, own.epoch, own.branch, date.fromisoformat(day[:10]), 1)
        prefix = "-".join(first.split("-")[:-2]) + "-"
        rows = self._db.all(
            # What another desk looks up under such a word is none of ours: it might bear any serial, or none.
            "SELECT word FROM lookup l JOIN case_kept c USING (case_key) WHERE word >= ? AND word < ? AND c.own = 1",
            (prefix.encode(), f"{prefix}~".encode()),
        )
        serials = {int(row[0].decode().split("-")[-2]) for row in rows}
        return [f"{serial:04d}" for serial in range(1, max(serials, default=0)) if serial not in serials]

    def reprints(self, document: str, ref: str) -> int:
        return int(self._db.value("SELECT count(*) FROM paper WHERE document = ? AND ref = ?", (document, ref)))

    # ── outages and views ──

    def lamps(self) -> list[Lamp]:
        if (kept := self._lamps) is not None:
            return kept
        changes, found = self._changes, self._read_lamps()
        with self._keeping:
            if changes == self._changes:
                self._lamps = found
        return found

    def _read_lamps(self) -> list[Lamp]:
        rows = self._db.all(
            "SELECT system, min(since) FROM outage WHERE until IS NULL AND since IS NOT NULL "
            "AND (scope = 'room' OR stream_id IN (SELECT stream_id FROM stream WHERE own = 1)) GROUP BY system ORDER BY system"
        )
        return [Lamp(system=row[0], down=True, since=row[1]) for row in rows]

    def outages(self, since: int, until: int) -> list[tuple[str, int, int | None, str]]:
        return self._db.all(
            "SELECT system, since, until, cause FROM outage WHERE since < ? AND (until IS NULL OR until > ?) ORDER BY since", (until, since)
        )

    def cases_only_received(self, since: int, until: int) -> int:
        return int(
            self._db.value(
                "SELECT count(*) FROM case_row WHERE case_key >= ? AND case_key < ? AND only_received = 1",
                (since << 10, until << 10),
            )
        )

    def access_log(self, *, after: int | None, limit: int) -> list[AccessRow]:
        return access_reader.newest(self._db, after, limit)

    def access_between(self, since: int, until: int, *, after: AccessPlace | None, limit: int) -> list[AccessRow]:
        return access_reader.between(self._db, since, until, after, limit)

    def staff_changes(self, limit: int) -> list[StaffLogRow]:
        return access_reader.staff_changes(self._db, limit)
