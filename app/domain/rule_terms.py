"""Whether a rule of a form holds for what it is about, and until when: ages, terms of filings, days off. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from app.domain import identity
from app.domain.forms import Rule


def is_weekend(day: date) -> bool:
    """Saturday or Sunday: the days off that need no table."""
    return day.weekday() >= 5


def broken(rule: Rule, subject: object, other: object, today: date, day_off: Callable[[date], bool]) -> str | None:
    """The code of a broken rule, None if it holds; a day that has not come yet breaks every rule about its age."""
    if rule.kind in ("equal", "not_more_than"):
        return None if other is None or _compares(rule.kind, subject, other) else rule.code
    day = _day(subject, today)
    if rule.kind in ("age_at_least", "age_below"):
        old_enough = identity.full_age(day, today) >= rule.limit
        return None if old_enough == (rule.kind == "age_at_least") else rule.code
    if day > today:
        return "date_in_future"
    return rule.code if today > term_end(rule, day, day_off) else None


def term_end(rule: Rule, day: date, day_off: Callable[[date], bool] = is_weekend) -> date:
    """The last good day of a rule about the age of `day`.

    max_age_months: the same day of a later month, the first day not counted (민법 제157조). days_within and months_within are
    terms of filings: the day of the event is counted (가족관계등록법 제37조 [unverified]) and a last day on a day off moves on
    (민법 제160조, 제161조).
    """
    if rule.kind == "max_age_months":
        return _months_after(day, rule.limit) or _month_end(day, rule.limit)
    if rule.kind == "days_within":
        end = day + timedelta(days=rule.limit - 1)
    else:
        same_day = _months_after(day, rule.limit)
        end = same_day - timedelta(days=1) if same_day else _month_end(day, rule.limit)
    while day_off(end):
        end += timedelta(days=1)
    return end


def _compares(kind: str, subject: object, other: object) -> bool:
    if kind == "equal":
        return subject == other
    if isinstance(subject, int) and isinstance(other, int):
        return subject <= other
    return str(subject) <= str(other)  # canonical days and moments sort as text


def _day(subject: object, today: date) -> date:
    """A canonical day, the day of a moment, or the birth date inside a resident number."""
    text = str(subject)
    return identity.parse_rrn(text, today=today).birth_date if len(text) == 13 else date.fromisoformat(text[:10])


def _months_after(day: date, months: int) -> date | None:
    """The same day that many months later, None where that month is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return None


def _month_end(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
