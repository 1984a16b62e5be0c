"""마감 시각: until when a counter serves, on evenings with 야간 민원 too; what it says while its business day is still open. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

import msgspec

from app.domain.errors import Refused
from app.domain.work_calendar import SEOUL

SETTING: Final = "closing_time"
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class ClosingTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`closes`: the usual time; None: nobody is reminded. On the weekdays of `evenings` (0 is Monday) it is `until` instead."""

    closes: time | None = None
    evenings: tuple[int, ...] = ()
    until: time | None = None

    def on(self, day: date) -> time | None:
        """When the counter closes on that day; None: it has not been said."""
        return self.until if self.until is not None and day.weekday() in self.evenings else self.closes


def kept_closing_time(stored: bytes | None) -> ClosingTime:
    """What lies in the home, or what a new desk has."""
    return msgspec.msgpack.decode(stored, type=ClosingTime) if stored else ClosingTime()


def passed(said: ClosingTime, day: date, now: datetime) -> time | None:
    """The closing time of that business day once `now` (aware) is past it; None before, or where nothing was said."""
    closes = said.on(day)
    return closes if closes is not None and now >= datetime.combine(day, closes, SEOUL) else None


def typed_closing_time(closes: str, evenings: Sequence[int], until: str) -> ClosingTime:
    """Those words as times. Refused `closing_time_invalid`: no time, evenings without their time, an evening before the usual end."""
    usual, late = _time(closes), _time(until)
    days = tuple(sorted(set(evenings)))
    if bool(days) != (late is not None) or any(not 0 <= each < len(WEEKDAYS) for each in days):
        raise Refused("closing_time_invalid")
    if late is not None and (usual is None or late <= usual):
        raise Refused("closing_time_invalid")
    return ClosingTime(closes=usual, evenings=days, until=late)


def weekdays_of(text: str) -> list[int]:
    """The days of `tue,thu`. Refused `closing_time_invalid`."""
    try:
        return [WEEKDAYS.index(each.strip().lower()) for each in text.split(",") if each.strip()]
    except ValueError as error:
        raise Refused("closing_time_invalid") from error


def _time(text: str) -> time | None:
    plain = text.strip()
    if not plain:
        return None
    try:
        found = time.fromisoformat(plain)
    except ValueError as error:
        raise Refused("closing_time_invalid") from error
    if found.tzinfo is not None or found.second or found.microsecond:
        raise Refused("closing_time_invalid")
    return found
