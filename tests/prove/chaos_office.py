"""Real processes for chaos: an office made once and copied for each schedule, its central and its desks, started and killed at will."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from app.bootstrap.homes import open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.central.database import CentralDatabase, open_database
from app.central.state import authority_der
from app.crypto.central_tools import CentralTools
from app.crypto.clock import SystemClock
from app.crypto.ids import SystemIds
from app.settings import data_root
from tests.bench.processes import children_of
from tests.desks import PASSWORD, cheap_keys, cheap_passwords
from tests.prove.chaos_desk import never_asked, settings_of
from tests.prove.chaos_proxy import ChaosProxy

OFFICE = "26410"
DESKS = ("03", "04", "05")
START_MAX_S = 60
WORKERS = 2


def environment_of(folder: Path) -> dict[str, str]:
    """Nothing of the person who runs the proof is read or written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINWON_", "XDG_", "DBUS_", "QT_"))}
    return {**kept, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data")}


def open_central(url: str | None, state: Path) -> CentralDatabase:
    """Central's database as an administrator's command opens it."""
    return open_database(url, state, data_root() / "migrations" / "central")


class CentralProcess:
    """`minwon central serve`. `folder`: its state, `url`: its PostgreSQL, behind two processes, or None for SQLite in its state."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder, self.url = folder, url
        self.state = folder / "central"
        self.port = 0
        self._told = False
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """It begins, at the port it had before, if it ran before; `ready` waits for its first answer."""
        where = ["--state", str(self.state), *(["--database", self.url] if self.url else [])]
        command = [sys.executable, "-m", "app", "--json", "central", "serve", *where, "--listen", f"127.0.0.1:{self.port}"]
        if self.url:
            command += ["--workers", str(WORKERS)]
        with (self.folder / "central.log").open("ab") as log:
            # A session of its own: a kill reaches every process it has.
            self._process = subprocess.Popen(
                command, cwd=data_root(), env=environment_of(self.folder), stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        self._told = False

    def ready(self) -> None:
        """It answers; AssertionError if it ended instead."""
        if self._told or self._process is None:
            return
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"central did not start: {(self.folder / 'central.log').read_text()[-2000:]}"
        self.port, self._told = int(json.loads(line)["url"].rpartition(":")[2]), True

    def kill(self) -> None:
        """`kill -9`, in the middle of whatever it did."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def kill_worker(self, which: int) -> None:
        """One of the processes that answer is gone (`kill -9`), and what it was doing with it."""
        if self._process is not None and len(pids := children_of(self._process.pid)) > 1:
            with suppress(ProcessLookupError):
                os.kill(pids[1 + which % (len(pids) - 1)], signal.SIGKILL)

    def gone(self) -> None:
        """It has ended, its port is free."""
        if self._process is not None:
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def stop(self) -> str:
        """It was told to end and did; what it logged of bugs, "" if there were none."""
        if self._process is not None:
            self._process.terminate()
            self.gone()
        log = (self.folder / "central.log").read_text()
        return log[log.index("Traceback") :][:2000] if "Traceback" in log else ""


class DeskProcess:
    """A desk's program. What it told is kept over its deaths: `shown` are the numbers. Of the living one: `last` is the newest state of
    its queue, `handed` how many drafts it was given."""

    def __init__(self, folder: Path, desk: str) -> None:
        self.folder, self.desk = folder, desk
        self.home = folder / f"desk-{desk}"
        self.shown: list[str] = []
        self.refused: list[str] = []
        self.last: dict[str, Any] = {}
        self.handed = 0
        self.signed_in = False
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._ready: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def start(self, *, own_timeouts: bool) -> None:
        """It begins; `ready` waits until somebody is signed in. What it is handed meanwhile waits in its pipe."""
        command = [sys.executable, "-m", "tests.prove.chaos_desk", str(self.home), *(["--own-timeouts"] if own_timeouts else [])]
        with (self.folder / f"desk-{self.desk}.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=data_root(), env=environment_of(self.folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
        self.last, self.handed, self.signed_in = {}, 0, False
        self._reader = threading.Thread(target=self._listen, args=(self._process,))
        self._reader.start()

    def ready(self) -> None:
        """Its window is open; AssertionError if it ended instead."""
        if self.signed_in or self._process is None:
            return
        try:
            alive = self._ready.get(timeout=START_MAX_S)
        except queue.Empty:
            alive = False
        assert alive, f"desk {self.desk} did not start: {self.log()[-2000:]}"
        self.signed_in = True

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break  # killed in the middle of a line: nobody was shown anything
            row = json.loads(line)
            if "number" in row:
                self.shown.append(row["number"])
            elif "refused" in row:
                self.refused.append(row["refused"])
            elif "ready" in row:
                self._ready.put(True)
            else:
                self.last = row
        self._ready.put(False)

    @property
    def ended(self) -> bool:
        """It died although nobody killed it."""
        return self._process is not None and self._process.poll() is not None

    def record(self, draft: bytes) -> None:
        """A draft as a JSON line is handed to it."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.write(draft)
                self._process.stdin.flush()
                self.handed += 1

    def kill(self) -> None:
        """`kill -9`, in the middle of whatever it did."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def stop(self) -> str:
        """It was told to end and did; what it logged, "" if nothing."""
        if self._process is not None:
            self._process.terminate()
            self._ended()
        return self.log()

    def log(self) -> str:
        path = self.folder / f"desk-{self.desk}.log"
        return path.read_text() if path.exists() else ""

    def _ended(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        assert self._reader is not None
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        while not self._ready.empty():
            self._ready.get()
        self._process = None


class Template(NamedTuple):
    """An office with enrolled desks on which nothing was recorded yet. `postgres`: the database of its central; None: SQLite."""

    folder: Path
    postgres: str | None


class Office:
    """One copy of the template: its processes are ended and its files gone after the block of `copied`."""

    def __init__(self, folder: Path, url: str | None, desks: int) -> None:
        self.folder = folder
        self.central = CentralProcess(folder, url)
        self.desks = [DeskProcess(folder, desk) for desk in DESKS[:desks]]

    def database(self) -> CentralDatabase:
        return open_central(self.central.url, self.central.state)

    def end(self) -> None:
        """No process of it lives."""
        for desk in self.desks:
            if desk._process is not None:
                desk.kill()
        self.central.kill()
        self.central.gone()


def make_template(folder: Path, proxy: ChaosProxy, postgres: str | None) -> Template:
    """Central on SQLite or that new PostgreSQL database, people, and three desks whose address of central is the proxy's."""
    state = folder / "central"
    tools = CentralTools(SystemClock(), SystemIds())
    db = open_central(postgres, state)
    try:
        admin.add_office(db, OFFICE, "가온구청", "민원여권과")
        for user, role, name in (("lee", "clerk", "이하늘"), ("park", "supervisor", "박가람")):
            verifier = cheap_passwords().verifier(PASSWORD)
            admin.add_staff(db, OFFICE, user, role, name, verifier, crypto=tools)  # type: ignore[arg-type]
        ca_der = authority_der(state, crypto=tools, passphrase=None)
        codes = {desk: admin.invite(db, OFFICE, desk, crypto=tools, ca_der=ca_der) for desk in DESKS}
    finally:
        db.close()
    central = CentralProcess(folder, postgres)
    central.start()
    central.ready()
    proxy.begin(0, central.port)
    try:
        for desk in DESKS:
            _enrol(folder, desk, proxy.url, codes[desk])
    finally:
        central.stop()
    return Template(folder, postgres)


def _enrol(folder: Path, desk: str, url: str, code: str) -> None:
    settings = settings_of(folder / f"desk-{desk}")
    with patch.dict(os.environ, environment_of(folder)), cheap_keys():
        enroll_home(settings, never_asked, url=url, code=code, training=True)
        home = open_home(settings, never_asked)
        try:
            home.services.open_day(home.services.sign_in("park", PASSWORD), 0)
        finally:
            home.close()


@contextmanager
def copied(template: Template, folder: Path, *, desks: int, name: str) -> Iterator[Office]:
    """An office of its own with that many desks; nothing runs yet."""
    shutil.copytree(template.folder, folder)
    (folder / "central.log").unlink(missing_ok=True)
    url = None if template.postgres is None else copied_database(template.postgres, name)
    office = Office(folder, url, desks)
    try:
        yield office
    finally:
        office.end()
        if url is not None:
            drop_database(url)
        shutil.rmtree(folder, ignore_errors=True)


def _named(url: str, name: str) -> str:
    place, mark, host = url.partition("?")
    return f"{place.rpartition('/')[0]}/{name}{mark}{host}"


def _name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def copied_database(url: str, name: str) -> str:
    """A new database with everything that one holds; its address."""
    import psycopg

    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_name_of(url)}".encode())
    return _named(url, name)


def drop_database(url: str) -> None:
    """It is gone, whoever was still connected."""
    import psycopg

    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_name_of(url)} WITH (FORCE)".encode())


def wait_until(condition: Callable[[], bool], seconds: float, *, every_s: float = 0.05) -> bool:
    """True as soon as it holds, False if it did not within that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every_s)
    return True
