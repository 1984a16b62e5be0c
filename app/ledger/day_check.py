"""The evening check at the desk: its own copy of every stream's business date, recomputed from stored bytes (SYNC §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.outgoing import Outgoing
from app.ledger.tables import SEQ_MAX, key_of, row_id, row_ids
from app.ports.day_books import DayBook
from app.wire.day_check import EntryMark, StoredEntry, day_of, marks_of
from app.wire.messages import StreamId


class LedgerDayBooks:
    """See `ports.day_books.DayBooks`. Any lane."""

    def __init__(self, connections: Connections, entries: EntryReader, own: Callable[[], tuple[frozenset[int], int]]) -> None:
        """`own()`: numbers of the streams this desk wrote, and of the one it writes."""
        self._db, self._entries, self._own = connections, entries, own
        self._outgoing = Outgoing(connections)

    def book(self, day: str) -> DayBook:
        days = {}
        for stream_id, info, _, _ in self._entries.streams():
            marks = marks_of(self._stored(stream_id, day), day)
            if marks:
                days[info.stream] = day_of(info.stream, info.desk, marks)
        cursors = {name: int(self._db.value("SELECT value FROM cursor WHERE name = ?", (name,)) or 0) for name in ("generation", "feed")}
        own = {each.stream: each.acked for each in self._outgoing.streams(*self._own())}
        return DayBook(day=day, days=days, own=own, generation=cursors["generation"], office_seq=cursors["feed"])

    def marks(self, day: str, stream: StreamId) -> list[EntryMark]:
        stream_id = self._outgoing.find(stream)
        return [] if stream_id is None else [mark for mark, _ in marks_of(self._stored(stream_id, day), day)]

    def numbers(self, stream: StreamId, seqs: list[int]) -> list[str]:
        stream_id = self._outgoing.find(stream)
        if stream_id is None:
            return []
        rows = self._db.all(
            f"SELECT DISTINCT c.number FROM entry e JOIN case_row c ON c.case_key = {key_of('e.case_id')} "
            f"WHERE e.place IN ({','.join('?' * len(seqs))}) ORDER BY c.number",
            [row_id(stream_id, seq) for seq in seqs],
        )
        return [row[0] for row in rows]

    def _stored(self, stream_id: int, day: str) -> Iterator[StoredEntry]:
        first = self._db.value("SELECT max(closing_seq) FROM day WHERE stream_id = ? AND day < ?", (stream_id, day)) or 0
        last = self._db.value("SELECT min(closing_seq) FROM day WHERE stream_id = ? AND day > ?", (stream_id, day + "~")) or SEQ_MAX
        rows = self._db.all(
            "SELECT e.header, e.salt, e.body, e.digest, coalesce(s.outcome, 'applied'), coalesce(s.code, '') FROM entry e "
            "LEFT JOIN standing s ON s.stream_id = e.stream_id AND s.seq = e.seq "
            "WHERE e.place BETWEEN ? AND ? AND e.business_day >= ? AND e.business_day < ? ORDER BY e.place",
            (*row_ids(stream_id, first + 1, last), day, day + "~"),
        )
        for row in rows:
            yield StoredEntry(*row)
