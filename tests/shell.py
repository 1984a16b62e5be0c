"""The real program at a shell, as a person or a script calls it: one process for each command, a home in a temporary folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from app.bootstrap.homes import open_home
from app.bootstrap.new_homes import enroll_home, init_home
from app.cli.forms import as_line
from app.domain.new_desk import FirstPerson, NewDesk
from app.services.make_sample import make_samples
from app.settings import Settings, data_root
from tests import warm
from tests.desks import cheap_keys, the_catalogue, the_people

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "a passphrase for tests"
PASSWORD = "sam-pass-2026"
AT = "2026-11-20T09:00:00+09:00"
_MINWON = [sys.executable, "-W", "error", "-m", "app"]
_OWN_START = {"central", "demo"}  # with the database driver that a desk never loads, or with processes of their own


@dataclass(frozen=True)
class Result:
    """What a command left behind. `rows`: its JSON lines."""

    code: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.decode().splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        (found,) = self.rows
        return found


class Program:
    """`minwon` with that home; nothing of the person who runs the tests is read or written."""

    def __init__(self, folder: Path, *, home: str = "home", more: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.home = folder / home
        self.cwd = ROOT
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MINWON_", "XDG_", "DBUS_", "QT_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH")
        }
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **kept,
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
            "MINWON_HOME": str(self.home),
            "MINWON_PASSPHRASE": PASSPHRASE,
            "MINWON_PASSWORD": PASSWORD,
            "MINWON_CLOCK": AT,
            **(more or {}),
        }

    def command(self, *arguments: str) -> list[str]:
        return [*_MINWON, *arguments]

    def environment_with(self, changed: Mapping[str, str | None]) -> dict[str, str]:
        """The environment with some variables set, or with None taken away."""
        together = {**self.environment, **changed}
        return {name: value for name, value in together.items() if value is not None}

    def run(self, *arguments: str, stdin: bytes = b"", **changed: str | None) -> Result:
        """The command was run to its end, in a process that need not load the program first (`tests.warm`) where that is no part of it."""
        environment = self.environment_with(changed)
        if self.command(*arguments)[: len(_MINWON)] == _MINWON and not set(arguments) & _OWN_START:
            code, out, err = warm.run(arguments, stdin=stdin, cwd=self.cwd, environment=environment)
            return Result(code, out, err.decode())
        done = subprocess.run(self.command(*arguments), input=stdin, capture_output=True, cwd=self.cwd, env=environment, check=False)
        return Result(done.returncode, done.stdout, done.stderr.decode())

    def ok(self, *arguments: str, stdin: bytes = b"", **changed: str | None) -> Result:
        """As `run`, and it did what it was asked."""
        result = self.run(*arguments, stdin=stdin, **changed)
        assert result.code == 0, f"{arguments}: {result.code}\n{result.err}"
        assert "Traceback" not in result.err
        return result

    def start(self, *arguments: str, **changed: str | None) -> subprocess.Popen[bytes]:
        """The command runs; its three streams are pipes."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command(*arguments), stdin=pipe, stdout=pipe, stderr=pipe, cwd=self.cwd, env=self.environment_with(changed)
        )

    # ── a desk ──

    def made(self, *, training: bool = True) -> Program:
        """A desk without central where lee (clerk) and park (supervisor) work."""
        self.ok("init", "--office", "26410", "--desk", "03", "--admin", "admin", *(["--training"] if training else []))
        self.ok("staff", "add", "lee", "--role", "clerk", "--name", "이하늘", "--as", "admin")
        self.ok("staff", "add", "park", "--role", "supervisor", "--name", "박가람", "--as", "admin")
        return self

    def ready(self, *, day_open: bool = True, cheap: bool = True, training: bool = True) -> Program:
        """As `made`, and by default with an open day; quickly, for stories that begin there.

        `cheap`: its passphrase and passwords take no time either; `made` and False give what a person waits for. Not `training`: its
        clock is the computer's.
        """
        if not training:
            self.environment.pop("MINWON_CLOCK", None)
        settings = self._settings()
        with patch.dict(os.environ, self.environment), cheap_keys() if cheap else nullcontext():
            place = NewDesk("26410", "03", "가온구청", "민원여권과")
            init_home(settings, _nobody, place, FirstPerson("admin", "관리자", PASSWORD), training=training)
            home = open_home(settings, _nobody)
            try:
                admin = home.services.sign_in("admin", PASSWORD)
                home.services.add_staff(admin, "lee", "clerk", "이하늘", PASSWORD)
                home.services.add_staff(admin, "park", "supervisor", "박가람", PASSWORD)
                if day_open:
                    home.services.open_day(home.services.sign_in("lee", PASSWORD))
            finally:
                home.close()
        return self

    def enrolled(self, url: str, code: str) -> Program:
        """A desk of that central, training; as quickly."""
        with patch.dict(os.environ, self.environment), cheap_keys():
            enroll_home(self._settings(), _nobody, url=url, code=code, training=True)
        return self

    def _settings(self) -> Settings:
        return Settings(home=self.home, data=data_root(), at=self.environment.get("MINWON_CLOCK"), passphrase=PASSPHRASE)

    def sample(self, count: int, *, seed: int = 1, service: str | None = None) -> bytes:
        """Drafts as JSON lines, by the command."""
        return self.ok("sample", "-n", str(count), "--seed", str(seed), *(["--service", service] if service else [])).out

    def record(self, drafts: bytes, *, user: str = "lee", **changed: str | None) -> Result:
        return self.run("record", "-", "--as", user, stdin=drafts, **changed)

    def status(self) -> dict[str, Any]:
        return self.ok("status", "--json").row

    def in_drawer(self, user: str) -> int:
        """What should be in the drawer of a day on which no cash went back or was moved."""
        day = self.ok("day", "status", "--as", user, "--json").row
        return int(day["float_won"]) + int(day["by_tender"]["cash"])


def drafts(count: int, *, seed: int = 1, service: str | None = None) -> bytes:
    """What `minwon sample` gives for these, without the second that a process costs."""
    today = datetime.fromisoformat(AT).date()
    made = make_samples(the_catalogue(), the_people(), service=service, count=count, seed=seed, today=today)
    return b"".join(msgspec.json.encode(as_line(draft)) + b"\n" for draft in made)


def _nobody(_new: bool) -> str:
    raise AssertionError("nobody is asked for a passphrase")
