"""What an item of the feed says, and the rows of the book that come of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.ledger.tables import NOTHING, as_blob, row_id
from app.ledger.transaction import INSERT_ENTRY
from app.wire import chain
from app.wire.codec import decode_body, decode_header
from app.wire.messages import FeedItem

AT_ONCE = 400  # items that are read, folded and written before the next: what they are made of stays near the processor

PUT_STANDING = (
    "INSERT INTO standing (stream_id, seq, office_seq, generation, outcome, code) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (stream_id, seq) DO UPDATE SET office_seq = coalesce(excluded.office_seq, office_seq), "
    "generation = excluded.generation, outcome = excluded.outcome, code = excluded.code"
)


class Meaning(NamedTuple):
    """Header and body of a foreign entry; `body` None where it was erased or is of a kind nobody here knows."""

    header: Header
    body: Body | None


class Rows(NamedTuple):
    """What a part of a page adds to the book, written with one statement for each table."""

    standings: list[tuple[Any, ...]]
    entries: list[tuple[Any, ...]]

    def stand(self, stream_id: int, item: FeedItem, generation: int) -> None:
        """What central said of the item."""
        self.standings.append((stream_id, item.seq, item.office_seq, generation, item.outcome, item.code))

    def add(self, stream_id: int, item: FeedItem, header: Header, digest: bytes, entry_hash: bytes, *, own: bool) -> None:
        """The item's entry, as it was written."""
        entry = item.entry
        self.entries.append(
            (
                row_id(stream_id, item.seq),
                as_blob(header.entry_id.bytes),
                as_blob(entry.header),
                None if entry.salt is None else as_blob(entry.salt),
                None if entry.body is None else as_blob(entry.body),
                as_blob(digest),
                as_blob(entry_hash),
                NOTHING if item.head_sig is None else as_blob(item.head_sig),
                int(own),
                header.kind,
                as_blob(header.case_id.bytes) if header.case_id else NOTHING,
                as_blob(header.visit_id.bytes) if header.visit_id else NOTHING,
                header.business_day,
                header.recorded_at,
            ),
        )

    def write(self, connection: Any) -> None:
        """What was gathered so far is in the open transaction."""
        connection.executemany(PUT_STANDING, self.standings)
        connection.executemany(INSERT_ENTRY, self.entries)
        self.standings.clear()
        self.entries.clear()


def meaning_of(item: FeedItem, office: str, desk: str) -> Meaning | None:
    """What a foreign entry says; None if it cannot be read, or is not what it came as."""
    try:
        header = decode_header(item.entry.header)
        body = decode_body(header.kind, item.entry.body) if item.entry.body is not None else None
    except IntegrityViolated:
        return None
    stream = item.stream
    fits = (
        header.seq == item.seq
        and header.device_id.int == stream.device_id.int
        and header.epoch == stream.epoch
        and header.branch == stream.branch
        and header.office == office
        and header.desk == desk
    )
    return Meaning(header, body) if fits else None


def digest_of(item: FeedItem) -> bytes:
    """The digest of an item's bytes, or the one it brings where they were erased. IntegrityViolated `feed_chain` for anything between."""
    entry = item.entry
    if (digest := chain.digest_carried(entry.salt, entry.body, entry.digest)) is None:
        raise IntegrityViolated("feed_chain", seq=item.seq)
    return digest
