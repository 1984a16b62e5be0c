"""The ledger of one home: `ports.store.Store` on peewee and SQLCipher.

The hot path (`transaction`) uses prepared statements on peewee's connection: two model inserts cost twice as much as two
statements (0.56 against 0.29 ms a durable transaction when tried).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.moments import ms_of
from app.ledger.attachments import AttachmentTable
from app.ledger.book_reader import BookReader
from app.ledger.calendar_reader import CalendarReader
from app.ledger.card_reader import CardPaymentReader
from app.ledger.case_reader import CaseReader
from app.ledger.closing_reader import ClosingReader
from app.ledger.dashboard_reader import DashboardReader
from app.ledger.database import Connections
from app.ledger.day_check import LedgerDayBooks
from app.ledger.day_reader import DayReader
from app.ledger.dispute_reader import DisputeReader
from app.ledger.disputes import restore_items
from app.ledger.drawer_reader import DrawerReader
from app.ledger.duty_reader import DutyReader
from app.ledger.entry_reader import EntryReader
from app.ledger.exchange import LedgerExchange
from app.ledger.fee_reader import FeeReader
from app.ledger.inbox import InboxTable
from app.ledger.kiosk_reader import KioskReader
from app.ledger.notice_reader import NoticeReader
from app.ledger.numbered_reader import NumberedReader
from app.ledger.office_reader import SIGNED, OfficeReader, RatingReader
from app.ledger.outage_reader import OutageReader
from app.ledger.payment_reader import PaymentReader
from app.ledger.print_log import LedgerPrintLog
from app.ledger.projections import Projector, index_pending
from app.ledger.refund_reader import RefundReader
from app.ledger.statistics_reader import StatisticsReader
from app.ledger.tables import PROJECTIONS, row_ids
from app.ledger.ticket_list import TicketList
from app.ledger.transaction import LedgerTransaction, OwnStream, Serials
from app.ledger.transfers import LedgerTransfers
from app.ledger.visit_reader import VisitReader
from app.ledger.working import WorkingTables
from app.ports.blobs import AttachmentRows
from app.ports.books import Books
from app.ports.card_payments import CardPayments
from app.ports.clock import Clock
from app.ports.closings import Closings
from app.ports.crypto import Signer
from app.ports.dashboards import Dashboards
from app.ports.day_books import DayBooks
from app.ports.disputes import Disputes
from app.ports.drawer import Drawer
from app.ports.duties import Duties
from app.ports.exchange import Exchange, Head
from app.ports.ids import Ids
from app.ports.inbox import InboxRows
from app.ports.kiosks import Kiosks
from app.ports.notices import Notices
from app.ports.numbered import NumberedCases
from app.ports.outages import Outages
from app.ports.payments import Payments
from app.ports.print_log import PrintLog
from app.ports.refunds import Refunds
from app.ports.statistics import Statistics
from app.ports.store import Book, Transaction, Working
from app.ports.tickets import OwnTickets, Visits
from app.ports.transfers import Transfers
from app.wire import chain, signed
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamId

REBUILD_CHUNK = 5000
INDEX_BATCH = 256  # 0.4 % of commits carry a batch of the search index: below what the 99th percentile feels


_FEE_KINDS = frozenset({"fee_amount_set", "acknowledged", "feed", "rebuilt"})
_OFFICE_KINDS = frozenset({*SIGNED, "acknowledged", "feed", "rebuilt"})
_CALENDAR_KINDS = frozenset({"calendar_changed", "acknowledged", "feed", "rebuilt"})
# Mark of a range of numbers → the kind of entry that carries them, and where.
_NUMBERED = {
    "": ("case_received", "number"),
    "R": ("payment_settled", "receipt_no"),
    "B": ("payment_reversed", "receipt_no"),
    "W": ("refund_promised", "slip_no"),
}
_DAY_KINDS = frozenset({"day_opened", "day_closed", "outage_opened", "outage_closed", "feed", "rebuilt"})


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Which stream this home writes: given by `init` or by enrolment, kept in the setting `identity`."""

    office: str
    desk: str
    device_id: UUID
    epoch: int
    branch: int
    training: bool = False
    central_id: bytes = signed.NO_CENTRAL


