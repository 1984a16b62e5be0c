"""How often central wants this desk to come (SYNC §10): told with every answer, kept by the desk except for payments and closings."""

from __future__ import annotations

from typing import Final

PUSH_S: Final = 0.3
PULL_S: Final = 1.0
SLOWEST_S: Final = 60.0  # a central that asks for more is not waited for longer: what is recorded must not lie for hours


class Pace:
    """Written by the line's threads, read by the engine's; a value that is a moment old does no harm."""

    def __init__(self) -> None:
        self.push_s, self.pull_s = PUSH_S, PULL_S

    def pushed(self, push_ms: int, pull_ms: int) -> None:
        """What an acknowledgement asked for."""
        self.push_s = min(SLOWEST_S, max(PUSH_S, push_ms / 1000))
        self.pulled(pull_ms)

    def pulled(self, pull_ms: int) -> None:
        """What a page of the feed asked for."""
        self.pull_s = min(SLOWEST_S, max(PULL_S, pull_ms / 1000))
