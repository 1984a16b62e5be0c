"""Somebody who watches long work and wants it to stop after they were told so many times."""

from __future__ import annotations

from app.domain.errors import Stopped


class Impatient:
    """See `ports.progress.Progress`."""

    def __init__(self, patience: int) -> None:
        self._left = patience

    @property
    def stopping(self) -> bool:
        self._left -= 1
        return self._left < 0

    def tell(self, done: int, total: int | None = None) -> None:
        """Nobody looks."""

    def step(self, done: int = 0, total: int | None = None) -> None:
        if self.stopping:
            raise Stopped()

    def binding(self) -> None:
        self.step()
