"""A generation ends: order numbers after a point mean nothing any more, our entries there are pending again (SYNC §8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from app.ledger.database import Connections
from app.ledger.disputes import entry_cases
from app.ledger.outgoing import SET_CURSOR, OutgoingStream, acked_name
from app.wire.messages import StreamId
from app.wire.recovery import PROOFS_MAX, AmnesiaProof, GenerationNotice, KeptAck

NOTICE = "generation_notice"
_NEWEST = 32
_ACKS = (
    "SELECT s.device_id, s.epoch, s.branch, a.acked_seq, a.acked_hash, a.generation, a.office_first, a.office_last, a.signature "
    "FROM ack a JOIN stream s USING (stream_id) ORDER BY a.office_last DESC"
)
_SEEN = (
    "SELECT device_id, epoch, branch, (SELECT e.seq FROM entry e WHERE e.place BETWEEN t.stream_id << 40 AND (t.stream_id + 1 << 40) - 1 "
    "AND EXISTS (SELECT 1 FROM standing s WHERE s.stream_id = e.stream_id AND s.seq = e.seq) ORDER BY e.place DESC LIMIT 1) FROM stream t"
)


def proof(db: Connections, generation: int) -> AmnesiaProof:
    """What this ledger can show: the newest acknowledgements one by one, older ones further and further apart, back to the first."""
    rows = db.all(_ACKS)
    places, step = list(range(min(_NEWEST, len(rows)))), 1
    while places and places[-1] + step < len(rows) and len(places) < PROOFS_MAX - 1:
        places.append(places[-1] + step)
        step *= 2
    acks = [KeptAck(StreamId(UUID(bytes=row[0]), row[1], row[2]), *row[3:]) for row in (rows[place] for place in places)]
    stored = db.value("SELECT value FROM setting WHERE name = ?", (NOTICE,))
    notice = msgspec.msgpack.decode(stored, type=GenerationNotice) if stored is not None else None
    seen = {str(StreamId(UUID(bytes=row[0]), row[1], row[2])): row[3] for row in db.all(_SEEN) if row[3]}
    return AmnesiaProof(generation=generation, acks=acks, notice=notice, seen=seen)


def take_back(
    connection: Any, outgoing: Iterable[OutgoingStream], own: frozenset[int], notice: GenerationNotice, valid_up_to: int
) -> tuple[int, int, set[UUID]]:
    """Confirmations after that number are gone, cursors stand before it; how many of ours, of others, and the cases to fold again."""
    rows = connection.execute("SELECT stream_id, seq FROM standing WHERE office_seq > ?", (valid_up_to,)).fetchall()
    cases = {case_id for stream_id, seq in rows for case_id in entry_cases(connection, stream_id, seq)}
    connection.execute("UPDATE standing SET office_seq = NULL WHERE office_seq > ?", (valid_up_to,))
    for each in outgoing:
        acked = connection.execute(
            "SELECT coalesce(max(acked_seq), 0) FROM ack WHERE stream_id = ? AND office_last <= ?", (each.stream_id, valid_up_to)
        ).fetchone()[0]
        if acked < each.acked and _was_acknowledged(connection, each.stream_id):
            connection.execute(SET_CURSOR, (acked_name(each.stream_id), acked))
    # Never forward: a desk that had not read that far yet has still to read it.
    connection.execute("UPDATE cursor SET value = min(value, ?) WHERE name = 'feed'", (valid_up_to,))
    connection.execute(SET_CURSOR, ("generation", notice.generation))
    connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (NOTICE, msgspec.msgpack.encode(notice)))
    ours = sum(1 for stream_id, _ in rows if stream_id in own)
    return ours, len(rows) - ours, cases


def _was_acknowledged(connection: Any, stream_id: int) -> bool:
    """Some acknowledgement of that stream is kept; without one its cursor says where entries of a backup begin."""
    return connection.execute("SELECT EXISTS (SELECT 1 FROM ack WHERE stream_id = ?)", (stream_id,)).fetchone()[0] == 1
