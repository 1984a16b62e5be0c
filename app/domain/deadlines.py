"""Deadlines of cases: from what is received, how long it may take and what stood still meanwhile to the moment it is due. Pure.

Counting: 민원처리법 제19조 (up to five days in hours of work, from six days in working days, weeks, months and years by the calendar,
the first day counted) and its 시행령 제19조 (즉시: three working hours). Time for a supplement, or in which a system had failed, does
not count: 시행령 제20조 with 행정절차법 시행령 제11조. In hours a failure is cut out to the minute; in days every day it touches is left
out, its first and last included, as that rule counts for supplements. An extension is counted from the end of the period before it:
days from the day after (시행령 제21조; 정보공개법 제11조 alike). `domain.explain_deadline` tells the same day by day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from app.domain.errors import Refused
from app.domain.forms import Processing
from app.domain.work_calendar import HOUR, SEOUL, Span, WorkCalendar, disjoint, touched_days

HOURS_A_DAY: Final = 8
IMMEDIATE_HOURS: Final = 3  # 시행령 제19조
DAYS_IN_HOURS: Final = 5  # a period of up to so many days is counted in hours
_NO_TIME = timedelta()
_MICROSECOND = timedelta(microseconds=1)
_PERIOD = re.compile(r"(?P<value>[1-9]\d{0,2})(?P<unit>h|d|w|mo|y)")
_HOURS = ("working_hour", "hour")
_SIGNS = {"working_hour": "h", "hour": "h", "day": "d", "week": "w", "month": "mo", "year": "y"}


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


def period(text: str) -> Processing:
    """The period of `immediate`, `24h`, `7d`, `2w`, `1mo` or `1y`, counted as the law counts that length. Refused `period_unknown`."""
    if text == "immediate":
        return Processing(kind="immediate", value=IMMEDIATE_HOURS, unit="working_hour", rule="immediate", verified=True)
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise Refused("period_unknown", period=text[:20])
    value = int(found["value"])
    match found["unit"]:
        case "h":
            return Processing(kind="hours", value=value, unit="hour", rule="hours_le5", verified=True)
        case "d":
            return in_days(value)
        case "w":
            return Processing(kind="days", value=value, unit="week", rule="calendar_units", verified=True)
        case "mo":
            return Processing(kind="days", value=value, unit="month", rule="calendar_units", verified=True)
        case _:
            return Processing(kind="days", value=value, unit="year", rule="calendar_units", verified=True)


def period_text(processing: Processing) -> str:
    """What `period` reads as that period; nothing for none."""
    if processing.rule == "none":
        return ""
    if processing.rule == "immediate" and processing.value == IMMEDIATE_HOURS:
        return "immediate"
    return f"{processing.value}{_SIGNS[processing.unit]}"


def in_days(days: int) -> Processing:
    """A period of so many days: up to five in hours, from six in days."""
    if days <= DAYS_IN_HOURS:
        return Processing(kind="hours", value=days, unit="day", rule="hours_le5", verified=True)
    return Processing(kind="days", value=days, unit="day", rule="days_ge6", verified=True)


def target(processing: Processing) -> Processing | None:
    """The shorter period the office promises itself, counted as one of that length; None if it promises none."""
    if not processing.own_target:
        return None
    if processing.unit == "day":
        return in_days(processing.own_target)
    return msgspec.structs.replace(processing, value=processing.own_target, own_target=0)


def deadline(
    processing: Processing,
    received: datetime,
    calendar: WorkCalendar,
    stops: Sequence[Span] = (),
    extensions: Sequence[Processing] = (),
) -> Deadline | None:
    """When a case received at that moment is due, `stops` not counted, `extensions` one after the other; None without a period.

    Every span of `stops` has an end, every period a length: ValueError otherwise. Never before the moment of receipt.
    """
    if processing.rule == "none":
        return None
    if processing.rule == "days_ge6" and not stops:
        first = calendar.days_before(received.astimezone(SEOUL).toordinal())
        found = _by_day(calendar.day_of(first + _length(processing) - 1), calendar)
    elif processing.rule in ("immediate", "hours_le5"):
        found = _after_work(calendar.work_before(received), work_of(processing), calendar, stops)
    else:
        first = received.astimezone(SEOUL).toordinal()
        out = days_out(stops, first)
        end = _end_of_units if processing.rule == "calendar_units" else _nth_day
        found = _by_day(end(first, processing, calendar, out), calendar)
    for each in extensions:
        found = extended(found, each, calendar, stops)
    return found


def extended(before: Deadline, extension: Processing, calendar: WorkCalendar, stops: Sequence[Span] = ()) -> Deadline:
    """The end of an extension of that deadline. Hours follow on hours, whatever the extension is called; days begin a day later."""
    if before.by == "hour" or extension.unit in _HOURS:
        return _after_work(calendar.work_before(before.at), work_of(extension), calendar, stops)
    first = before.at.astimezone(SEOUL).toordinal() + 1
    end = _end_of_units if extension.rule == "calendar_units" else _nth_day
    return _by_day(end(first, extension, calendar, days_out(stops, first)), calendar)


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
    by_day = before.by == "day"
    first, last = touched_days(start, outage.end)
    return Suspension(
        before=before,
        after=deadline(processing, received, calendar, [Span(start, outage.end)]),
        stopped=_NO_TIME if by_day else working_time(start, outage.end, calendar),
        days_out=calendar.days_before(last + 1) - calendar.days_before(first) if by_day else 0,
    )


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """How much of that span the office works."""
    return (calendar.work_before(end) - calendar.work_before(start)) * _MICROSECOND


def work_of(processing: Processing) -> int:
    """The work a period counted in hours allows, in microseconds; a day of it is eight hours by law, however long an office works."""
    return _length(processing) * HOUR * (1 if processing.unit in _HOURS else HOURS_A_DAY)


def days_out(stops: Sequence[Span], first: int) -> list[tuple[int, int]]:
    """First and last day of what stood still from that day on, in order, none twice (ordinals)."""
    found: list[tuple[int, int]] = []
    free = first
    for start, end in disjoint(stops):
        since, last = touched_days(start, end)
        since = max(since, free)
        if since <= last:
            found.append((since, last))
            free = last + 1
    return found


def end_of_term(first: int, processing: Processing) -> int:
    """The last day of weeks, months or years that begin with that day, as the calendar has it (ordinals)."""
    value = _length(processing)
    if processing.unit == "week":
        return first + value * 7 - 1
    if processing.unit == "day":
        return first + value - 1
    begins = date.fromordinal(first)
    year, month = divmod(begins.year * 12 + begins.month - 1 + value * (12 if processing.unit == "year" else 1), 12)
    try:
        return date(year, month + 1, begins.day).toordinal() - 1
    except ValueError:  # no such day in that month: its last one (민법 제160조)
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1).toordinal() - 1


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _length(processing: Processing) -> int:
    if processing.value <= 0:
        raise ValueError("a period has a length")
    return processing.value


def _by_day(ordinal: int, calendar: WorkCalendar) -> Deadline:
    return Deadline(at=calendar.closing(date.fromordinal(ordinal)), by="day")


def _after_work(begun: int, work: int, calendar: WorkCalendar, stops: Sequence[Span]) -> Deadline:
    """The moment at which that much work has been possible since `begun`, both counted as `WorkCalendar.work_before` counts."""
    due = begun + work
    for start, end in disjoint(stops) if stops else ():
        stopped = max(calendar.work_before(start), begun)
        if stopped >= due:
            break
        due += max(0, calendar.work_before(end) - stopped)
    return Deadline(at=calendar.moment_of(due), by="hour")


def _nth_day(first: int, processing: Processing, calendar: WorkCalendar, out: Sequence[tuple[int, int]]) -> int:
    """The last of so many working days, the first one counted (ordinals)."""
    due = calendar.days_before(first) + _length(processing) - 1
    for since, last in out:
        stopped = calendar.days_before(since)
        if stopped > due:
            break
        due += calendar.days_before(last + 1) - stopped
    return calendar.day_of(due)


def _end_of_units(first: int, processing: Processing, calendar: WorkCalendar, out: Sequence[tuple[int, int]]) -> int:
    """The last day of a term by the calendar: days that do not count come on top, a day off or one that does not count moves it on."""
    due = end_of_term(first, processing)
    for since, last in out:
        if since <= due:
            due += last - since + 1
        elif since <= calendar.first_working(due):
            due = last + 1
    return calendar.first_working(due)
