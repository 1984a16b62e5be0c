"""How far long work is, for who waits at a shell: on stderr, so that answers stay what they are. Counts only, never a name or number."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from app.cli.call import Call
from app.domain.views import Far

_EVERY_S = 1.0
_ALL_OF_LINE = "\r\x1b[K"  # its beginning, and nothing behind it


class HowFar:
    """On a terminal one line that is written over and is gone at the end; elsewhere a line each, and only if it was asked for. What
    is told between two lines within a second is not shown."""

    def __init__(self, call: Call, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self._words, self._now_s = call.words, now_s
        self._over = sys.stderr is not None and sys.stderr.isatty()
        self._shown = self._over or bool(call.get("progress", False))
        self._next_s = 0.0

    def tell(self, far: Far | None) -> None:
        """So many of so many (0: nobody knows yet); None: it has ended."""
        if not self._shown:
            return
        if far is None:
            self._next_s = 0.0
            if self._over:
                self._write(_ALL_OF_LINE)
            return
        if (now_s := self._now_s()) < self._next_s:
            return
        self._next_s = now_s + _EVERY_S
        if far.total:
            key = "cli.say.sync_folding" if far.folding else "cli.say.sync_far"
            text = self._words.text(key, done=f"{far.done:,}", total=f"{far.total:,}")
        else:
            text = self._words.text("cli.say.sync_begins")
        self._write(f"{_ALL_OF_LINE}{text}" if self._over else f"{text}\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
