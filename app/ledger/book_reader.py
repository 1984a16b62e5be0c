"""The statutory books from this ledger: see `ports.books.Books`. The key of a case begins with its receipt, so a period is a span of keys.

A page is two or three statements, however many cases it holds: their rows, the entries those rows name, who signed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec

from app.domain.case_record import CaseRecord, StepTaken
from app.domain.cases import Case
from app.domain.entries import CaseAdvanced, CaseCancelled, CaseReceived, NoticeRequested
from app.domain.entry_body import Body
from app.domain.moments import UNKNOWN, UNKNOWN_MS
from app.domain.money_entries import DayClosed, PaymentReversed, PaymentSettled
from app.domain.numbers import serial_of
from app.ledger.database import Connections
from app.ledger.projections import decode_case, decode_places
from app.ledger.tables import SEQ_BITS, key_of, row_id
from app.ports.books import ClosedRow, FileRow, Taking
from app.wire.codec import decode_body, decode_header

PAGE = 400
_SERIALS_SAID = 1_000
_KINDS = "('case_received', 'case_advanced', 'case_cancelled', 'payment_settled', 'notice_requested')"
_OF_CASES = (
    "SELECT e.place, e.kind, e.header, e.body, e.recorded_at FROM entry e LEFT JOIN standing s USING (stream_id, seq) "
    f"WHERE e.place IN ({{marks}}) AND e.kind IN {_KINDS} AND e.body IS NOT NULL AND coalesce(s.outcome, 'applied') = 'applied' "
    "ORDER BY e.recorded_at, e.place"
)
_TAKINGS = (
    "SELECT a.business_day, a.stream_id, a.seq, a.n, a.case_id, a.line, a.tender, a.amount_won, a.reversal, f.service, f.label, "
    "f.unit_won, f.owner, f.quantity, f.waived_won, e.kind, e.header, e.body FROM allocation a "
    f"JOIN entry e ON e.place = (a.stream_id << {SEQ_BITS} | a.seq) JOIN stream t ON t.stream_id = a.stream_id "
    "LEFT JOIN fee_line f ON f.case_id = a.case_id AND f.line = a.line "
    "WHERE (a.business_day, a.stream_id, a.seq, a.n) > (?, ?, ?, ?) AND a.business_day <= ?{own} "
    "ORDER BY a.business_day, a.stream_id, a.seq, a.n LIMIT ?"
)
_WAIVED = (
    "SELECT f.charged_day, f.stream_id, f.case_id, f.line, f.service, f.label, f.unit_won, f.owner, f.quantity, f.waived_won "
    "FROM fee_line f JOIN stream t ON t.stream_id = f.stream_id "
    "WHERE f.waived_won > 0 AND f.due_won = 0 "
    "AND (f.charged_day, f.stream_id, f.case_id, f.line) > (?, ?, ?, ?) AND f.charged_day <= ?{own} "
    "ORDER BY f.charged_day, f.stream_id, f.case_id, f.line LIMIT ?"
)


class BookReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def cases(
        self, since: int, until: int, services: Collection[str], *, own: bool, states: Collection[str] = ()
    ) -> Iterator[list[CaseRecord]]:
        wanted, held = sorted(services), sorted(states)
        after, end = (since << 10) - 1, until << 10
        state = f" AND state IN ({_marks(held)})" if held else ""
        sql = (
            f"SELECT case_key, state_blob, places FROM case_row WHERE case_key > ? AND case_key < ?{_own(own)} "
            f"AND service IN ({_marks(wanted)}){state} ORDER BY case_key LIMIT {PAGE}"
        )
        while wanted and (rows := self._db.all(sql, (after, end, *wanted, *held))):
            yield self._records([(decode_case(row[1]), decode_places(row[2])) for row in rows])
            after = rows[-1][0]

    def case(self, case_id: UUID) -> CaseRecord | None:
        row = self._db.one(f"SELECT state_blob, places FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
        return None if row is None else self._records([(decode_case(row[0]), decode_places(row[1]))])[0]

    def takings(self, first_day: str, last_day: str, *, own: bool) -> Iterator[list[Taking]]:
        seen: set[tuple[bytes, int, bool]] = set()
        after: tuple[Any, ...] = (first_day, 0, 0, -1)
        sql = _TAKINGS.format(own=" AND t.own = 1" if own else "")
        while rows := self._db.all(sql, (*after, f"{last_day}/~", PAGE)):
            yield self._takings(rows, seen)
            after = rows[-1][:4]
        after = (first_day, 0, b"", -1)
        sql = _WAIVED.format(own=" AND t.own = 1" if own else "")
        while rows := self._db.all(sql, (*after, f"{last_day}/~", PAGE)):
            yield self._waived(rows)
            after = rows[-1][:4]

    def closings(self, first_day: str, last_day: str, *, own: bool) -> list[ClosedRow]:
        rows = self._db.all(
            "SELECT d.day, d.desk, d.opener, d.closer, e.kind, e.body FROM day d JOIN stream t USING (stream_id) "
            f"LEFT JOIN entry e ON e.place = (d.stream_id << {SEQ_BITS} | d.closing_seq) "
            f"WHERE d.day >= ? AND d.day <= ?{' AND t.own = 1' if own else ''} ORDER BY d.day, d.desk",
            (first_day, f"{last_day}/~"),
        )
        found = [(row, decode_body(row[4], row[5]) if row[5] is not None else None) for row in rows]
        signed = {body.confirmed_by for _, body in found if isinstance(body, DayClosed) and body.confirmed_by is not None}
        names, users = self._names(signed), self._user_names()
        return [
            ClosedRow(
                day=row[0],
                desk=row[1],
                opener=users.get(row[2] or "", row[2] or ""),
                closer=users.get(row[3] or "", row[3] or ""),
                confirmer=names.get(body.confirmed_by, "") if isinstance(body, DayClosed) and body.confirmed_by is not None else "",
                closing=body if isinstance(body, DayClosed) else None,
            )
            for row, body in found
        ]

    def files(self, until: int, *, own: bool) -> list[FileRow]:
        rows = self._db.all(
            "SELECT CASE WHEN received_at >= 0 AND received_at < ?2 "
            "THEN CAST(strftime('%Y', (received_at + 32400000) / 1000, 'unixepoch') AS INTEGER) ELSE ?3 END, service, count(*) "
            f"FROM case_row WHERE case_key < ?1{_own(own)} GROUP BY 1, 2 ORDER BY 1, 2",
            (until << 10, UNKNOWN_MS, UNKNOWN.year),
        )
        return [FileRow(year=row[0], service=row[1], count=row[2]) for row in rows]

    def missing_numbers(self, since: int, until: int, *, own: bool) -> list[str]:
        rows = self._db.all(
            f"SELECT number, desk FROM case_row WHERE case_key >= ? AND case_key < ?{_own(own)} ORDER BY number", (since << 10, until << 10)
        )
        serials: dict[str, list[int]] = defaultdict(list)
        for number, desk in rows:
            if place := serial_of(number, desk):
                serials[place[0]].append(place[1])
        found = []
        for day, known in serials.items():
            for before, after in pairwise([0, *sorted(known)]):
                if after - before > _SERIALS_SAID:  # no desk leaves out so many: the ends say it
                    found.append(f"{day}-{before + 1:04d}~{after - 1:04d}")
                else:
                    found += [f"{day}-{serial:04d}" for serial in range(before + 1, after)]
        return found

    # ── inside ──

    def _records(self, cases: list[tuple[Case, list[tuple[int, int]]]]) -> list[CaseRecord]:
        owners: dict[int, list[int]] = defaultdict(list)
        for index, (_, places) in enumerate(cases):
            for place in places:
                owners[row_id(*place)].append(index)
        found = [CaseRecord(case=case, clerk="") for case, _ in cases]
        entries = self._db.all(_OF_CASES.format(marks=_marks(owners)), list(owners)) if owners else []
        headers = [decode_header(row[2]) for row in entries]
        names = self._names({header.actor_entry for header in headers if header.actor_entry is not None})
        for (place, kind, _, stored, at), header in zip(entries, headers, strict=True):
            body = decode_body(kind, stored)
            if body is None:
                continue
            clerk = names.get(header.actor_entry, "") if header.actor_entry is not None else ""
            for index in owners[place]:
                found[index] = _with(found[index], body, at, header.entry_id, clerk)
        return found

    def _names(self, wanted: Collection[UUID]) -> dict[UUID, str]:
        keys = [each.bytes for each in wanted]
        rows = self._db.all(f"SELECT entry_id, name, user FROM signed_in WHERE entry_id IN ({_marks(keys)})", keys) if keys else []
        return {UUID(bytes=row[0]): row[1] or row[2] for row in rows}

    def _user_names(self) -> dict[str, str]:
        return dict(self._db.all("SELECT user, name FROM credential"))

    def _takings(self, rows: list[Any], seen: set[tuple[bytes, int, bool]]) -> list[Taking]:
        cases = self._cases({row[4] for row in rows})
        bodies: dict[tuple[int, int], Any] = {}
        headers: dict[tuple[int, int], Any] = {}
        for row in rows:
            if (row[1], row[2]) not in bodies:
                bodies[row[1], row[2]] = decode_body(row[15], row[17]) if row[17] is not None else None
                headers[row[1], row[2]] = decode_header(row[16])
        names = self._names({header.actor_entry for header in headers.values() if header.actor_entry is not None})
        undone = {body.payment_id for body in bodies.values() if isinstance(body, PaymentReversed)}
        originals = self._receipts({row[4] for row in rows if row[8]}, undone)
        found = []
        for row in rows:
            body, header, case = bodies[row[1], row[2]], headers[row[1], row[2]], cases.get(row[4])
            key = (bytes(row[4]), row[5], bool(row[8]))
            found.append(
                Taking(
                    number=case.number if case is not None else "",
                    at=header.recorded_at,
                    service=row[9] or (case.service if case is not None else ""),
                    label=row[10] or "",
                    quantity=row[13] or 0,
                    unit_won=row[11] or 0,
                    amount_won=-row[7] if row[8] else row[7],
                    waived_won=row[14] or 0,
                    exemption=(case.exemption or "") if case is not None and row[14] else "",
                    owner=row[12] or "",
                    tender=row[6],
                    approval_no=_approval(body, row[6]),
                    receipt_no=body.receipt_no if isinstance(body, PaymentSettled | PaymentReversed) else "",
                    reversal=bool(row[8]),
                    original=originals.get(body.payment_id, "") if isinstance(body, PaymentReversed) else "",
                    clerk=names.get(header.actor_entry, "") if header.actor_entry is not None else "",
                    first=key not in seen,
                )
            )
            seen.add(key)
        return found

    def _waived(self, rows: list[Any]) -> list[Taking]:
        cases = self._cases({row[2] for row in rows})
        return [
            Taking(
                number=case.number if (case := cases.get(row[2])) is not None else "",
                at=(case.charged_at or case.received_at) if case is not None else 0,
                service=row[4],
                label=row[5],
                quantity=row[8],
                unit_won=row[6],
                amount_won=0,
                waived_won=row[9],
                exemption=(case.exemption or "") if case is not None else "",
                owner=row[7],
                tender="",
                approval_no="",
                receipt_no="",
                reversal=False,
                original="",
                clerk="",
                first=True,
            )
            for row in rows
        ]

    def _cases(self, ids: Collection[bytes]) -> dict[bytes, Case]:
        rows = self._db.all(
            f"SELECT k.case_id, c.state_blob FROM case_key_of k JOIN case_row c USING (case_key) WHERE k.case_id IN ({_marks(ids)})",
            list(ids),
        )
        return {row[0]: decode_case(row[1]) for row in rows}

    def _receipts(self, cases: Collection[bytes], payments: Collection[UUID]) -> dict[UUID, str]:
        """The receipt of each payment of which something was given back, from the entries of the cases it paid."""
        if not payments:
            return {}
        blobs = self._db.all(
            f"SELECT c.places FROM case_key_of k JOIN case_row c USING (case_key) WHERE k.case_id IN ({_marks(cases)})", list(cases)
        )
        places = sorted({row_id(*place) for (blob,) in blobs for place in decode_places(blob)})
        rows = self._db.all(
            f"SELECT kind, body FROM entry WHERE place IN ({_marks(places)}) AND kind = 'payment_settled' AND body IS NOT NULL", places
        )
        bodies = [decode_body(*row) for row in rows]
        return {each.payment_id: each.receipt_no for each in bodies if isinstance(each, PaymentSettled) and each.payment_id in payments}


def _with(record: CaseRecord, body: Body, at: int, entry_id: UUID, clerk: str) -> CaseRecord:
    """The record with what that entry says about it."""
    match body:
        case CaseReceived():
            return msgspec.structs.replace(record, clerk=clerk, papers=dict(body.papers), warnings=body.warnings)
        case CaseAdvanced():
            taken = StepTaken(step=body.step, at=at, facts=body.facts, entry_id=entry_id, clerk=clerk)
        case CaseCancelled():
            taken = StepTaken(step="case_cancelled", at=at, facts={"reason": body.reason}, entry_id=entry_id, clerk=clerk)
        case NoticeRequested():
            return msgspec.structs.replace(record, notices=[*record.notices, (body.template, at)])
        case PaymentSettled():
            mine = [each.tender for each in body.allocations if each.case_id == record.case.case_id]
            return msgspec.structs.replace(record, tenders=list(dict.fromkeys([*record.tenders, *mine])))
        case _:
            return record
    return msgspec.structs.replace(record, steps=[*record.steps, taken])


def _approval(body: object, tender: str) -> str:
    if isinstance(body, PaymentSettled):
        return next((part.approval_no for part in body.parts if part.tender == tender), "")
    return body.approval_no if isinstance(body, PaymentReversed) else ""


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _own(own: bool) -> str:
    return " AND own = 1" if own else ""
