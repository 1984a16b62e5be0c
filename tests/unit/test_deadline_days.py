"""A deadline told day by day, its extensions and targets, and the terms of passports and records: REFERENCE §3.2 line by line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import deadline, extended, in_days, period, period_text, target
from app.domain.errors import Refused
from app.domain.explain_deadline import Explained, explain
from app.domain.forms import Processing
from app.domain.terms import last_pick_up, months_after, reminder, retention
from app.domain.work_calendar import SEOUL, Span, WorkCalendar, calendar_of, whole_days
from tests.desks import the_catalogue

CALENDAR = WorkCalendar(holidays=the_catalogue().holidays)
NONE = Processing(kind="not_set", value=0, unit="none", rule="none", verified=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def due(text: str, received: str, *stops: Span, extensions: tuple[str, ...] = ()) -> str:
    found = explain(period(text), at(received), CALENDAR, stops, [period(each) for each in extensions])
    assert found.deadline is not None
    assert found.deadline == deadline(period(text), at(received), CALENDAR, stops, [period(each) for each in extensions])
    return f"{found.deadline.at:%Y-%m-%d %H:%M}"


def told(found: Explained) -> list[str]:
    return [f"{step.day:%m-%d} {step.minutes if step.minutes else '+' if step.counted else step.reason}" for step in found.steps]


# ── the worked examples ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("length", "received", "expected"),
    [
        ("immediate", "2026-05-22 16:30", "2026-05-26 10:30"),
        ("immediate", "2026-11-20 11:00", "2026-11-20 15:00"),
        ("1d", "2026-11-20 10:00", "2026-11-23 10:00"),
        ("8h", "2026-11-20 10:00", "2026-11-23 10:00"),
        ("3d", "2026-09-23 14:00", "2026-09-30 14:00"),
        ("24h", "2026-09-23 14:00", "2026-09-30 14:00"),
        ("5d", "2026-04-29 15:00", "2026-05-08 15:00"),
        ("7d", "2026-07-13 10:00", "2026-07-22 18:00"),
        ("7d", "2026-07-18 10:00", "2026-07-28 18:00"),
        ("14d", "2026-09-14 10:00", "2026-10-06 18:00"),
        ("1mo", "2026-01-31 10:00", "2026-03-03 18:00"),
        ("10d", "2026-09-14 10:00", "2026-09-29 18:00"),  # disclosure
        ("2w", "2026-09-10 10:00", "2026-09-23 18:00"),
        ("1y", "2024-02-29 10:00", "2025-02-28 18:00"),  # there is no 29 February: the last day of that month
    ],
)
def test_the_worked_examples_come_out(length: str, received: str, expected: str) -> None:
    assert due(length, received) == expected


def test_a_supplement_leaves_out_the_day_it_was_sent_the_day_it_came_and_all_between() -> None:
    asked = whole_days(date(2026, 7, 15), date(2026, 7, 21), "supplement")
    assert due("7d", "2026-07-13 10:00", asked) == "2026-07-28 18:00"
    found = explain(period("7d"), at("2026-07-13 10:00"), CALENDAR, [asked])
    assert [f"{step.day.day}" for step in found.steps if step.counted] == ["13", "14", "22", "23", "24", "27", "28"]
    assert [step.reason for step in found.steps[2:9]] == [
        "supplement",
        "supplement",
        "holiday",
        "saturday",
        "sunday",
        "supplement",
        "supplement",
    ]


def test_a_supplement_of_a_period_in_hours_takes_whole_days_out() -> None:
    asked = whole_days(date(2026, 11, 17), date(2026, 11, 18), "supplement")
    assert due("16h", "2026-11-16 15:00", asked) == "2026-11-20 15:00"  # three hours on Monday, then Thursday and Friday
    found = explain(period("16h"), at("2026-11-16 15:00"), CALENDAR, [asked])
    assert told(found) == ["11-16 180", "11-17 supplement", "11-18 supplement", "11-19 480", "11-20 300"]


def test_the_seven_day_case_extended_in_full_is_due_on_the_seventh_day_from_the_next() -> None:
    assert due("7d", "2026-07-13 10:00", extensions=("7d",)) == "2026-07-31 18:00"
    found = explain(period("7d"), at("2026-07-13 10:00"), CALENDAR, extensions=[period("7d")])
    assert [f"{each.at:%m-%d}" for each in found.periods] == ["07-22", "07-31"]
    assert [step.part for step in found.steps if step.counted] == [0] * 7 + [1] * 7
    assert told(found)[-9:] == [
        "07-23 +",
        "07-24 +",
        "07-25 saturday",
        "07-26 sunday",
        "07-27 +",
        "07-28 +",
        "07-29 +",
        "07-30 +",
        "07-31 +",
    ]


def test_disclosure_has_its_own_target_and_an_extension_from_the_day_after() -> None:
    ten = Processing(kind="days", value=10, unit="day", rule="days_ge6", verified=True, own_target=7)
    promised = target(ten)
    assert promised is not None
    by_promise = deadline(promised, at("2026-09-14 10:00"), CALENDAR)
    assert by_promise is not None
    assert by_promise.at == at("2026-09-22 18:00")
    assert due("10d", "2026-09-14 10:00", extensions=("10d",)) == "2026-10-15 18:00"


def test_a_target_is_counted_as_a_period_of_its_length_and_most_services_have_none() -> None:
    assert target(Processing(kind="days", value=7, unit="day", rule="days_ge6", verified=True, own_target=3)) == in_days(3)
    promised = target(Processing(kind="days", value=2, unit="month", rule="calendar_units", verified=True, own_target=1))
    assert promised == Processing(kind="days", value=1, unit="month", rule="calendar_units", verified=True)
    assert target(in_days(7)) is None


def test_a_passport_is_reminded_monthly_on_a_working_day_and_void_after_six_months() -> None:
    issued = date(2026, 5, 20)
    assert months_after(issued, 1) == date(2026, 6, 20)  # a Saturday
    assert reminder(issued, 0, CALENDAR) == date(2026, 6, 22)
    assert reminder(issued, 1, CALENDAR) == date(2026, 7, 20)
    assert last_pick_up(issued) == date(2026, 11, 20)
    assert last_pick_up(date(2026, 8, 31)) == date(2027, 2, 28)


def test_a_record_may_be_appraised_after_its_full_years() -> None:
    kept = retention(date(2026, 11, 21), 5)
    assert kept == (date(2027, 1, 1), date(2031, 12, 31), date(2032, 1, 1))
    assert retention(date(2026, 11, 21), None) is None


# ── what else a day may say ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_paper_taken_after_hours_begins_the_next_morning() -> None:
    found = explain(period("immediate"), at("2026-11-20 18:30"), CALENDAR)
    assert told(found) == ["11-20 after_hours", "11-21 saturday", "11-22 sunday", "11-23 180"]
    assert due("immediate", "2026-11-20 07:00") == "2026-11-20 12:00"  # the end of the morning, not the beginning of the afternoon


def test_an_outage_counts_to_the_minute_in_hours_and_by_the_day_in_days() -> None:
    away = Span(at("2026-11-20 11:30"), at("2026-11-20 14:00"))
    assert told(explain(period("immediate"), at("2026-11-20 10:00"), CALENDAR, [away])) == ["11-20 180"]
    all_day = Span(at("2026-11-20 08:00"), at("2026-11-23 09:30"))
    found = explain(period("immediate"), at("2026-11-20 10:00"), CALENDAR, [all_day])
    assert told(found) == ["11-20 outage", "11-21 saturday", "11-22 sunday", "11-23 180"]
    assert due("6d", "2026-11-20 10:00", all_day) == "2026-12-01 18:00"


def test_of_two_reasons_the_first_is_told() -> None:
    asked = whole_days(date(2026, 11, 23), date(2026, 11, 24), "supplement")
    away = Span(at("2026-11-24 10:00"), at("2026-11-25 10:00"))
    found = explain(period("6d"), at("2026-11-20 10:00"), CALENDAR, [away, asked])
    assert told(found)[3:6] == ["11-23 supplement", "11-24 supplement", "11-25 outage"]
    asked_later = whole_days(date(2026, 11, 30), date(2026, 11, 30), "supplement")
    hours = explain(period("16h"), at("2026-11-25 09:00"), CALENDAR, [Span(at("2026-11-26 08:00"), at("2026-11-27 00:00")), asked_later])
    assert told(hours) == ["11-25 480", "11-26 outage", "11-27 480"]


def test_days_that_do_not_count_lengthen_a_term_by_the_calendar_and_its_end_moves_past_them() -> None:
    assert due("1w", "2026-11-16 10:00") == "2026-11-23 18:00"  # Sunday the 22nd moves on
    within = whole_days(date(2026, 11, 18), date(2026, 11, 19), "supplement")
    assert due("1w", "2026-11-16 10:00", within) == "2026-11-24 18:00"
    on_the_day_it_moves_to = whole_days(date(2026, 11, 23), date(2026, 11, 24), "supplement")
    assert due("1w", "2026-11-16 10:00", on_the_day_it_moves_to) == "2026-11-25 18:00"
    assert due("1w", "2026-11-16 10:00", whole_days(date(2026, 11, 24), date(2026, 11, 25), "supplement")) == "2026-11-23 18:00"
    found = explain(period("1w"), at("2026-11-16 10:00"), CALENDAR, [on_the_day_it_moves_to])
    assert told(found)[-4:] == ["11-22 +", "11-23 supplement", "11-24 supplement", "11-25 moved_on"]
    assert told(explain(period("1mo"), at("2026-01-31 10:00"), CALENDAR))[-4:] == [
        "02-28 +",
        "03-01 sunday",
        "03-02 holiday",
        "03-03 moved_on",
    ]


def test_a_term_by_the_calendar_is_extended_from_the_day_after() -> None:
    assert due("1mo", "2026-01-31 10:00", extensions=("1mo",)) == "2026-04-03 18:00"
    assert due("1mo", "2026-01-31 10:00", extensions=("10d",)) == "2026-03-17 18:00"


def test_hours_are_extended_by_hours_from_the_minute() -> None:
    assert due("24h", "2026-09-23 14:00", extensions=("24h",)) == "2026-10-06 14:00"
    assert due("24h", "2026-09-23 14:00", extensions=("3d", "8h")) == "2026-10-07 14:00"
    assert due("7d", "2026-07-13 10:00", extensions=("8h",)) == "2026-07-23 18:00"


def test_an_office_that_works_seven_hours_still_owes_eight_hours_a_day() -> None:
    short = WorkCalendar(holidays=CALENDAR.holidays, hours=((time(9), time(12)), (time(13), time(17))))
    found = deadline(in_days(1), at("2026-11-19 09:00"), short)
    assert found is not None
    assert found.at == at("2026-11-20 10:00")


@pytest.mark.parametrize("hours", [(), ((time(12), time(9)),), ((time(9), time(13)), (time(12), time(18)))])
def test_hours_nobody_can_work_are_no_calendar(hours: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="follow each other"):
        WorkCalendar(hours=hours)


def test_a_service_without_a_period_has_nothing_to_explain() -> None:
    assert explain(NONE, at("2026-11-20 10:00"), CALENDAR) == Explained(deadline=None, periods=[], steps=[])


@pytest.mark.parametrize("text", ["immediate", "2h", "24h", "3d", "7d", "14d", "2w", "1mo", "1y"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert period_text(period(text)) == text


def test_every_period_of_the_catalogue_is_read_again_as_what_it_was() -> None:
    for form in the_catalogue().forms.values():
        if form.processing.rule == "none":
            assert period_text(form.processing) == ""
            continue
        again = period(period_text(form.processing))
        assert deadline(again, at("2026-09-23 14:00"), CALENDAR) == deadline(form.processing, at("2026-09-23 14:00"), CALENDAR), form.id


@pytest.mark.parametrize("text", ["", "7", "0d", "1000d", "7 d", "-7d", "7m", "immediately"])
def test_a_period_nobody_can_mean_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="period_unknown"):
        period(text)


@pytest.mark.parametrize("rule", ["days_ge6", "hours_le5", "calendar_units"])
def test_a_period_without_length_is_a_mistake_of_the_program(rule: str) -> None:
    broken = Processing(kind="days", value=0, unit="day", rule=rule, verified=True)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="length"):
        deadline(broken, at("2026-11-20 10:00"), CALENDAR)


def test_days_counted_as_a_term_begin_with_the_first() -> None:
    ten = Processing(kind="days", value=10, unit="day", rule="calendar_units", verified=True)
    found = deadline(ten, at("2026-11-16 10:00"), CALENDAR)
    assert found is not None
    assert found.at == at("2026-11-25 18:00")


def test_what_the_office_says_of_a_day_wins_over_the_table() -> None:
    extra, gone = date(2026, 11, 23), date(2026, 7, 17)
    said = calendar_of(CALENDAR.holidays, frozenset({extra}), frozenset({gone}), ((time(10), time(18)),))
    assert said.day_off(extra)
    assert not said.day_off(gone)
    found = deadline(period("immediate"), at("2026-11-20 17:00"), said)
    assert found is not None
    assert found.at == at("2026-11-24 12:00")
    assert calendar_of(CALENDAR.holidays, frozenset(), frozenset(), None) == CALENDAR


# ── what must hold for any case ──────────────────────────────────────────────────────────────────────────────────────

moments = st.datetimes(min_value=datetime(2025, 12, 1), max_value=datetime(2027, 1, 20)).map(lambda each: each.replace(tzinfo=SEOUL))
periods = st.sampled_from(["immediate", "1h", "8h", "24h", "3d", "5d", "6d", "7d", "14d", "30d", "1w", "3w", "1mo", "2mo", "1y"]).map(
    period
)
gaps = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40))
spans = st.lists(st.tuples(gaps, gaps, st.booleans()), max_size=3)


def stops_of(received: datetime, drawn: list[tuple[timedelta, timedelta, bool]]) -> list[Span]:
    return [
        whole_days((received + gap).date(), (received + gap + length).date(), "supplement")
        if whole
        else Span(received + gap, received + gap + length)
        for gap, length, whole in drawn
    ]


def walked(processing: Processing, received: datetime, stops: list[Span]) -> datetime:
    """The same by walking, day by day and stretch by stretch, as somebody with a paper calendar would."""
    day = received.date()
    out = {(stop.start + timedelta(days=n)).date() for stop in stops for n in range(400) if _touches(stop, n)}
    if processing.rule == "days_ge6":
        left = processing.value
        while True:
            left -= not CALENDAR.day_off(day) and day not in out
            if left == 0:
                return CALENDAR.closing(day)
            day += timedelta(days=1)
    left_us = timedelta(hours=processing.value * (8 if processing.unit == "day" else 1))
    while True:
        for start, end in CALENDAR.working(day):
            edges = sorted({start, end, *(edge for stop in stops for edge in (stop.start, stop.end) if edge and start < edge < end)})
            for since, until in pairwise(edges):
                since = max(since, received)
                if since >= until or any(stop.end and stop.start <= since < stop.end for stop in stops):
                    continue
                if until - since >= left_us:
                    return since + left_us
                left_us -= until - since
        day += timedelta(days=1)


def _touches(stop: Span, days: int) -> bool:
    assert stop.end is not None
    midnight = datetime.combine((stop.start + timedelta(days=days)).date(), time(), SEOUL)
    return stop.start < stop.end and midnight < stop.end


@given(processing=periods.filter(lambda each: each.rule != "calendar_units"), received=moments, drawn=spans)
def test_counting_by_numbers_is_walking_by_days(
    processing: Processing, received: datetime, drawn: list[tuple[timedelta, timedelta, bool]]
) -> None:
    stops = stops_of(received, drawn)
    found = deadline(processing, received, CALENDAR, stops)
    assert found is not None
    assert found.at == walked(processing, received, stops)


@given(processing=periods, received=moments, later=gaps, drawn=spans)
def test_no_case_is_due_before_it_came_nor_before_one_that_came_earlier(
    processing: Processing, received: datetime, later: timedelta, drawn: list[tuple[timedelta, timedelta, bool]]
) -> None:
    # Days that do not count come on top of months, and months differ: two from 1 December have 62 days, two from the 30th have 61.
    stops = stops_of(received, drawn) if processing.rule != "calendar_units" else []
    first, second = deadline(processing, received, CALENDAR, stops), deadline(processing, received + later, CALENDAR, stops)
    assert first is not None
    assert second is not None
    assert received.date() <= first.at.date()
    assert first.by == "day" or received < first.at
    assert first.at <= second.at


@given(received=moments, days=st.integers(1, 60), drawn=spans)
def test_a_longer_period_is_never_over_sooner(received: datetime, days: int, drawn: list[tuple[timedelta, timedelta, bool]]) -> None:
    stops = stops_of(received, drawn)
    if days == 5:
        stops = []  # hours up to five days, days from six: an outage of minutes takes minutes of one and a whole day of the other
    shorter, longer = deadline(in_days(days), received, CALENDAR, stops), deadline(in_days(days + 1), received, CALENDAR, stops)
    assert shorter is not None
    assert longer is not None
    assert shorter.at <= longer.at


@given(processing=periods, received=moments, drawn=spans, extension=periods)
def test_the_days_that_are_told_add_up_to_the_period(
    processing: Processing, received: datetime, drawn: list[tuple[timedelta, timedelta, bool]], extension: Processing
) -> None:
    received = received.replace(second=0, microsecond=0)
    stops = [
        Span(stop.start.replace(second=0, microsecond=0), stop.end.replace(second=0, microsecond=0), stop.why)
        for stop in stops_of(received, drawn)
        if stop.end is not None
    ]
    found = explain(processing, received, CALENDAR, stops, [extension])
    assert found.deadline == deadline(processing, received, CALENDAR, stops, [extension])
    assert found.deadline is not None
    assert found.periods[1] == extended(found.periods[0], extension, CALENDAR, stops)
    assert found.steps[0].day == received.date()
    assert found.steps[-1].day == found.deadline.at.date()
    counted = [step for step in found.steps if step.part == 0 and step.counted]
    if found.periods[0].by == "hour":
        hours = processing.value * (8 if processing.unit == "day" else 1)
        assert sum(step.minutes for step in counted) == hours * 60
    elif processing.rule == "days_ge6":
        assert len(counted) == processing.value
