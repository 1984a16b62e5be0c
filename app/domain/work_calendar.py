"""When an office works: which days, which hours of them, and the count of both. Pure.

Counting goes by whole numbers. Every working day has a number and every moment the work that was possible before it, so that a
period of any length is an addition and not a walk from day to day: Mondays to Fridays are counted by division, the holidays among
them by a search in a sorted list. A million deadlines take seconds, and no year has to be prepared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

SEOUL: Final = ZoneInfo("Asia/Seoul")
HOUR: Final = 3_600_000_000  # microseconds, the smallest step a moment has
_MINUTE: Final = 60_000_000
_WEEKDAYS: Final = 5
WEEKDAY_NAMES: Final = "월화수목금토일"  # on papers, which are Korean


class Span(NamedTuple):
    """From `start` to before `end`, aware; `end` None: still going on. `why`: what stood still, a word of `explain`."""

    start: datetime
    end: datetime | None
    why: str = "outage"


class Work(NamedTuple):
    """One stretch of work of every working day, in microseconds since midnight; `before`: the work of the day before it."""

    start: int
    end: int
    before: int


class WorkCalendar(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """When an office works: Monday to Friday without public holidays, morning and afternoon (office data; Design default 9–12, 13–18).

    ValueError for hours that overlap, run backwards, or are none.
    """

    holidays: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(18)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError("hours of work follow each other")

    def day_off(self, day: date) -> bool:
        return day.weekday() >= _WEEKDAYS or day in self.holidays

    def closing(self, day: date) -> datetime:
        """The end of work on that day."""
        return datetime.combine(day, self.hours[-1][1], SEOUL)

    def working(self, day: date) -> list[tuple[datetime, datetime]]:
        """The spans of work on that day; none on a day off."""
        if self.day_off(day):
            return []
        return [(datetime.combine(day, start, SEOUL), datetime.combine(day, end, SEOUL)) for start, end in self.hours]

    # ── counting ──

    def days_before(self, ordinal: int) -> int:
        """How many working days lie before that day (`date.toordinal`): also the number of the first one from it on."""
        weekdays = _weekdays_before(ordinal)
        return weekdays - bisect_left(self._off, weekdays)

    def day_of(self, number: int) -> int:
        """The ordinal of the working day of that number."""
        weekdays = number + bisect_right(self._reached, number)
        weeks, rest = divmod(weekdays, _WEEKDAYS)
        return weeks * 7 + rest + 1

    def first_working(self, ordinal: int) -> int:
        """That day, or the first working day after it (민법 제161조)."""
        return self.day_of(self.days_before(ordinal))

    def work_before(self, moment: datetime) -> int:
        """The work that was possible before that moment, in microseconds since the beginning of the calendar."""
        local = moment if moment.tzinfo is SEOUL else moment.astimezone(SEOUL)
        ordinal = local.toordinal()
        number = self.days_before(ordinal)
        whole = number * self.day_length
        if (ordinal - 1) % 7 >= _WEEKDAYS or self.day_of(number) != ordinal:
            return whole
        at = (local.hour * 60 + local.minute) * _MINUTE + local.second * 1_000_000 + local.microsecond
        for start, end, before in self._latest_first:
            if at > start:
                return whole + before + (at if at < end else end) - start
        return whole

    def moment_of(self, work: int) -> datetime:
        """The first moment before which that much work was possible: the end of a day, not the beginning of the next."""
        number, rest = divmod(work - 1, self.day_length)
        start, _, before = self._work[bisect_right(self._ends, rest)]
        minutes, rest = divmod(start + rest + 1 - before, _MINUTE)
        at = time(minutes // 60, minutes % 60, rest // 1_000_000, rest % 1_000_000) if rest else time(minutes // 60, minutes % 60)
        return datetime.combine(date.fromordinal(self.day_of(number)), at, SEOUL)

    @cached_property
    def day_length(self) -> int:
        """The work of one day in microseconds."""
        return self._ends[-1]

    @cached_property
    def _work(self) -> tuple[Work, ...]:
        found: list[Work] = []
        before = 0
        for start, end in ((_of_day(start), _of_day(end)) for start, end in self.hours):
            found.append(Work(start, end, before))
            before += end - start
        return tuple(found)

    @cached_property
    def _latest_first(self) -> tuple[Work, ...]:
        return self._work[::-1]

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        """The work of a day at the end of each stretch."""
        return tuple(each.before + each.end - each.start for each in self._work)

    @cached_property
    def _off(self) -> tuple[int, ...]:
        """The holidays that are no Saturday or Sunday, as numbers of weekdays."""
        return tuple(sorted(_weekdays_before(day.toordinal()) for day in self.holidays if day.weekday() < _WEEKDAYS))

    @cached_property
    def _reached(self) -> tuple[int, ...]:
        """The number of working days before each of them."""
        return tuple(weekdays - place for place, weekdays in enumerate(self._off))


@lru_cache(maxsize=16)
def calendar_of(
    printed: frozenset[date], added: frozenset[date], removed: frozenset[date], hours: tuple[tuple[time, time], ...] | None
) -> WorkCalendar:
    """The table of the release with what the office said: its own days win (REFERENCE §3.1). `hours` None: those of the table."""
    holidays = (printed | added) - removed
    return WorkCalendar(holidays=holidays) if hours is None else WorkCalendar(holidays=holidays, hours=hours)


def touched_days(start: datetime, end: datetime) -> tuple[int, int]:
    """Ordinals of the first and last day a span touches; an end at midnight does not touch the day that begins there."""
    last = end.astimezone(SEOUL) - timedelta(microseconds=1)
    return start.astimezone(SEOUL).toordinal(), last.toordinal()


def whole_days(first: date, last: date, why: str) -> Span:
    """Both days and all between, from midnight to midnight: the day of sending and the day of arrival (행정절차법 시행령 제11조)."""
    return Span(datetime.combine(first, time(), SEOUL), datetime.combine(last + timedelta(days=1), time(), SEOUL), why)


def disjoint(stops: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """The spans in order, those that meet made one. ValueError for one without end: it stops for ever."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end, _ in sorted(stops, key=_starts):
        if end is None:
            raise ValueError("a span without end stops for ever")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _starts(span: Span) -> datetime:
    return span.start


def _weekdays_before(ordinal: int) -> int:
    """Mondays to Fridays before that day; the calendar begins with a Monday."""
    weeks, rest = divmod(ordinal - 1, 7)
    return weeks * _WEEKDAYS + min(rest, _WEEKDAYS)


def _of_day(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
