"""A snapshot is taken in two strides: its entries are checked and kept as they come, and folded into cases once all of them are here.

The line is needed for the first alone, a third of the work, and the writer lane is never held for long: a clerk's receipt waits for one
piece of a chunk that is kept, or for one part of a fold. The feed's cursor stands still until the last entry is folded, so the rest of the
program sees a desk that has not read so far yet. A program that was ended in between folds the rest when the home is opened, a window
behind its first picture.

Only what is new is kept so. A chunk with entries that are here already, or our own, goes through `exchange` as a page of the feed does.

All in all it takes a tenth longer than folding each chunk as it came: headers and bodies are read twice. Tried instead, each measured in
one run: folding beside on a second thread (Python runs one at a time, and a row is too short a pause: nothing gained), a second process
(its start alone takes as long as ten thousand entries), the search index made later (every list then waits for it at its first question).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from app.domain.clock_entries import DuesMoved
from app.domain.entries import Fact, cases_touched
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.moments import ms_of
from app.domain.money_entries import PaymentReversed, PaymentSettled, PaymentStarted, RefundPromised, RefundPromiseDropped
from app.ledger.database import Connections
from app.ledger.disputes import open_item
from app.ledger.entry_reader import EntryReader
from app.ledger.feed_rows import AT_ONCE, Rows
from app.ledger.feed_streams import FeedStreams
from app.ledger.held import Held
from app.ledger.outgoing import SET_CURSOR, Outgoing
from app.ledger.projections import Projector
from app.ledger.refold import beneath_own, refold
from app.ledger.transaction import OwnStream
from app.ports.clock import Clock
from app.wire.codec import decode_body, decode_header
from app.wire.messages import FeedItem
from app.wire.recovery import SnapshotChunk
from app.wire.signed import Verify

# Entries of one transaction of the fold. A receipt beside parts of 2,000 waited half as long again; 800 cost three hundredths more.
PART: Final = 1_200
# Cursors that stand only while something waits: up to where it is folded, from where the feed goes on, and in which generation.
_FOLDED: Final = "kept folded"
_AS_OF: Final = "kept as of"
_GENERATION: Final = "kept generation"
WHOLE: Final = "feed whole"  # a cursor: 1 from then on, where a snapshot held less than this desk has to hear of
READ_WHOLE: Final = (("feed", 0), (WHOLE, 1))
_KEPT: Final = """
SELECT s.office_seq, s.stream_id, s.seq, s.outcome, s.code, e.header, e.kind, e.body
FROM standing s CROSS JOIN entry e ON e.place = (s.stream_id << 40 | s.seq) WHERE s.office_seq > ? ORDER BY s.office_seq LIMIT ?
"""
_NAMING: Final = frozenset({PaymentStarted, PaymentSettled, PaymentReversed, RefundPromised, RefundPromiseDropped, DuesMoved})
# A body is read only where it names more than its case: one in five.
_ABOUT: Final = """
SELECT e.case_id, e.kind, CASE WHEN e.kind IN
    ('payment_started', 'payment_settled', 'payment_reversed', 'refund_promised', 'refund_promise_dropped', 'dues_moved') THEN e.body END
