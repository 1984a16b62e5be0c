"""Where each case of the ledger stands: read in parts, then only what came since, and all of it anew when older cases came or went."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from app.ui.tabs.ledger import places
from app.ui.tabs.ledger.places import Places, merged


class Book:
    """Ids and keys of cases; `newest` are not among the ids yet."""

    def __init__(self, count: int) -> None:
        self.keys = {bytes([0, at]): at << 10 for at in range(10, 10 + count)}
        self.newest: list[int] = []
        self.asked: list[bytes] = []

    def case_keys(self, after: bytes, limit: int) -> list[tuple[bytes, int]]:
        self.asked.append(after)
        return sorted((each, key) for each, key in self.keys.items() if each > after)[:limit]

    def newest_case_keys(self) -> tuple[int, list[int]]:
        return len(self.keys), sorted(self.newest)


def at_once(work: Callable[[], Any], *, done: Callable[[Any], object], failed: Callable[[Exception], object]) -> None:
    done(work())


def never(error: Exception) -> None:
    raise error


def rows(known: Places, since: int | None = None, until: int | None = None) -> list[int]:
    """The moments (ms) of all rows, the newest first."""
    found = [known.after(row, since, until) for row in range(known.count(since, until) + 1)]
    assert found.pop() is None
    return [(after - 1) >> 10 for after in found if after is not None]


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(places, "PART", 2)
    return Book(5)


def test_the_newest_stand_first_and_a_period_counts_its_own(book: Book) -> None:
    known = Places(SimpleNamespace(services=book, read=at_once))  # type: ignore[arg-type]
    book.newest = [15 << 10]
    known.refresh(lambda: None, never)
    assert rows(known) == [15, 14, 13, 12, 11, 10]
    assert rows(known, 11, 14) == [13, 12, 11] and rows(known, 20, None) == []


def test_what_came_since_is_read_alone_and_older_ones_of_another_desk_are_not_missed(book: Book) -> None:
    known = Places(SimpleNamespace(services=book, read=at_once))  # type: ignore[arg-type]
    known.refresh(lambda: None, never)
    book.asked.clear()
    book.keys[bytes([0, 20])] = 20 << 10
    known.refresh(lambda: None, never)
    assert rows(known)[0] == 20 and book.asked == [bytes([0, 14])]
    book.keys[bytes([0, 1])] = 1 << 10
    known.refresh(lambda: None, never)
    assert rows(known) == [20, 14, 13, 12, 11, 10, 1]
    del book.keys[bytes([0, 12])]
    known.refresh(lambda: None, never)
    assert rows(known) == [20, 14, 13, 11, 10, 1]


def test_keys_that_come_late_stand_where_they_belong() -> None:
    known = array("q", [1, 4, 9])
    assert list(merged(known, [12, 10])) == [1, 4, 9, 10, 12]
    assert list(merged(known, [20, 2])) == [1, 2, 4, 9, 20]
    assert merged(known, []) is known and list(merged(array("q"), [3])) == [3]
