"""Homes: made, opened, joined to their ports and closed.

A home is a folder: `home.toml` (its name in the keyring), `ledger.db` (encrypted), `lock`, and `keys.sealed` where there is no
keyring. `open_home` gives a `Home`: the services bound to their ports on two lanes, the line to central, and what the window,
the command line and the demo may ask of other adapters. They reach those only through what stands here.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from app import __version__
from app.bootstrap.adopting import adopt
from app.bootstrap.anchor import AnchorKeeper
from app.bootstrap.another_window import practise
from app.bootstrap.attachments import HomeAttachments
from app.bootstrap.branching import branch_if_needed
from app.bootstrap.card_queue import CardQueue
from app.bootstrap.folder_watch import HomeFolders
from app.bootstrap.home_backups import HomeBackups
from app.bootstrap.home_recovery import HomeRecovery
from app.bootstrap.line_watch import LineWatch
from app.bootstrap.machine import machine_mark
from app.bootstrap.machine_facts import HomeMachine
from app.bootstrap.opening import IDENTITY, OpenLedger, Passphrase, open_ledger
from app.bootstrap.own_address import own_address
from app.bootstrap.sheets import FileSheets
from app.bootstrap.spooler import spooler_of
from app.bootstrap.terminal import connects
from app.bootstrap.ticket_machine import machines
from app.cli.bugs import keep_bug
from app.crypto.clock import SteppingClock, SystemClock
from app.crypto.ids import SystemIds
from app.crypto.passwords import Argon2Passwords
from app.crypto.sealer import OfficeSealer
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.errors import CounterError, IntegrityViolated, Refused, Unavailable
from app.domain.forms import Catalogue
from app.domain.papers import DayReport
from app.domain.training import is_training_office
from app.domain.views import Far, SyncStatus
from app.domain.watched_folders import FolderNews
from app.formfiles.catalogue import load_catalogue
from app.formfiles.privacy_duty import load_duty
from app.formfiles.statistics import load_tables
from app.keystore.spelling import spelled
from app.ledger.database import Connections, Lanes
from app.ledger.home_lock import FileLock
from app.ledger.store import Identity, PeeweeStore
from app.ports.clock import Clock
from app.ports.secrets import HomeKeys, KeyStore
from app.services import check_day, notice_news, outages, pull_feed, push_entries, transfers
from app.services.check_day import DayChecked
from app.services.desk import SEOUL, Desk, DeskIdentity, to_ms
from app.services.desk_services import DeskServices
from app.services.next_batch import NextBatch
from app.services.own_services import with_own_services
from app.services.people import REVOKED
from app.services.take_snapshot import Filling, fold_rest
from app.settings import Settings
from app.sync.engine import SyncEngine
from app.sync.https_central import HttpsCentral
from app.wire.messages import BATCH_ENTRIES_MAX

T = TypeVar("T")
# A page of the feed makes some ten thousand objects that no cycle holds: by default Python would walk all of them again and again.
gc.set_threshold(50_000)
DEVICE_PUBLIC = "device_public"
STAFF_EVERY_MS = 60_000


class Home:
    """An open home. Make it with `open_home`, close it with `close`."""

    def __init__(
        self,
        settings: Settings,
        connections: Connections,
        desk: Desk,
        store: PeeweeStore,
        keystore: KeyStore,
        keys: HomeKeys,
        *,
        lock: FileLock | None,
    ) -> None:
        desk = with_own_services(desk)
        self.settings, self.desk, self.store, self.keys = settings, desk, store, keys
        self.keystore = keystore
        self.connections = connections
        self.lanes: Lanes | None = None
        self.engine: SyncEngine | None = None
        self._cards: CardQueue | None = None
        self._lock = lock
        self._anchors = AnchorKeeper(store, keystore) if lock is not None else None
        self._central: HttpsCentral | None = None
        self._next_batch: NextBatch | None = None
        self._staff_checked_ms = 0
        self._gate, self._closing = threading.Lock(), False
        self._filling = Filling(lambda: self.on_lane(lambda: store.changed(frozenset(), ())))
        self.attachments = HomeAttachments(desk, settings.home, self.on_lane)
        self.recovery = HomeRecovery(desk, connections, keys, settings, self.attachments.service)
        self.folders = HomeFolders(desk, settings.home, self.on_lane)
        self._backups = HomeBackups(desk, keys, settings, self.on_lane)
        self.services = DeskServices(
            desk,
            sync_status=self.sync_status,
            sync_now=self.sync_now,
            attachments=self.attachments.service,
            inbox=self.folders.inbox,
            folders=self.folders.service,
            backups=self._backups,
            machine=HomeMachine(self, self.folders.service.news),
            connect=connects(desk.clock, training=desk.identity.training, practice=is_training_office(desk.identity.office)),
            lane=self.on_lane,
            draw=self._draw_day,
            spooler=spooler_of(settings.home, training=desk.identity.training),
            sheets=FileSheets(),
            tables=lambda: load_tables(settings.data / "resources" / "statistics.toml"),
            connect_machine=machines(desk.clock),
            address=(lambda: "") if desk.identity.training else own_address,
            duty=lambda: load_duty(settings.data / "resources" / "privacy_duty.toml"),
            spelled_keys=lambda: spelled(keys),
            practise=lambda: practise(settings),
            enrol=self._enrol,
            seal_anew=keystore.change_passphrase,
            running_s=time.monotonic,
        )

    def _enrol(self, url: str, code: str) -> DeskIdentity:
        """This desk belongs to that central."""
        return adopt(self, url, code)

    def _draw_day(self, report: DayReport) -> bytes:
        """The PDF of a day's papers; its module comes with the first one."""
        from app.documents import day_report_pdf

        return day_report_pdf(report, fonts=self.settings.data / "resources" / "fonts")

    # ── the line to central ──

    @property
    def central(self) -> HttpsCentral | None:
        """The line to the central this home enrolled at, or None."""
        identity = self.desk.identity
        if self._central is None and identity.central_url:
            self._central = HttpsCentral(
                identity.central_url,
                identity.ca_pem,
                office=identity.office,
                device_id=identity.device_id,
                epoch=identity.epoch,
                signer=self.desk.signer,
                central_id=identity.central_id,
                central_public=self.keys.central_public,
                verify=verify_signature,
            )
            self._next_batch = NextBatch(self._central.beside, self._central.pack)
        return self._central

    def on_lane(self, work: Callable[[], T]) -> T:
        """`work` done on the writer lane; on the calling thread where there are no lanes (the command line).

        Unavailable `desk_closing` from the moment `close` has waited long enough for who works here.
        """
        if self.lanes is None or threading.current_thread().name.startswith("writer"):
            return work()
        with self._gate:  # looked at and handed over in one: between the two the lane could be gone
            if self._closing:
                raise Unavailable("desk_closing")
            future: Future[T] = self.lanes.writer.submit(work)
        return future.result()

    def push_once(self) -> int:
        """One batch; how many entries were acknowledged."""
        central = self.central
        if central is None:
            return 0
        # Said here, not left to the default: a simulated office sends smaller batches, so that many are under way.
        limit, ahead = BATCH_ENTRIES_MAX, self._next_batch
        return push_entries.push_entries(self.desk, central, self.on_lane, version=__version__, entries_max=limit, ahead=ahead)

    def pull_once(self, wait_s: float) -> int:
        """One page of the feed, and once a minute the staff list; how many items came."""
        central = self.central
        if central is None:
            return 0
        try:
            fold_rest(self.desk, self.on_lane, self._filling)
        finally:
            self._pull_staff(central)  # whose rights are gone has none here, whatever stops the fold
        if found := pull_feed.pull_feed(self.desk, central, self.on_lane, wait_s=wait_s, filling=self._filling):
            return found
        check_day.check_when_due(self.desk, central, self.on_lane)
        return 0

    def _pull_staff(self, central: HttpsCentral) -> None:
        """What does not stand in the feed was asked for within the last minute."""
        now = to_ms(self.desk.clock.now())
        if now - self._staff_checked_ms > STAFF_EVERY_MS:
            pull_feed.pull_staff(self.desk, central, self.on_lane)
            transfers.pull_transfers(self.desk, central, self.on_lane)
            notice_news.pull_notices(self.desk, central, self.on_lane)
            self._staff_checked_ms = now

    def watch_filling(self, seen: Callable[[Far | None], object]) -> None:
        """`seen` is told how far the taking of a snapshot or of a long feed is, on the network's thread; None when it has ended."""
        self._filling.watch(lambda: seen(self._filling.told))

    def check_day(self, day: str) -> DayChecked:
        """That business date was compared with central's; a difference is work. Refused `central_none`, `day_invalid`."""
        if self.central is None:
            raise Refused("central_none")
        return check_day.check_day(self.desk, self.central, self.on_lane, day)

    def files_once(self) -> bool:
        """One piece of one sealed file; False when none may travel now."""
        return self.attachments.step(self.central)

    def sync_all(self) -> tuple[int, int]:
        """Everything pending is acknowledged, staff and feed are read to the end, then files have travelled; (sent, received).

        Refused `central_none`.
        """
        central = self.central
        if central is None:
            raise Refused("central_none")
        sent = push_entries.push_all(self.desk, central, self.on_lane, version=__version__, ahead=self._next_batch)
        pull_feed.pull_staff(self.desk, central, self.on_lane)
        fold_rest(self.desk, self.on_lane, self._filling)
        received = pull_feed.pull_all(self.desk, central, self.on_lane, filling=self._filling)
        transfers.pull_transfers(self.desk, central, self.on_lane)
        notice_news.pull_notices(self.desk, central, self.on_lane)
        check_day.check_when_due(self.desk, central, self.on_lane)
        self.attachments.all(central)
        return sent, received

    def start_sync(self) -> None:
        """Push and pull run by themselves from now on; nothing happens on a desk without central."""
        if not self.desk.identity.central_url:
            return
        self.on_lane(self.attachments.service.tidy)
        away = self.on_lane(lambda: outages.central_is_away(self.desk))
        watch = LineWatch(self._central_turned, away=away, limits=self.settings.central_limits)
        engine = SyncEngine(
            watch.pushing(self.push_once),
            watch.pulling(self.pull_once),
            now_ms=lambda: to_ms(self.desk.clock.now()),
            files_once=self.files_once,
            pace=self.central.pace if self.central is not None else None,
        )
        urgent = {"payment_settled", "payment_reversed", "day_closed"}
        self.store.on_change(lambda kinds, _cases: engine.wake(at_once=bool(kinds & urgent)))
        self.engine = engine
        engine.start()

    def _central_turned(self, away: bool, ago: timedelta) -> None:
        self.on_lane(lambda: outages.central_turned(self.desk, away, ago))

    def start_cards(self) -> None:
        """What the card terminal has not answered is asked for by itself from now on, also what an earlier run left open."""
        self._cards = CardQueue(self.services.cards.resolve_once)
        self._cards.start()

    def look_into_folders(self) -> dict[str, FolderNews]:
        """What is whole in the watched folders now was taken in; how each folder is."""
        return self.folders.look_once()

    def start_folders(self) -> None:
        """Watched folders are looked into by themselves from now on."""
        self.folders.start()

    def sync_now(self) -> None:
        """지금 보내기."""
        if self.engine is not None:
            self.engine.try_now()

    def sync_status(self, *, ask: bool = False) -> SyncStatus:
        """Queue and line; with `ask`, central itself is asked now (network: not on a lane, not on the GUI thread)."""
        exchange = self.store.exchange
        pending, oldest = exchange.pending()
        known = self.engine.status() if self.engine is not None else None
        up = known.up if known else False
        line = known.line if known else False
        if ask and self.central is not None:
            up = line = self.central.alive()
        acked = exchange.acked()[0]
        return SyncStatus(
            central="none" if not self.desk.identity.central_url else ("up" if up else "down"),
            line=line,
            pending=pending,
            acked_seq=acked,
            last_seq=exchange.head().seq,
            confirmed_office_seq=exchange.feed_cursor()[1],
            oldest_unacked_ms=oldest,
            attempts=known.attempts if known else 0,
            last_try_ms=known.last_try_ms if known else None,
            last_answer=known.last_answer if known else "",
            next_try_s=known.next_try_s if known else None,
            revoked=bool(self.store.working.setting(REVOKED)),
            attachments_waiting=self.store.attachments.waiting(),
            confirmed_seq=self._confirmed_seq(),
            refused_since_ms=known.refused_since_ms if known else None,
            filling=self._filling.told,
        )

    def _confirmed_seq(self) -> int:
        """The newest own entry that came back from central; they come back in their order."""
        sql = "SELECT seq FROM standing WHERE stream_id = ? AND office_seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
        return int(self.connections.value(sql, (self.store.own.stream_id,)) or 0)

    # ── end ──

    def close(self) -> None:
        """Threads are gone, the anchor is kept, the file is closed, another program may have the home. A backup under way is finished:
        who closes the day closes the window next. What fails on the way is raised, after all of this.
        """
        self._backups.finish()
        with ExitStack() as last:  # from its end: whatever one of these meets, the others are done, and the lock goes behind the file
            if self._lock is not None:
                last.callback(self._lock.release)
            last.callback(self._leave)
            if self._anchors is not None:
                last.callback(self._anchors.close)
            if self._central is not None:
                last.callback(self._central.close)
            self._end_threads()

    def _end_threads(self) -> None:
        """Nobody writes here any more: what was handed to the writer lane is done, and nothing more is taken there. A thread that waits
        for its network may wait on: it ends with the process, and what it brings is told `desk_closing`."""
        if self._cards is not None:
            self._cards.stop()
        self.folders.close()
        stopped = self.engine is None or self.engine.stop(timeout_s=1)
        with self._gate:
            self._closing = True
        if self.engine is not None and not stopped:
            self.engine.stop(timeout_s=0.1)
        if self.lanes is not None:
            self.lanes.writer.submit(lambda: None).result()  # so that the anchor names the last of it

    def _leave(self) -> None:
        """The file is closed."""
        if self.lanes is None:
            if self._lock is not None:
                self.store.close()
            else:
                self.connections.leave()
            return
        lanes = self.lanes
        with ExitStack() as last:
            last.callback(lanes.close)
            last.callback(lambda: lanes.writer.submit(self.store.close).result())
            last.callback(lambda: lanes.reader.submit(self.connections.leave).result())


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def clock_of(settings: Settings, *, training: bool) -> Clock:
    """The system's clock; a training home may start at a given moment. Refused `clock_not_allowed` on a real home (A13)."""
    if settings.at is None:
        return SystemClock()
    if not training:
        raise Refused("clock_not_allowed")
    try:
        at = datetime.fromisoformat(settings.at)
    except ValueError as error:
        raise Refused("clock_invalid") from error
    return SteppingClock(at.replace(tzinfo=SEOUL) if at.tzinfo is None else at)


