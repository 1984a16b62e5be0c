"""Waiting and service times from the book: of a day's report, and day by day for the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.domain.errors import Refused
from app.domain.waiting import WaitingTimes, merge_times, waiting_times
from app.services.desk import Desk


def waiting_of_day(desk: Desk, day: str, parts: Sequence[tuple[str, str]] = ()) -> WaitingTimes:
    """Of a business day of this desk; with `parts` (desk, business day) of all those."""
    asked = parts or [(desk.identity.desk, day)]
    return merge_times(waiting_times(desk.store.visits.times(part, part, desk=name)) for name, part in asked)


def waiting_by_day(desk: Desk, first: str, last: str, *, own: bool = False) -> dict[str, WaitingTimes]:
    """Each date between the two, both included, on which somebody was called by ticket; at this desk or at all whose book is here.

    Refused `waiting_days_invalid` for what are no dates, or not in their order.
    """
    try:
        begin, end = date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat()
    except ValueError as error:
        raise Refused("waiting_days_invalid") from error
    if begin > end:
        raise Refused("waiting_days_invalid")
    told = desk.store.visits.times(begin, f"{end}~", desk=desk.identity.desk if own else None)
    return {day: waiting_times(visits) for day, visits in groupby(told, key=lambda each: each.day[:10])}
