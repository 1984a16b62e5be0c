"""Questions about the office's own fee amounts. See `ports.office_fees.OfficeFees`. Any lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from app.domain.entries import Header
from app.domain.moments import moment_of
from app.domain.money_entries import FeeCharged
from app.domain.office_fees import SHARE, SHARED_GROUPS, OfficeAmount, holding
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.projections import decode_case
from app.ledger.signers import roles_of
from app.ledger.tables import key_of, row_id
from app.wire.codec import decode_body, decode_header

# Central's order first: it is the same at every desk. What it has not confirmed yet is this desk's own and comes last. An amount that
# another desk wrote without two people who may set one is nobody's: the price of a whole office does not hang on one desk's program.
_ALL = f"""
SELECT f.entry_id, f.service, f.fee, f.valid_from, f.amount_won, f.share_bp, f.source, f.set_at, a.user, c.user, a.name, c.name
FROM fee_amount f
LEFT JOIN standing s USING (stream_id, seq)
JOIN signed_in a ON a.entry_id = f.actor AND a.role IN ({roles_of("set_fees")})
JOIN signed_in c ON c.entry_id = f.confirmed_by AND c.role IN ({roles_of("set_fees")}) AND c.user != a.user
WHERE coalesce(s.outcome, 'applied') != 'quarantined'
ORDER BY f.service, f.valid_from, s.office_seq IS NULL, s.office_seq, f.stream_id, f.seq
"""
_NOTICES = """
SELECT count(*) FROM paper p JOIN entry e ON e.place = (p.stream_id << 40 | p.seq) JOIN stream t ON t.stream_id = p.stream_id
LEFT JOIN standing s ON s.stream_id = p.stream_id AND s.seq = p.seq
WHERE p.document = 'penalty_notice' AND e.kind = 'document_issued' AND e.business_day = ?1
AND ((?2 IS NULL AND t.own = 1) OR t.desk = ?2) AND coalesce(s.outcome, 'applied') != 'quarantined'
"""
_NOTHING: Mapping[str, Sequence[OfficeAmount]] = MappingProxyType({})


class FeeReader:
    def __init__(self, connections: Connections, entries: EntryReader) -> None:
        self._db, self._entries = connections, entries
        self._changes = 0
        self._known: tuple[int, Mapping[str, Sequence[OfficeAmount]]] = (-1, _NOTHING)

    def forget(self) -> None:
        """The rows changed: they are read again when they are asked for."""
        self._changes += 1

    def amounts(self, service: str) -> Sequence[OfficeAmount]:
        return self._by_service().get(service, ())

    def all(self) -> Sequence[OfficeAmount]:
        return [each for amounts in self._by_service().values() for each in amounts]

    def charges(self, case_id: UUID) -> list[tuple[Header, FeeCharged]]:
        blob = self._db.value(f"SELECT state_blob FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
        if blob is None:
            return []
        without, places = set(decode_case(blob).charged_again), [row_id(*place) for place in self._entries.places(case_id)]
        marks = ",".join("?" * len(places))
        rows = self._db.all(f"SELECT place, header, body FROM entry WHERE place IN ({marks}) AND kind = 'fee_charged'", places)
        found: dict[int, tuple[Header, FeeCharged]] = {}
        for place, header_bytes, body_bytes in rows:
            header, body = decode_header(header_bytes), decode_body("fee_charged", body_bytes) if body_bytes is not None else None
            if isinstance(body, FeeCharged) and header.entry_id not in without:
                found[place] = (header, body)
        return [found[place] for place in places if place in found]

    def penalty_notices(self, day: str, *, desk: str | None = None) -> int:
        return int(self._db.value(_NOTICES, (day, desk)))

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
                    valid_from=moment_of(row[3]),
                    amount_won=row[4],
                    share_bp=row[5],
                    source=row[6],
                    set_at=moment_of(row[7]),
                    user=row[8],
                    second=row[9],
                    name=row[10],
                    second_name=row[11],
                )
            )
        return found or _NOTHING
