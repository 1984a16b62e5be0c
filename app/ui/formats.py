"""Money, days and numbers as people at a Korean counter read them. Pure; inside the program they stay int, UTC and digits."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain import identity
from app.domain.moments import day_said, is_known, is_unknown, moment_of
from app.domain.words import Words

SEOUL = ZoneInfo("Asia/Seoul")
_MINUTE = re.compile(r"T((?:[01]\d|2[0-3]):[0-5]\d)")


def won(amount: int) -> str:
    """1,200; minus as △, as on the sheets."""
    return f"△{-amount:,}" if amount < 0 else f"{amount:,}"


def moment(ms: int) -> datetime:
    """Milliseconds of the ledger as Seoul time; one that `moments.is_unknown` knows for what no calendar has."""
    return moment_of(ms).astimezone(SEOUL)


def day_text(day: date, words: Words) -> str:
    """2026. 11. 20.(금); in English 2026. 11. 20. (Fri). Says so where nobody knows the day."""
    if is_unknown(day):
        return words.text("moment.unknown_day")
    space = "" if words.lang == "ko" else " "
    return f"{day.year}. {day.month}. {day.day}.{space}({words.text(f'weekday.{day.weekday()}')})"


def business_day_text(day: str, words: Words) -> str:
    """A business day (`2026-11-20` or `2026-11-20/2`) for people."""
    plain, _, part = day.partition("/")
    shown = day_text(date.fromisoformat(plain), words)
    return f"{shown} {words.text('day.part', part=part)}" if part else shown


def clock_text(ms: int) -> str:
    """14:05; ??:?? for a moment that no calendar has."""
    return _written(ms, "%H:%M", "??:??")


def stamp_text(ms: int) -> str:
    """2026-11-20 14:05, for tables: aligned and sortable by eye."""
    return _written(ms, "%Y-%m-%d %H:%M", "????-??-?? ??:??")


def moment_text(ms: int, words: Words) -> str:
    """2026. 11. 20.(금) 14:05"""
    return f"{day_text(moment(ms).date(), words)} {clock_text(ms)}" if is_known(ms) else words.text("moment.unknown")


def short_stamp(ms: int) -> str:
    """11-20 14:05"""
    return _written(ms, "%m-%d %H:%M", "??-?? ??:??")


def _written(ms: int, form: str, unknown: str) -> str:
    return moment(ms).strftime(form) if is_known(ms) else unknown


def age_text(ms: int, words: Words) -> str:
    """How long something has waited: 40초, 4분, 3시간, 2일."""
    seconds = max(0, ms // 1000)
    for size, key in ((86_400, "age.days"), (3_600, "age.hours"), (60, "age.minutes")):
        if seconds >= size:
            return words.text(key, n=seconds // size)
    return words.text("age.seconds", n=seconds)


def shown_value(kind: str, value: object) -> str:
    """A canonical answer as it stands in its field again."""
    text = "" if value is None else str(value)
    if kind in ("rrn", "arn") and len(text) == 13 and text.isdigit():
        return f"{text[:6]}-{text[6:]}"
    if kind == "reg_no" and text.isdigit():
        return identity.format_reg_no(text)
    if kind == "phone" and text.isdigit():
        return identity.format_phone(text)
    if kind not in ("date", "datetime") or (day := day_said(text)) is None:
        return text
    if kind == "date" and len(text) == len("2026-11-20"):
        return f"{day.year}. {day.month}. {day.day}."
    if kind == "datetime" and (found := _MINUTE.match(text, len("2026-11-20"))):
        return f"{day.year}. {day.month}. {day.day}. {found[1]}"
    return text


def masked_middle(name: str) -> str:
    """The clerk's own name in the strip and on papers: 김○○ keeps the family name only."""
    return name[:1] + "○" * (len(name) - 1)


def begun(said: str) -> str:
    """The same words as they stand alone, where a sentence or a list of values has them inside: `none` → `None`."""
    return said[:1].upper() + said[1:]
