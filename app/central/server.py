"""`minwon central serve`: the socket, TLS, the database and the application, until told to stop."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import socket
import ssl
import sys
import traceback
import weakref
from asyncio import sslproto
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.central.attachments import OfficeFiles
from app.central.crypto import CentralCrypto
from app.central.database import CentralDatabase, open_database
from app.central.lines import Lines
from app.central.metrics import Metrics
from app.central.routes import CentralApp
from app.central.state import Identity, load_identity
from app.central.tables import CentralRow
from app.central.tls import server_context
from app.central.workers import Workers
from app.domain.errors import Refused, Unavailable
from app.wire.enrolment import fingerprint_of

# A batch makes some ten thousand objects that no cycle holds: by default Python would walk all of them again and again.
gc.set_threshold(50_000)
# asyncio keeps a buffer of 256 KiB for each TLS line, said something or not: two of TLS's records do, whoever opens how many lines.
sslproto.SSLProtocol.max_size = 32 * 1024
_STOP_S = 5
_LET_GO_S = 0.1
_BACKLOG = 2_048
HEAD_S = 20.0  # a line on which the head of a request takes longer is no line
HEAD_LINES_MAX = 100
HEAD_BYTES_MAX = 16 * 1024
UNREAD_S = 30.0  # nor is one on which nobody takes anything of an answer for so long


@dataclass(frozen=True, kw_only=True)
class CentralConfig:
    """How central runs. `listen`: `HOST:PORT`, port 0 for any free one. `names`: further host names and addresses desks use.

    `attachments`: the folders of sealed files; every process of one central is given the same.
    """

    state_dir: Path
    migrations: Path
    version: str
    database_url: str | None = None
    listen: str = "127.0.0.1:8443"
    names: tuple[str, ...] = ()
    passphrase: str | None = None
    log_requests: bool = True
    workers: int = 1
    attachments: OfficeFiles | None = None


class RunningCentral:
    """A central that answers. `warnings`: codes a person should be told (`keys_unsealed`)."""

    def __init__(self, stop: Callable[[], None], url: str, identity: Identity) -> None:
        self._stop = stop
        self.url = url
        self.ca_pem = identity.ca_pem
        self.central_id = identity.central_id
        self.fingerprint = fingerprint_of(identity.keys.ca_certificate)
        self.warnings: list[str] = [] if identity.sealed else ["keys_unsealed"]

    def stop(self) -> None:
        """It stops soon: open requests are answered first. Any thread."""
        self._stop()


def serve(config: CentralConfig, *, crypto: CentralCrypto, on_ready: Callable[[RunningCentral], None]) -> None:
    """Serves until stopped; `on_ready` is called once, when the first request would be answered. Blocks; any thread.

    Raises Refused `listen_unknown_form`, `passphrase_needed`, `passphrase_wrong`, `database_newer`, `central_keys_differ`;
    Unavailable `address_in_use`, `address_not_here`, `port_not_allowed`, `database_unavailable`, and what `state_folder` raises. With
    several `workers` only on the main thread, and only on PostgreSQL (Refused `workers_need_postgresql`).
    """
    if config.workers > 1 and (config.database_url is None or not hasattr(os, "fork")):
        raise Refused("workers_need_postgresql")
    host, port = parse_listen(config.listen)
    identity = load_identity(config.state_dir, crypto=crypto, passphrase=config.passphrase)
    db = open_database(config.database_url, config.state_dir, config.migrations)
    _claim(db, identity)
    listener = _listen(host, port)
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname(), *([host] if host not in ("", "0.0.0.0", "::") else []), *config.names]  # noqa: S104
    context = server_context(identity.keys.ca_key, identity.keys.ca_certificate, list(dict.fromkeys(names)))
    _log_to_stderr(config.log_requests)
    metrics = Metrics(config.workers)
    shown = "localhost" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    url = f"https://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"

    def made(db: CentralDatabase, ready: Callable[[], None], lifeline: int | None = None) -> _Server:
        app = CentralApp(db, identity, version=config.version, attachments=config.attachments, metrics=metrics, lines=listener)
        return _Server(app, context, ready, lifeline)

    def work(worker: int, lifeline: int, ready: Callable[[], None]) -> None:
        metrics.work_as(worker)
        own = open_database(config.database_url, config.state_dir, config.migrations)
        made(own, ready, lifeline).run(sockets=[listener])

    try:
        if config.workers > 1:
            db.close()  # a connection must not be shared with a child
            workers = Workers(config.workers, work)
            workers.run(lambda: on_ready(RunningCentral(workers.stop, url, identity)))
        else:
            server = made(db, lambda: on_ready(RunningCentral(lambda: setattr(server, "should_exit", True), url, identity)))
            server.run(sockets=[listener])
    finally:
        listener.close()
        db.close()


class _Server(uvicorn.Server):
    """`lifeline`: when that descriptor can be read, the process that started this one is gone, and this one ends too."""

    def __init__(self, app: CentralApp, context: ssl.SSLContext, on_ready: Callable[[], None], lifeline: int | None = None) -> None:
        self._lifeline = lifeline
        self._transports: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()
        super().__init__(_uvicorn_config(app, context, _connection_class(self._transports)))
        self._app, self._on_ready = app, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self._lifeline is not None:
            asyncio.get_running_loop().add_reader(self._lifeline, self._let_end, self._lifeline)
        if self.started:
            # Off the loop: whoever is told may ask central something at once.
            await asyncio.to_thread(self._on_ready)

    def _let_end(self, lifeline: int) -> None:
        asyncio.get_running_loop().remove_reader(lifeline)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.watch.release()
        letting_go = asyncio.create_task(self._let_go())
        await super().shutdown(sockets=sockets)
        letting_go.cancel()
        for transport in list(self._transports):
            transport.abort()
        await asyncio.sleep(0.01)

    async def _let_go(self) -> None:
        """A desk that keeps its line open does not answer TLS's goodbye: what is answered and written is dropped."""
        while True:
            await asyncio.sleep(_LET_GO_S)
            for transport in list(self._transports):
                if transport.is_closing() and not transport.get_write_buffer_size():
                    transport.abort()


