"""What comes next from central is fetched while the desk still writes the last of it into its book: a new desk waits for one of the two.

What is asked for ahead is exactly what the next call will ask for; if that call never comes, or asks something else, the answer is
dropped. Entries behind an order number never change, and chunks of a snapshot neither: what was read a moment early is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import msgspec

from app.domain.errors import CounterError
from app.own_thread import begun
from app.wire.messages import FeedPage

Q = TypeVar("Q")
A = TypeVar("A")


class Asked(NamedTuple):
    """One page of the feed."""

    office: str
    generation: int
    after: int
    limit: int


class Ahead(Generic[Q, A]):
    """For one thread that asks one thing after another. `ask` may raise CounterError."""

    def __init__(self, ask: Callable[[Q], A]) -> None:
        self._ask = ask
        self._next: tuple[Q, Future[A]] | None = None

    def take(self, asked: Q) -> A | None:
        """The answer, if it was fetched ahead."""
        waiting, self._next = self._next, None
        if waiting is None or waiting[0] != asked:
            return None
        try:
            return waiting[1].result()
        except CounterError:
            return None  # whoever asks now meets the trouble himself

    def fetch(self, asked: Q) -> None:
        """That is fetched meanwhile."""
        self._next = asked, begun("sync-ahead", partial(self._ask, asked))

    def close(self) -> None:
        """What was fetched is dropped."""
        self._next = None


class ReadAhead(Ahead[Asked, FeedPage]):
    """For one thread that reads a feed. `ask` fetches a page without waiting for news."""

    def take(self, asked: Asked) -> FeedPage | None:
        """That page, if it was fetched ahead and has something in it."""
        page = super().take(asked)
        # What central held then is no news any more: an acknowledgement may have come since.
        return msgspec.structs.replace(page, held=None) if page is not None and page.items else None

    def after(self, asked: Asked, page: FeedPage) -> None:
        """That page is being written: if it was a full one, the next is fetched meanwhile."""
        if len(page.items) >= asked.limit:
            self.fetch(Asked(asked.office, page.generation, page.items[-1].office_seq, asked.limit))
