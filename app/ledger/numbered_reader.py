"""See `ports.numbered`: a handful of queries for a list of any length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.domain.cases import Case
from app.ledger.database import Connections
from app.ledger.projections import decode_case

_CHUNK: Final = 500
_OWN: Final = "SELECT c.state_blob FROM lookup l JOIN case_row c USING (case_key) WHERE l.word IN ({marks})"
_OFFICIAL: Final = "SELECT state_blob FROM case_row WHERE official_no IN ({marks})"
_UNINDEXED: Final = "SELECT state_blob FROM case_row WHERE case_key IN (SELECT case_key FROM search_pending)"


class NumberedReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def by_numbers(self, numbers: Iterable[str]) -> dict[str, list[Case]]:
        wanted = sorted(set(numbers))
        found: dict[str, dict[bytes, Case]] = {}
        with self._db.snapshot():
            rows = self._db.all(_UNINDEXED)
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                rows += self._chunk(_OWN, [each.upper().encode() for each in chunk]) + self._chunk(_OFFICIAL, chunk)
        asked = set(wanted)
        for (blob,) in rows:
            case = decode_case(blob)
            for number in {case.number, case.official_no} & asked:
                if number:
                    found.setdefault(number, {})[case.case_id.bytes] = case
        return {number: list(cases.values()) for number, cases in found.items()}

    def _chunk(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._db.all(sql.format(marks=",".join("?" * len(values))), values)