def catalogue_of(settings: Settings) -> Catalogue:
    """All forms of this program. IntegrityViolated `form_invalid`."""
    return load_catalogue(settings.data / "forms")


def _identity(connections: Connections) -> DeskIdentity:
    stored = connections.value("SELECT value FROM setting WHERE name = ?", (IDENTITY,))
    if stored is None:
        raise IntegrityViolated("home_damaged")
    return msgspec.msgpack.decode(stored, type=DeskIdentity)


def stream_of(identity: DeskIdentity) -> Identity:
    """Which stream that desk writes."""
    return Identity(
        office=identity.office,
        desk=identity.desk,
        device_id=identity.device_id,
        epoch=identity.epoch,
        branch=identity.branch,
        training=identity.training,
        central_id=identity.central_id,
    )


def _with_new_key(connections: Connections, keystore: KeyStore, keys: HomeKeys) -> HomeKeys:
    """An enrolment that was cut off after the ledger had its new identity is finished: its key is the device's own."""
    public = connections.value("SELECT value FROM setting WHERE name = ?", (DEVICE_PUBLIC,))
    if not keys.device_next or public is None or Ed25519Signer(keys.device_next).public_key != public:
        return keys
    if (anchor := keystore.load_anchor()) is not None:
        keystore.save_anchor(anchor)  # under the new key, before the old one is gone
    keys = renewed(keys)
    keystore.save(keys)
    return keys


