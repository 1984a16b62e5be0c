"""Deadlines and what stops them: the worked examples of the reference, and what must hold for any outage."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import deadline, suspension, working_time
from app.domain.forms import Processing
from app.domain.work_calendar import SEOUL, Span, WorkCalendar
from tests.desks import the_catalogue

CALENDAR = WorkCalendar(holidays=the_catalogue().holidays)
Unit = Literal["working_hour", "hour", "day", "week", "month", "none"]


def period(value: int, unit: Unit = "day") -> Processing:
    if unit == "working_hour":
        return Processing(kind="immediate", value=value, unit=unit, rule="immediate", verified=True)
    if unit in ("week", "month"):
        return Processing(kind="days", value=value, unit=unit, rule="calendar_units", verified=True)
    return Processing(kind="days", value=value, unit=unit, rule="hours_le5" if value <= 5 else "days_ge6", verified=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("processing", "received", "due"),
    [
        (period(3, "working_hour"), "2026-05-22 16:30", "2026-05-26 10:30"),
        (period(3, "working_hour"), "2026-11-20 11:00", "2026-11-20 15:00"),
        (period(1), "2026-11-20 10:00", "2026-11-23 10:00"),
        (period(3), "2026-09-23 14:00", "2026-09-30 14:00"),
        (period(5), "2026-04-29 15:00", "2026-05-08 15:00"),
        (period(7), "2026-07-13 09:40", "2026-07-22 18:00"),
        (period(7), "2026-07-18 10:00", "2026-07-28 18:00"),
        (period(14), "2026-09-14 10:00", "2026-10-06 18:00"),
        (period(1, "month"), "2026-01-31 10:00", "2026-03-03 18:00"),
    ],
)
def test_the_worked_examples_of_the_reference_come_out(processing: Processing, received: str, due: str) -> None:
    found = deadline(processing, at(received), CALENDAR)
    assert found is not None
    assert found.at == at(due)


def test_days_that_do_not_count_are_left_out_with_their_first_and_last() -> None:
    found = deadline(period(7), at("2026-07-13 09:00"), CALENDAR, [Span(at("2026-07-15 10:00"), at("2026-07-21 15:00"))])
    assert found is not None
    assert found.at == at("2026-07-28 18:00")


def test_an_outage_of_an_hour_and_a_half_moves_a_three_hour_deadline_by_the_working_time_in_it() -> None:
    over_lunch = Span(at("2026-11-20 11:30"), at("2026-11-20 14:00"))  # half an hour before lunch, an hour after it
    found = suspension(period(3, "working_hour"), at("2026-11-20 10:00"), over_lunch, CALENDAR)
    assert found is not None
    assert found.after is not None
    assert (found.before.at, found.after.at) == (at("2026-11-20 14:00"), at("2026-11-20 15:30"))
    assert found.stopped == timedelta(hours=1.5)


def test_while_the_outage_lasts_nobody_says_a_date() -> None:
    found = suspension(period(7), at("2026-11-20 10:00"), Span(at("2026-11-20 09:30"), None), CALENDAR)
    assert found is not None
    assert found.after is None


def test_what_was_due_before_the_outage_is_not_moved() -> None:
    after_hours = Span(at("2026-11-20 17:00"), at("2026-11-20 18:00"))
    assert suspension(period(3, "working_hour"), at("2026-11-20 09:00"), after_hours, CALENDAR) is None


def test_what_came_after_the_outage_is_not_moved() -> None:
    early = Span(at("2026-11-20 09:00"), at("2026-11-20 10:00"))
    assert suspension(period(3, "working_hour"), at("2026-11-20 10:00"), early, CALENDAR) is None


def test_a_service_without_a_period_has_no_deadline() -> None:
    none = Processing(kind="not_set", value=0, unit="none", rule="none", verified=False)
    assert deadline(none, at("2026-11-20 10:00"), CALENDAR) is None
    assert suspension(none, at("2026-11-20 10:00"), Span(at("2026-11-20 09:30"), None), CALENDAR) is None


def test_a_span_without_end_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="for ever"):
        deadline(period(7), at("2026-11-20 10:00"), CALENDAR, [Span(at("2026-11-20 09:30"), None)])


def test_the_calendar_of_the_catalogue_knows_substitute_and_new_holidays() -> None:
    for day in (date(2026, 5, 25), date(2026, 7, 17), date(2026, 10, 5), date(2025, 1, 27)):
        assert CALENDAR.day_off(day)
    assert not CALENDAR.day_off(date(2026, 11, 20))


moments = st.datetimes(min_value=datetime(2026, 1, 5), max_value=datetime(2026, 12, 20)).map(lambda each: each.replace(tzinfo=SEOUL))
lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40))
periods = st.sampled_from([period(3, "working_hour"), period(1), period(5), period(7), period(14), period(2, "week"), period(1, "month")])


@given(processing=periods, received=moments, gap=lengths, length=lengths)
def test_an_outage_never_brings_a_deadline_forward_and_none_leaves_it_where_it_was(
    processing: Processing, received: datetime, gap: timedelta, length: timedelta
) -> None:
    outage = Span(received + gap, received + gap + length)
    plain, stopped = deadline(processing, received, CALENDAR), deadline(processing, received, CALENDAR, [outage])
    assert plain is not None
    assert stopped is not None
    assert stopped.at >= plain.at
    assert deadline(processing, received, CALENDAR, [Span(outage.start, outage.start)]) == plain
    longer = deadline(processing, received, CALENDAR, [Span(outage.start, received + gap + length + timedelta(hours=5))])
    assert longer is not None
    assert longer.at >= stopped.at


@given(processing=st.sampled_from([period(3, "working_hour"), period(1), period(5)]), received=moments, gap=lengths, length=lengths)
def test_an_office_has_exactly_its_hours_of_work_whatever_was_away(
    processing: Processing, received: datetime, gap: timedelta, length: timedelta
) -> None:
    outage = Span(received + gap, received + gap + length)
    found = deadline(processing, received, CALENDAR, [outage])
    assert found is not None
    hours = processing.value * (8 if processing.unit == "day" else 1)
    away_from, away_to = min(outage.start, found.at), min(outage.start + length, found.at)
    worked = working_time(received, found.at, CALENDAR) - working_time(away_from, away_to, CALENDAR)
    assert worked == timedelta(hours=hours)


@given(received=moments, spans=st.lists(st.tuples(lengths, lengths), max_size=4))
def test_the_order_and_the_overlap_of_outages_do_not_matter(received: datetime, spans: list[tuple[timedelta, timedelta]]) -> None:
    stops = [Span(received + gap, received + gap + length) for gap, length in spans]
    for processing in (period(5), period(14)):
        there = deadline(processing, received, CALENDAR, stops)
        assert there == deadline(processing, received, CALENDAR, [*reversed(stops), *stops])


@given(received=moments)
def test_work_is_nine_to_six_without_lunch(received: datetime) -> None:
    found = deadline(period(3, "working_hour"), received, CALENDAR)
    assert found is not None
    assert time(9) < found.at.timetz().replace(tzinfo=None) <= time(18)
    assert not time(12) < found.at.timetz().replace(tzinfo=None) <= time(13)
