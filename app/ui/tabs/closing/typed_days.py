"""The days that a book is asked for, as they were typed. No Qt."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.ui.context import Context


class Says(Protocol):
    def say(self, text: str, tone: str = "") -> None: ...


def typed_days(context: Context, screen: Says, first: str, last: str) -> tuple[date, date] | None:
    """Both days, and nothing is said any more; None where one of them is no day, and the screen says so."""
    today = context.today()
    try:
        days = parse_date(first, today=today), parse_date(last, today=today)
    except Refused as error:
        screen.say(context.words.message(error), "warning")
        return None
    screen.say("")
    return days
