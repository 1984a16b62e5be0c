"""A bad line: a TCP proxy between desks and central that delays, drops, truncates, slows, resets and goes deaf on one side.

TLS goes through it untouched, so what it can do is what a network can do: it never reads a message. Entries are repeated by the desks
themselves, which reconnect and send again. Everything it does comes from one seed and from the weather it is told; it runs in a thread
of its own and keeps its port for life, so that desks may enrol at it once and meet many centrals behind it.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any, Final, Literal

Weather = Literal["clear", "delay", "drop", "half_open", "one_way", "truncate", "slow", "reset", "refuse"]
FOUL: Final[tuple[Weather, ...]] = ("delay", "drop", "half_open", "one_way", "truncate", "slow", "reset", "refuse")
DELAY_MAX_S = 0.4
SLOW_BYTES_A_S = 6_000
CHANCE = 0.35
TRUNCATE_MAX = 1_500
PUSH_BYTES = 1_500
_CHUNK = 16_384
_START_S = 10


class ChaosProxy:
    """Listens on `port` of 127.0.0.1; forwards to `target`, a port on the same host that may change. Any thread may call its methods."""

    def __init__(self, *, seed: int = 1) -> None:
        self.target = 0
        self.counts: Counter[str] = Counter()
        self.weather: Weather = "clear"
        self._chance = Random(seed)
        self._loop = asyncio.new_event_loop()
        self._connections: set[_Connection] = set()
        self._at_reply: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos-proxy")
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        """Where desks find their central."""
        return f"https://127.0.0.1:{self.port}"

    def begin(self, seed: int, target: int) -> None:
        """All lines are cut; from now on it is that seed's weather in front of that central."""
        self._run(self._cut_all())
        self._chance = Random(f"line {seed}")
        self.target, self.weather, self.counts = target, "clear", Counter()
        self.at_next_reply(None)

    def set_weather(self, weather: Weather) -> None:
        """Lines that were hurt before stay hurt, as in life: whoever waits on one waits until its own time-out."""
        self.weather = weather

    def at_next_reply(self, what: Callable[[], None] | None) -> None:
        """`what` is done, once, when central begins to answer a request as large as a push; that answer never arrives."""
        with self._lock:
            self._at_reply = what

    def close(self) -> None:
        """Nobody listens, all lines are cut, the thread is gone."""
        self._server.close()
        self._run(self._cut_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_S)

    async def _cut_all(self) -> None:
        for each in list(self._connections):
            each.cut(reset=True)
        while self._connections:
            await asyncio.sleep(0.005)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather == "refuse":
            self.counts["refused"] += 1
            _reset(writer)
            return
        connection = _Connection(self, reader, writer)
        self._connections.add(connection)
        try:
            await connection.live()
        finally:
            self._connections.discard(connection)

    def _reply_begins(self) -> bool:
        """True if this answer was the one waited for: what was to be done is done and the answer is swallowed."""
        with self._lock:
            what, self._at_reply = self._at_reply, None
        if what is None:
            return False
        self.counts["central killed before its answer"] += 1
        what()
        return True

    def roll(self, chance: float) -> bool:
        return self._chance.random() < chance

    def uniform(self, most: float) -> float:
        return self._chance.uniform(0, most)


class _Connection:
    """One desk's connection and ours to central, two pumps. `dead`: swallows what comes, and neither end is told."""

    def __init__(self, proxy: ChaosProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy, self._reader, self._desk = proxy, reader, writer
        self._central: asyncio.StreamWriter | None = None
        self._dead = False
        self._left: int | None = None  # bytes until it is truncated
        self._asked = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def live(self) -> None:
        try:
            reader, self._central = await asyncio.open_connection("127.0.0.1", self._proxy.target)
        except OSError:
            _reset(self._desk)
            return
        self._tasks = [
            asyncio.create_task(self._pump(self._reader, self._central, to_central=True)),
            asyncio.create_task(self._pump(reader, self._desk, to_central=False)),
        ]
        await asyncio.wait(self._tasks)

    def cut(self, *, reset: bool) -> None:
        """Both ends are told that it is over."""
        for each in (self._desk, self._central):
            if each is not None:
                _reset(each) if reset else each.close()
        for task in self._tasks:
            task.cancel()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, to_central: bool) -> None:
        with suppress(OSError):
            while data := await source.read(_CHUNK):
                if self._dead:
                    continue  # read and forgotten: the sender believes it was sent
                if to_central:
                    self._asked += len(data)
                elif self._asked >= PUSH_BYTES and self._proxy._reply_begins():
                    self._dead = True
                    continue
                else:
                    self._asked = 0
                if (data := await self._weathered(data, to_central=to_central)) is None:
                    continue
                target.write(data)
                await target.drain()
                if self._left == 0:
                    self.cut(reset=False)
                    return
        if not self._dead:
            self.cut(reset=False)
        elif to_central:
            self.cut(reset=True)  # the desk gave up; nobody waits on this line any more

    async def _weathered(self, data: bytes, *, to_central: bool) -> Any:
        """The part of it that arrives, when it does; None if nothing does."""
        proxy, weather = self._proxy, self._proxy.weather
        if weather == "delay":
            proxy.counts["delayed"] += 1
            await asyncio.sleep(proxy.uniform(DELAY_MAX_S))
        elif weather == "slow":
            proxy.counts["slowed"] += 1
            await asyncio.sleep(len(data) / SLOW_BYTES_A_S)
        elif weather == "drop" and proxy.roll(CHANCE):
            return self._died("dropped")
        elif weather == "half_open" and proxy.roll(CHANCE):
            if self._central is not None:
                self._central.close()
            return self._died("half-open")
        elif weather == "one_way" and not to_central:
            return self._died("one-way")
        elif weather == "reset" and proxy.roll(CHANCE):
            proxy.counts["reset"] += 1
            self.cut(reset=True)
            return None
        elif weather == "truncate" and self._left is None and proxy.roll(CHANCE):
            proxy.counts["truncated"] += 1
            self._left = int(proxy.uniform(min(len(data), TRUNCATE_MAX)))
        if self._left is not None:
            data, self._left = data[: self._left], 0
        return data

    def _died(self, how: str) -> None:
        self._proxy.counts[how] += 1
        self._dead = True


def _reset(writer: asyncio.StreamWriter) -> None:
    """The other end gets a reset, not a good-bye."""
    line = writer.get_extra_info("socket")
    if line is not None:
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
