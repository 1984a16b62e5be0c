"""Numbered sheets of one series: runs of numbers that follow each other, each with the place where its sheets are. Pure.

No two runs hold the same number, and no two that follow each other are at the same place: they would be one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from app.domain.errors import Refused
from app.domain.identity import half_width

NUMBER_DIGITS_MAX: Final = 12
NUMBER_MAX: Final = 10**NUMBER_DIGITS_MAX - 1
PREFIX_MAX: Final = 12
SPANS_MAX: Final = 500
SHEETS_MAX: Final = 100_000  # of one entry: a pallet, no mistyped number
_NUMBER = re.compile(rf"(?P<prefix>.*?)(?P<number>[0-9]{{1,{NUMBER_DIGITS_MAX}}})")
_RANGE = re.compile(r"\s*(?:~|〜|∼)\s*")


class Span(NamedTuple):
    """Sheets that follow each other, both ends included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class Run(NamedTuple):
    """Sheets that follow each other and are at one place. `place` None: nobody ever received them."""

    first: int
    last: int
    place: str | None

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


class Serial(NamedTuple):
    """A number as it is printed on a sheet: `B-0031880` is `B-`, 31880, seven digits."""

    prefix: str
    number: int
    digits: int


def serial_of(text: str) -> Serial:
    """The number of a sheet as somebody typed it. Refused `security_paper_number`."""
    found = _NUMBER.fullmatch(half_width(text).strip())
    if found is None or len(found["prefix"]) > PREFIX_MAX or not found["prefix"].isprintable():
        raise Refused("security_paper_number")
    return Serial(found["prefix"], int(found["number"]), len(found["number"]))


def shown(prefix: str, number: int, digits: int) -> str:
    """The number as its sheet bears it."""
    return f"{prefix}{number:0{min(max(digits, 1), NUMBER_DIGITS_MAX)}d}"


def span_text(prefix: str, span: Span, digits: int) -> str:
    """`B-0031880`, or `B-0031880~0031929`."""
    first = shown(prefix, span.first, digits)
    return first if span.size == 1 else f"{first}~{shown('', span.last, digits)}"


def spans_text(prefix: str, spans: Iterable[Span], digits: int) -> str:
    """Several of them, in their order."""
    return ", ".join(span_text(prefix, span, digits) for span in spans)


def typed_span(first: str, last: str = "") -> tuple[str, int, Span]:
    """Letters, digits and numbers of a typed range; without `last` one sheet. The letters need not be typed twice.

    Refused `security_paper_number`, `security_paper_range` (backwards, or more than one delivery can be).
    """
    begin = serial_of(first)
    end = serial_of(last) if last.strip() else begin
    if begin.prefix and end.prefix and begin.prefix != end.prefix:
        raise Refused("security_paper_number")
    span = Span(begin.number, end.number)
    if not 0 < span.size <= SHEETS_MAX:
        raise Refused("security_paper_range", limit=SHEETS_MAX)
    return begin.prefix or end.prefix, _width(begin, end), span


def _width(*typed: Serial) -> int:
    """With how many digits such numbers are printed: as many as one that begins with a nought, else none is put before any."""
    return max([each.digits for each in typed if each.digits > len(str(each.number))], default=1)


def typed_spans(text: str) -> tuple[str, int, list[Span]]:
    """`B-1201~1250, 1260`: letters, digits and numbers of a list, put together. Refused as `typed_span`, and where it lists nothing."""
    prefix, digits, spans = "", 0, []
    for part in (each for each in re.split(r"[,;\n]", half_width(text)) if each.strip()):
        first, _, last = _RANGE.sub("~", part, count=1).partition("~")
        of, wide, span = typed_span(first, last)
        if prefix and of and of != prefix:
            raise Refused("security_paper_number")
        prefix, digits = prefix or of, max(digits, wide)
        spans.append(span)
    if not spans or len(spans) > SPANS_MAX:
        raise Refused("security_paper_number")
    joined = united(spans)
    if sum(each.size for each in joined) > SHEETS_MAX:
        raise Refused("security_paper_range", limit=SHEETS_MAX)
    return prefix, digits, joined


def united(spans: Iterable[Span]) -> list[Span]:
    """The same numbers in their order, each once, with as few spans as they need."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].last + 1:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of those numbers is in none of the taken ones."""
    left, away = [], united(taken)
    for span in united(spans):
        first = span.first
        for gone in away[max(0, bisect_left(away, Span(first, first)) - 1) :]:
            if gone.first > span.last:
                break
            if gone.last < first:
                continue
            if gone.first > first:
                left.append(Span(first, gone.first - 1))
            first = gone.last + 1
        if first <= span.last:
            left.append(Span(first, span.last))
    return left


class Runs:
    """Where each sheet of one series is."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._runs: list[Run] = []

    def copy(self) -> Runs:
        """The same sheets at the same places; what is moved in one is not moved in the other."""
        made = Runs()
        made._firsts, made._runs = self._firsts.copy(), self._runs.copy()
        return made

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def at(self, place: str) -> list[Span]:
        """The numbers at that place, in their order."""
        return [run.span for run in self._runs if run.place == place]

    def within(self, span: Span) -> list[Run]:
        """Those numbers from the first to the last, each run with its place; also what was never received."""
        found, number = [], span.first
        for run in self._runs[self._begins(span.first) : bisect_right(self._firsts, span.last)]:
            if run.first > number:
                found.append(Run(number, run.first - 1, None))
            found.append(Run(max(run.first, span.first), min(run.last, span.last), run.place))
            number = run.last + 1
        if number <= span.last:
            found.append(Run(number, span.last, None))
        return found

    def move(self, span: Span, source: Callable[[str | None], bool], to: str) -> tuple[list[Span], list[Run]]:
        """What of those numbers is at a place that may give it is now at the other one; what was moved, and what was not with its place."""
        parts = self.within(span)
        moved = [run.span for run in parts if source(run.place)]
        refused = [run for run in parts if not source(run.place)]
        for each in moved:
            self._put(Run(each.first, each.last, to))
        return united(moved), refused

    def _begins(self, first: int) -> int:
        """The place of the first run that ends at that number or after it."""
        at = bisect_right(self._firsts, first) - 1
        return at if at >= 0 and self._runs[at].last >= first else at + 1

    def _put(self, new: Run) -> None:
        """Those numbers are at that place, wherever they were."""
        start = self._begins(new.first)
        end = bisect_right(self._firsts, new.last)
        kept: list[Run] = []
        if start < end and self._runs[start].first < new.first:
            kept.append(self._runs[start]._replace(last=new.first - 1))
        kept.append(new)
        if start < end and self._runs[end - 1].last > new.last:
            kept.append(self._runs[end - 1]._replace(first=new.last + 1))
        start, end = max(0, start - 1), min(len(self._runs), end + 1)
        before = [run for run in self._runs[start:end] if run.last < kept[0].first]
        after = [run for run in self._runs[start:end] if run.first > kept[-1].last]
        joined = _joined([*before, *kept, *after])
        self._runs[start:end] = joined
        self._firsts[start:end] = [run.first for run in joined]


def _joined(runs: Sequence[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and found[-1].place == run.place and found[-1].last + 1 == run.first:
            found[-1] = found[-1]._replace(last=run.last)
        else:
            found.append(run)
    return found
