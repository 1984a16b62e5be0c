"""How much central has in its hands, what it turns away first, and how often it asks the desks to come (SYNC §10).

Closings and payments are the last to be turned away, files and snapshots the first: each kind of work may fill only its share of
the room. One instance for each process, touched on its event loop's thread only.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Final, Literal
from uuid import UUID

from app.central.problems import Declined

Kind = Literal["urgent", "usual", "files"]

IN_FLIGHT_MAX: Final = 64
EACH_MAX: Final = 8  # of one device at a time: an honest one has a push, a feed and a file
STRANGERS_MAX: Final = IN_FLIGHT_MAX // 2  # of those who have shown no session yet, all of them together
OF_ONE_NETWORK: Final = STRANGERS_MAX // 2  # of those, from one address
POLLS_OF_ONE: Final = 4  # long polls of one device: an honest one has one, and another for each line that broke within half a minute
BODY_S: Final = 120.0  # a line on which a batch takes longer is no line
BODY_BYTES_MAX: Final = 32 * 1024 * 1024
ANSWER_BYTES_MAX: Final = 128 * 1024 * 1024
_ANSWERS_OF_ONE: Final = ANSWER_BYTES_MAX // 4  # an honest device has a page, the one after it and a piece of a file on their way
HEAVY_AT_ONCE: Final = 2  # batches and pages that are unpacked at the same time: what bounds a process' memory
_SHARE: Final[dict[Kind, float]] = {"urgent": 1.0, "usual": 0.75, "files": 0.5}
_CALM: Final = 0.25
PUSH_MS, PUSH_MS_MAX = 300, 10_000
PULL_MS, PULL_MS_MAX = 1_000, 15_000


class Load:
    """`in_flight`: requests that hold or await a database thread; `body_bytes`: what was read of pushes and not yet worked off;
    `answer_bytes`: what was asked for and not yet fetched."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.body_bytes = 0
        self.answer_bytes = 0
        self.shed = 0
        self._heavy = asyncio.Semaphore(HEAVY_AT_ONCE)
        self._reading: dict[UUID, asyncio.Timeout] = {}
        self._of: Counter[UUID | str] = Counter()
        self._strangers = 0
        self._unfetched: Counter[UUID] = Counter()
        self._polls: Counter[UUID] = Counter()

    @asynccontextmanager
    async def room(self, kind: Kind = "usual", *, heavy: bool = False, who: UUID | str | None = None) -> AsyncIterator[None]:
        """There is room for one more request of that kind; Declined `central_busy` if not: a queue nobody will wait for helps nobody.

        `who`: the device it is for, or a stranger's network; one alone fills only a part of the room, and so do all strangers."""
        if self.in_flight >= IN_FLIGHT_MAX * _SHARE[kind] or not self._may(who):
            raise self._busy()
        self.in_flight += 1
        self._strangers += isinstance(who, str)
        if who is not None:
            self._of[who] += 1
        try:
            if not heavy:
                yield
                return
            async with self._heavy:
                yield
        finally:
            self.in_flight -= 1
            self._strangers -= isinstance(who, str)
            if who is not None:
                self._of[who] -= 1
                if not self._of[who]:
                    del self._of[who]

    def _may(self, who: UUID | str | None) -> bool:
        if isinstance(who, str):
            return self._strangers < STRANGERS_MAX and self._of[who] < OF_ONE_NETWORK
        return who is None or self._of[who] < EACH_MAX

    @asynccontextmanager
    async def reading(self, who: UUID) -> AsyncIterator[None]:
        """A body of that device is on its way in. Declined `central_busy` after a while, or as soon as the same device sends another:
        what a broken line, or somebody's patience, keeps half sent must not hold the room of those who send."""
        try:
            async with asyncio.timeout(BODY_S) as limit:
                if (older := self._reading.get(who)) is not None and not older.expired():
                    older.reschedule(asyncio.get_running_loop().time())
                self._reading[who] = limit
                try:
                    yield
                finally:
                    if self._reading.get(who) is limit:
                        del self._reading[who]
        except TimeoutError as error:
            raise self._busy() from error

    @contextmanager
    def waiting(self, who: UUID) -> Iterator[None]:
        """That device waits for news. Declined `central_busy`: it already does, more often than a desk has a use for."""
        if self._polls[who] >= POLLS_OF_ONE:
            raise self._busy()
        self._polls[who] += 1
        try:
            yield
        finally:
            self._polls[who] -= 1
            if not self._polls[who]:
                del self._polls[who]

    @asynccontextmanager
    async def body(self, size: int, kind: Kind) -> AsyncIterator[None]:
        """A body of that many bytes may be read. Declined `central_busy`."""
        if self.body_bytes and self.body_bytes + size > BODY_BYTES_MAX * _SHARE[kind]:
            raise self._busy()
        self.body_bytes += size
        try:
            yield
        finally:
            self.body_bytes -= size

    def answer(self, size: int, who: UUID) -> ExitStack:
        """An answer of that many bytes for that device may lie here until it is fetched; closing what comes back says that it was.
        Declined `central_busy`: who asks for page after page and reads none must not have them all kept."""
        mine = self._unfetched[who]
        if (mine and mine + size > _ANSWERS_OF_ONE) or (self.answer_bytes and self.answer_bytes + size > ANSWER_BYTES_MAX):
            raise self._busy()
        self.answer_bytes += size
        self._unfetched[who] += size
        held = ExitStack()
        held.callback(self._fetched, size, who)
        return held

    def _fetched(self, size: int, who: UUID) -> None:
        self.answer_bytes -= size
        self._unfetched[who] -= size
        if not self._unfetched[who]:
            del self._unfetched[who]

    def pace(self) -> tuple[int, int]:
        """After how many ms a desk should push and pull again: the usual ones while it is calm, up to the greatest when full."""
        full = min(1.0, max(0.0, (self.in_flight / IN_FLIGHT_MAX - _CALM) / (1 - _CALM)))
        return PUSH_MS + round(full * (PUSH_MS_MAX - PUSH_MS)), PULL_MS + round(full * (PULL_MS_MAX - PULL_MS))

    def _busy(self) -> Declined:
        self.shed += 1
        return Declined("central_busy", retry_after_s=2 + secrets.randbelow(9))
