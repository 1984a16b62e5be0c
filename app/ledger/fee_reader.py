"""Questions about the office's own fee amounts. See `ports.office_fees.OfficeFees`. Any lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from app.domain.office_fees import SHARE, SHARED_GROUPS, OfficeAmount, holding
from app.ledger.database import Connections

# Central's order first: it is the same at every desk. What it has not confirmed yet is this desk's own and comes last.
_ALL = """
SELECT f.entry_id, f.service, f.fee, f.valid_from, f.amount_won, f.share_bp, f.source, f.set_at, coalesce(a.user, ''), coalesce(c.user, '')
FROM fee_amount f
LEFT JOIN standing s USING (stream_id, seq)
LEFT JOIN signed_in a ON a.entry_id = f.actor
LEFT JOIN signed_in c ON c.entry_id = f.confirmed_by
WHERE coalesce(s.outcome, 'applied') != 'quarantined'
ORDER BY f.service, f.valid_from, s.office_seq IS NULL, s.office_seq, f.stream_id, f.seq
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Mapping[str, Sequence[OfficeAmount]] = MappingProxyType({})


class FeeReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._changes = 0
        self._known: tuple[int, Mapping[str, Sequence[OfficeAmount]]] = (-1, _NOTHING)

    def forget(self) -> None:
        """The rows changed: they are read again when they are asked for."""
        self._changes += 1

    def amounts(self, service: str) -> Sequence[OfficeAmount]:
        return self._by_service().get(service, ())

    def all(self) -> Sequence[OfficeAmount]:
        return [each for amounts in self._by_service().values() for each in amounts]

    def share(self, on: datetime) -> int | None:
        found = holding(self.amounts(SHARED_GROUPS[0]), SHARE, on)
        return found.share_bp if found is not None else None

    def _by_service(self) -> Mapping[str, Sequence[OfficeAmount]]:
        """What was read after the newest change; a commit of the other lane while it is read makes it old at once."""
        asked = self._changes
        if self._known[0] != asked:
            self._known = (asked, self._read())
        return self._known[1]

    def _read(self) -> Mapping[str, Sequence[OfficeAmount]]:
        found: dict[str, list[OfficeAmount]] = {}
        for row in self._db.all(_ALL):
            found.setdefault(row[1], []).append(
                OfficeAmount(
                    entry_id=UUID(bytes=row[0]),
                    service=row[1],
                    fee=row[2],
                    valid_from=_EPOCH + timedelta(milliseconds=row[3]),
                    amount_won=row[4],
                    share_bp=row[5],
                    source=row[6],
                    set_at=_EPOCH + timedelta(milliseconds=row[7]),
                    user=row[8],
                    second=row[9],
                )
            )
        return found or _NOTHING
