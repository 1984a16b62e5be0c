"""How long a test waits for what another thread or program does.

On a busy machine things take as long as they take: only what never comes may fail a test, so the wait is long, and it is long in one
place. What comes is seen at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0
PATIENCE_MS = int(PATIENCE_S * 1000)


def until(true: Callable[[], object], what: str = "it", every_s: float = 0.02) -> None:
    """`true()` says so now. AssertionError that names `what` if it never did."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"{what} never came"
        time.sleep(every_s)
