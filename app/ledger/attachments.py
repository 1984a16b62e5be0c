"""Where the sealed files of this home stand: rows of their own, retries of their own (ARCHITECTURE A2), never rebuilt.

What a file is stands in its entry; a row here only says whether the ciphertext is here and what is still to be done with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.entries import AttachmentAdded
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.tables import row_id
from app.ports.blobs import AttachmentEntry, State, Waiting
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamId

# A person waits for what is wanted; then what central lacks; then what a central put back from an older copy may have lost.
_DUE = """
SELECT a.address, s.device_id, s.epoch, s.branch, a.seq, a.size, a.state, a.attempts FROM attachment a JOIN stream s USING (stream_id)
WHERE {which} AND a.next_at <= ? ORDER BY a.next_at, a.stream_id, a.seq LIMIT 1
"""
_ACKED = (
    "(a.seq <= coalesce((SELECT value FROM cursor WHERE name = 'acked ' || a.stream_id), 0) OR EXISTS (SELECT 1 FROM standing t "
    "WHERE t.stream_id = a.stream_id AND t.seq = a.seq AND t.office_seq IS NOT NULL))"
)
_ORDER = (
    "a.state = 'wanted'",
    f"a.state = 'queued' AND {_ACKED}",
    f"a.generation < ? AND (a.state = 'here' OR a.state = 'sent' AND {_ACKED})",
)
_WAITS = "state IN ('queued', 'wanted')"


class AttachmentTable:
    """See `ports.blobs.AttachmentRows`."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._entries = EntryReader(connections)

    def of_case(self, case_id: UUID) -> list[AttachmentEntry]:
        places = self._entries.places(case_id)
        marks = ",".join("?" * len(places))
        rows = self._db.all(
            "SELECT e.header, e.body, e.stream_id, e.seq FROM entry e "
            f"WHERE e.place IN ({marks}) AND e.kind = 'attachment_added' ORDER BY e.recorded_at, e.place",
            [row_id(*place) for place in places],
        )
        if not rows:  # as with most cases
            return []
        headers = [decode_header(row[0]) for row in rows]
        bodies = [_body(row[1]) for row in rows]
        states = self._states([body.sha256 for body in bodies if body is not None])
        users = self._users([header.actor_entry.bytes for header in headers if header.actor_entry is not None])
        return [
            AttachmentEntry(
                entry_id=header.entry_id,
                stream_id=row[2],
                stream=StreamId(header.device_id, header.epoch, header.branch),
                seq=row[3],
                at=header.recorded_at,
                user=users.get(header.actor_entry.bytes, "") if header.actor_entry is not None else "",
                body=body,
                state=states.get(body.sha256) if body is not None else None,
            )
            for row, header, body in zip(rows, headers, bodies, strict=True)
        ]

    def _states(self, addresses: list[bytes]) -> dict[bytes, State]:
        marks = ",".join("?" * len(addresses))
        return {
            bytes(row[0]): row[1] for row in self._db.all(f"SELECT address, state FROM attachment WHERE address IN ({marks})", addresses)
        }

    def _users(self, actors: list[bytes]) -> dict[bytes, str]:
        marks = ",".join("?" * len(actors))
        rows = self._db.all(f"SELECT entry_id, user FROM signed_in WHERE entry_id IN ({marks})", actors)
        return {bytes(row[0]): row[1] for row in rows}

    def due(self, now_ms: int, generation: int) -> Waiting | None:
        for which in _ORDER:
            values = (generation, now_ms) if "?" in which else (now_ms,)
            row = self._db.one(_DUE.format(which=which), values)
            if row is not None:
                stream = StreamId(UUID(bytes=row[1]), row[2], row[3])
                return Waiting(address=bytes(row[0]), stream=stream, seq=row[4], size=row[5], state=row[6], attempts=row[7])
        return None

    def next_due(self) -> int | None:
        found = self._db.value(f"SELECT min(next_at) FROM attachment WHERE {_WAITS}")
        return None if found is None else int(found)

    def waiting(self) -> int:
        return int(self._db.value(f"SELECT count(*) FROM attachment WHERE {_WAITS}"))

    def troubled(self) -> dict[str, int]:
        rows = self._db.all(f"SELECT code, count(*) FROM attachment WHERE {_WAITS} AND code != '' GROUP BY code ORDER BY code")
        return {row[0]: row[1] for row in rows}

    def want(self, entry: AttachmentEntry, size: int) -> None:
        if entry.body is None:
            return
        with self._db.atomic() as connection:
            connection.execute(
                "INSERT INTO attachment (address, stream_id, seq, size, state) VALUES (?, ?, ?, ?, 'wanted') "
                "ON CONFLICT (address) DO UPDATE SET state = 'wanted', next_at = 0",
                (entry.body.sha256, entry.stream_id, entry.seq, size),
            )

    def settle(self, address: bytes, state: State, generation: int = 0) -> None:
        with self._db.atomic() as connection:
            connection.execute(
                "UPDATE attachment SET state = ?, generation = ?, attempts = 0, next_at = 0, code = '' WHERE address = ?",
                (state, generation, address),
            )

    def later(self, address: bytes, next_at: int, code: str) -> None:
        with self._db.atomic() as connection:
            connection.execute(
                "UPDATE attachment SET attempts = attempts + 1, next_at = ?, code = ? WHERE address = ?", (next_at, code, address)
            )

    def addresses(self) -> list[bytes]:
        return [bytes(row[0]) for row in self._db.all("SELECT address FROM attachment")]

    def adopt(self, found: Sequence[tuple[bytes, int]]) -> int:
        if not found:
            return 0
        sizes = dict(found)
        rows = []
        for stream_id, seq, data in self._db.all("SELECT stream_id, seq, body FROM entry WHERE kind = 'attachment_added'"):
            body = _body(data)
            if body is not None and body.sha256 in sizes:
                rows.append((body.sha256, stream_id, seq, sizes[body.sha256]))
        with self._db.atomic() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO attachment (address, stream_id, seq, size, state) VALUES (?, ?, ?, ?, 'queued')", rows
            )
        return len(rows)


def _body(data: bytes | None) -> AttachmentAdded | None:
    """None for an erased one."""
    body = decode_body("attachment_added", data) if data is not None else None
    return body if isinstance(body, AttachmentAdded) else None
