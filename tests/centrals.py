"""A real central for tests: its own process's worth of server on a TLS socket, in a thread, on SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from app.blobs.folder import OfficeFolders
from app.central import admin
from app.central.database import CentralDatabase, open_database
from app.central.server import CentralConfig, RunningCentral, serve
from app.central.state import authority_der
from app.crypto.box import box_private_key, box_public_key, open_sealed, seal_to
from app.crypto.central_tools import CentralTools
from app.crypto.ids import SystemIds
from app.crypto.signer import Ed25519Signer, verify_signature
from app.sync.enrol import DeviceBoxes, Enrolled, ExistingHome, enrol
from app.sync.https_central import HttpsCentral
from tests.fakes.fixed_clock import FixedClock
from tests.patience import PATIENCE_S
from tests.streams import Stream

OFFICE = "26410"
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations" / "central"


class Desk(NamedTuple):
    """An enrolled desk without a ledger: its line and its stream."""

    central: HttpsCentral
    stream: Stream
    enrolled: Enrolled


class CentralUnderTest:
    """Stopped and started at will; everything it knows is in `state_dir` and its database."""

    def __init__(self, state_dir: Path, database_url: str | None = None) -> None:
        self.state_dir, self.database_url = state_dir, database_url
        self.clock = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
        self.tools = CentralTools(self.clock, SystemIds())
        self.listen = "127.0.0.1:0"
        self.attachments = OfficeFolders(state_dir / "attachments")
        self._running: RunningCentral | None = None
        self._thread: threading.Thread | None = None
        self._lines: list[HttpsCentral] = []
        with self.database() as db:
            admin.add_office(db, OFFICE, "가온구청", "민원여권과")

    @property
    def running(self) -> RunningCentral:
        assert self._running is not None
        return self._running

    @property
    def port(self) -> int:
        return int(self.running.url.rpartition(":")[2])

    @contextmanager
    def database(self) -> Iterator[CentralDatabase]:
        """Central's database as an admin command opens it."""
        db = open_database(self.database_url, self.state_dir, MIGRATIONS)
        try:
            yield db
        finally:
            db.close()

    def start(self) -> None:
        """It answers; on the same port as before, if it ran before."""
        ready = threading.Event()

        def is_ready(running: RunningCentral) -> None:
            self._running = running
            ready.set()

        config = CentralConfig(
            state_dir=self.state_dir,
            migrations=MIGRATIONS,
            version="0.1.0",
            database_url=self.database_url,
            listen=self.listen,
            log_requests=False,
            attachments=self.attachments,
        )
        self._thread = threading.Thread(target=serve, args=(config,), kwargs={"crypto": self.tools, "on_ready": is_ready})
        self._thread.start()
        assert ready.wait(PATIENCE_S), "central did not start"
        self.listen = f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Nobody listens at its port."""
        if self._thread is not None:
            self.running.stop()
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self.stop()

    def invite(self, desk: str = "03", office: str = OFFICE) -> str:
        with self.database() as db:
            return admin.invite(
                db, office, desk, crypto=self.tools, ca_der=authority_der(self.state_dir, crypto=self.tools, passphrase=None)
            )

    def enrol(self, code: str, seed: int = 1, home: ExistingHome | None = None) -> Enrolled:
        """What a desk gets that enrols with the key of that seed."""
        return enrol(self.running.url, code, signer=signer_of(seed), boxes=boxes_of(seed), home=home)

    def line(self, enrolled: Enrolled, seed: int = 1, url: str = "") -> HttpsCentral:
        line = line_of(enrolled, seed, url)
        self._lines.append(line)
        return line

    def desk(self, desk: str = "03", seed: int = 1, office: str = OFFICE) -> Desk:
        """A newly enrolled desk with an empty stream."""
        enrolled = self.enrol(self.invite(desk, office), seed)
        answer = enrolled.answer
        stream = Stream(
            seed=seed,
            office=office,
            desk=desk,
            device_id=answer.device_id,
            epoch=answer.epoch,
            central_id=answer.central_id,
            signer=signer_of(seed),
        )
        return Desk(self.line(enrolled, seed), stream, enrolled)

    def verified(self) -> admin.Report:
        with self.database() as db:
            return admin.verify(db, crypto=self.tools, attachments=self.attachments)


def line_of(enrolled: Enrolled, seed: int = 1, url: str = "") -> HttpsCentral:
    """The line of a desk that enrolled with the key of that seed; the caller closes it."""
    answer = enrolled.answer
    return HttpsCentral(
        url or enrolled.url,
        answer.ca_pem,
        office=answer.office,
        device_id=answer.device_id,
        epoch=answer.epoch,
        signer=signer_of(seed),
        central_id=answer.central_id,
        central_public=answer.central_public,
        verify=verify_signature,
    )


def private_of(seed: int) -> bytes:
    return bytes([seed]) * 32


def signer_of(seed: int) -> Ed25519Signer:
    return Ed25519Signer(private_of(seed))


def boxes_of(seed: int) -> DeviceBoxes:
    private = box_private_key(private_of(seed))
    return DeviceBoxes(private, box_public_key(private), seal_to=seal_to, open_sealed=open_sealed)


@pytest.fixture(params=["sqlite", "postgresql"])
def central(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentralUnderTest]:
    """A running central of each kind."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    under_test = CentralUnderTest(tmp_path / "central", url)
    under_test.start()
    yield under_test
    under_test.close()


@pytest.fixture
def sqlite_central(tmp_path: Path) -> Iterator[CentralUnderTest]:
    """A running central on its embedded database, where the database makes no difference."""
    under_test = CentralUnderTest(tmp_path / "central")
    under_test.start()
    yield under_test
    under_test.close()
