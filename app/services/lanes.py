"""How work on a network thread reaches the ledger's lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Lane(Protocol):
    """Runs a function on the writer lane and waits for it; on that lane itself, at once."""

    def __call__(self, work: Callable[[], T]) -> T: ...
