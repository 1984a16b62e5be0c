"""The office's own word about its calendar: days off declared weeks ahead, days worked in spite of the table, its hours. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Final, Literal
from uuid import UUID

import msgspec

from app.domain.errors import Refused
from app.domain.work_calendar import WorkCalendar, calendar_of

Change = Literal["added", "removed", "dropped", "hours"]
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
SPANS_MAX: Final = 4
_MINUTES = 24 * 60


class CalendarWord(msgspec.Struct, frozen=True, kw_only=True):
    """One calendar_changed entry. `day` None: about the hours. `user`: who said it, '' if not known here."""

    entry_id: UUID
    change: Change
    day: date | None
    name: str = ""
    hours: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    set_at: datetime
    user: str = ""


def day_of(text: str) -> date | None:
    """The day of an entry, if anybody can mean it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year < LAST_YEAR and text == found.isoformat() else None


def hours_of(pairs: Sequence[Sequence[int]]) -> tuple[tuple[time, time], ...] | None:
    """Minutes of the day as hours of work; None if nobody can work so."""
    if not 0 < len(pairs) <= SPANS_MAX or any(len(each) != 2 for each in pairs):
        return None
    edges = [edge for pair in pairs for edge in pair]
    if edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] >= _MINUTES:
        return None
    return tuple((time(*divmod(start, 60)), time(*divmod(end, 60))) for start, end in pairs)


def typed_hours(text: str) -> list[tuple[time, time]]:
    """The spans of `09:00-12:00,13:00-18:00`. Refused `hours_invalid`."""
    try:
        pairs = [span.split("-") for span in text.split(",")]
        return [(time.fromisoformat(start.strip()), time.fromisoformat(end.strip())) for start, end in pairs]
    except ValueError as error:
        raise Refused("hours_invalid") from error


def hours_text(hours: Iterable[tuple[time, time]]) -> str:
    """The same spans as they are typed."""
    return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours)


def sound(change: Change, day: str, hours: Sequence[Sequence[int]]) -> bool:
    """Whether anybody can mean that; what another desk said and nobody can mean has no effect."""
    if change == "hours" or (change == "dropped" and not day):
        return not day and (not hours if change == "dropped" else hours_of(hours) is not None)
    return not hours and day_of(day) is not None


def calendar_with(printed: frozenset[date], said: Iterable[CalendarWord]) -> WorkCalendar:
    """The table of the release with everything the office said, the newest word about each day. `said`: in the order it was said."""
    days: dict[date, Change] = {}
    hours: tuple[tuple[time, time], ...] | None = None
    for each in said:
        if each.day is not None:
            days[each.day] = each.change
        else:
            hours = hours_of(each.hours) if each.change == "hours" else None
    added = frozenset(day for day, change in days.items() if change == "added")
    return calendar_of(printed, added, frozenset(day for day, change in days.items() if change == "removed"), hours)
