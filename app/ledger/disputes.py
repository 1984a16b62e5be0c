"""Action items (확인할 일): opened with the outcome that makes them, closed by the entry that settles them (SYNC §4, G13).

Which comes first does not matter: an item that is opened after its settlement is born settled. So `rebuild`, a feed that
repeats itself and a kill between two pages all end with the same rows, exactly one for each disputed entry.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.entries import CheckDiffered, ConflictSettled, Header, cases_touched
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.ledger.tables import row_id
from app.wire.codec import decode_body, decode_header
from app.wire.stream_key import stream_of_key

Statement = tuple[str, tuple[Any, ...]]

_OPEN = (
    "INSERT OR IGNORE INTO action_item (stream_id, seq, kind, code, case_id, opened_at, settled_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT settled_at FROM settlement WHERE stream_id = ?1 AND seq = ?2))"
)
_OF_STREAM = "(SELECT stream_id FROM stream WHERE device_id = ? AND epoch = ? AND branch = ?)"
CHECK = "check"


def entry_cases(connection: Any, stream_id: int, seq: int) -> tuple[UUID, ...]:
    """The cases an entry of the book belongs to; none if it cannot be read."""
    row = connection.execute("SELECT header, kind, body FROM entry WHERE place = ?", (row_id(stream_id, seq),)).fetchone()
    if row is None:
        return ()
    try:
        header = decode_header(row[0])
        body = decode_body(row[1], row[2]) if row[2] is not None else None
    except IntegrityViolated:
        return ()
    if body is None:
        return () if header.case_id is None else (header.case_id,)
    return cases_touched(header.case_id, body)


def open_item(connection: Any, stream_id: int, seq: int, outcome: str, code: str, at: int) -> tuple[UUID, ...]:
    """That entry has its action item, the first time it is told; the cases it concerns."""
    cases = entry_cases(connection, stream_id, seq)
    connection.execute("UPDATE standing SET disputed_at = ? WHERE stream_id = ? AND seq = ? AND disputed_at IS NULL", (at, stream_id, seq))
    row = connection.execute("SELECT disputed_at FROM standing WHERE stream_id = ? AND seq = ?", (stream_id, seq)).fetchone()
    first = cases[0].bytes if cases else None
    connection.execute(_OPEN, (stream_id, seq, outcome, code, first, row[0]))
    return cases


def withdraw_item(connection: Any, stream_id: int, seq: int) -> tuple[UUID, ...] | None:
    """Central takes the entry after all (it was restored and put it elsewhere): there is nothing to settle. Its cases, None if
    it was not disputed."""
    gone = connection.execute(
        "DELETE FROM action_item WHERE stream_id = ? AND seq = ? AND kind IN ('conflicted', 'quarantined')", (stream_id, seq)
    )
    return entry_cases(connection, stream_id, seq) if gone.rowcount else None


def restore_items(connection: Any, desk: str, now: int) -> None:
    """The items of all disputed entries of that desk, whichever of its streams they stand in (`rebuild`); what was never told is, now."""
    rows = connection.execute(
        "SELECT s.stream_id, s.seq, s.outcome, s.code FROM standing s JOIN stream t USING (stream_id) "
        "JOIN entry e ON e.place = (s.stream_id << 40 | s.seq) WHERE s.outcome != 'applied' AND t.desk = ? ORDER BY s.stream_id, s.seq",
        (desk,),
    ).fetchall()
    for stream_id, seq, outcome, code in rows:
        open_item(connection, stream_id, seq, outcome, code, now)


def rows_of(stream_id: int, header: Header, body: Body, *, own: bool) -> list[Statement]:
    """What an entry that settles, or that says what the evening check found, writes into the projections."""
    if isinstance(body, ConflictSettled):
        if (stream := stream_of_key(body.stream)) is None:
            return []
        place = (stream.device_id.bytes, stream.epoch, stream.branch)
        return [
            (
                "INSERT OR IGNORE INTO settlement (stream_id, seq, settled_at, way, by_stream, by_seq) "
                f"VALUES ({_OF_STREAM}, ?, ?, ?, ?, ?)",
                (*place, body.seq, header.recorded_at, body.way, stream_id, header.seq),
            ),
            (
                f"UPDATE action_item SET settled_at = ? WHERE stream_id = {_OF_STREAM} AND seq = ? AND settled_at IS NULL",
                (header.recorded_at, *place, body.seq),
            ),
        ]
    if isinstance(body, CheckDiffered) and own:
        return [(_OPEN, (stream_id, header.seq, CHECK, "check_differed", None, header.recorded_at))]
    return []
