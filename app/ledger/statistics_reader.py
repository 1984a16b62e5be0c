"""Whole years of cases: see `ports.statistics`. The key of a case begins with the moment of its receipt, so a year is a span of keys.

Columns answer nearly everything; only the few services that a table tells apart by their answers are decoded, and of those
no more than what is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from app.domain.statistics import Unit
from app.ledger.database import Connections
from app.ledger.projections import case_bytes

_PAGE = 5_000
_SPAN = "case_key >= ? AND case_key < ?"


class _Facts(msgspec.Struct):
    """The part of a case that a table may ask about."""

    answers: dict[str, Any] = {}
    applicant: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    channel: str = "counter"

    def value(self, field: str) -> str:
        if field == "channel":
            return self.channel
        place, _, name = field.rpartition(".")
        known = self.applicant if place == "applicant" else self.facts if name in self.facts else self.answers
        found = known.get(name)
        return "" if found is None or found is False or isinstance(found, bytes) else str(found)


_decode = msgspec.msgpack.Decoder(_Facts).decode


class StatisticsReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def tally(self, cuts: Sequence[int], *, own: bool) -> list[Unit]:
        quarters = " ".join(f"WHEN case_key < {int(cut) << 10} THEN {n}" for n, cut in enumerate(cuts[1:], 1))
        rows = self._db.all(
            f"SELECT service, life, state, CASE {quarters} END, count(*) FROM case_row WHERE {_SPAN}{_own(own)} GROUP BY 1, 2, 3, 4",
            (cuts[0] << 10, cuts[-1] << 10),
        )
        return [Unit(service=row[0], life=row[1], state=row[2], quarter=row[3], count=row[4]) for row in rows]

    def details(self, cuts: Sequence[int], services: Collection[str], fields: Collection[str], *, own: bool) -> list[Unit]:
        wanted, asked = sorted(services), sorted(fields)
        marks = ",".join("?" * len(wanted))
        found: Counter[tuple[Any, ...]] = Counter()
        after, end = (cuts[0] << 10) - 1, cuts[-1] << 10
        while rows := self._db.all(
            f"SELECT case_key, service, life, state, state_blob FROM case_row WHERE case_key > ? AND case_key < ?{_own(own)} "
            f"AND service IN ({marks}) ORDER BY case_key LIMIT ?",
            (after, end, *wanted, _PAGE),
        ):
            for key, service, life, state, blob in rows:
                facts = _decode(case_bytes(blob))
                values = tuple((field, value) for field in asked if (value := facts.value(field)))
                found[service, life, state, bisect_right(cuts, key >> 10), values] += 1
            after = rows[-1][0]
        return [
            Unit(service=service, life=life, state=state, quarter=quarter, count=count, facts=dict(values))
            for (service, life, state, quarter, values), count in found.items()
        ]

    def services_by_year(self, until: int, zone_ms: int) -> Mapping[int, frozenset[str]]:
        rows = self._db.all(
            "SELECT CAST(strftime('%Y', (received_at + ?) / 1000, 'unixepoch') AS INTEGER), service FROM case_row "
            "WHERE case_key < ? AND state != 'cancelled' GROUP BY 1, 2",
            (zone_ms, until << 10),
        )
        found: dict[int, set[str]] = {}
        for year, service in rows:
            found.setdefault(year, set()).add(service)
        return {year: frozenset(services) for year, services in found.items()}

    def desks(self, year: int) -> list[str]:
        # From their days, not from their cases: a second walk through a year's cases would take as long as the counting.
        rows = self._db.all(
            "SELECT DISTINCT desk FROM day WHERE day >= ? AND day < ? ORDER BY desk", (f"{year}-01-01", f"{year + 1}-01-01")
        )
        return [row[0] for row in rows]


def _own(own: bool) -> str:
    return " AND own = 1" if own else ""
