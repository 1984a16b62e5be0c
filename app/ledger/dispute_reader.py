"""Questions about action items: what is open, the entry behind it, and what other desks wrote meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from app.domain.entries import Header, cases_touched
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.tables import row_id
from app.ports.disputes import Beside, OpenItem
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamId

_ITEM = (
    "SELECT a.stream_id, a.seq, a.kind, a.code, a.opened_at, a.settled_at, t.device_id, t.epoch, t.branch, e.header, e.kind, e.body "
    "FROM action_item a JOIN stream t USING (stream_id) LEFT JOIN entry e ON e.place = (a.stream_id << 40 | a.seq) "
)


def place_name(stream_id: int, seq: int) -> str:
    """What names an item to people: short enough to be typed."""
    return f"{stream_id}-{seq}"


class DisputeReader:
    """See `ports.disputes.Disputes`."""

    def __init__(self, connections: Connections, entries: EntryReader) -> None:
        self._db, self._entries = connections, entries

    def open_items(self, limit: int) -> list[OpenItem]:
        rows = self._db.all(_ITEM + "WHERE a.settled_at IS NULL ORDER BY a.opened_at, a.stream_id, a.seq LIMIT ?", (limit,))
        return [_item(row) for row in rows]

    def open_items_of(self, cases: Collection[UUID]) -> list[OpenItem]:
        places = self._places(cases)
        marks = ",".join("?" * len(places))
        # By their entries: an item of a payment for several cases stands under the first of them alone.
        where = f"WHERE a.settled_at IS NULL AND (a.stream_id << 40 | a.seq) IN ({marks}) ORDER BY a.opened_at, a.stream_id, a.seq"
        return [_item(row) for row in self._db.all(_ITEM + where, places)]

    def open_by_desk(self) -> dict[str, int]:
        return dict(
            self._db.all(
                "SELECT t.desk, count(*) FROM standing s JOIN stream t ON t.stream_id = s.stream_id "
                "WHERE s.outcome != 'applied' "
                "AND NOT EXISTS (SELECT 1 FROM settlement d WHERE d.stream_id = s.stream_id AND d.seq = s.seq) "
                "GROUP BY t.desk ORDER BY t.desk"
            )
        )

    def find(self, place: str) -> OpenItem | None:
        stream_id, _, seq = place.partition("-")
        if not (stream_id.isascii() and stream_id.isdigit() and seq.isascii() and seq.isdigit() and len(place) <= 24):
            return None
        row = self._db.one(_ITEM + "WHERE a.stream_id = ? AND a.seq = ?", (int(stream_id), int(seq)))
        return None if row is None else _item(row)

    def beside(self, item: OpenItem, limit: int) -> list[Beside]:
        desk, places = item.header.desk if item.header is not None else "", self._places(item.cases)
        marks = ",".join("?" * len(places))
        rows = self._db.all(
            "SELECT t.desk, e.header, e.kind, e.body FROM entry e JOIN stream t USING (stream_id) "
            "JOIN standing s ON s.stream_id = e.stream_id AND s.seq = e.seq "
            f"WHERE e.place IN ({marks}) AND t.desk != ? ORDER BY s.office_seq DESC LIMIT ?",
            [*places, desk, limit],
        )
        found = []
        for name, header_bytes, kind, stored in rows:
            body = decode_body(kind, stored) if stored is not None else None
            if body is not None:
                header = decode_header(header_bytes)
                found.append(Beside(desk=name, header=header, body=body))
        return found

    def _places(self, cases: Collection[UUID]) -> list[int]:
        """The entries of those of these cases that are here."""
        marks = ",".join("?" * len(cases))
        known = self._db.all(f"SELECT DISTINCT case_id FROM case_key_of WHERE case_id IN ({marks})", [each.bytes for each in cases])
        return [row_id(*place) for (case_id,) in known for place in self._entries.places(UUID(bytes=case_id))]


def _item(row: tuple[Any, ...]) -> OpenItem:
    stream_id, seq, kind, code, opened_at, settled_at, device, epoch, branch, header_bytes, entry_kind, stored = row
    header: Header | None = None
    body: Body | None = None
    if header_bytes is not None:
        try:
            header = decode_header(header_bytes)
            body = decode_body(entry_kind, stored) if stored is not None else None
        except IntegrityViolated:
            body = None
    case_id = header.case_id if header is not None else None
    cases = cases_touched(case_id, body) if body is not None else ((case_id,) if case_id is not None else ())
    return OpenItem(
        place=place_name(stream_id, seq),
        stream=StreamId(UUID(bytes=device), epoch, branch),
        seq=seq,
        kind=kind,
        code=code,
        opened_at=opened_at,
        settled_at=settled_at,
        header=header,
        body=body,
        cases=cases,
    )