FROM standing s CROSS JOIN entry e ON e.place = (s.stream_id << 40 | s.seq) WHERE s.office_seq > ?
"""


class Writer(Protocol):
    """Who writes this ledger: the stream, and all those of this home."""

    @property
    def own(self) -> OwnStream: ...

    @property
    def own_streams(self) -> frozenset[int]: ...


class Folded(NamedTuple):
    """`entries`: how many, 0 where nothing waited or nobody here can read it; `cases`: those that were folded anew from their first entry;
    `ended`: the last that waited are among them.
    """

    entries: int
    cases: frozenset[UUID]
    ended: bool


class KeptSnapshot:
    """Writer lane only."""

    def __init__(self, connections: Connections, writer: Writer, entries: EntryReader, clock: Clock, verify: Verify) -> None:
        self._db, self._writer, self._entries, self._clock, self._verify = connections, writer, entries, clock, verify
        self._outgoing = Outgoing(connections)
        self._about: set[UUID] | None = None  # None: to be read from what waits
        self._about_more: list[UUID] = []  # came since: sorted in when somebody asks, which nobody may
        self._stuck = False

    def _cursor(self, name: str) -> int | None:
        found = self._db.value("SELECT value FROM cursor WHERE name = ?", (name,))
        return None if found is None else int(found)

    def keep(self, chunk: SnapshotChunk, as_of: int | None) -> bool:
        """The chunk's entries are in the book, each chained and readable, and wait to be folded; False, and nothing is kept, where it
        brings anything that is not new. `as_of`: with the last chunk, where the feed goes on once all is folded; that one is on disk.

        IntegrityViolated as `exchange.apply_feed`.
        """
        page, about, own_streams = chunk.page, list[UUID](), self._writer.own_streams
        with self._db.atomic(on_disk=as_of is not None) as connection:
            streams = FeedStreams(connection, self._entries, self._writer.own, self._verify, chunk=chunk)
            streams.add(page.streams)
            numbers, waits = streams.numbers(page.items), self._cursor(_FOLDED) is not None
            if not self._all_new(Held(connection, self._outgoing), page.items, numbers, waits=waits):
                return False
            rows = Rows([], [])
            for part in streams.parts(page.items, AT_ONCE, numbers):
                for item, stream_id, read in part:
                    streams.follow(stream_id, item)
                    streams.book(rows, stream_id, item, read, page.generation, own=stream_id in own_streams)
                    if read and read.body:
                        about += _named(read.header.case_id, read.body)
                rows.write(connection)
            streams.keep_heads(chunk.heads)
            if not waits:
                connection.execute(SET_CURSOR, (_FOLDED, page.items[0].office_seq - 1))
            if as_of is not None:
                connection.executemany(SET_CURSOR, [(_AS_OF, as_of), (_GENERATION, page.generation)])
        self._about_more += about
        return True

    def _all_new(self, held: Held, items: Sequence[FeedItem], numbers: Sequence[int], *, waits: bool) -> bool:
        """Whether nothing of it is our own, is here already, is passed over, or stands before what came last."""
        newest = self._db.value("SELECT max(office_seq) FROM standing WHERE office_seq IS NOT NULL") or 0
        if not items:
            return waits
        if items[0].office_seq <= newest:
            return False
        own = self._writer.own.stream_id
        last: dict[int, int] = {}
        for item, stream_id in zip(items, numbers, strict=True):
            if stream_id not in last:
                last[stream_id] = self._outgoing.last(stream_id)
            if stream_id == own or item.seq <= last[stream_id] or held.passed_over(stream_id, item.seq):
                return False
            last[stream_id] = item.seq
        return True

    def waiting(self) -> int:
        """How many entries are kept and not folded yet."""
        after = self._cursor(_FOLDED)
        return 0 if after is None else int(self._db.value("SELECT count(*) FROM standing WHERE office_seq > ?", (after,)))

    @property
    def stuck(self) -> bool:
        """What waits could not be folded when this program tried last; nobody knows when it can."""
        return self._stuck

    def stop_if_unlisted(self, fact: Fact) -> None:
        """Nothing that waits is about the cases, payments and promises of that fact. Refused `case_unlisted`: what was done with them is
        here and not seen yet, so a fee would be taken twice and money given back twice.
        """
        if self._named_by(self._about_waiting(), fact):
            raise Refused("case_unlisted", left=self.waiting())

    @staticmethod
    def _named_by(about: set[UUID], fact: Fact) -> bool:
        return bool(about) and any(each in about for each in _named(fact.case_id, fact.body))

    def _about_waiting(self) -> set[UUID]:
        """What all that waits is about, and what waited beside it: nothing is taken out before nothing waits any more."""
        if self._about is not None:
            self._about.update(self._about_more)
        else:
            about, after = set[UUID](), self._cursor(_FOLDED)
            for case_id, kind, stored in [] if after is None else self._db.all(_ABOUT, (after,)):
                body = decode_body(kind, stored) if stored is not None else None
                of = UUID(bytes=case_id) if case_id is not None else None
                about.update(_named(of, body) if body is not None else (of,) if of is not None else ())
            self._about = about
        self._about_more.clear()
        return self._about

    def fold(self) -> Folded:
        """The next entries that wait are folded, found and listed, in one transaction; with the last of them the feed's cursor stands at
        the snapshot's order number.
        """
        try:
            folded = self._fold_part()
        except Exception:
            self._stuck = True
            raise
        self._stuck = False
        if folded.ended:
            self._about = None
            self._about_more.clear()
        return folded

    def _fold_part(self) -> Folded:
        after = self._cursor(_FOLDED)
        if after is None:
            return Folded(0, frozenset(), False)
        entries, cases, last = 0, set(), False
        with self._db.atomic(on_disk=False) as connection:
            while entries < PART and not last:
                rows = self._db.all(_KEPT, (after, AT_ONCE))
                cases |= self._fold_rows(connection, rows)
                entries, last = entries + len(rows), len(rows) < AT_ONCE
                after = rows[-1][0] if rows else after
            # Where it ends with a whole part: were that said by the next one, nobody would ask for it who sees that nothing waits.
            last = last or not self._db.all(_KEPT, (after, 1))
            if last:
                self._end(connection)
            else:
                connection.execute(SET_CURSOR, (_FOLDED, after))
        return Folded(entries, frozenset(cases), last)

    def _fold_rows(self, connection: Any, rows: Sequence[tuple[Any, ...]]) -> set[UUID]:
        """Those entries are folded, in the open transaction; the cases that were folded anew from their first entry."""
        if not rows:
            return set()
        own_streams = self._writer.own_streams
        projector = Projector(self._db, own_streams)
        said = [(decode_header(row[5]), decode_body(row[6], row[7]) if row[7] is not None else None) for row in rows]
        projector.look_up(case_id for header, body in said if body for case_id in cases_touched(header.case_id, body))
        for (_, stream_id, seq, outcome, code, *_), (header, body) in zip(rows, said, strict=True):
            projector.add(stream_id, header, body, outcome)
            if outcome != "applied" and header.desk == self._writer.own.desk:
                # Written by this desk's PC before the one that stands here now: its disputes are ours to settle.
                open_item(connection, stream_id, seq, outcome, code, ms_of(self._clock.now()))
        projector.flush(connection, index=True)
        cases = beneath_own(self._db, projector, own_streams, rows[0][0])
        refold(connection, self._db, self._entries, own_streams, cases)
        return cases

    def folded(self, connection: Any) -> None:
        """Whatever waited was folded with everything else, in the open transaction."""
        if self._cursor(_FOLDED) is not None:
            self._end(connection)
        # Read from the disk again: were the transaction taken back, all that waits would wait still.
        self._about, self._stuck = None, False

    def _end(self, connection: Any) -> None:
        """Nothing waits any more; of a snapshot that came whole the feed goes on."""
        as_of, generation = self._cursor(_AS_OF), self._cursor(_GENERATION)
        if as_of is not None and generation is not None:
            self.goes_on(connection, as_of, generation)
        connection.executemany("DELETE FROM cursor WHERE name = ?", [(_FOLDED,), (_AS_OF,), (_GENERATION,)])

    def goes_on(self, connection: Any, as_of: int, generation: int) -> None:
        """The feed goes on behind a snapshot, in the transaction that brought the last of it; from its first entry on, where the snapshot
        held less of what is here than this desk has to hear of.

        What lies before its 90 days is confirmed by the feed alone: what was sent under a clock that was months behind, and all a desk
        held when central gave new order numbers.
        """
        others = "SELECT EXISTS (SELECT 1 FROM standing JOIN stream t USING (stream_id) WHERE office_seq IS NULL AND t.own = 0)"
        own = (self._outgoing.lacks_numbers(stream_id, as_of) for stream_id in self._writer.own_streams)
        connection.executemany(SET_CURSOR, [("feed", as_of), ("generation", generation)])
        if any(own) or self._db.value(others):
            connection.executemany(SET_CURSOR, READ_WHOLE)


def _named(case_id: UUID | None, body: Body) -> Sequence[UUID]:
    """The cases an entry is about, and the payment and the promise it changes."""
    if type(body) not in _NAMING:  # most of them: a snapshot asks this of each of its entries
        return () if case_id is None else (case_id,)
    more: Sequence[UUID | None] = ()
    match body:
        case PaymentSettled():
            more = (body.payment_id, body.settles)
        case PaymentReversed():
            more = (body.payment_id, body.promise)
        case RefundPromised():  # for several cases it stands with none of its own
            more = (body.payment_id, body.promise_id, *(each.case_id for each in body.allocations))
        case RefundPromiseDropped():
            more = (body.promise_id,)
        case PaymentStarted():
            more = (*body.cases, body.original)
    return [each for each in (case_id, *cases_touched(case_id, body), *more) if each is not None]
