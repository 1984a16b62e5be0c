"""Moments of the book as calendar moments. Pure.

An entry may bear any whole number as its moment (`bounds`), and another desk's clock may be wrong or lie; a calendar has years up to
9999 only. What lies outside stands in the book as it came; wherever a calendar is asked, it is one moment that everybody knows as unknown.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
# Far enough from the calendar's end that whatever is counted from it (a retention period, a pick-up term) has its place too.
UNKNOWN: Final = datetime(9000, 1, 1, tzinfo=UTC)
UNKNOWN_MS: Final = (UNKNOWN - _EPOCH) // _MS
UNKNOWN_DAY: Final = "날짜 모름"  # on papers and in books, which are Korean
UNKNOWN_MOMENT: Final = "시각 모름"
UNKNOWN_YEAR: Final = "연도 모름"
_PART_DIGITS: Final = 4


def is_known(ms: int) -> bool:
    """Whether those milliseconds since 1970 are a moment that a calendar has."""
    return 0 <= ms < UNKNOWN_MS


def moment_of(ms: int) -> datetime:
    """The aware UTC moment of those milliseconds; `UNKNOWN` for what no calendar has."""
    return _EPOCH + ms * _MS if is_known(ms) else UNKNOWN


def ms_of(moment: datetime) -> int:
    """Whole milliseconds from 1970 to that aware moment."""
    return (moment - _EPOCH) // _MS


def is_unknown(moment: datetime | date) -> bool:
    """Whether that moment, or the day it lies on anywhere, stands for one that nobody knows."""
    return moment.year >= UNKNOWN.year


def day_said(said: object) -> date | None:
    """The day with which that text begins (`2026-11-20`, `2026-11-20T09:05`); None where it begins with none: who knows who wrote it."""
    text = said[:10] if isinstance(said, str) else ""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def day_counted(said: object) -> date | None:
    """The same where something is counted from that day: None also for one so late that its term would leave the calendar."""
    day = day_said(said)
    return None if day is None or is_unknown(day) else day


def is_business_day(text: str) -> bool:
    """Whether that is a business day: `2026-11-20`, or a later part of one, `2026-11-20/2`."""
    day, slash, part = text.partition("/")
    later = part.isascii() and part.isdecimal() and len(part) <= _PART_DIGITS and not part.startswith("0")
    return day_said(day) is not None and day == day[:10] and (later or not slash)
