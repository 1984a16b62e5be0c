"""The network between a desk and central: the desk's real HTTP client, and instead of sockets whatever can happen to a request."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from app.sync.transport import Transport
from tests.prove.sim.central import CentralKilled

if TYPE_CHECKING:
    from tests.prove.sim.desk import SimDesk
    from tests.prove.sim.world import World


@dataclass(frozen=True, kw_only=True)
class Network:
    """Chances for each request, from 0 to 1. `latency_s`: the longest way of a request or a reply that arrives."""

    drop_request: float = 0.0
    drop_reply: float = 0.0
    repeat: float = 0.0
    late: float = 0.0
    truncate: float = 0.0
    busy: float = 0.0
    latency_s: float = 0.05


CALM = Network()


class SimTransport(Transport):
    """The real transport over the simulated line of the desk that is being opened. Made in place of `Transport` by the world."""

    def __init__(self, url: str, context: ssl.SSLContext, world: World, desk: SimDesk) -> None:
        super().__init__(url, context)
        self._simulated = httpx.Client(transport=_Wire(world, desk), trust_env=False)

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        yield self._simulated


class _Wire(httpx.BaseTransport):
    def __init__(self, world: World, desk: SimDesk) -> None:
        self._world, self._desk = world, desk
        self._life = desk.life

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, or what a client sees when there is none. While a message is under way, the rest of the world goes on."""
        request.read()
        world, chance, network = self._world, self._world.random, self._world.network
        self._check_line(request)
        if chance.random() < network.drop_request:
            self._silence(request, chance.uniform(1.0, 30.0))
        if chance.random() < network.late:
            world.after(chance.uniform(0.1, 90.0), lambda: self._arrive_late(request))
            self._silence(request, 30.0)
        self._travel(request)
        response = self._deliver(request)
        if chance.random() < network.repeat:
            world.counts["requests repeated"] += 1
            response = self._deliver(request)
        if chance.random() < network.drop_reply:
            world.counts["replies lost"] += 1
            self._silence(request, chance.uniform(1.0, 30.0))
        if chance.random() < network.truncate:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body", request=request)
        self._travel(request)
        self._check_line(request)
        return response

    def _check_line(self, request: httpx.Request) -> None:
        world, desk = self._world, self._desk
        if desk.no_line_until > world.now_s:
            error = httpx.ConnectError("no route", request=request)
            error.__cause__ = OSError(errno.ENETUNREACH, "network is unreachable")
            raise error
        if desk.half_open_until > world.now_s:
            self._silence(request, 30.0)
        if not world.central.up:
            raise httpx.ConnectError("connection refused", request=request)

    def _travel(self, request: httpx.Request) -> None:
        if request.url.path.startswith("/v1/sessions"):
            return  # the desk's other thread waits for this very answer: nothing of interest could happen meanwhile
        self._world.pass_time(self._world.random.uniform(0.0, self._world.network.latency_s))
        self._desk.die_if_dead(self._life)

    def _deliver(self, request: httpx.Request) -> httpx.Response:
        world = self._world
        if not world.central.up:
            raise httpx.ConnectError("connection refused", request=request)
        if world.random.random() < world.network.busy:
            return httpx.Response(503, headers={"retry-after": str(world.random.randrange(1, 6))}, stream=httpx.ByteStream(b""))
        try:
            return world.central.answer(_without_waiting(request))
        except CentralKilled:
            world.central_died()
            raise httpx.ReadError("connection reset by peer", request=request) from None

    def _arrive_late(self, request: httpx.Request) -> None:
        """A request its sender has given up long ago; nobody reads the answer."""
        if self._world.central.up:
            self._world.counts["requests late"] += 1
            try:
                self._world.central.answer(_without_waiting(request))
            except CentralKilled:
                self._world.central_died()

    def _silence(self, request: httpx.Request, seconds: float) -> None:
        self._world.charge(self._desk, seconds)
        raise httpx.ReadTimeout("timed out", request=request)


def _without_waiting(request: httpx.Request) -> httpx.Request:
    """The feed's long poll would wait in real seconds: here it answers at once, and the desk comes again."""
    if "wait" not in request.url.params:
        return request
    return httpx.Request(request.method, request.url.copy_set_param("wait", "0"), headers=request.headers, content=request.content)
