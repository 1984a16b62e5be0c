"""Who waits for news of an office: one poller for the whole process, so that a long poll holds neither a thread nor a connection."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from app.domain.errors import Unavailable

POLL_S = 0.25


class Watch:
    """One for each event loop. `last_seqs(offices)` asks the database for their newest order numbers."""

    def __init__(self, last_seqs: Callable[[Sequence[str]], Awaitable[Mapping[str, int]]], *, poll_s: float = POLL_S) -> None:
        self._last_seqs = last_seqs
        self._poll_s = poll_s
        self._waiting: Counter[str] = Counter()
        self._news: dict[str, asyncio.Event] = {}
        self._known: dict[str, int] = {}
        self._released = False

    async def wait(self, office: str, after: int, timeout_s: float) -> None:
        """Returns when the office has entries beyond `after`, when central stops, or after the time."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        self._waiting[office] += 1
        try:
            while not self._released and self._known.get(office, 0) <= after:
                event = self._news.setdefault(office, asyncio.Event())
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    return
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    return
        finally:
            self._waiting[office] -= 1
            if not self._waiting[office]:
                del self._waiting[office]
                self._news.pop(office, None)
                self._known.pop(office, None)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting.total()

    def tell(self, office: str, last: int) -> None:
        """The office has entries up to `last`: those who wait look again. On the event loop's thread."""
        if office in self._waiting and last > self._known.get(office, 0):
            self._known[office] = last
            if (event := self._news.pop(office, None)) is not None:
                event.set()

    def release(self) -> None:
        """Everybody who waits is answered now; nobody waits any more."""
        self._released = True
        for event in self._news.values():
            event.set()

    async def poll(self) -> None:
        """Asks for news of other processes until cancelled; only while somebody waits."""
        while True:
            await asyncio.sleep(self._poll_s)
            if self._waiting:
                try:
                    news = await self._last_seqs(list(self._waiting))
                except Unavailable:
                    continue  # those who wait get their empty answer at the end of their time
                for office, last in news.items():
                    self.tell(office, last)
