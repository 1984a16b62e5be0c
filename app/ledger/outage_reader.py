"""Questions about outages, paper slips and the cases taken meanwhile. See `ports.outages.Outages`. Any lane."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from app.domain.cases import Case
from app.domain.outages import Outage
from app.domain.slips import Marked
from app.ledger.database import Connections
from app.ledger.projections import decode_case, decode_places
from app.ledger.tables import key_of, row_id
from app.ports.outages import TypedIn
from app.wire.codec import decode_header

_OUTAGE = (
    "SELECT o.outage_id, o.system, o.since, o.until, o.cause, o.scope, o.opened_by, o.desk, t.own "
    "FROM outage o JOIN stream t USING (stream_id) WHERE o.since IS NOT NULL "
)
_COUNTS = "coalesce(s.outcome, 'applied') != 'quarantined'"
_CHUNK = 500


class OutageReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def _outages(self, where: str, values: Iterable[object]) -> list[Outage]:
        return [
            Outage(
                outage_id=UUID(bytes=row[0]),
                system=row[1],
                since=row[2],
                until=row[3],
                cause=row[4],
                scope=row[5],
                by=row[6],
                desk=row[7],
                own=bool(row[8]),
            )
            for row in self._db.all(_OUTAGE + where, tuple(values))
        ]

    def open(self, system: str | None = None) -> list[Outage]:
        return self._outages("AND o.until IS NULL AND (?1 IS NULL OR o.system = ?1) ORDER BY o.since", (system,))

    def between(self, since: int, until: int) -> list[Outage]:
        return self._outages("AND o.since < ? AND (o.until IS NULL OR o.until > ?) ORDER BY o.since", (until, since))

    def newest(self, limit: int) -> list[Outage]:
        return self._outages("ORDER BY o.since DESC LIMIT ?", (limit,))

    # ── cases taken meanwhile ──

    def cases(self, since: int, until: int | None, services: Collection[str] | None) -> list[TypedIn]:
        end = until if until is not None else 2**52
        marks = "" if services is None else f"AND service IN ({','.join('?' * len(services))})"
        wanted = tuple(sorted(services)) if services is not None else ()
        # What was typed in later is found by its intake; the rest by its receipt, which is the key of its row.
        rows = self._db.all(
            f"SELECT state_blob, places FROM case_row WHERE case_key >= ? AND case_key < ? {marks}", (since << 10, end << 10, *wanted)
        )
        rows += self._db.all(
            f"SELECT c.state_blob, c.places FROM late_case l JOIN case_row c ON c.case_key = {key_of('l.case_id')} "
            f"WHERE l.intake_at >= ? AND l.intake_at < ? {marks}",
            (since, end, *wanted),
        )
        found: dict[UUID, tuple[Case, int]] = {}
        for blob, places in rows:
            case = decode_case(blob)
            if since <= case.intake_at < end:
                found[case.case_id] = (case, row_id(*decode_places(places)[0]))
        names = self._actors([place for _, place in found.values()])
        cases = [TypedIn(case, *names.get(place, ("", ""))) for case, place in found.values()]
        return sorted(cases, key=lambda each: (each.case.intake_at, each.case.number))

    def _actors(self, places: Sequence[int]) -> dict[int, tuple[str, str]]:
        """User and name of whoever wrote the entry at each place."""
        wrote: dict[int, bytes] = {}
        for place, header in self._in_chunks("SELECT place, header FROM entry WHERE place IN ({})", places):
            actor = decode_header(header).actor_entry
            if actor is not None:
                wrote[place] = actor.bytes
        signed_in = self._in_chunks("SELECT entry_id, user, name FROM signed_in WHERE entry_id IN ({})", sorted(set(wrote.values())))
        names = {entry_id: (user, name) for entry_id, user, name in signed_in}
        return {place: names[actor] for place, actor in wrote.items() if actor in names}

    def _in_chunks(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(values), _CHUNK):
            part = values[start : start + _CHUNK]
            rows += self._db.all(sql.format(",".join("?" * len(part))), part)
        return rows

    # ── slips ──

    def slip_ranges(self, desk: str | None) -> list[str]:
        rows = self._db.all(
            f"SELECT DISTINCT m.slips FROM slip_mark m JOIN stream t USING (stream_id) LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE (?1 IS NULL OR t.desk = ?1) AND {_COUNTS} ORDER BY m.slips",
            (desk,),
        )
        return [row[0] for row in rows]

    def slip_marks(self, slips: str) -> list[Marked]:
        rows = self._db.all(
            f"SELECT m.first, m.last, m.mark, m.reason FROM slip_mark m LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE m.slips = ? AND {_COUNTS} ORDER BY m.stream_id, m.seq",
            (slips,),
        )
        return [Marked(first=row[0], last=row[1], mark=row[2], reason=row[3]) for row in rows]

    def slip_serials(self, slips: str) -> list[int]:
        rows = self._db.all(
            f"SELECT DISTINCT c.serial FROM slip_case c LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE c.slips = ? AND {_COUNTS} ORDER BY c.serial",
            (slips,),
        )
        return [row[0] for row in rows]

    def slip_case(self, slips: str, serial: int) -> UUID | None:
        found = self._db.value(
            f"SELECT c.case_id FROM slip_case c LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE c.slips = ? AND c.serial = ? AND {_COUNTS} ORDER BY c.stream_id, c.seq LIMIT 1",
            (slips, serial),
        )
        return None if found is None else UUID(bytes=found)
