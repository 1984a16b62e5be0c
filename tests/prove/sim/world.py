"""The world of one seed: virtual time, what happens next, who dies, and the ports through which the office sees all of it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any
from unittest.mock import patch

from app.bootstrap import anchor, homes, new_homes, opening
from app.bootstrap.line_watch import LineWatch
from app.central import admin, database, routes, snapshot
from app.central.state import authority_der
from app.crypto.central_tools import CentralTools
from app.crypto.passwords import Argon2Passwords
from app.ledger import exchange, kept_snapshot
from app.services import pull_feed, push_entries, take_snapshot
from app.settings import Settings
from app.sync import engine, enrol, https_central
from tests.centrals import OFFICE
from tests.desks import cheap_passwords, the_catalogue
from tests.fakes.memory_keys import MemoryKeys
from tests.fakes.seeded_ids import SeededIds
from tests.prove.sim.central import Inline, MortalDatabase, SimCentral
from tests.prove.sim.desk import DeskKilled, MortalConnections, SimDesk
from tests.prove.sim.line import CALM, Network, SimTransport
from tests.prove.sim.office import scratch, template
from tests.prove.sim.threads import BesideNobody, NothingAhead, Threads, VirtualTime
from tests.prove.tally import Violated

BEGIN = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # nine o'clock in Seoul
FEED_REST_S = 10.0  # stands for the long poll, which cannot wait in real seconds
NESTED_MAX = 4
STILL_MAX = 500


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for the whole process."""
    return asyncio.new_event_loop()


