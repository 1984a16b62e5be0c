"""Processes that are measured: a central on PostgreSQL, its CPU seconds as the operating system counts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from app.central import admin
from app.central.database import CentralDatabase, open_database
from app.central.state import Identity, authority_der, load_identity
from app.crypto.central_tools import CentralTools
from app.crypto.clock import SystemClock
from app.crypto.ids import SystemIds
from app.settings import data_root

_TICKS = os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """That process and everything it started, as they are now."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += children_of(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of that process so far, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def compiled() -> None:
    """The modules of a central stand compiled on the disk, as after its first start: the first one needs 20 MiB for compiling them."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-c", "import app.bootstrap.central, app.cli.main"], cwd=data_root(), env=environment, check=True)


class CentralProcess:
    """`minwon central serve` over that database, as an administrator starts it."""

    def __init__(self, folder: Path, database_url: str, *, workers: int = 1) -> None:
        self._state, self._database_url, self._workers = folder / "central", database_url, workers
        self._log = folder / "central.log"
        self._listen = "127.0.0.1:0"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self._tools = CentralTools(SystemClock(), SystemIds())

    @property
    def pids(self) -> list[int]:
        """Every process of central."""
        assert self._process is not None
        return children_of(self._process.pid)

    def start(self) -> None:
        """It answers; at the same address as before, if it ran before."""
        workers = ["--workers", str(self._workers)] if self._workers > 1 else []
        where = ["--state", str(self._state), "--database", self._database_url, "--listen", self._listen]
        command = [sys.executable, "-m", "app", "--json", "central", "serve", *where, *workers]
        environment = {**os.environ, "MINWON_PASSPHRASE": "", "PYTHONDONTWRITEBYTECODE": ""}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=data_root(), env=environment, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"central did not start: {self._log.read_text()[-2000:]}")
        self.url = json.loads(line)["url"]
        self._listen = self.url.removeprefix("https://")

    def kill(self) -> None:
        """All its processes are gone at once, in the middle of whatever they did (`kill -9`)."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._ended()

    def _ended(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        self._process.wait()
        self._process.stdout.close()
        self._process = None

    @property
    def tools(self) -> CentralTools:
        return self._tools

    def identity(self) -> Identity:
        """Its keys, as an administrator could read them."""
        return load_identity(self._state, crypto=self._tools, passphrase=None)

    def database(self) -> CentralDatabase:
        """Central's database as its administrator's commands open it; the caller closes it."""
        return open_database(self._database_url, self._state, data_root() / "migrations" / "central")

    def invite(self, office: str, desk: str) -> str:
        """A code for that desk; the office is made if it is not there."""
        db = self.database()
        try:
            admin.add_office(db, office, "가온구청", "민원여권과")
            ca_der = authority_der(self._state, crypto=self._tools, passphrase=None)
            return admin.invite(db, office, desk, crypto=self._tools, ca_der=ca_der)
        finally:
            db.close()