def renewed(keys: HomeKeys) -> HomeKeys:
    """The key of the enrolment under way is the device's own; the one before is remembered by its public half."""
    before = keys.devices_before + Ed25519Signer(keys.device).public_key
    return msgspec.structs.replace(keys, device=keys.device_next, device_next=b"", devices_before=before)


def joined(settings: Settings, connections: Connections, keystore: KeyStore, keys: HomeKeys, lock: FileLock | None) -> Home:
    """A home over an open ledger; with `lock` it is the one program that writes there."""
    identity = _identity(connections)
    if lock is not None:
        keys = _with_new_key(connections, keystore, keys)
    clock, catalogue = clock_of(settings, training=identity.training), catalogue_of(settings)
    ids, signer = SystemIds(), Ed25519Signer(keys.device)  # nothing is ordered by an id's time
    store = PeeweeStore(connections, stream_of(identity), catalogue.bundle, clock=clock, ids=ids, signer=signer)
    desk = Desk(
        identity=identity,
        catalogue=catalogue,
        store=store,
        clock=clock,
        ids=ids,
        signer=signer,
        sealer=OfficeSealer(keys.office_data, keys.office_lookup),
        passwords=Argon2Passwords(),
    )
    if lock is not None:
        # A ledger put back from a copy, or moved to another machine, goes on in a new branch (SYNC §8).
        branch_if_needed(desk, keystore, machine_mark())
    return Home(settings, connections, desk, store, keystore, keys, lock=lock)


