"""Central as a process of its own for the demo: started, stopped and started again on the same port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from app.domain.errors import Unavailable
from app.settings import data_root

START_S, STOP_S = 60.0, 15.0
_ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class CentralProcess:
    """`minwon central serve` as anybody would start it. The database's address and the passphrase go by the environment, so that
    no list of processes shows them."""

    def __init__(self, state: Path, database: str | None, passphrase: str, log: Path) -> None:
        self._state, self._log = state, log
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MINWON_")}
        self._environment = kept | {"MINWON_PASSPHRASE": passphrase, "PYTHONUNBUFFERED": "1"}
        if database is not None:
            self._environment["MINWON_DATABASE"] = database
        self._listen = "127.0.0.1:0"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """It answers. Unavailable `central_did_not_start` with `log`, where it said why."""
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
        self._take_along()
        command = [*program, "--json", "central", "serve", "--state", str(self._state), "--listen", self._listen]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=data_root(), env=self._environment, stdout=subprocess.PIPE, stderr=log)
        late = threading.Timer(START_S, self._process.kill)
        late.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout else b""
        finally:
            late.cancel()  # also when somebody presses Ctrl+C meanwhile: the program would wait for it to its end
        if not line.startswith(b"{"):
            self.stop()
            raise Unavailable("central_did_not_start", log=str(self._log))
        self.url = str(json.loads(line)["url"])
        self._listen = f"127.0.0.1:{self.url.rpartition(':')[2]}"

    def _take_along(self) -> None:
        """A signal that ends us ends it too; otherwise it would go on listening with nobody there who knows of it."""
        if threading.current_thread() is threading.main_thread():
            for number in _ENDINGS:
                if signal.getsignal(number) is signal.SIG_DFL:
                    signal.signal(number, self._end)

    def _end(self, number: int, _frame: FrameType | None) -> None:
        if self._process is not None:
            self._process.terminate()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def stop(self) -> None:
        """Nobody listens at its port."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
