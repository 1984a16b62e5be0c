"""One program per home (ARCHITECTURE A7)."""

from __future__ import annotations

from typing import Protocol


class HomeLock(Protocol):
    """Held from before the ledger is opened until after it is closed."""

    def release(self) -> None: ...