class World:
    """`with World(seed, desks=3) as world`: everything in it is gone afterwards. `furnished`: a copy of the office's template."""

    def __init__(self, seed: int, *, desks: int = 0, folder: Path | None = None, furnished: bool = True) -> None:
        self.seed = seed
        self.random = Random(f"minwon world {seed}")
        self._batches = Random(f"minwon batches {seed}")  # its own: what else happens under a seed stays as it was
        self.network: Network = CALM
        self.now_s = 0.0
        self.counts: Counter[str] = Counter()
        self.desks: dict[str, SimDesk] = {}
        self.folder = folder or scratch()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._opening: SimDesk | None = None
        self._busy: set[int] = set()
        self._charged: dict[int, float] = {}
        self._stepping: list[Any] = []
        self._nested = 0
        self._still = 0
        self._patches = ExitStack()
        self._clock = _WorldClock(self)
        self.ids = SeededIds(seed, self._clock)
        self._furnished, self._desk_count = furnished, desks

    # ── begin and end ──

    def __enter__(self) -> World:
        furniture = template() if self._furnished else None
        self._patch()
        state_dir = self.folder / "central"
        if furniture is not None:
            shutil.copytree(furniture.central, state_dir)
        self.central = SimCentral(state_dir, CentralTools(self._clock, self.ids), _loop())
        if furniture is not None:
            for number in list(furniture.desks)[: self._desk_count]:
                shutil.copytree(furniture.desks[number], self.folder / number)
                self.add_desk(number, MemoryKeys(furniture.keys[number])).open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            for desk in self.desks.values():
                desk.died()
            self.central.stop()
        finally:
            self._patches.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _patch(self) -> None:
        """Bootstrap of the simulation: the product's modules find our ports where they look for the machine's."""
        threads = Threads(self._thread_started)
        # Few entries a batch, but never fewer than a commit: one is made ready while another is under way.
        batches = partial(push_entries.push_entries, entries_max=self._batches.choice((40, 80, 2_000)))
        drawn = Random(f"minwon snapshots {self.seed}").choice
        at_once = drawn((1, 7, 400))
        for module, names in (
            (push_entries, {"push_entries": batches}),
            # A desk that has read nothing yet takes a snapshot where there are a few entries, in chunks and parts that die midway.
            (pull_feed, {"SNAPSHOT_FROM": drawn((3, 30, 20_000))}),
            (snapshot, {"CHUNK_ENTRIES_MAX": drawn((2, 9, 4_000)), "REUSED_WITHIN": drawn((-1, 1_000))}),
            (exchange, {"AT_ONCE": at_once}),
            (kept_snapshot, {"AT_ONCE": at_once, "PART": 2 * at_once}),
            (take_snapshot, {"PART": 3 * at_once}),
            (engine, {"threading": threads, "time": VirtualTime(lambda: self.now_s)}),
            (anchor, {"threading": threads}),
            (
                https_central,
                {
                    "Transport": self._transport,
                    "pinned_context": lambda _pem: None,
                    "Ahead": NothingAhead,
                    "BesideThread": lambda: BesideNobody(self._batches),
                },
            ),
            (enrol, {"Transport": self._transport, "pinned_context": lambda _pem: None, "find_authority": lambda *_: ""}),
            (
                homes,
                {
                    "clock_of": lambda _settings, **_: self._opened().clock,
                    "SystemIds": lambda *_: self.ids,
                    "Argon2Passwords": _passwords,
                    "catalogue_of": lambda _settings: the_catalogue(),
                    "LineWatch": partial(LineWatch, monotonic=lambda: self.now_s),
                    "machine_mark": lambda: self._opened().machine,
                },
            ),
            (opening, {"keystore_of": self._keystore, "Connections": self._connections}),
            (new_homes, {"keystore_of": self._keystore, "SystemIds": lambda *_: self.ids, "secrets": _Tokens(self.random)}),
            (database, {"CentralDatabase": MortalDatabase}),
            (routes, {"ThreadPoolExecutor": Inline}),
        ):
            for name, ours in names.items():
                if not hasattr(module, name):
                    self._patches.close()  # else every later test of this process would meet our ports
                self._patches.enter_context(patch.object(module, name, ours))

    def _opened(self) -> SimDesk:
        assert self._opening is not None, "a port was asked for outside the opening of a desk"
        return self._opening

    def _keystore(self, settings: Settings, ask: object, *, new_file: bool = False) -> MemoryKeys:
        return self._opened().keys

    def _connections(self, *args: Any, **kwargs: Any) -> MortalConnections:
        connections = MortalConnections(*args, **kwargs)
        connections.at_point = self._opened().at_point
        return connections

    def _transport(self, url: str, context: Any, **_: Any) -> SimTransport:
        return SimTransport(url, context, self, self._opened())

    @contextmanager
    def opening(self, desk: SimDesk) -> Iterator[None]:
        """Ports that are made inside belong to that desk."""
        before, self._opening = self._opening, desk
        try:
            yield
        finally:
            self._opening = before

    def _thread_started(self, owner: Any) -> None:
        """A thread of a desk would run now."""
        if hasattr(owner, "_keep"):
            self._keep_anchor(self._opened(), owner)
            return
        lane, desk = owner, self._opened()
        lane._uniform = self.random.uniform
        rests_s = lane._idle_s
        lane._idle_s = lambda: None if (pause_s := rests_s()) is None else max(pause_s, FEED_REST_S)
        desk.lanes.append(lane)

    def _keep_anchor(self, desk: SimDesk, keeper: Any) -> None:
        """The anchor is written once a second while the desk's program lives."""
        life = desk.life

        def round_of() -> None:
            if desk.life == life:
                keeper._keep()
                self.after(1.0, round_of)

        self.after(1.0, round_of)

    # ── the office ──

    def add_desk(self, number: str, keys: MemoryKeys) -> SimDesk:
        desk = self.desks[number] = SimDesk(self, number, self.folder / number, keys)
        return desk

    def invite(self, number: str) -> str:
        """A one-time code for that desk."""
        der = authority_der(self.central.state_dir, crypto=self.central.crypto, passphrase=None)
        return admin.invite(self.central.db, OFFICE, number, crypto=self.central.crypto, ca_der=der)

    def moment(self) -> datetime:
        """The true time."""
        return BEGIN + timedelta(seconds=self.now_s)

    # ── what happens ──

    def after(self, seconds: float, what: Callable[[], None]) -> None:
        """It happens so many virtual seconds from now."""
        heapq.heappush(self._events, (self.now_s + seconds, next(self._order), what))

    def run(self, until_s: float) -> None:
        """Everything that was due up to that moment has happened."""
        while (due := self._next()) is not None and due[0] <= until_s:
            self._still = 0 if due[0] > self.now_s else self._still + 1
            if self._still > STILL_MAX:
                raise Violated(f"{STILL_MAX} things happened and no time went by: somebody does the same again and again")
            self.now_s = max(self.now_s, due[0])
            if due[1] is None:
                self._do(heapq.heappop(self._events)[2])
            else:
                self._do(partial(self._step, due[1]))
        self.now_s = max(self.now_s, until_s)

    def run_for(self, seconds: float) -> None:
        self.run(self.now_s + seconds)

    def pass_time(self, seconds: float) -> None:
        """Somebody waits that long; meanwhile the rest of the world goes on."""
        if self._nested >= NESTED_MAX:
            return
        self._nested += 1
        try:
            self.run(self.now_s + seconds)
        finally:
            self._nested -= 1

    def _next(self) -> tuple[float, Any] | None:
        """When the next thing is due, and the lane it is (None: an event)."""
        found: tuple[float, Any] | None = (self._events[0][0], None) if self._events else None
        for desk in self.desks.values():
            for lane in desk.lanes:
                due_s = lane._due_s
                if due_s is not None and id(lane) not in self._busy and (found is None or due_s < found[0]):
                    found = due_s, lane
        return found

    def _do(self, what: Callable[[], None]) -> None:
        try:
            what()
        except DeskKilled as killed:
            if killed.desk.home is not None:
                self.desk_died(killed.desk)

    def _step(self, lane: Any) -> None:
        """What its thread would do now: the body of the engine's own loop, once."""
        turns = iter((True, False))
        due = type(lane)._wait_until_due
        lane._wait_until_due = lambda: due(lane) if next(turns) else False
        self._busy.add(id(lane))
        self._stepping.append(lane)
        try:
            lane._until_told()
        finally:
            self._stepping.pop()
            self._busy.discard(id(lane))
        if (charged_s := self._charged.pop(id(lane), 0.0)) and lane._due_s is not None:
            lane._due_s += charged_s

    def charge(self, desk: SimDesk, seconds: float) -> None:
        """The lane that is asking now spends that long waiting for nothing."""
        lane = self._stepping[-1] if self._stepping else None
        if lane is not None and lane in desk.lanes:
            self._charged[id(lane)] = self._charged.get(id(lane), 0.0) + seconds

    # ── deaths ──

    def desk_died(self, desk: SimDesk, *, back_in_s: float | None = None) -> None:
        """Its process is gone; somebody starts it again."""
        desk.died()
        self.counts["desks killed"] += 1
        self.after(self.random.uniform(1.0, 20.0) if back_in_s is None else back_in_s, lambda: self.start(desk))

    def start(self, desk: SimDesk) -> None:
        """Its program runs, if it does not run already and anybody is there to start it."""
        if desk.home is None and not desk.at_home:
            try:
                desk.open()
            except DeskKilled:
                self.after(1.0, lambda: self.start(desk))

    def central_died(self) -> None:
        """Its process is gone and starts again soon."""
        self.central.stop()
        self.counts["central killed"] += 1
        self.after(self.random.uniform(0.5, 30.0), self.central.start)

    def heal(self) -> None:
        """The network carries everything, central answers, every desk runs."""
        self.network = CALM
        self.central.fuse = None
        self.central.start()
        for desk in self.desks.values():
            desk.no_line_until = desk.half_open_until = 0.0
            desk.fuse = None
            self.start(desk)


class _WorldClock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        moment = self._world.moment()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class _Tokens:
    """Stands for the module `secrets` where homes are made."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def token_bytes(self, length: int) -> bytes:
        return self._random.randbytes(length)

    def token_hex(self, length: int) -> str:
        return self._random.randbytes(length).hex()


def _passwords(**_: Any) -> Argon2Passwords:
    return cheap_passwords()
