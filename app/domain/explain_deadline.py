"""Why a case is due when it is: every day from receipt to the end with whether it counted and why. Pure; words by code (`deadline.*`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from app.domain.deadlines import Deadline, days_out, deadline, end_of_term, extended
from app.domain.forms import Processing
from app.domain.words import Words
from app.domain.work_calendar import SEOUL, Span, WorkCalendar, disjoint

_MINUTE: Final = 60_000_000


class DayStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One day. `reason`: a word of `deadline.reason`. `minutes`: of work that counted, where hours are counted. `part`: 0 the period
    itself, then its extensions.
    """

    day: date
    counted: bool
    reason: str
    minutes: int = 0
    part: int = 0


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """`deadline` None: the service has no period, and there are no steps. `periods`: the end of the period and of each extension."""

    deadline: Deadline | None
    periods: list[Deadline]
    steps: list[DayStep]


def day_words(step: DayStep, words: Words) -> str:
    """Whether that day counted and why, in a clerk's words."""
    if step.minutes:
        said = words.text("deadline.hours", hours=step.minutes // 60, minutes=f"{step.minutes % 60:02d}")
    else:
        said = words.text(f"deadline.reason.{step.reason}")
    return words.text("deadline.extended", what=said) if step.part else said


def explain(
    processing: Processing,
    received: datetime,
    calendar: WorkCalendar,
    stops: Sequence[Span] = (),
    extensions: Sequence[Processing] = (),
) -> Explained:
    """The answer of `deadlines.deadline` with its days, the day of receipt first and the day it is due last."""
    found = deadline(processing, received, calendar, stops)
    if found is None:
        return Explained(deadline=None, periods=[], steps=[])
    periods, steps = [found], _days(processing, received, found, calendar, stops, 0)
    for part, extension in enumerate(extensions, start=1):
        before, found = found, extended(found, extension, calendar, stops)
        begins = before.at if found.by == "hour" else before.at.astimezone(SEOUL).replace(hour=0, minute=0, second=0) + timedelta(days=1)
        steps += _days(extension, begins, found, calendar, stops, part)
        periods.append(found)
    return Explained(deadline=found, periods=periods, steps=steps)


def _days(
    processing: Processing, begins: datetime, due: Deadline, calendar: WorkCalendar, stops: Sequence[Span], part: int
) -> list[DayStep]:
    first, last = begins.astimezone(SEOUL).toordinal(), due.at.astimezone(SEOUL).toordinal()
    if due.by == "hour":
        return list(_by_hours(begins, due.at, calendar, stops, range(first, last + 1), part))
    why = _why_out(stops, first)
    if processing.rule == "calendar_units":
        return list(_by_calendar(end_of_term(first, processing) - first + 1, calendar, why, range(first, last + 1), part))
    return list(_by_days(calendar, why, range(first, last + 1), part))


def _by_hours(begins: datetime, ends: datetime, calendar: WorkCalendar, stops: Sequence[Span], days: range, part: int) -> Iterator[DayStep]:
    cut, why = disjoint(stops), _why_out(stops, days.start)
    for ordinal in days:
        day = date.fromordinal(ordinal)
        if calendar.day_off(day):
            yield DayStep(day=day, counted=False, reason=_off(day), part=part)
            continue
        opened = datetime.combine(day, calendar.hours[0][0], SEOUL)
        since, until = max(begins, opened), min(ends, calendar.closing(day))
        work = max(0, calendar.work_before(until) - calendar.work_before(since))
        stopped = sum(
            max(0, calendar.work_before(min(until, end)) - calendar.work_before(max(since, start)))
            for start, end in cut
            if start < until and end > since
        )
        minutes = (work - stopped) // _MINUTE
        if minutes or work > stopped:
            yield DayStep(day=day, counted=True, reason="counted", minutes=minutes, part=part)
        else:
            yield DayStep(day=day, counted=False, reason=why[ordinal] if stopped else "after_hours", part=part)


def _by_days(calendar: WorkCalendar, why: dict[int, str], days: range, part: int) -> Iterator[DayStep]:
    for ordinal in days:
        day = date.fromordinal(ordinal)
        if calendar.day_off(day):
            yield DayStep(day=day, counted=False, reason=_off(day), part=part)
        elif ordinal in why:
            yield DayStep(day=day, counted=False, reason=why[ordinal], part=part)
        else:
            yield DayStep(day=day, counted=True, reason="counted", part=part)


def _by_calendar(length: int, calendar: WorkCalendar, why: dict[int, str], days: range, part: int) -> Iterator[DayStep]:
    """Days off count within the term; after its last day they only move it on."""
    left = length
    for ordinal in days:
        day = date.fromordinal(ordinal)
        if ordinal in why:
            yield DayStep(day=day, counted=False, reason=why[ordinal], part=part)
        elif left > 0:
            left -= 1
            yield DayStep(day=day, counted=True, reason="counted", part=part)
        else:
            yield DayStep(day=day, counted=False, reason=_off(day) if calendar.day_off(day) else "moved_on", part=part)


def _why_out(stops: Sequence[Span], first: int) -> dict[int, str]:
    """The days that do not count, each with the word of the stop that begins first."""
    found: dict[int, str] = {}
    for stop in sorted(stops, key=lambda each: each.start):
        for since, last in days_out([stop], first):
            for ordinal in range(since, last + 1):
                found.setdefault(ordinal, stop.why)
    return found


def _off(day: date) -> str:
    return ("saturday", "sunday")[day.weekday() - 5] if day.weekday() >= 5 else "holiday"
