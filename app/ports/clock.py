"""Time comes in through here; nothing else asks the operating system what time it is (ARCHITECTURE A13)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """`now()` is an aware UTC datetime, to the millisecond."""

    def now(self) -> datetime: ...
