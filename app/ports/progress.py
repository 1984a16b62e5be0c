"""How far long work is, and whether somebody wants it to stop. Work that nobody watches is given `UNWATCHED`."""

from __future__ import annotations

from typing import Final, Protocol


class Progress(Protocol):
    """Any thread."""

    @property
    def stopping(self) -> bool:
        """Somebody asked for an end: work of many parts ends after the part it is at and tells how far it came."""
        ...

    def tell(self, done: int, total: int | None = None) -> None:
        """So much of it is done; `total` None: nobody knows of how much."""
        ...

    def step(self, done: int = 0, total: int | None = None) -> None:
        """As `tell`. Raises `Stopped` where somebody asked for an end: only called where nothing is half done, or inside a commit, which
        is then taken back as a whole.
        """
        ...

    def binding(self) -> None:
        """From here on it is carried through to its end: stopped halfway, a part of it would stand in the book. Raises `Stopped` where
        somebody asked for an end before.
        """
        ...


class _Nobody:
    @property
    def stopping(self) -> bool:
        return False

    def tell(self, done: int, total: int | None = None) -> None:
        """Nobody looks."""

    def step(self, done: int = 0, total: int | None = None) -> None:
        """Nobody looks."""

    def binding(self) -> None:
        """Nobody looks."""


UNWATCHED: Final[Progress] = _Nobody()
