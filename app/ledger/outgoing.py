"""The outbox as cursors, one for each stream this home hands in (ARCHITECTURE A2): its own, older ones first, and imported ones.

A stream is outgoing if this home wrote it, or if a cursor `acked <stream_id>` says that entries found in a backup are to be
handed in (SYNC §8). A stopped one (`fork`, `bad_chain` …) keeps its entries; they are no longer sent by themselves (SYNC §7).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from app.domain.errors import IntegrityViolated
from app.ledger.database import Connections
from app.ledger.tables import row_id, row_ids
from app.ports.exchange import StoppedStream
from app.wire.messages import ClientState, Push, StreamId, WireEntry, parse_stream

SET_CURSOR = "INSERT INTO cursor (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_CURSORS = "SELECT CAST(substr(name, 7) AS INTEGER) FROM cursor WHERE name > 'acked ' AND name < 'acked!'"
_STREAM = """
SELECT s.stream_id, s.device_id, s.epoch, s.branch, coalesce(c.value, 0),
    coalesce((SELECT e.place & 1099511627775 FROM entry e WHERE e.place BETWEEN s.stream_id << 40 AND (s.stream_id + 1 << 40) - 1
        ORDER BY e.place DESC LIMIT 1), 0),
    EXISTS (SELECT 1 FROM setting WHERE name = 'stopped ' || s.stream_id)
