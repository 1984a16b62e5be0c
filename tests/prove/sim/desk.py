"""One desk of the simulated office: its home is opened by the product's own bootstrap, over ports that can die."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.bootstrap import homes
from app.bootstrap.homes import Home
from app.domain.errors import CounterError
from app.domain.views import Actor
from app.ledger.database import Connections
from app.settings import Settings
from app.sync.engine import _Lane as Lane
from app.wire.messages import StreamId
from tests.desks import PASSWORD, ROOT
from tests.fakes.memory_keys import MemoryKeys

if TYPE_CHECKING:
    from tests.prove.sim.world import World

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2099, 1, 1, tzinfo=UTC)


class DeskKilled(BaseException):
    """The process of a desk died."""

    def __init__(self, desk: SimDesk) -> None:
        self.desk = desk
        super().__init__(desk.number)


class Shown(NamedTuple):
    """A number somebody saw: on a screen, on paper."""

    desk: str
    stream: StreamId
    number: str
    seq: int


class DeskClock:
    """What the computer's clock at that desk shows: the world's time, and how far somebody set it wrong."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.wrong_by = timedelta()

    def now(self) -> datetime:
        shown = min(max(self._world.moment() + self.wrong_by, EPOCH), LATEST)
        return shown.replace(microsecond=shown.microsecond // 1000 * 1000)


class MortalConnections(Connections):
    """The ledger's file, opened by a process that may die right before or right after any commit."""

    at_point: Callable[[], None] = staticmethod(lambda: None)

    @contextmanager
    def atomic(self, *, on_disk: bool = True) -> Iterator[Any]:
        with super().atomic(on_disk=on_disk) as connection:
            yield connection
            self.at_point()
        self.at_point()


class SimDesk:
    """`life` counts the starts of its program; a frame that began in an earlier life ends when it is resumed."""

    def __init__(self, world: World, number: str, folder: Path, keys: MemoryKeys) -> None:
        self._world = world
        self.number, self.folder, self.keys = number, folder, keys
        self.clock = DeskClock(world)
        self.settings = Settings(home=folder, data=ROOT, passphrase="sealed for tests")
        self.no_line_until = self.half_open_until = 0.0
        self.shown: list[Shown] = []
        self.life = 0
        self.fuse: int | None = None
        self.home: Home | None = None
        self.lanes: list[Lane] = []
        self.actor: Actor | None = None
        self.machine = b"machine " + number.encode()
        self.at_home = False  # nobody is there to start it

    # ── life and death ──

    def open(self) -> None:
        """Its program runs and syncs by itself. DeskKilled if it died while it started; CounterError if it may not start."""
        self.lanes.clear()
        with self._world.opening(self):
            try:
                self.home = homes.open_home(self.settings, lambda _new: PASSWORD)
            except DeskKilled:
                self._forget()
                raise
            assert self.home.central is not None
            self.home.start_sync()

    @property
    def at_work(self) -> Home:
        assert self.home is not None
        return self.home

    def at_point(self) -> None:
        """A commit point was reached."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                raise DeskKilled(self)

    def die_if_dead(self, life: int) -> None:
        """DeskKilled in what is left over from an earlier life."""
        if life != self.life:
            raise DeskKilled(self)

    def died(self) -> None:
        """Nothing is left of the process but its files."""
        if self.home is not None:
            home = self.home
            self.home = None
            home.connections.leave()
            if home._lock is not None:
                home._lock.release()  # as the operating system does
        self._forget()

    def _forget(self) -> None:
        self.life += 1
        self.fuse = None
        self.actor = None
        self.lanes.clear()

    def close(self) -> None:
        """Its program was ended by a person."""
        if self.home is not None:
            home, self.home = self.home, None
            home.close()
        self._forget()

    def keep_copy(self, folder: Path) -> None:
        """The ledger's file as it is on disk now, as a backup or a clone of the disk has it."""
        folder.mkdir(parents=True, exist_ok=True)
        for each in self.folder.iterdir():
            if each.is_file():
                shutil.copy2(each, folder / each.name)

    def put_back(self, folder: Path) -> None:
        """The files of that copy stand where the newer ones stood. Only while its program does not run."""
        assert self.home is None
        shutil.rmtree(self.folder)
        shutil.copytree(folder, self.folder)

    # ── work ──

    def person(self, user: str = "park") -> Actor:
        """Somebody who is signed in."""
        if self.actor is None:
            self.actor = self.at_work.services.sign_in(user, PASSWORD)
        return self.actor

    def ready(self) -> Actor:
        """A person is signed in and the business day of the desk's own clock is open."""
        services, actor = self.at_work.services, self.person()
        status = services.day_status()
        if status.unclosed is not None:
            self.close_day()
        if status.day is None or status.unclosed is not None:
            services.open_day(actor)
        return actor

    def close_day(self) -> None:
        """The open day is closed by whoever works and the clerk."""
        services = self.at_work.services
        services.close_day(self.person(), confirmer=services.sign_in("lee", PASSWORD, second=True))

    def pending(self) -> int:
        return self.at_work.store.exchange.pending()[0]

    def note(self, number: str, seq: int = 0) -> None:
        """That number was shown."""
        self.shown.append(Shown(self.number, self.at_work.store.head.stream, number, seq))

    def tried(self, what: Callable[[], Any]) -> bool:
        """Whether it went through; what a person is told otherwise is counted, anything else is a bug and raised."""
        try:
            what()
        except CounterError as error:
            self._world.counts[f"told {error.code}"] += 1
            return False
        return True