class _Asked(h11.Connection):
    """What somebody asks, as long as it is read at once: a body in pieces of a byte, or a head of thousands of lines, takes this
    process a hundred times as long to read as it takes a stranger to send. Desks say how long a body is before they send it."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER, HEAD_BYTES_MAX)

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        if self.their_state is h11.IDLE:
            head = self.trailing_data[0].partition(b"\r\n\r\n")[0]
            if head.count(b"\n") > HEAD_LINES_MAX:
                raise h11.RemoteProtocolError("too many lines", error_status_hint=431)
        event = super().next_event()
        if isinstance(event, h11.Request) and any(name == b"transfer-encoding" for name, _ in event.headers):
            raise h11.RemoteProtocolError("no length", error_status_hint=411)
        return event


def _connection_class(transports: weakref.WeakSet[asyncio.Transport]) -> type[H11Protocol]:
    """uvicorn's own HTTP/1.1, its transports remembered; who opens a line must also say something on it."""

    class Connection(H11Protocol):
        def __init__(self, *of: Any, **named: Any) -> None:
            super().__init__(*of, **named)
            self.conn = _Asked()

        _head: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            transports.add(transport)
            super().connection_made(transport)
            self._await_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._await_head()

        def _await_head(self) -> None:
            """uvicorn's own time runs only between two requests: strangers could hold every line there is with half a head."""
            if self.cycle is not None and not self.cycle.response_complete:
                if self._head is not None:
                    self._head.cancel()
                    self._head = None
            elif self._head is None:
                self._head = self.loop.call_later(HEAD_S, self.transport.abort)

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._unread is None:
                self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._unread is not None:
                self._unread.cancel()
                self._unread = None

        def connection_lost(self, exc: Exception | None) -> None:
            for timer in (self._head, self._unread):
                if timer is not None:
                    timer.cancel()
            # uvicorn closes it once more, and asyncio's TLS transport of Python 3.11.2 (Debian 12) cannot be aborted after that.
            transports.discard(self.transport)
            super().connection_lost(exc)

    return Connection


def parse_listen(text: str) -> tuple[str, int]:
    """Host and port. Refused `listen_unknown_form`."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65_535:
        raise Refused("listen_unknown_form", listen=text)
    return host.strip("[]"), int(port)


def _claim(db: CentralDatabase, identity: Identity) -> None:
    """The database belongs to this central's keys: with others every session, seal and acknowledgement would be wrong."""
    with db.transaction():
        row = db.first(CentralRow.select())
        if row is None:
            db.run(CentralRow.insert(central_id=identity.central_id))
        elif bytes(row["central_id"]) != identity.central_id:
            raise Refused("central_keys_differ")


_NO_LISTENING = {errno.EACCES: "port_not_allowed", errno.EADDRNOTAVAIL: "address_not_here"}


def _listen(host: str, port: int) -> Lines:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = Lines(family, kind, protocol)
    except OSError as error:
        raise Refused("listen_unknown_form", listen=f"{host}:{port}") from error
    try:
        with suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise Unavailable(_NO_LISTENING.get(error.errno or 0, "address_in_use"), listen=f"{host}:{port}") from error
    return listener


def _uvicorn_config(app: CentralApp, context: ssl.SSLContext, connection: type[H11Protocol]) -> uvicorn.Config:
    return uvicorn.Config(
        app.app,
        http=connection,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_STOP_S,
        ssl_context_factory=lambda _config, _default: context,
    )


class _FramesOnly(logging.Formatter):
    """An error's type and where it happened; never its message, which may quote what somebody sent."""

    def formatException(self, ei: object) -> str:
        if not isinstance(ei, tuple) or ei[0] is None:
            return ""
        places = "".join(traceback.format_tb(ei[2])).rstrip()
        return f"{places}\n{ei[0].__name__}"


def _log_to_stderr(requests: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_FramesOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name, level in (("app.central", logging.INFO if requests else logging.WARNING), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
