"""Deadlines of cases and what stops them: working hours, working days, calendar units, and the time a system was away. Pure.

Counting: 민원처리법 제19조 (up to five days in hours of work, from six days in working days, weeks and months by the calendar, the
first day counted) and its 시행령 제19조 (즉시: three working hours). Time in which a system had failed does not count: 시행령 제20조 with
행정절차법 시행령 제11조. In hours it is cut out to the minute; in days every day it touches is left out, its first and last
included, as that rule counts for supplements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from app.domain.forms import Processing

SEOUL = ZoneInfo("Asia/Seoul")
HOURS_A_DAY = 8
_DAY = timedelta(days=1)
_NO_TIME = timedelta()
_FOREVER = timedelta(days=3660)


class Span(NamedTuple):
    """From `start` to before `end`, aware; `end` None: still going on."""

    start: datetime
    end: datetime | None


class WorkCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """When an office works: Monday to Friday without public holidays, morning and afternoon (office data; Design default 9–12, 13–18)."""

    holidays: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(18)))

    def day_off(self, day: date) -> bool:
        return day.weekday() >= 5 or day in self.holidays

    def closing(self, day: date) -> datetime:
        """The end of work on that day."""
        return datetime.combine(day, self.hours[-1][1], SEOUL)

    def working(self, day: date) -> list[tuple[datetime, datetime]]:
        """The spans of work on that day; none on a day off."""
        if self.day_off(day):
            return []
        return [(datetime.combine(day, start, SEOUL), datetime.combine(day, end, SEOUL)) for start, end in self.hours]


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """When a case is due. `by`: hours count to the minute, days to the end of work."""

    at: datetime
    by: Literal["hour", "day"]


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """What an outage did to one deadline: `stopped` working time, or `days_out` days that did not count.

    `after` None: the outage is still going on, nobody can say yet.
    """

    before: Deadline
    after: Deadline | None
    stopped: timedelta
    days_out: int


def deadline(processing: Processing, received: datetime, calendar: WorkCalendar, stops: Sequence[Span] = ()) -> Deadline | None:
    """When a case received at that moment is due, `stops` not counted; None if its service has no period.

    Every span of `stops` has an end: ValueError otherwise.
    """
    cut = _disjoint(stops)
    if processing.rule in ("immediate", "hours_le5"):
        hours = processing.value * (HOURS_A_DAY if processing.unit == "day" else 1)
        return Deadline(at=_after_work(received, timedelta(hours=hours), calendar, cut), by="hour")
    if processing.rule == "days_ge6":
        return Deadline(at=calendar.closing(_nth_day(received, processing.value, calendar, cut)), by="day")
    if processing.rule == "calendar_units":
        return Deadline(at=calendar.closing(_end_of_units(received, processing, calendar, cut)), by="day")
    return None


def suspension(processing: Processing, received: datetime, outage: Span, calendar: WorkCalendar) -> Suspension | None:
    """What that outage did to the deadline of a case received at that moment; None if it has none or was due before the outage began."""
    before = deadline(processing, received, calendar)
    if before is None or before.at <= outage.start:
        return None
    start = max(received, outage.start)
    if outage.end is None:
        return Suspension(before=before, after=None, stopped=_NO_TIME, days_out=0)
    if outage.end <= start:
        return None
    stop = Span(start, outage.end)
    after = deadline(processing, received, calendar, [stop])
    by_day = before.by == "day"
    return Suspension(
        before=before,
        after=after,
        stopped=_NO_TIME if by_day else working_time(start, outage.end, calendar),
        days_out=sum(1 for day in _touched(stop) if not calendar.day_off(day)) if by_day else 0,
    )


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """How much of that span the office works."""
    total, day = _NO_TIME, start.astimezone(SEOUL).date()
    while day <= end.astimezone(SEOUL).date():
        total += sum((max(_NO_TIME, min(end, until) - max(start, since)) for since, until in calendar.working(day)), _NO_TIME)
        day += _DAY
    return total


def _disjoint(stops: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """The spans in order, those that meet made one."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stops):
        if end is None:
            raise ValueError("a span without end stops for ever")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _after_work(received: datetime, amount: timedelta, calendar: WorkCalendar, cut: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The moment at which that much work has been possible since then."""
    left = amount
    for start, end in _open_time(received, calendar, cut):
        if end - start >= left:
            return start + left
        left -= end - start
    raise ValueError("no working time within ten years")


def _open_time(since: datetime, calendar: WorkCalendar, cut: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Spans of work from that moment on, without what is cut out."""
    day = since.astimezone(SEOUL).date()
    last = day + _FOREVER
    while day < last:
        for start, end in calendar.working(day):
            at = max(start, since)
            for gone_from, gone_to in cut:
                if gone_to > at and gone_from < end:
                    if gone_from > at:
                        yield at, gone_from
                    at = gone_to
            if at < end:
                yield at, end
        day += _DAY


def _touched(stop: Span) -> list[date]:
    """The days of a span, first and last included; its end at midnight does not touch the day that begins there."""
    if stop.end is None:
        return []
    first = stop.start.astimezone(SEOUL).date()
    last = (stop.end - timedelta(microseconds=1)).astimezone(SEOUL).date()
    return [first + _DAY * n for n in range((last - first).days + 1)]


def _days_out(cut: Sequence[tuple[datetime, datetime]]) -> frozenset[date]:
    return frozenset(day for start, end in cut for day in _touched(Span(start, end)))


def _nth_day(received: datetime, count: int, calendar: WorkCalendar, cut: Sequence[tuple[datetime, datetime]]) -> date:
    """The last of so many working days, the first one counted."""
    out, day = _days_out(cut), received.astimezone(SEOUL).date()
    left = count
    while True:
        if not calendar.day_off(day) and day not in out:
            left -= 1
            if left <= 0:
                return day
        day += _DAY


def _end_of_units(received: datetime, processing: Processing, calendar: WorkCalendar, cut: Sequence[tuple[datetime, datetime]]) -> date:
    """The last day of so many weeks or months, the first one counted; days that do not count come on top, a day off moves it on."""
    first = received.astimezone(SEOUL).date()
    if processing.unit == "month":
        end = _months_on(first, processing.value)
    else:
        end = first + _DAY * (processing.value * (7 if processing.unit == "week" else 1) - 1)
    out, left, day = _days_out(cut), (end - first).days + 1, first
    while True:
        left -= day not in out
        if left <= 0 and not calendar.day_off(day):
            return day
        day += _DAY


def _months_on(first: date, months: int) -> date:
    """The day before the same day that many months later; the end of that month where it has no such day (민법 제160조)."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    try:
        return date(year, month + 1, first.day) - _DAY
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1) - _DAY
