"""The next page of the feed is fetched while the desk still writes the last one into its book: a new desk waits for one of the two.

What is asked for ahead is exactly what the next call will ask for; if that call never comes, or asks something else, the answer is
dropped. Entries behind an order number never change, so a page that was read a moment early is the page.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from app.domain.errors import CounterError
from app.wire.messages import FeedPage


class Asked(NamedTuple):
    """One page of the feed."""

    office: str
    generation: int
    after: int
    limit: int


class ReadAhead:
    """For one thread that reads a feed. `ask` fetches a page without waiting for news; it may raise CounterError."""

    def __init__(self, ask: Callable[[Asked], FeedPage]) -> None:
        self._ask = ask
        self._threads: ThreadPoolExecutor | None = None
        self._next: tuple[Asked, Future[FeedPage]] | None = None

    def take(self, asked: Asked) -> FeedPage | None:
        """That page, if it was fetched ahead and has something in it."""
        waiting, self._next = self._next, None
        if waiting is None or waiting[0] != asked:
            return None
        try:
            page = waiting[1].result()
        except CounterError:
            return None  # whoever asks now meets the trouble himself
        return page if page.items else None

    def after(self, asked: Asked, page: FeedPage) -> None:
        """That page is being written: if it was a full one, the next is fetched meanwhile."""
        if len(page.items) < asked.limit:
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sync-ahead")
        following = Asked(asked.office, page.generation, page.items[-1].office_seq, asked.limit)
        self._next = following, self._threads.submit(self._ask, following)

    def close(self) -> None:
        """Nothing is fetched any more; what was is dropped."""
        self._next = None
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None
