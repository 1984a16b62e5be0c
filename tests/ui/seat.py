"""Somebody in front of a window that is a program of its own (`real_window`): presses real keys, sees what is there."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from typing import IO, Any

from tests.desks import ROOT
from tests.patience import PATIENCE_S


class Seat:
    """Somebody in front of the window: presses keys, sees what is there."""

    def __init__(self, env: dict[str, str], window: subprocess.Popen[str]) -> None:
        self._env, self._window = env, window
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.now: dict[str, Any] = {}
        assert window.stdout is not None
        self._told = window.stdout
        self._reader = threading.Thread(target=self._read, args=(self._told,), daemon=True)
        self._reader.start()

    def leave(self) -> None:
        """The window has gone."""
        self._reader.join(PATIENCE_S)
        self._told.close()

    def press(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "60", *keys)

    def type(self, keys: str) -> None:
        self._xdotool("type", "--delay", "60", keys)

    def scan(self, code: str) -> None:
        """A scanner reads that; it ends with Enter."""
        subprocess.run([sys.executable, "-m", "tests.ui.real_scanner", code], env=self._env, cwd=ROOT, check=True, timeout=PATIENCE_S)

    def sees(self, **wanted: object) -> None:
        """What is seen is that, sooner or later."""
        while any(self.now.get(name) != value for name, value in wanted.items()):
            try:
                self.now = json.loads(self._lines.get(timeout=PATIENCE_S))
            except queue.Empty:
                raise AssertionError(f"never seen: {wanted}; last: {self.now}, ended with {self._window.poll()}") from None

    def _read(self, told: IO[str]) -> None:
        for line in told:
            if line.startswith("{"):  # the input method's own programs talk too
                self._lines.put(line)

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._env, check=True, timeout=PATIENCE_S)
