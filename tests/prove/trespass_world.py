"""A central and everybody who has no business there: desks of two offices, a retired one, a client that sends what it likes.

The central is the real one behind a real TLS socket. `untouched` says whether anything it keeps has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
from starlette.routing import Route

from app.central import admin, server
from app.central.routes import CentralApp
from app.central.tables import TABLES, SessionRow, TransferPlaceRow
from app.sync.pinning import pinned_context
from app.wire.messages import MEDIA_TYPE, Ack, Challenge, Problem, SessionAnswer, SessionRequest, decode, encode
from app.wire.signed import session
from tests.centrals import OFFICE, CentralUnderTest, Desk, signer_of
from tests.prove.tally import Violated
from tests.streams import an_entry

OTHER_OFFICE = "11110"
# What a stranger may ask: who is there, how it is spoken to, how busy it is, and what leads to a session. All else needs one.
OPEN = frozenset({"/health", "/metrics", "/openapi.json", "/v1/central", "/v1/enrol", "/v1/sessions/challenge", "/v1/sessions"})
# Sessions come and go, and central reads its own entries on at its own pace to relay what other offices wait for.
OF_ITS_OWN = (SessionRow, TransferPlaceRow)
TIMEOUT_S = 20


class Told(NamedTuple):
    """An answer. `code`: of the problem, "" if it was none."""

    status: int
    body: bytes
    code: str

    @property
    def refused(self) -> bool:
        return 400 <= self.status < 500 and self.code != ""


class Client:
    """Says to central what it is told to, with or without a right to; from any of this machine's own addresses."""

    def __init__(self, port: int, ca_pem: str, source: str = "127.0.0.1") -> None:
        self._context = pinned_context(ca_pem)
        self._port, self._source = port, source
        self._line: HTTPSConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, token: str | None = None, **headers: str) -> Told:
        """One request. `token`: of the Authorization header; None: without that header."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            told.setdefault("content-type", MEDIA_TYPE)
        if token is not None:
            told["authorization"] = f"Bearer {token}"
        if self._line is None:
            self._line = HTTPSConnection(
                "127.0.0.1", self._port, context=self._context, timeout=TIMEOUT_S, source_address=(self._source, 0)
            )
        try:
            self._line.request(method, path, body=body, headers=told)
            response = self._line.getresponse()
            return _told(response.status, response.read(), response.getheader("content-type", ""))
        except (OSError, HTTPException):
            self.close()
            raise

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _told(status: int, body: bytes, media_type: str) -> Told:
    if "problem+json" not in media_type:
        return Told(status, body, "")
    return Told(status, body, msgspec.json.decode(body, type=Problem).code)


class Address(NamedTuple):
    """One way into central: a method and a path with names in braces."""

    method: str
    path: str


class World:
    """One central with its desks. `victim` and `colleague` share an office, `other` has its own, `retired` was one of the first."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._apps: list[CentralApp] = []
        with patch.object(server, "CentralApp", self._remembered):
            self.central = CentralUnderTest(folder / "central")
            stack.callback(self.central.close)
            with self.central.database() as db:
                admin.add_office(db, OTHER_OFFICE, "다온구청")
            self.central.start()
        self.db = stack.enter_context(self.central.database())
        self.client = self.from_address("127.0.0.1", stack)
        self.victim, self.colleague = self._desk("03", 1, OFFICE), self._desk("04", 2, OFFICE)
        self.other, self.retired = self._desk("03", 3, OTHER_OFFICE), self._desk("05", 4, OFFICE)
        self.retired_token = self.token(self.retired, 4)
        admin.retire_device(self.db, OFFICE, "05", crypto=self.central.tools)

    def _remembered(self, *arguments: Any, **more: Any) -> CentralApp:
        self._apps.append(CentralApp(*arguments, **more))
        return self._apps[-1]

    def from_address(self, source: str, stack: ExitStack) -> Client:
        """A client on that address of this machine (127.x.y.z)."""
        client = Client(self.central.port, self.central.running.ca_pem, source)
        stack.callback(client.close)
        return client

    def _desk(self, number: str, seed: int, office: str) -> Desk:
        desk = self.central.desk(number, seed, office)
        desk.stream.add_case()
        an_entry(desk.stream)
        desk.central.push(desk.stream.id, desk.stream.push())
        return desk

    def token(self, desk: Desk, seed: int) -> str:
        """A session of that desk, as its program opens one."""
        return decode(self.client.ask("POST", "/v1/sessions", self.session_request(desk, seed)).body, SessionAnswer).token

    def challenge(self) -> bytes:
        return decode(self.client.ask("POST", "/v1/sessions/challenge").body, Challenge).challenge

    def session_request(self, desk: Desk, seed: int, **changes: Any) -> bytes:
        """What opens a session of that desk, signed with the key of that seed, with something changed."""
        answer = desk.enrolled.answer
        told: dict[str, Any] = {
            "device_id": answer.device_id,
            "epoch": answer.epoch,
            "challenge": self.challenge(),
            "central_id": answer.central_id,
        } | changes
        message = session(told["central_id"], told["device_id"], told["epoch"], told["challenge"])
        signature = changes.get("signature", signer_of(seed).sign(message))
        return encode(SessionRequest(device_id=told["device_id"], epoch=told["epoch"], challenge=told["challenge"], signature=signature))

    # ── what it answers to ──

    def addresses(self) -> list[Address]:
        """Every way into central, from the application's own table of routes."""
        found = []
        for route in self._apps[-1].app.routes:
            if not isinstance(route, Route):
                raise Violated(f"a route of another kind, which nobody watches: {route}")
            found += [Address(method, route.path) for method in sorted(route.methods or ()) if method != "HEAD"]
        return found

    def guarded(self) -> list[Address]:
        """Those that need a session: all that nobody opened on purpose."""
        return [each for each in self.addresses() if each.path not in OPEN]

    def filled(self, path: str, desk: Desk, **names: str) -> str:
        """The path with what is that desk's in its braces; where nothing is known, something that could be."""
        known = {"office": desk.stream.office, "stream": str(desk.stream.id), "day": "2026-11-20", **names}
        for name in [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]:
            path = "/".join(known.get(name, "0" * 64) if part[1:-1].partition(":")[0] == name else part for part in path.split("/"))
        return path

    # ── what it keeps ──

    def kept(self) -> dict[str, str]:
        """Everything central keeps but what moves by itself: table or file beside the database → hash of what is in it."""
        found = {}
        for table in TABLES:
            if table not in OF_ITS_OWN:
                rows = sorted(repr([_plain(value) for value in row.values()]) for row in self.db.all(table.select()))
                found[table.__name__] = sha256(json.dumps(rows).encode()).hexdigest()
        for path in sorted(self.central.state_dir.rglob("*")):
            if path.is_file() and "sqlite" not in path.name:
                found[path.name] = sha256(path.read_bytes()).hexdigest()
        return found

    def sessions(self) -> int:
        """How many sessions are open."""
        return len(self.db.all(SessionRow.select(SessionRow.token_hash)))

    @contextmanager
    def untouched(self, what: str) -> Iterator[None]:
        """Nothing that central keeps changes inside. Raises Violated."""
        before = self.kept()
        yield
        if (after := self.kept()) != before:
            changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
            raise Violated(f"{what}: central kept something of it: {changed}")


def _plain(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | bytearray | memoryview) else value


def must(refused: bool, what: str, told: object = "") -> None:
    """Raises Violated unless it was refused."""
    if not refused:
        raise Violated(f"{what} {told}".strip())


def acknowledged(told: Told) -> Ack:
    """The acknowledgement of an answer. Raises Violated if it is none."""
    if told.status != 200:
        raise Violated(f"a right push was refused: {told.status} {told.code}")
    return decode(told.body, Ack)
