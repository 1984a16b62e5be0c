"""A case folded again from its first entry: after the feed brought something beneath our own, or took something away (A1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.projections import Projector, decode_case, exact_words
from app.ledger.tables import key_of
from app.wire.codec import decode_body, decode_header


def refold(connection: Any, connections: Connections, entries: EntryReader, own_streams: frozenset[int], case_ids: Iterable[UUID]) -> None:
    """Row, fee lines and places of those cases are what their entries say; a case that none of them makes is gone, as after `rebuild`."""
    for case_id in case_ids:
        if connection.execute("SELECT 1 FROM case_key_of WHERE case_id = ?", (case_id.bytes,)).fetchone() is None:
            continue  # its first entry has no effect: there is nothing the others could change
        projector = Projector(connections, own_streams)
        projector.forget([case_id])
        connection.execute("DELETE FROM fee_line WHERE case_id = ?", (case_id.bytes,))
        connection.execute(f"DELETE FROM case_duty WHERE case_key = {key_of('?')}", (case_id.bytes,))
        for stream_id, header, kind, body, outcome in entries.of_case(case_id):
            projector.fold_only(stream_id, decode_header(header), decode_body(kind, body) if body is not None else None, outcome, case_id)
        projector.flush(connection)
        if projector.case(case_id) is None:
            _drop(connection, case_id)


def beneath_own(connections: Connections, projector: Projector, own_streams: frozenset[int], first: int) -> set[UUID]:
    """The cases whose own entries were not confirmed before that order number: what came may belong beneath them, so they are to be
    folded again.
    """

    def late(stream_id: int, seq: int) -> bool:
        known = connections.value("SELECT office_seq FROM standing WHERE stream_id = ? AND seq = ?", (stream_id, seq))
        return (known or first) >= first

    return {case_id for case_id, places in projector.changed() if any(place[0] in own_streams and late(*place) for place in places)}


def count_again(
    connection: Any, connections: Connections, entries: EntryReader, own_streams: frozenset[int], stream_id: int, seq: int
) -> None:
    """An entry that had no effect has one after all: its money stands in its day again."""
    found = entries.at(stream_id, seq)
    if found is not None:
        projector = Projector(connections, own_streams)
        projector.rows_again(stream_id, *found)
        projector.flush(connection)


def _drop(connection: Any, case_id: UUID) -> None:
    row = f"SELECT case_key, state_blob FROM case_row WHERE case_key = {key_of('?')}"
    key, blob = connection.execute(row, (case_id.bytes,)).fetchone()
    words = [(word, key) for word in exact_words(decode_case(blob))]
    connection.executemany("DELETE FROM lookup WHERE word = ? AND case_key = ?", words)
    connection.execute("DELETE FROM search WHERE rowid = ?", (key,))
    connection.execute("DELETE FROM search_pending WHERE case_key = ?", (key,))
    connection.execute("DELETE FROM case_at WHERE case_id = ?", (case_id.bytes,))
    connection.execute("DELETE FROM case_duty WHERE case_key = ?", (key,))
    connection.execute("DELETE FROM case_kept WHERE case_key = ?", (key,))
