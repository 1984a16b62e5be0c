"""Central in this process: its real HTTP application over its real SQLite file, stopped, killed and restored at will."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.central import admin
from app.central.crypto import CentralCrypto
from app.central.database import CentralDatabase, open_database
from app.central.routes import CentralApp
from app.central.server import _claim as claim
from app.central.state import load_identity

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations" / "central"


class CentralKilled(BaseException):
    """The process of central died at a commit point."""


class Inline(Executor):
    """Stands for a pool of threads: the work is done at once, on the caller's thread."""

    def __init__(self, max_workers: int = 1, thread_name_prefix: str = "") -> None:
        self._max_workers = max_workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - a future carries whatever was raised to whoever waits for it
            done.set_exception(error)
        return done


class MortalDatabase(CentralDatabase):
    """Central's database, with a process that may die right before or right after any commit."""

    at_point: Callable[[], None] = staticmethod(lambda: None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with super().transaction():
            yield
            self.at_point()
        self.at_point()


class SimCentral:
    """`up`: whether it answers. `fuse`: it dies when so many more commit points were passed; None: never."""

    def __init__(self, state_dir: Path, crypto: CentralCrypto, loop: asyncio.AbstractEventLoop) -> None:
        self.state_dir, self.crypto = state_dir, crypto
        self._loop = loop
        self.identity = load_identity(state_dir, crypto=crypto, passphrase=None)
        self.fuse: int | None = None
        self.kills = 0
        self.requests = 0
        self.up = False
        self.start()

    def start(self) -> None:
        """A fresh process answers: nothing is remembered but what is in the file."""
        if self.up:
            return
        self.db = open_database(None, self.state_dir, MIGRATIONS)
        if isinstance(self.db, MortalDatabase):
            self.db.at_point = self._point
        claim(self.db, self.identity)
        self._app = CentralApp(self.db, self.identity, version="0.1.0")
        self.up = True

    def stop(self) -> None:
        """Nobody answers any more; what was committed is in the file."""
        if self.up:
            self.up = False
            self.fuse = None
            self.db.close()

    def _point(self) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                raise CentralKilled

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What central's application answers. CentralKilled if it died meanwhile; it is stopped then."""
        self.requests += 1
        sent: list[dict[str, Any]] = []
        body = [{"type": "http.request", "body": request.content, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return body.pop() if body else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "https",
            "path": request.url.path,
            "raw_path": request.url.raw_path.partition(b"?")[0],
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 1),
            "server": ("central", 443),
        }
        try:
            self._loop.run_until_complete(self._app.app(scope, receive, send))
        except CentralKilled:
            self.kills += 1
            self.stop()
            raise
        parts = [message.get("body", b"") for message in sent if message["type"] == "http.response.body"]
        return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], stream=httpx.ByteStream(b"".join(parts)))

    def copy_to(self, folder: Path) -> None:
        """A backup, as an administrator takes one."""
        was_up = self.up
        self.stop()
        shutil.copytree(self.state_dir, folder, dirs_exist_ok=True)
        if was_up:
            self.start()

    def put_back(self, folder: Path) -> None:
        """The backup stands where the newer state stood; central answers from it."""
        self.stop()
        shutil.rmtree(self.state_dir)
        shutil.copytree(folder, self.state_dir)
        self.start()

    def verified(self) -> admin.Report:
        """Everything it stores was checked against itself."""
        return admin.verify(self.db, crypto=self.crypto)
