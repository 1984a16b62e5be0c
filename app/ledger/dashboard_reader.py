"""Figures of business days for the 현황판: see `ports.dashboards`. Two queries, however many desks a room has. Any lane.

What a business day is made of is decided as in `day_reader`: entries between two closings that are not quarantined and have a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.domain.dashboard import Money, Received, Slice
from app.domain.tenders import tender_column
from app.ledger.database import Connections
from app.ledger.tables import SEQ_MAX, key_of
from app.ports.dashboards import Part, Tallies

_SINCE_MIDNIGHT: Final = "((e.recorded_at + 32400000) % 86400000)"  # ms, in Seoul
_HOUR: Final = f"({_SINCE_MIDNIGHT} / 3600000)"
# The parts asked for with the places of their entries in every stream of the desk: from one closing to the next (`EntryReader.span`).
_SPANS: Final = f"""
WITH part (desk, day) AS (VALUES {{parts}}),
ending AS (
    SELECT p.desk, p.day, s.stream_id,
        coalesce((SELECT d.closing_seq FROM day d WHERE d.stream_id = s.stream_id AND d.day = p.day), {SEQ_MAX}) AS last
    FROM part p JOIN stream s ON s.desk = p.desk),
span AS MATERIALIZED (
    SELECT n.desk, n.day, n.stream_id << 40 | n.last AS high, n.stream_id << 40 | (1 + coalesce(
        (SELECT max(d.closing_seq) FROM day d WHERE d.stream_id = n.stream_id AND d.closing_seq < n.last), 0)) AS low
    FROM ending n)
"""
# The plus signs keep SQLite from making an index of the whole book for one question: it takes seconds, the spans milliseconds.
_RECEIVED: Final = f"""
FROM span p CROSS JOIN entry e CROSS JOIN case_row c
WHERE e.place BETWEEN p.low AND p.high AND +e.kind = 'case_received' AND +e.business_day = p.day
AND c.case_key = {key_of("e.case_id")}
AND coalesce((SELECT outcome FROM standing s WHERE s.stream_id = e.stream_id AND s.seq = e.seq), 'applied') != 'quarantined'
"""
_PAID: Final = """
FROM part p CROSS JOIN stream s CROSS JOIN allocation a
WHERE s.desk = p.desk AND a.business_day = p.day AND a.stream_id = s.stream_id
"""
_NEWEST: Final = 2**62


class DashboardReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def tallies(self, parts: Sequence[Part], *, time_of_day_ms: int) -> Tallies:
        if not parts:
            return Tallies(received={}, money={})
        spans, places = _asked(parts)
        received: dict[Part, list[Received]] = {}
        sums: dict[Part, dict[str, list[int]]] = {}
        with self._db.snapshot():
            counts = self._db.all(
                f"{spans} SELECT p.desk, p.day, c.service, {_HOUR}, {_SINCE_MIDNIGHT} > ?, count(*) {_RECEIVED} GROUP BY 1, 2, 3, 4, 5",
                (*places, time_of_day_ms),
            )
            paid = self._db.all(
                f"{spans} SELECT p.desk, p.day, a.tender, a.reversal, sum(a.amount_won) {_PAID} GROUP BY 1, 2, 3, 4", places
            )
        for desk, day, service, hour, later, count in counts:
            made = Received(desk=desk, service=service, hour=hour, later=bool(later), count=count)
            received.setdefault((desk, day), []).append(made)
        for desk, day, tender, back, won in paid:
            sums.setdefault((desk, day), {}).setdefault(tender_column(tender), [0, 0])[1 if back else 0] += won
        money = {
            part: [Money(desk=part[0], tender=column, taken_won=won[0], back_won=won[1]) for column, won in columns.items()]
            for part, columns in sums.items()
        }
        return Tallies(received=received, money=money)

    def cases(self, parts: Sequence[Part], wanted: Slice, *, after: int | None, limit: int) -> list[UUID]:
        if not parts:
            return []
        spans, places = _asked(parts)
        values: list[object] = [*places]
        if wanted.tender:
            codes = [row[0] for row in self._db.all(f"{spans} SELECT DISTINCT a.tender {_PAID}", places)]
            mine = [code for code in codes if tender_column(code) == wanted.tender]
            if not mine:
                return []
            found = f"SELECT {key_of('a.case_id')} {_PAID} AND a.tender IN ({_marks(mine)})"
            values += mine
        else:
            found = f"SELECT c.case_key {_RECEIVED}"
            if wanted.hour is not None:
                found += f" AND {_HOUR} = ?"
                values.append(wanted.hour)
        values.append(_NEWEST if after is None else after)
        services = ""
        if wanted.services:
            services = f"AND service IN ({_marks(wanted.services)}) "
            values += wanted.services
        rows = self._db.all(
            f"{spans} SELECT case_id FROM case_row WHERE case_key IN ({found}) AND case_key < ? {services}ORDER BY case_key DESC LIMIT ?",
            (*values, limit),
        )
        return [UUID(bytes=row[0]) for row in rows]

    def desks(self) -> list[str]:
        return [row[0] for row in self._db.all("SELECT DISTINCT desk FROM stream ORDER BY desk")]


def _asked(parts: Sequence[Part]) -> tuple[str, list[str]]:
    """The spans of those parts, and their parameters."""
    return _SPANS.format(parts=", ".join(["(?, ?)"] * len(parts))), [value for part in parts for value in part]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