def opened(ledger: OpenLedger, *, fold_later: bool = False) -> Home:
    """The home over that open ledger, with everything it is joined to. Writer lane.

    `fold_later`: where a snapshot was here and the program ended before it was in the lists, `pull_once` does the rest and tells how far.
    """
    try:
        ledger.connections.through_peewee()
        home = joined(ledger.settings, ledger.connections, ledger.keystore, ledger.keys, ledger.lock)
        if ledger.lock is not None and not fold_later:
            _fold_what_waits(home)
        return home
    except BaseException:
        ledger.close()
        raise


def _fold_what_waits(home: Home) -> None:
    """As much of it as can be. A full disk, an entry that no projection takes: neither may keep citizens waiting. Such a desk has not read
    so far yet, and whoever goes on with the feed begins with this, and says what was wrong.
    """
    try:
        fold_rest(home.desk, home.on_lane, Filling())
    except CounterError:
        return  # what it is can be told when it is met again
    except Exception as error:  # noqa: BLE001 - a bug, and a desk that nobody lets read the feed would never tell of it
        keep_bug(home.settings.home, error)


def open_home(settings: Settings, ask: Passphrase, *, exclusive: bool = True) -> Home:
    """That home is open on the calling thread, which is its writer. Not `exclusive`: a look beside the program that holds it.

    Refused `home_missing`, `keys_missing`, `passphrase_wrong`, `key_does_not_fit`, `ledger_newer`; Unavailable `home_in_use`,
    `no_keyring`, `keyring_locked`; IntegrityViolated `ledger_damaged`. An older ledger than the anchor knows is no error: see `branching`.
    """
    return opened(open_ledger(settings, ask, exclusive=exclusive))


def open_home_on_lanes(settings: Settings, ask: Passphrase) -> Home:
    """As `open_home`, for a window: the ledger is opened on the writer lane, and the reader lane has its own connection."""
    lanes = Lanes()
    try:
        home = lanes.writer.submit(open_home, settings, ask).result()
        home.lanes = lanes
    except BaseException:
        lanes.close()
        raise
    try:
        lanes.reader.submit(home.connections.join_as_reader).result()
    except BaseException:
        home.close()
        raise
    return home