FROM stream s LEFT JOIN cursor c ON c.name = 'acked ' || s.stream_id
WHERE s.stream_id = ?
"""


class OutgoingStream(msgspec.Struct, frozen=True):
    """A stream that is handed in: up to `acked` central has acknowledged it, `last` is its newest entry here."""

    stream_id: int
    stream: StreamId
    acked: int
    last: int
    stopped: bool

    @property
    def waits(self) -> bool:
        return self.last > self.acked and not self.stopped


def acked_name(stream_id: int) -> str:
    """The cursor up to which central has acknowledged that stream."""
    return f"acked {stream_id}"


class Outgoing:
    """What central does not have yet. Any lane for questions, the writer's for changes."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def acked(self, stream_id: int) -> int:
        return int(self._db.value("SELECT value FROM cursor WHERE name = ?", (acked_name(stream_id),)) or 0)

    def streams(self, own: Iterable[int], newest: int) -> list[OutgoingStream]:
        """All of them, older ones first, `newest` (the stream that is written) last."""
        numbers = {*own, *(row[0] for row in self._db.all(_CURSORS))}
        found = [
            OutgoingStream(row[0], StreamId(UUID(bytes=row[1]), row[2], row[3]), row[4], row[5], bool(row[6]))
            for number in sorted(numbers)
            for row in self._db.all(_STREAM, (number,))
        ]
        return sorted(found, key=lambda each: each.stream_id == newest)

    def find(self, stream: StreamId) -> int | None:
        """The number of that stream in this ledger."""
        found = self._db.value(
            "SELECT stream_id FROM stream WHERE device_id = ? AND epoch = ? AND branch = ?",
            (stream.device_id.bytes, stream.epoch, stream.branch),
        )
        return None if found is None else int(found)

    def number(self, stream: str) -> int | None:
        """The number of a stream in its written form."""
        return self.find(parse_stream(stream))

    def last(self, stream_id: int) -> int:
        """Its newest entry here, 0 before the first."""
        found = self._db.value("SELECT seq FROM entry WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1", row_ids(stream_id))
        return int(found or 0)

    def lacks_numbers(self, stream_id: int, as_of: int, *, after: int = 0) -> bool:
        """Whether central has put acknowledged entries of that stream, of those after that seq, in its order by then that never came back
        with their order number.
        """
        # Of a batch whose numbers go on behind it, because part of it had been sent before, the first entry is known to lie there.
        upto = self._db.value(
            "SELECT coalesce(max(acked_seq) FILTER (WHERE office_last <= ?2), 0) + coalesce(max(office_last > ?2), 0) FROM ack "
            "WHERE stream_id = ?1 AND office_first <= ?2",
            (stream_id, as_of),
        )
        sql = (
            "SELECT EXISTS (SELECT 1 FROM entry e LEFT JOIN standing s ON s.stream_id = ? AND s.seq = e.seq "
            "WHERE e.place BETWEEN ? AND ? AND s.office_seq IS NULL)"
        )
        return bool(self._db.value(sql, (stream_id, *row_ids(stream_id, after + 1, min(upto, self.acked(stream_id))))))

    def is_anothers(self, office_seq: int, stream_id: int) -> bool:
        """Whether an entry of another stream has that order number here."""
        sql = "SELECT EXISTS (SELECT 1 FROM standing WHERE office_seq = ? AND stream_id <> ?)"
        return bool(self._db.value(sql, (office_seq, stream_id)))

    def known(self, stream_id: int) -> int:
        """The newest entry of which at least the hash is here."""
        name = f"unread {stream_id} "
        rows = self._db.all(
            "SELECT CAST(substr(name, ?) AS INTEGER) FROM setting WHERE name > ? AND name < ?", (len(name) + 1, name, f"{name}a")
        )
        return max([self.last(stream_id), *(row[0] for row in rows)])

    def hash_at(self, stream_id: int, seq: int) -> bytes:
        """The stream's head after that many entries. IntegrityViolated `acknowledged_entry_missing`."""
        if seq == 0:
            return bytes(self._db.value("SELECT root FROM stream WHERE stream_id = ?", (stream_id,)))
        found = self._db.value("SELECT hash FROM entry WHERE place = ?", (row_id(stream_id, seq),))
        # Where entries came without those before them, the hash they hang on came with them.
        found = found or self._db.value("SELECT value FROM setting WHERE name = ?", (f"unread {stream_id} {seq}",))
        if found is None:
            raise IntegrityViolated("acknowledged_entry_missing", seq=seq)
        return bytes(found)

    def batch(self, stream_id: int, entries_max: int, bytes_max: int, after: int | None = None) -> Push | None:
        """Its entries after that one (after what is acknowledged) up to a commit boundary, or None."""
        acked = self.acked(stream_id) if after is None else after
        rows = self._db.all(
            "SELECT header, salt, body, digest, hash, head_sig FROM entry WHERE place BETWEEN ? AND ? ORDER BY place LIMIT ?",
            (*row_ids(stream_id, acked + 1), entries_max),
        )
        size, end = 0, 0
        for count, (header, salt, body, _, _, head_sig) in enumerate(rows, start=1):
            size += len(header) + len(salt or b"") + len(body or b"")
            if size > bytes_max:
                break
            if head_sig is not None:
                end = count
        if end == 0:
            return None
        chosen = rows[:end]
        return Push(
            from_seq=acked + 1,
            prev_hash=self.hash_at(stream_id, acked),
            head_hash=chosen[-1][4],
            head_sig=chosen[-1][5],
            entries=[WireEntry(row[0], row[1], row[2], None if row[2] is not None else row[3]) for row in chosen],
            client=ClientState(version=""),
        )

    def oldest_of(self, waiting: list[OutgoingStream]) -> int | None:
        """recorded_at of the oldest entry that waits."""
        moments = [
            self._db.value("SELECT recorded_at FROM entry WHERE place = ?", (row_id(each.stream_id, each.acked + 1),)) for each in waiting
        ]
        return min((moment for moment in moments if moment is not None), default=None)

    # ── stopped streams ──

    def stop(self, connection: Any, stream: StreamId, stream_id: int, code: str, seq: int, at: int) -> None:
        """That stream is no longer sent; the entry from which on is named."""
        stopped = StoppedStream(stream=str(stream), code=code, seq=seq, at=at)
        connection.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (f"stopped {stream_id}", msgspec.msgpack.encode(stopped))
        )

    def stopped(self) -> list[StoppedStream]:
        rows = self._db.all("SELECT value FROM setting WHERE name >= 'stopped ' AND name < 'stopped!' ORDER BY name")
        return [msgspec.msgpack.decode(row[0], type=StoppedStream) for row in rows]
