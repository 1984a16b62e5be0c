"""The outbox as a cursor, acknowledgements and the feed (SYNC §§4–5). Nothing here waits for the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

from app.domain.entries import Fact, cases_touched
from app.domain.errors import IntegrityViolated
from app.domain.moments import ms_of
from app.ledger import amnesia
from app.ledger.convergence import Replica, replica_of
from app.ledger.database import Connections
from app.ledger.disputes import open_item, withdraw_item
from app.ledger.entry_reader import EntryReader
from app.ledger.feed_rows import AT_ONCE, PUT_STANDING, Meaning, Rows, digest_of
from app.ledger.feed_streams import FeedStreams, add_stream
from app.ledger.held import Held, HeldEntry, hash_before, stop_if_elsewhere
from app.ledger.imported import Found, Importer, Verify
from app.ledger.kept_snapshot import READ_WHOLE, WHOLE, KeptSnapshot, Writer
from app.ledger.office_sums import office_sums
from app.ledger.outgoing import SET_CURSOR, Outgoing, OutgoingStream, acked_name
from app.ledger.projections import Projector
from app.ledger.refold import beneath_own, count_again, refold
from app.ledger.tables import key_of, row_id
from app.ledger.vouched import stop_if_impossible, stop_if_unvouched
from app.ports.clock import Clock
from app.ports.exchange import Head, StoppedStream
from app.wire import chain
from app.wire.messages import Ack, FeedItem, FeedPage, Push, StreamId, StreamInfo
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotChunk


class Owner(Writer, Protocol):
    """The store this exchange belongs to."""

    @property
    def head(self) -> Head: ...

    def adopted(self, central_id: bytes) -> None: ...

    def taken(self, unindexed: int) -> None: ...

    def changed(self, kinds: frozenset[str], case_ids: tuple[UUID, ...]) -> None: ...


class LedgerExchange:
    """See `ports.store.Exchange`."""

    def __init__(
        self, connections: Connections, owner: Owner, entries: EntryReader, clock: Clock, verify: Callable[[bytes, bytes, bytes], bool]
    ) -> None:
        """`verify(public_key, message, signature)` checks Ed25519."""
        self._db = connections
        self._owner = owner
        self._entries = entries
        self._clock = clock
        self._outgoing = Outgoing(connections)
        self._verify = verify
        self._kept = KeptSnapshot(connections, owner, entries, clock, verify)

    def _cursor(self, name: str) -> int:
        return int(self._db.value("SELECT value FROM cursor WHERE name = ?", (name,)) or 0)

    def head(self) -> Head:
        return self._owner.head

    def _place(self, stream: StreamId | None) -> int:
        """The number of that stream here, of the one that is written without one. IntegrityViolated `stream_unknown`."""
        if stream is None or stream == self._owner.own.stream:
            return self._owner.own.stream_id
        if (found := self._outgoing.find(stream)) is None:
            raise IntegrityViolated("stream_unknown", stream=str(stream))
        return found

    def acked(self, stream: StreamId | None = None) -> tuple[int, bytes]:
        stream_id = self._place(stream)
        seq = self._outgoing.acked(stream_id)
        return seq, self._outgoing.hash_at(stream_id, seq)

    def last_seq(self, stream: StreamId) -> int | None:
        stream_id = self._outgoing.find(stream)
        return None if stream_id is None else self._outgoing.last(stream_id)

    def hash_at(self, stream: StreamId, seq: int) -> bytes:
        return self._outgoing.hash_at(self._place(stream), seq)

    def _streams(self) -> list[OutgoingStream]:
        return self._outgoing.streams(self._owner.own_streams, self._owner.own.stream_id)

    def _waiting(self) -> list[OutgoingStream]:
        return [each for each in self._streams() if each.waits]

    def acknowledged(self) -> dict[StreamId, int]:
        return {each.stream: each.acked for each in self._streams()}

    def outgoing(self) -> list[StreamId]:
        return [each.stream for each in self._waiting()]

    def stopped(self) -> list[StoppedStream]:
        return self._outgoing.stopped()

    def stop(self, stream: StreamId, code: str, seq: int) -> None:
        stream_id, now = self._place(stream), ms_of(self._clock.now())
        with self._db.atomic() as connection:
            self._outgoing.stop(connection, stream, stream_id, code, seq, now)
            if stream != self._owner.own.stream:  # else a branch follows, and its first entry is the item
                connection.execute(
                    "INSERT OR IGNORE INTO action_item (stream_id, seq, kind, code, case_id, opened_at) "
                    "VALUES (?, ?, 'stopped', ?, NULL, ?)",
                    (stream_id, seq, code, now),
                )
        self._owner.changed(frozenset({"stopped"}), ())

    def pending(self) -> tuple[int, int | None]:
        waiting = self._waiting()
        return sum(each.last - each.acked for each in waiting), self._outgoing.oldest_of(waiting)

    def pending_won(self) -> int:
        found = 0
        for each in self._waiting():
            day = self._db.value("SELECT business_day FROM entry WHERE place = ?", (row_id(each.stream_id, each.acked + 1),))
            found += self._db.value(
                "SELECT coalesce(sum(CASE WHEN reversal = 1 THEN -amount_won ELSE amount_won END), 0) FROM allocation "
                "WHERE business_day >= ? AND stream_id = ? AND seq > ?",
                (day or "9", each.stream_id, each.acked),
            )
        return int(found)

    def last_confirmed(self) -> str | None:
        # From the standings backwards: a desk that was never confirmed, or not for long, has few of them and many entries.
        found = self._db.value(
            "SELECT c.number FROM standing s CROSS JOIN entry e ON e.place = (s.stream_id << 40 | s.seq) "
            f"JOIN case_row c ON c.case_key = {key_of('e.case_id')} WHERE s.stream_id = ? AND s.office_seq IS NOT NULL "
            "AND e.kind = 'case_received' ORDER BY s.seq DESC LIMIT 1",
            (self._owner.own.stream_id,),
        )
        return None if found is None else str(found)

    def batch(self, entries_max: int, bytes_max: int, stream: StreamId | None = None, *, after: int | None = None) -> Push | None:
        return self._outgoing.batch(self._place(stream), entries_max, bytes_max, after)

    def settle(self, ack: Ack, stream: StreamId | None = None) -> None:
        """Refused by IntegrityViolated `ack_does_not_fit` if central speaks of another history than ours."""
        stream_id, now = self._place(stream), ms_of(self._clock.now())
        if self._outgoing.hash_at(stream_id, ack.acked_seq) != ack.acked_hash:
            raise IntegrityViolated("ack_does_not_fit", seq=ack.acked_seq)
        touched: set[UUID] = set()
        with self._db.atomic() as connection:
            connection.execute(
                "INSERT INTO ack (stream_id, acked_seq, acked_hash, generation, office_first, office_last, received_at, signature) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream_id, acked_seq) DO UPDATE SET generation = excluded.generation, "
                "office_first = excluded.office_first, office_last = excluded.office_last, received_at = excluded.received_at, "
                "signature = excluded.signature WHERE excluded.generation > generation",
                (stream_id, ack.acked_seq, ack.acked_hash, ack.generation, ack.office_first, ack.office_last, now, ack.signature),
            )
            before = self._outgoing.acked(stream_id)
            connection.execute(SET_CURSOR, (acked_name(stream_id), max(ack.acked_seq, before)))
            short = self._outgoing.lacks_numbers(stream_id, self._cursor("feed"), after=before)
            if short and not self._outgoing.is_anothers(ack.office_first, stream_id):
                # A snapshot without them came between central's taking them and this answer: the feed went on behind it. Where somebody
                # else's entry has their number, central was restored instead, and the feed tells.
                connection.executemany(SET_CURSOR, READ_WHOLE)
            for each in ack.outcomes:
                if each.outcome != "applied":
                    touched |= self._dispute(connection, stream_id, each.seq, None, ack.generation, each.outcome, each.code, now)
            self._refold(connection, touched)
        self._owner.changed(frozenset({"acknowledged"}), tuple(touched))

    def rewind(self, expected: int, stream: StreamId | None = None) -> None:
        with self._db.atomic() as connection:
            connection.execute(SET_CURSOR, (acked_name(self._place(stream)), max(0, expected - 1)))
        self._owner.changed(frozenset({"acknowledged"}), ())

    def proof(self) -> AmnesiaProof:
        return amnesia.proof(self._db, self._cursor("generation"))

    def take_back(self, notice: GenerationNotice, valid_up_to: int) -> tuple[int, int]:
        self._fold_all()
        streams = self._streams()
        with self._db.atomic() as connection:
            own, foreign, cases = amnesia.take_back(connection, streams, self._owner.own_streams, notice, valid_up_to)
            self._refold(connection, cases)
        self._owner.changed(frozenset({"feed"}), tuple(cases))
        return own, foreign

    def feed_cursor(self) -> tuple[int, int]:
        return self._cursor("generation"), self._cursor("feed")

    def read_again(self) -> None:
        self._fold_all()
        with self._db.atomic() as connection:
            connection.execute("UPDATE standing SET office_seq = NULL WHERE office_seq IS NOT NULL")
            connection.execute(SET_CURSOR, ("feed", 0))

    def reads_whole(self) -> bool:
        return bool(self._cursor(WHOLE))

    def adopt(self, central_id: bytes) -> None:
        self._owner.adopted(central_id)

    def replica(self) -> Replica:
        """See `ledger.convergence`: what this desk must share with every other at its feed cursor."""
        return replica_of(self._db, self._entries, self.feed_cursor())

    # ── the feed ──

    def take_stream(self, info: StreamInfo, rows: Iterable[tuple[Any, ...]], verify: Verify) -> Found:
        self._fold_all()
        with self._db.atomic() as connection:
            stream_id = self._outgoing.find(info.stream)
            if stream_id is None:
                stream_id = add_stream(connection, info)
            projector = Projector(self._db, self._owner.own_streams)
            found = Importer(connection, self._outgoing, projector, verify).take(stream_id, self._info(stream_id), rows)
            projector.flush(connection)
        self._owner.taken(projector.unindexed)
        self._owner.changed(frozenset({"feed"}), projector.case_ids)
        return found

    def _info(self, stream_id: int) -> StreamInfo:
        return next(info for number, info, _, _ in self._entries.streams() if number == stream_id)

    def keep_snapshot(self, chunk: SnapshotChunk, as_of: int | None) -> bool:
        if self._cursor("feed"):
            return False
        stop_if_impossible(chunk, as_of)
        if self._kept.keep(chunk, as_of):
            return True
        self._fold_all()
        if self._cursor("feed"):  # the last of what waited was the end of a snapshot
            return False
        self._apply(chunk.page, chunk, as_of)
        return True

    def kept(self) -> int:
        return self._kept.waiting()

    def listing(self) -> int:
        return 0 if self._kept.stuck else self._kept.waiting()

    def stop_if_unlisted(self, fact: Fact) -> None:
        self._kept.stop_if_unlisted(fact)

    def fold_kept(self) -> int:
        folded, cases, ended = self._kept.fold()
        if ended:
            self._owner.taken(0)
        if cases or ended:
            self._owner.changed(frozenset({"feed"}), tuple(cases))
        return folded

    def _fold_all(self) -> None:
        """Nothing of a snapshot waits to be folded: what is done now belongs behind it."""
        while self.fold_kept():
            pass

    def rebuilt(self, connection: Any) -> None:
        """All entries were folded anew, in the open transaction: what waited of a snapshot is among them, also where it could not be folded
        as it was.
        """
        self._kept.folded(connection)

    def apply_feed(self, page: FeedPage, *, asked: tuple[int, int] | None = None) -> int:
        """`asked`: the cursor the page was asked for. If that moved while the question was under way, the page is dropped.

        IntegrityViolated `feed_hole` if order numbers are missing, `feed_chain` if a foreign stream's bytes do not chain."""
        self._fold_all()
        if asked is not None and self.feed_cursor() != asked:
            return 0
        stop_if_unvouched(page)
        return self._apply(page)

    def _apply(self, page: FeedPage, chunk: SnapshotChunk | None = None, as_of: int | None = None) -> int:
        """`chunk`: the page is one of a snapshot, with holes; the cursor moves with its last one, to `as_of`."""
        rows = Rows([], [])
        touched: set[UUID] = set()
        fresh = 0
        after = self._cursor("feed")
        # The cursor vouches for a snapshot, and moves with its last chunk: until that is on disk, all of it is taken again.
        with self._db.atomic(on_disk=chunk is None or as_of is not None) as connection:
            streams = FeedStreams(connection, self._entries, self._owner.own, self._verify, after=after, chunk=chunk)
            streams.add(page.streams)
            held, again = Held(connection, self._outgoing), chunk is not None or self.reads_whole()
            first = page.items[0].office_seq if page.items else 0
            own = self._owner.own.stream_id
            for part in streams.parts(page.items, AT_ONCE):
                projector = Projector(self._db, self._owner.own_streams)
                reads = [read for _, _, read in part]
                projector.look_up(
                    case_id for read in reads if read and read.body for case_id in cases_touched(read.header.case_id, read.body)
                )
                for item, stream_id, read in part:
                    streams.follow(stream_id, item)
                    if stream_id == own:
                        touched |= self._confirm(connection, stream_id, item, page.generation, held)
                    elif held.passed_over(stream_id, item.seq):
                        continue
                    elif (ours := held.find(stream_id, item.seq)) is not None:
                        touched |= self._meet(connection, stream_id, item, page.generation, streams, held, ours, projector)
                    else:
                        if again:
                            held.stop_if_taken(item)
                        self._take(connection, stream_id, item, page.generation, streams, projector, read, rows)
                        fresh += 1
                rows.write(connection)
                projector.flush(connection, index=True)
                touched |= beneath_own(self._db, projector, self._owner.own_streams, first)
            self._refold(connection, touched)
            if chunk is not None:
                streams.keep_heads(chunk.heads)
            if as_of is not None:
                self._kept.goes_on(connection, as_of, page.generation)
            elif chunk is None:
                connection.executemany(SET_CURSOR, [("feed", streams.after), ("generation", page.generation)])
        self._owner.taken(0)  # all of it is indexed but what was folded again
        if page.items:
            self._owner.changed(frozenset({"feed"}), tuple(touched))
        return fresh

    def _confirm(self, connection: Any, stream_id: int, item: FeedItem, generation: int, held: Held) -> set[UUID]:
        """An own entry came back: confirmed, or disputed. IntegrityViolated `feed_own_differs` if it is not the one we wrote,
        `feed_own_ahead` if we never wrote it: then this ledger is older than it should be (SYNC §8)."""
        ours = connection.execute("SELECT header, digest FROM entry WHERE place = ?", (row_id(stream_id, item.seq),)).fetchone()
        if ours is None:
            raise IntegrityViolated("feed_own_ahead", seq=item.seq)
        if (ours[0], ours[1]) != (item.entry.header, digest_of(item)):
            raise IntegrityViolated("feed_own_differs", seq=item.seq)
        known = connection.execute("SELECT office_seq FROM standing WHERE stream_id = ? AND seq = ?", (stream_id, item.seq)).fetchone()
        stop_if_elsewhere(known[0] if known else None, item)
        held.stop_if_taken(item)
        now = ms_of(self._clock.now())
        if item.outcome != "applied":
            return self._dispute(connection, stream_id, item.seq, item.office_seq, generation, item.outcome, item.code, now)
        connection.execute(PUT_STANDING, (stream_id, item.seq, item.office_seq, generation, "applied", ""))
        cases = withdraw_item(connection, stream_id, item.seq)
        if cases is None:
            return set()
        count_again(connection, self._db, self._entries, self._owner.own_streams, stream_id, item.seq)
        return set(cases)

    def _meet(
        self,
        connection: Any,
        stream_id: int,
        item: FeedItem,
        generation: int,
        streams: FeedStreams,
        held: Held,
        ours: HeldEntry,
        projector: Projector,
    ) -> set[UUID]:
        """An entry that is in the book came (again): the same bytes are confirmed, others are passed by with their hash."""
        digest, heads = digest_of(item), streams.heads
        if (ours.header, ours.digest) != (item.entry.header, digest):
            if stream_id not in heads:
                heads[stream_id] = hash_before(connection, stream_id, item.seq)
            heads[stream_id] = chain.hash_of(heads[stream_id], item.entry.header, digest)
            streams.keep_unread(stream_id, item.seq, heads[stream_id])
            return set()
        if stream_id in heads:
            heads[stream_id] = ours.hash
        before = held.standing(stream_id, item.seq)
        stop_if_elsewhere(before[0] if before else None, item)
        if item.outcome != "applied" and stream_id in self._owner.own_streams:
            now = ms_of(self._clock.now())
            self._dispute(connection, stream_id, item.seq, item.office_seq, generation, item.outcome, item.code, now)
        else:
            connection.execute(PUT_STANDING, (stream_id, item.seq, item.office_seq, generation, item.outcome, item.code))
            if item.outcome == "applied":
                withdraw_item(connection, stream_id, item.seq)
        if before is not None and before[1] == "quarantined" != item.outcome:
            projector.rows_again(stream_id, *ours.read())
        elif item.outcome == "quarantined":
            header = ours.read()[0]
            place = (header.business_day, stream_id, item.seq)
            connection.execute("DELETE FROM allocation WHERE business_day = ? AND stream_id = ? AND seq = ?", place)
        # In the order of an earlier generation it may have come before its case.
        projector.belongs(stream_id, item.seq, ours.cases())
        return set(ours.cases())

    def _dispute(
        self, connection: Any, stream_id: int, seq: int, office_seq: int | None, generation: int, outcome: str, code: str, now: int
    ) -> set[UUID]:
        """Standing and exactly one action item, in the transaction that brought the outcome."""
        connection.execute(PUT_STANDING, (stream_id, seq, office_seq, generation, outcome, code))
        cases = open_item(connection, stream_id, seq, outcome, code, now)
        if outcome == "quarantined":
            row = connection.execute("SELECT business_day FROM entry WHERE place = ?", (row_id(stream_id, seq),)).fetchone()
            day = row[0] if row else ""
            connection.execute("DELETE FROM allocation WHERE business_day = ? AND stream_id = ? AND seq = ?", (day, stream_id, seq))
        return set(cases)

    def _take(
        self,
        connection: Any,
        stream_id: int,
        item: FeedItem,
        generation: int,
        streams: FeedStreams,
        projector: Projector,
        read: Meaning | None,
        rows: Rows,
    ) -> None:
        """An entry of another desk is in the book, chained to the one before it."""
        if not streams.book(rows, stream_id, item, read, generation, own=stream_id in self._owner.own_streams) or read is None:
            return
        projector.add(stream_id, read.header, read.body, item.outcome)
        if item.outcome != "applied" and read.header.desk == self._owner.own.desk:
            # Written by this desk's PC before the one that stands here now: its disputes are ours to settle.
            rows.write(connection)
            open_item(connection, stream_id, item.seq, item.outcome, item.code, ms_of(self._clock.now()))

    def _refold(self, connection: Any, case_ids: set[UUID]) -> None:
        refold(connection, self._db, self._entries, self._owner.own_streams, case_ids)

    def sums(self, date: str) -> tuple[int, int, int]:
        return office_sums(self._db, date)
