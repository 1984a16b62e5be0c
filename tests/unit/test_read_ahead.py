"""Pages of the feed that are fetched ahead: only what is asked for next is taken, and trouble is met by whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from msgspec.structs import replace

from app.domain.errors import Unavailable
from app.sync.read_ahead import Ahead, Asked, ReadAhead
from app.wire.messages import FeedItem, FeedPage, StreamId, WireEntry

OFFICE, LIMIT = "26410", 3
STREAM = StreamId(UUID(int=7), 1, 0)


def page(first: int, count: int, generation: int = 1) -> FeedPage:
    items = [FeedItem(seq, STREAM, seq, "applied", "", WireEntry(b"h", b"s", b"b")) for seq in range(first, first + count)]
    return FeedPage(generation=generation, items=items, last=first + count - 1)


def asked(after: int, generation: int = 1, limit: int = LIMIT) -> Asked:
    return Asked(OFFICE, generation, after, limit)


class Far:
    """Another end that remembers what it was asked."""

    def __init__(self, *answers: FeedPage | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[Asked] = []

    def __call__(self, what: Asked) -> FeedPage:
        self.asked.append(what)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def ahead() -> Iterator[list[ReadAhead]]:
    made: list[ReadAhead] = []
    yield made
    for each in made:
        each.close()


def reading(ahead: list[ReadAhead], far: Far) -> ReadAhead:
    ahead.append(ReadAhead(far))
    return ahead[-1]


def test_after_a_full_page_the_next_one_is_there_when_it_is_asked_for(ahead: list[ReadAhead]) -> None:
    far = Far(page(4, 2))
    reader = reading(ahead, far)
    reader.after(asked(0), page(1, 3))
    assert reader.take(asked(3)) == page(4, 2)
    assert far.asked == [asked(3)]
    assert reader.take(asked(3)) is None, "a page is given once"


def test_the_last_page_asks_for_nothing(ahead: list[ReadAhead]) -> None:
    far = Far()
    reader = reading(ahead, far)
    reader.after(asked(0), page(1, 2))
    assert reader.take(asked(2)) is None
    assert far.asked == []


@pytest.mark.parametrize("other", [asked(2), asked(3, generation=2), asked(3, limit=9), Asked("26440", 1, 3, LIMIT)])
def test_a_page_nobody_asks_for_is_dropped(ahead: list[ReadAhead], other: Asked) -> None:
    reader = reading(ahead, Far(page(4, 2)))
    reader.after(asked(0), page(1, 3))
    assert reader.take(other) is None
    assert reader.take(asked(3)) is None


def test_what_central_held_when_a_page_was_fetched_ahead_is_not_told_later(ahead: list[ReadAhead]) -> None:
    reader = reading(ahead, Far(replace(page(4, 2), held={str(STREAM): 5})))
    reader.after(asked(0), page(1, 3))
    assert reader.take(asked(3)) == page(4, 2)


def test_trouble_is_met_by_whoever_asks_and_so_is_the_end_of_the_feed(ahead: list[ReadAhead]) -> None:
    for answer in (Unavailable("central_down"), page(4, 0)):
        reader = reading(ahead, Far(answer))
        reader.after(asked(0), page(1, 3))
        assert reader.take(asked(3)) is None


def test_the_generation_that_was_told_is_the_one_that_is_asked_for(ahead: list[ReadAhead]) -> None:
    far = Far(page(4, 1, generation=5))
    reader = reading(ahead, far)
    reader.after(asked(0, generation=0), page(1, 3, generation=5))
    assert reader.take(asked(3, generation=5)) == page(4, 1, generation=5)


def test_the_chunk_that_was_named_is_there_and_no_other_and_trouble_is_met_by_whoever_asks() -> None:
    def chunk(number: int) -> bytes:
        if number == 3:
            raise Unavailable("central_down")
        return bytes([number])

    chunks = Ahead(chunk)
    try:
        for named, wanted, found in ((1, 1, b"\x01"), (1, 2, None), (3, 3, None)):
            chunks.fetch(named)
            assert chunks.take(wanted) == found
            assert chunks.take(named) is None, "given once, or dropped"
    finally:
        chunks.close()
