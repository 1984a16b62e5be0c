"""Where every case of the ledger stands, the newest first: their keys alone, so that a scroll bar is true of a million rows. No Qt."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final

from app.ui.context import Context

PART: Final = 20_000  # keys read at once: other questions get their turn between two parts
# What is said of cases that were found, and what while the office's book is being taken: more will come.
SO_FAR: Final = {
    "ledger.count": "ledger.count_so_far",
    "ledger.found": "ledger.found_so_far",
    "ledger.empty": "ledger.empty_so_far",
    "ledger.nothing": "ledger.nothing_so_far",
    "dashboard.no_rows": "dashboard.no_rows_so_far",
}
_Read = tuple["array[int]", bytes, int, list[int]]


class Places:
    """Eight bytes a case. Read once in parts on the reader's lane; later only what came since. GUI thread."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._indexed: array[int] = array("q")
        self._last = b""
        self._keys: array[int] = array("q")
        self._waiting: list[Callable[[], object]] = []
        self._reading = False

    def refresh(self, known: Callable[[], object], failed: Callable[[Exception], object]) -> None:
        """`known` is called as soon as every case that is in the ledger now has its place."""
        self._waiting.append(known)
        if not self._reading:
            self._reading = True
            self._read([], failed, again=bool(self._indexed))

    def count(self, since: int | None, until: int | None) -> int:
        """How many cases were received in that span of ms; None: without that end."""
        low, high = self._span(since, until)
        return high - low

    def after(self, row: int, since: int | None, until: int | None) -> int | None:
        """The key a page comes after that begins with that row of the span; None behind its end."""
        low, high = self._span(since, until)
        at = high - 1 - row
        return self._keys[at] + 1 if at >= low else None

    def _span(self, since: int | None, until: int | None) -> tuple[int, int]:
        low = bisect_left(self._keys, since << 10) if since is not None else 0
        high = bisect_left(self._keys, until << 10) if until is not None else len(self._keys)
        return low, max(low, high)

    def _read(self, parts: list[array[int]], failed: Callable[[Exception], object], *, again: bool) -> None:
        services, after = self._context.services, self._last

        def read() -> _Read:
            found = services.case_keys(after, PART)
            indexed, newest = services.newest_case_keys()
            return array("q", [key for _, key in found]), found[-1][0] if found else after, indexed, newest

        def done(found: _Read) -> None:
            part, self._last, indexed, newest = found
            parts.append(part)
            if len(part) == PART:
                self._read(parts, failed, again=again)
            elif again and len(self._indexed) + sum(map(len, parts)) != indexed:
                self._indexed, self._last = array("q"), b""  # another desk's older cases came, or some went: read all of it
                self._read([], failed, again=False)
            else:
                self._sort(parts, newest, failed)

        self._context.read(read, done=done, failed=lambda error: self._broken(error, failed))

    def _sort(self, parts: list[array[int]], newest: list[int], failed: Callable[[Exception], object]) -> None:
        before = self._indexed

        def sort() -> tuple[array[int], array[int]]:
            indexed = merged(before, [key for part in parts for key in part])
            return indexed, merged(indexed, newest)

        def done(found: tuple[array[int], array[int]]) -> None:
            self._indexed, self._keys = found
            self._reading = False
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                each()

        self._context.read(sort, done=done, failed=lambda error: self._broken(error, failed))

    def _broken(self, error: Exception, failed: Callable[[Exception], object]) -> None:
        self._reading, self._waiting = False, []
        self._indexed, self._last = array("q"), b""
        failed(error)


def merged(known: array[int], fresh: Sequence[int]) -> array[int]:
    """All of them in order: only those from the first place on where a fresh one belongs are sorted, of a million the last few."""
    if not fresh:
        return known
    at = bisect_left(known, min(fresh))
    return known[:at] + array("q", sorted([*known[at:], *fresh]))
