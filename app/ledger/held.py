"""Entries of the feed that this ledger holds already: after a branch, a restored central or a snapshot they come once more.

They are matched by (stream, seq) and bytes. The same bytes are confirmed; others are not ours to judge: central's history goes on
beside them, by its hash alone, and a forked stream is passed over (SYNC §§4, 8).
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from app.domain.entries import Header, cases_touched
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.ledger.outgoing import Outgoing
from app.ledger.tables import row_id
from app.wire.codec import decode_body, decode_header
from app.wire.messages import FeedItem


def stop_if_elsewhere(known: int | None, item: FeedItem) -> None:
    """IntegrityViolated `feed_other_order`: this entry had another order number. Central was restored, and nobody can prove it."""
    if known is not None and known != item.office_seq:
        raise IntegrityViolated("feed_other_order", seq=item.seq)


def unread(stream_id: int, seq: int) -> str:
    """The setting that keeps the hash of a foreign entry nobody can read."""
    return f"unread {stream_id} {seq}"


def hash_before(connection: Any, stream_id: int, seq: int) -> bytes:
    """The hash a foreign entry hangs on. IntegrityViolated `feed_chain` if the one before it never came."""
    if seq == 1:
        row = connection.execute("SELECT root FROM stream WHERE stream_id = ?", (stream_id,)).fetchone()
    else:
        row = connection.execute("SELECT value FROM setting WHERE name = ?", (unread(stream_id, seq - 1),)).fetchone()
        row = row or connection.execute("SELECT hash FROM entry WHERE place = ?", (row_id(stream_id, seq - 1),)).fetchone()
    if row is None:
        raise IntegrityViolated("feed_chain", seq=seq)
    return bytes(row[0])


class HeldEntry(NamedTuple):
    header: bytes
    digest: bytes
    hash: bytes
    kind: str
    body: bytes | None

    def read(self) -> tuple[Header, Body | None]:
        return decode_header(self.header), decode_body(self.kind, self.body) if self.body is not None else None

    def cases(self) -> tuple[UUID, ...]:
        """The cases it belongs to."""
        header, body = self.read()
        return cases_touched(header.case_id, body) if body is not None else ()


class Held:
    """Made for one page, inside its transaction."""

    def __init__(self, connection: Any, outgoing: Outgoing) -> None:
        self._connection, self._outgoing = connection, outgoing
        self._last: dict[int, int] = {}
        self._forked = {outgoing.number(each.stream): each.seq for each in outgoing.stopped() if each.code == "fork"}

    def passed_over(self, stream_id: int, seq: int) -> bool:
        """That place belongs to another history of a stream of ours."""
        return stream_id in self._forked and seq >= self._forked[stream_id]

    def find(self, stream_id: int, seq: int) -> HeldEntry | None:
        """What this ledger holds at that place."""
        if stream_id not in self._last:
            self._last[stream_id] = self._outgoing.last(stream_id)
        if seq > self._last[stream_id]:
            return None
        row = self._connection.execute("SELECT header, digest, hash, kind, body FROM entry WHERE place = ?", (row_id(stream_id, seq),))
        found = row.fetchone()
        return None if found is None else HeldEntry(*found)

    def stop_if_taken(self, item: FeedItem) -> None:
        """IntegrityViolated `feed_other_order`: another entry has that order number, of an order that central has lost since."""
        found = self._connection.execute(
            "SELECT device_id, epoch, branch, seq FROM standing JOIN stream USING (stream_id) WHERE office_seq = ?", (item.office_seq,)
        ).fetchone()
        place = (item.stream.device_id.bytes, item.stream.epoch, item.stream.branch, item.seq)
        if found is not None and tuple(found) != place:
            raise IntegrityViolated("feed_other_order", seq=item.seq)

    def standing(self, stream_id: int, seq: int) -> tuple[int | None, str] | None:
        """Order number and outcome as they were known before."""
        row = self._connection.execute("SELECT office_seq, outcome FROM standing WHERE stream_id = ? AND seq = ?", (stream_id, seq))
        found = row.fetchone()
        return None if found is None else (found[0], found[1])
