"""The streams of a page of the feed: their numbers here, the hash each goes on from, and whether its device vouches for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.domain.errors import IntegrityViolated
from app.ledger.entry_reader import EntryReader
from app.ledger.feed_rows import Meaning, Rows, digest_of, meaning_of
from app.ledger.held import hash_before, unread
from app.ledger.tables import row_id
from app.ledger.transaction import OwnStream
from app.wire import chain, signed
from app.wire.messages import FeedItem, StreamInfo
from app.wire.recovery import SnapshotChunk, StreamHead
from app.wire.signed import Verify

# An item, the number of its stream here, and what it says; None of our own, which is known, and where nobody here can read it. A bare
# tuple: one with names takes three times as long to make, and a snapshot has a hundred thousand.
Placed = tuple[FeedItem, int, Meaning | None]


class FeedStreams:
    """Made for one page, inside its transaction on the writer lane: the feed's next one behind `after`, or, with holes, a `chunk`'s.

    `known`: stream → its number; `desks`: number → the desk that writes it; `heads`: number → the hash its next entry hangs on; `after`:
    how far the page was followed.
    """

    def __init__(
        self, connection: Any, entries: EntryReader, own: OwnStream, verify: Verify, *, after: int = 0, chunk: SnapshotChunk | None = None
    ) -> None:
        self._connection, self._own, self._verify = connection, own, verify
        self.after, self._holes, self._before = after, chunk is not None, chunk.before if chunk is not None else {}
        streams = entries.streams()
        self.known = {info.stream: stream_id for stream_id, info, _, _ in streams}
        self.desks = {stream_id: info.desk for stream_id, info, _, _ in streams}
        self.heads: dict[int, bytes] = {}

    def add(self, infos: Iterable[StreamInfo]) -> None:
        """Those of them nobody knew here have a number."""
        for info in infos:
            if info.stream not in self.known:
                self.known[info.stream] = add_stream(self._connection, info)
                self.desks[self.known[info.stream]] = info.desk

    def numbers(self, items: Sequence[FeedItem]) -> list[int]:
        """The number of each item's stream. IntegrityViolated `feed_stream_unknown` if the page did not say whose it is."""
        found, last, number = [], None, None
        for item in items:
            if item.stream != last:  # looking one up takes longer than seeing that it is the same, which it nearly always is
                last = item.stream
                number = self.known.get(last)
            if number is None:
                raise IntegrityViolated("feed_stream_unknown")
            found.append(number)
        return found

    def parts(self, items: Sequence[FeedItem], at_once: int, numbers: Sequence[int] | None = None) -> Iterator[list[Placed]]:
        """The items, so many in a part. `numbers`: those of their streams, where they are known."""
        office, own, desks = self._own.office, self._own.stream_id, self.desks
        for start in range(0, len(items), at_once):
            part = items[start : start + at_once]
            those = self.numbers(part) if numbers is None else numbers[start : start + at_once]
            yield [
                (item, number, None if number == own else meaning_of(item, office, desks[number]))
                for item, number in zip(part, those, strict=True)
            ]

    def follow(self, stream_id: int, item: FeedItem) -> None:
        """Every item up to that one was followed; its stream goes on from the hash that the snapshot says. IntegrityViolated `feed_hole` if
        it is not the next: in a snapshot, not a later one.
        """
        office_seq = item.office_seq
        if office_seq != self.after + 1 and (office_seq <= self.after or not self._holes):
            raise IntegrityViolated("feed_hole", expected=self.after + 1)
        self.after = office_seq
        if office_seq in self._before:
            self.heads[stream_id] = self._before[office_seq]

    def book(self, rows: Rows, stream_id: int, item: FeedItem, read: Meaning | None, generation: int, *, own: bool) -> bool:
        """The item is among `rows`, chained to the one before it; False, and its hash alone is kept, where nobody here can read it."""
        digest = digest_of(item)
        entry_hash = self._chained(stream_id, item, digest)
        rows.stand(stream_id, item, generation)
        if read is None:
            # One desk's broken entry must not keep the others' from everybody (G12): central has its bytes, we its hash.
            self.keep_unread(stream_id, item.seq, entry_hash)
            return False
        rows.add(stream_id, item, read.header, digest, entry_hash, own=own)
        return True

    def _chained(self, stream_id: int, item: FeedItem, digest: bytes) -> bytes:
        """The item's hash, on which its stream goes on. IntegrityViolated `feed_chain` if what comes before it is not here,
        `feed_signature` if its device did not sign it.
        """
        heads = self.heads
        if stream_id not in heads:
            heads[stream_id] = hash_before(self._connection, stream_id, item.seq)
        entry_hash = heads[stream_id] = chain.hash_of(heads[stream_id], item.entry.header, digest)
        if item.head_sig is not None and not self._is_signed(stream_id, item, entry_hash):
            raise IntegrityViolated("feed_signature", seq=item.seq)
        return entry_hash

    def _is_signed(self, stream_id: int, item: FeedItem, entry_hash: bytes) -> bool:
        """The device itself vouches for its stream up to there: not even central can put an entry into it."""
        row = self._connection.execute("SELECT office, public_key, central_id, adopted_seq FROM stream WHERE stream_id = ?", (stream_id,))
        office, public_key, central_id, adopted_seq = row.fetchone()
        # A desk that began alone signed without a central; that ends with the entry it had when it was adopted.
        centrals = (central_id, signed.NO_CENTRAL) if item.seq <= adopted_seq else (central_id,)
        place = (item.stream.device_id, item.stream.epoch, item.stream.branch, item.seq)
        return any(self._verify(public_key, signed.head(each, office, *place, entry_hash), item.head_sig or b"") for each in centrals)

    def keep_heads(self, heads: Iterable[StreamHead]) -> None:
        """What comes later of those streams hangs on these entries, whether they are here or not."""
        for head in heads:
            self.add([head.info])
            number = self.known[head.info.stream]
            if not self._connection.execute("SELECT 1 FROM entry WHERE place = ?", (row_id(number, head.seq),)).fetchone():
                self.keep_unread(number, head.seq, head.hash)

    def keep_unread(self, stream_id: int, seq: int, entry_hash: bytes) -> None:
        """Of an entry that nobody here can read, or that is not here, the hash stands where the next one looks for it."""
        put = "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"
        self._connection.execute(put, (unread(stream_id, seq), entry_hash))


def add_stream(connection: Any, info: StreamInfo) -> int:
    """Another's stream has a number in this ledger."""
    device, epoch, branch = info.stream.device_id, info.stream.epoch, info.stream.branch
    root = chain.stream_root(device, epoch, branch, info.old_head)
    cursor = connection.execute(
        "INSERT INTO stream (device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id, adopted_seq) "
        "VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
        (device.bytes, epoch, branch, info.office, info.desk, root, info.old_head, info.public_key, info.central_id, info.adopted_seq),
    )
    return int(cursor.lastrowid)
