"""Terms by the calendar that are no processing periods: passports on the shelf, certificates never fetched, records kept. Pure.

The day of the event is not counted (민법 제157조): one month after 20 May is 20 June. None of these is moved by a holiday except a
reminder, which somebody has to send: the national system ends a passport's pick-up by the date alone (여권법; REFERENCE §3.2).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from app.domain.work_calendar import WorkCalendar

PICK_UP_MONTHS: Final = 6
REMIND_EVERY_MONTHS: Final = 1
UNCLAIMED_DAYS: Final = 15  # 어디서나민원: not fetched within so many days


class Kept(NamedTuple):
    """`first`, `last`: the days of the retention period; `appraised`: the first day on which it may be appraised."""

    first: date
    last: date
    appraised: date


def months_after(day: date, months: int) -> date:
    """The same day that many months later, or the end of a month that has no such day (민법 제160조)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1) - timedelta(days=1)


def reminder(issued: date, times: int, calendar: WorkCalendar) -> date:
    """The working day of the reminder that follows on so many: monthly from one month after issue."""
    due = months_after(issued, (times + 1) * REMIND_EVERY_MONTHS)
    return date.fromordinal(calendar.first_working(due.toordinal()))


def last_pick_up(issued: date) -> date:
    """The last day on which a passport can be fetched; from the next on it is void, without refund."""
    return months_after(issued, PICK_UP_MONTHS)


def retention(finished: date, years: int | None) -> Kept | None:
    """A record's years count from the 1 January after it was finished (REFERENCE §2.9); None for 영구."""
    if years is None:
        return None
    first = date(finished.year + 1, 1, 1)
    appraised = date(first.year + years, 1, 1)
    return Kept(first, appraised - timedelta(days=1), appraised)
