"""The entries as they were written: for folding a case again, for `rebuild`, for the checker and for export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.ledger.database import Connections
from app.ledger.projections import Place, decode_places
from app.ledger.tables import SEQ_MAX, key_of, row_id, row_ids
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamId, StreamInfo

RAW_COLUMNS = (
    "stream_id",
    "seq",
    "entry_id",
    "header",
    "salt",
    "body",
    "digest",
    "hash",
    "head_sig",
    "own",
    "kind",
    "case_id",
    "visit_id",
    "business_day",
    "recorded_at",
)
_PAGE = 2000
_FOLD_COLUMNS = "e.stream_id, e.header, e.kind, e.body, coalesce(s.outcome, 'applied')"
_FOLD_ORDER = "s.office_seq IS NULL, s.office_seq, e.own DESC, e.place"

FoldRow = tuple[int, bytes, str, bytes | None, str]


class EntryReader:
    """See `ports.store.Book`. Any lane."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def in_fold_order(self, chunk: int) -> Iterator[list[FoldRow]]:
        """All entries: confirmed ones in the office's order, then what is pending (ARCHITECTURE A1)."""
        order = f"SELECT e.place FROM entry e LEFT JOIN standing s USING (stream_id, seq) ORDER BY {_FOLD_ORDER}"
        ordered = [row[0] for row in self._db.all(order)]
        for start in range(0, len(ordered), chunk):
            part = ordered[start : start + chunk]
            marks = ",".join("?" * len(part))
            rows = self._db.all(
                f"SELECT e.place, {_FOLD_COLUMNS} FROM entry e LEFT JOIN standing s USING (stream_id, seq) WHERE e.place IN ({marks})",
                part,
            )
            by_id = {row[0]: row[1:] for row in rows}
            yield [by_id[each] for each in part]

    def of_case(self, case_id: UUID) -> list[FoldRow]:
        """The entries of one case in the order of its fold; those without an order number as they were folded last."""
        places = [row_id(*place) for place in self.places(case_id)]
        marks = ",".join("?" * len(places))
        rows = self._db.all(
            f"SELECT s.office_seq, e.place, {_FOLD_COLUMNS} FROM entry e LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE e.place IN ({marks})",
            places,
        )
        # A central that was restored takes order numbers back: what stood on an entry of another desk must not slip beneath it.
        last = {place: n for n, place in enumerate(places)}
        rows.sort(key=lambda row: (row[0] is None, row[0] or last[row[1]]))
        return [row[2:] for row in rows]

    def places(self, case_id: UUID) -> list[Place]:
        """Where the entries of a case stand. Refused `case_unknown`."""
        blob = self._db.value(f"SELECT places FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
        if blob is None:
            raise Refused("case_unknown")
        return decode_places(blob)

    def span(self, stream_id: int, day: str) -> tuple[int, int]:
        """First and last row id between which the entries of that business day stand: from one closing to the next."""
        closing = self._db.value("SELECT closing_seq FROM day WHERE stream_id = ? AND day = ?", (stream_id, day))
        last = SEQ_MAX if closing is None else int(closing)
        before = self._db.value("SELECT max(closing_seq) FROM day WHERE stream_id = ? AND closing_seq < ?", (stream_id, last))
        return row_ids(stream_id, (before or 0) + 1, last)

    def at(self, stream_id: int, seq: int) -> tuple[Header, Body] | None:
        """The entry of that place; None if there is none, or it was erased, or its kind is unknown."""
        row = self._db.one("SELECT header, kind, body FROM entry WHERE place = ?", (row_id(stream_id, seq),))
        if row is None or row[2] is None:
            return None
        body = decode_body(row[1], row[2])
        return None if body is None else (decode_header(row[0]), body)

    def streams(self) -> list[tuple[int, StreamInfo, bool, bytes]]:
        rows = self._db.all(
            "SELECT stream_id, device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id, adopted_seq "
            "FROM stream ORDER BY stream_id"
        )
        return [
            (
                row[0],
                StreamInfo(
                    stream=StreamId(UUID(bytes=row[1]), row[2], row[3]),
                    office=row[4],
                    desk=row[5],
                    public_key=row[9],
                    central_id=row[10],
                    adopted_seq=row[11],
                    old_head=row[8],
                ),
                bool(row[6]),
                row[7],
            )
            for row in rows
        ]

    def entries(self) -> Iterator[tuple[Any, ...]]:
        """All raw rows in the order (stream, seq), a page at a time."""
        columns = ", ".join(RAW_COLUMNS)
        last = -1
        while True:
            # By the place itself: in a file that was in others' hands seq may be anything, and the same page would come for ever.
            rows = self._db.all(
                f"SELECT place, {columns} FROM entry WHERE place > ? ORDER BY place LIMIT {_PAGE}",
                (last,),
            )
            yield from (row[1:] for row in rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def acks(self, stream_id: int) -> list[tuple[Any, ...]]:
        return self._db.all(
            "SELECT acked_seq, acked_hash, generation, office_first, office_last, signature FROM ack "
            "WHERE stream_id = ? ORDER BY acked_seq",
            (stream_id,),
        )

    def disposed(self) -> set[tuple[int, int]]:
        return {(row[0], row[1]) for row in self._db.all("SELECT stream_id, seq FROM disposal")}

    def user_of(self, entry_id: UUID) -> tuple[str, str] | None:
        row = self._db.one("SELECT user, name FROM signed_in WHERE entry_id = ?", (entry_id.bytes,))
        return None if row is None else (row[0], row[1])
