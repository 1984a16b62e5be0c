"""Visits that had a ticket: see `ports.tickets.Visits`. Any lane."""

from __future__ import annotations

from uuid import UUID

from app.domain.waiting import VisitTimes
from app.ledger.database import Connections
from app.ledger.tables import row_ids

_TIMES = """
SELECT v.business_day, v.desk, v.ticket, v.kind, v.since, v.called_at, e.until, e.way, e.calls, e.cases,
    v.seq = (SELECT min(f.seq) FROM visit_ticket f
        WHERE f.business_day = v.business_day AND f.stream_id = v.stream_id AND f.visit_id = v.visit_id)
FROM visit_ticket v LEFT JOIN visit_end e USING (visit_id, stream_id)
LEFT JOIN standing s ON s.stream_id = v.stream_id AND s.seq = v.seq
WHERE v.business_day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR v.desk = ?3) AND coalesce(s.outcome, 'applied') != 'quarantined'
ORDER BY v.business_day, v.called_at, v.stream_id, v.seq
"""
_CASES = "SELECT count(*) FROM entry WHERE place BETWEEN ? AND ? AND kind = 'case_received' AND visit_id = ?"


class VisitReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def times(self, first_day: str, last_day: str, *, desk: str | None = None) -> list[VisitTimes]:
        return [
            VisitTimes(
                day=row[0],
                desk=row[1],
                ticket=row[2],
                kind=row[3],
                since=row[4],
                called_at=row[5],
                until=row[6],
                end=row[7] or "",
                calls=row[8] or 1,
                cases=row[9] or 0,
                bears=bool(row[10]),
            )
            for row in self._db.all(_TIMES, (first_day, last_day, desk))
        ]

    def cases_of(self, visit_id: UUID, since_seq: int) -> int:
        stream = "SELECT stream_id FROM stream WHERE own = 1 ORDER BY stream_id DESC LIMIT 1"
        return int(self._db.value(_CASES, (*row_ids(int(self._db.value(stream)), since_seq), visit_id.bytes)))