class PeeweeStore:
    """See `ports.store.Store`. Open and close on the writer lane."""

    def __init__(self, connections: Connections, identity: Identity, bundle: bytes, *, clock: Clock, ids: Ids, signer: Signer) -> None:
        self._db = connections
        self._clock, self._ids, self._signer = clock, ids, signer
        self._bundle = bundle
        self._own = self._register(identity)
        self.own_streams = frozenset(row[0] for row in connections.all("SELECT stream_id FROM stream WHERE own = 1"))
        self._unindexed = int(connections.value("SELECT count(*) FROM search_pending"))
        self._entries = EntryReader(connections)
        self._head = self._read_head()
        self._serials = Serials(self._last_serial)
        self._unsure = False
        self._callbacks: list[Callable[[frozenset[str], tuple[UUID, ...]], None]] = []
        self._joined: _Joined | None = None
        connections.may_join = identity.training
        self.cases: CaseReader = CaseReader(connections)
        self.days: DayReader = DayReader(connections, self._entries, self._own)
        self.working: Working = WorkingTables(connections, clock)
        self.book: Book = self._entries
        self.attachments: AttachmentRows = AttachmentTable(connections)
        self.inbox: InboxRows = InboxTable(connections)
        self.numbered: NumberedCases = NumberedReader(connections)
        self.day_books: DayBooks = LedgerDayBooks(connections, self._entries, lambda: (self.own_streams, self._own.stream_id))
        self.transfers: Transfers = LedgerTransfers(connections)
        self.disputes: Disputes = DisputeReader(connections, self._entries)
        self.card_payments: CardPayments = CardPaymentReader(connections, lambda: self._own.stream_id)
        self.drawer: Drawer = DrawerReader(connections)
        self.closings: Closings = ClosingReader(connections)
        self.refunds: Refunds = RefundReader(connections)
        self.payments: Payments = PaymentReader(connections)
        self.print_log: PrintLog = LedgerPrintLog(connections)
        self.outages: Outages = OutageReader(connections)
        self.books: Books = BookReader(connections)
        self.duties: Duties = DutyReader(connections)
        self.statistics: Statistics = StatisticsReader(connections)
        self.dashboards: Dashboards = DashboardReader(connections)
        self.kiosks: Kiosks = KioskReader(connections)
        self.notices: Notices = NoticeReader(connections)
        self.tickets: OwnTickets = TicketList(connections, clock)
        self.visits: Visits = VisitReader(connections)
        self.office_fees: FeeReader = FeeReader(connections, self._entries)
        self.office_calendar: CalendarReader = CalendarReader(connections)
        self.office_words: OfficeReader = OfficeReader(connections)
        self.ratings: RatingReader = RatingReader(connections)
        self._exchange = LedgerExchange(connections, self, self._entries, clock, signer.verify)
        self.exchange: Exchange = self._exchange

    @property
    def own(self) -> OwnStream:
        return self._own

    @property
    def head(self) -> Head:
        return self._head

    def _register(self, identity: Identity) -> OwnStream:
        """The own stream has its row; made with the first opening of the file."""
        stream = StreamId(identity.device_id, identity.epoch, identity.branch)
        place = (stream.device_id.bytes, stream.epoch, stream.branch)
        row = self._db.one("SELECT stream_id, central_id FROM stream WHERE device_id = ? AND epoch = ? AND branch = ?", place)
        if row is None:
            if stream.branch:
                raise IntegrityViolated("branch_missing", stream=str(stream))
            with self._db.atomic():
                self.begin_stream(identity, self._signer.public_key)
            return self._register(identity)
        return OwnStream(
            stream_id=row[0],
            stream=stream,
            office=identity.office,
            desk=identity.desk,
            central_id=row[1],
            training=identity.training,
        )

    def begin_stream(self, identity: Identity, public_key: bytes) -> None:
        """The first stream of that epoch has its row as one of ours, in the transaction that is open. Whoever only looks at the file cannot
        make it."""
        stream = StreamId(identity.device_id, identity.epoch, identity.branch)
        root = chain.stream_root(*place_of(stream))
        self._db.here.execute(
            "INSERT INTO stream (device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id) "
            "VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
            (
                stream.device_id.bytes,
                stream.epoch,
                stream.branch,
                identity.office,
                identity.desk,
                root,
                chain.NO_HASH,
                public_key,
                identity.central_id,
            ),
        )

    def _read_head(self) -> Head:
        own = self._own
        row = self._db.one(
            "SELECT seq, hash, recorded_at FROM entry WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1", row_ids(own.stream_id)
        )
        if row is None:
            root = bytes(self._db.value("SELECT root FROM stream WHERE stream_id = ?", (own.stream_id,)))
            return Head(stream=own.stream, seq=0, hash=root, recorded_at=0)
        return Head(stream=own.stream, seq=row[0], hash=row[1], recorded_at=row[2])

    def _last_serial(self, mark: str, ymd: str) -> int:
        """The last serial of that date on disk: numbers are part of their entries, so no counter can run away from them.

        Read backwards from the head to the last closing of an earlier date: the first case of a morning waits for this.
        """
        kind, said = _NUMBERED[mark]
        day, own = f"20{ymd[:2]}-{ymd[2:4]}-{ymd[4:]}", self._own.stream_id
        earlier = self._db.value("SELECT max(closing_seq) FROM day WHERE stream_id = ? AND day < ?", (own, day)) or 0
        first, last = row_ids(own, earlier + 1)
        while row := self._db.one(
            "SELECT place, body FROM entry WHERE place BETWEEN ? AND ? AND kind = ? AND business_day >= ? AND business_day < ? "
            "ORDER BY place DESC LIMIT 1",
            (first, last, kind, day, day + "~"),
        ):
            body = decode_body(kind, row[1]) if row[1] is not None else None
            if number := str(getattr(body, said, "")):
                return int(number.split("-")[-2])
            last = row[0] - 1
        return 0

    @contextmanager
    def transaction(self, *, actor: UUID | None, day: str) -> Iterator[Transaction]:
        if self._unsure:
            self._head, self._unsure = self._read_head(), False
        self._refuse_closed(day)
        with self._guarded(), self._db.atomic() as connection:
            work = LedgerTransaction(
                connection,
                self._own,
                self._head,
                Projector(self._db, self.own_streams),
                self._serials,
                clock=self._clock,
                ids=self._ids,
                signer=self._signer,
                actor=actor,
                day=day,
                bundle=self._bundle,
                stop_if_unlisted=self.exchange.stop_if_unlisted,
            )
            yield work
            head = work.write()
        self._head = head
        work.committed()
        self._unindexed += work.projector.unindexed
        self.cases.recent_drafts.update(work.projector.drafts)
        # Once the full-text index was written in an open transaction, each savepoint after it costs three times as much.
        if self._unindexed >= INDEX_BATCH and self._joined is None:
            self.catch_up()
        self.changed(frozenset(work.projector.kinds), work.projector.case_ids)

    def _refuse_closed(self, day: str) -> None:
        """Nothing is written into a closed day, whoever asks (G6). Days come in the order of date and part; the last one may be open."""
        last = self.days.last()
        if last is None or (day == last.day and last.closed_at is None):
            return
        if _place_of_day(day) <= _place_of_day(last.day):
            raise Refused("day_closed", day=day)

    @contextmanager
    def branch(self, branch: int, *, day: str) -> Iterator[Transaction]:
        """See the port. Nothing of it is there before the commit: a crash leaves the old branch as it was."""
        if self._unsure:
            self._head, self._unsure = self._read_head(), False
        old = self._head
        stream = msgspec.structs.replace(self._own.stream, branch=branch)
        root = chain.stream_root(*place_of(stream), old.hash)
        with self._guarded(), self._db.atomic() as connection:
            row = connection.execute(
                "INSERT INTO stream (device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id) "
                "VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
                (
                    stream.device_id.bytes,
                    stream.epoch,
                    branch,
                    self._own.office,
                    self._own.desk,
                    root,
                    old.hash,
                    self._signer.public_key,
                    self._own.central_id,
                ),
            )
            own = msgspec.structs.replace(self._own, stream_id=int(row.lastrowid), stream=stream)
            own_streams = self.own_streams | {own.stream_id}
            work = LedgerTransaction(
                connection,
                own,
                Head(stream=stream, seq=0, hash=root, recorded_at=old.recorded_at),
                Projector(self._db, own_streams),
                self._serials,
                clock=self._clock,
                ids=self._ids,
                signer=self._signer,
                actor=None,
                day=day,
                bundle=self._bundle,
                stop_if_unlisted=self.exchange.stop_if_unlisted,
            )
            yield work
            head = work.write()
        self._own, self._head, self.own_streams = own, head, own_streams
        self._serials.forget()
        self.days.writes(own)
        self.changed(frozenset(work.projector.kinds), work.projector.case_ids)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """All commits of this block are on disk together at its end, told of once; an exception takes all of them back, a refusal that is
        caught in it only its own. For a simulated day, whose numbers nobody waits for: RuntimeError on a home that does not train.
        """
        told, head = _Joined(), self._head
        try:
            with self._db.joined():
                self._joined = told
                yield
        except BaseException:
            self._head = head
            self._forget()
            raise
        finally:
            self._joined = None
        self.changed(frozenset(told.kinds), tuple(told.case_ids))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """After a disk error nobody knows what was written: whatever is kept in memory is read again before it is used (G7)."""
        try:
            yield
        except Unavailable:
            self._forget()
            raise

    def _forget(self) -> None:
        self._unsure = True
        self._serials.forget()
        self.days.forget()
        self.cases.forget()
        self.office_fees.forget()
        self.office_calendar.forget()
        self.office_words.forget()

    def taken(self, unindexed: int) -> None:
        """Cases of other desks wait for the search index; a page of the feed is indexed at once."""
        self._unindexed += unindexed
        self.catch_up()

    def changed(self, kinds: frozenset[str], case_ids: tuple[UUID, ...]) -> None:
        """Everybody who asked is told what was committed."""
        if kinds & _DAY_KINDS:
            self.days.forget()
        if kinds & _FEE_KINDS:
            self.office_fees.forget()
        if kinds & _CALENDAR_KINDS:
            self.office_calendar.forget()
        if kinds & _OFFICE_KINDS:
            self.office_words.forget()
        if self._joined is not None:
            self._joined.kinds |= kinds
            self._joined.case_ids |= dict.fromkeys(case_ids)
            return
        for callback in self._callbacks:
            callback(kinds, case_ids)

    def on_change(self, callback: Callable[[frozenset[str], tuple[UUID, ...]], None]) -> None:
        self._callbacks.append(callback)

    def catch_up(self) -> None:
        """Every case can be found by name and number: what waits for the search index is in it."""
        if not self._db.value("SELECT EXISTS (SELECT 1 FROM search_pending)"):
            return
        with self._db.atomic() as connection:
            while index_pending(connection, REBUILD_CHUNK):
                pass
        self._unindexed = 0
        self.cases.recent_drafts.clear()

    def rebuild(self) -> int:
        """See the port. One transaction: a crash leaves the old projections."""
        folded = 0
        with self._db.atomic() as connection:
            for table in PROJECTIONS:
                empty = "INSERT INTO search (search) VALUES ('delete-all')" if table == "search" else f"DELETE FROM {table}"
                connection.execute(empty)
            for rows in self._entries.in_fold_order(REBUILD_CHUNK):
                projector = Projector(self._db, self.own_streams)
                for stream_id, header_bytes, kind, body, outcome in rows:
                    header = decode_header(header_bytes)
                    projector.add(stream_id, header, decode_body(kind, body) if body is not None else None, outcome)
                projector.flush(connection)
                while index_pending(connection, REBUILD_CHUNK):
                    pass
                folded += len(rows)
            restore_items(connection, self._own.desk, ms_of(self._clock.now()))
            self._exchange.rebuilt(connection)
        self._unindexed = 0
        self.changed(frozenset({"rebuilt"}), ())
        return folded

    def adopted(self, central_id: bytes) -> None:
        """From the next entry on heads name that central; what stands already was signed without (SYNC §3)."""
        with self._db.atomic() as connection:
            for stream_id in self.own_streams:  # those before a branch too: nothing was signed for that central yet
                last = "(SELECT coalesce(max(seq), 0) FROM entry WHERE place BETWEEN ? AND ?)"
                connection.execute(
                    f"UPDATE stream SET central_id = ?, adopted_seq = {last} WHERE stream_id = ?",
                    (central_id, *row_ids(stream_id), stream_id),
                )
        self._own = msgspec.structs.replace(self._own, central_id=central_id)

    def close(self) -> None:
        """The write-ahead log is folded in and the writer's connection closed; also closed where the disk has no room for the first."""
        try:
            self.catch_up()
            self._db.checkpoint()
        finally:
            self._db.leave()


class _Joined:
    """What joined commits touched; told when they are on disk."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.case_ids: dict[UUID, None] = {}


def _place_of_day(day: str) -> tuple[str, int]:
    date, _, part = day.partition("/")
    return date, int(part or 1)


def place_of(stream: StreamId) -> tuple[UUID, int, int]:
    """Device, epoch and branch as `chain.stream_root` takes them."""
    return stream.device_id, stream.epoch, stream.branch
