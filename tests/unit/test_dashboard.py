"""The figures of the 현황판: each way of adding them up gives the same, and what is compared is compared fairly."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dashboard import Dashboard, DateFigures, DeskDay, Money, Received, change_percent, figures_of, hour_of, week_before
from app.domain.waiting import VisitTimes
from app.services.desk import SEOUL, to_ms

NINE = to_ms(datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL))
MINUTE = 60_000


def board(now: DateFigures, before: DateFigures, *, running: bool = False) -> Dashboard:
    return Dashboard(made_at=datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL), desk="", known=["03"], now=now, before=before, running=running)


def figures(received: list[Received], money: list[Money] | None = None, desks: list[DeskDay] | None = None) -> DateFigures:
    return figures_of("2026-11-20", desks or [], received, money or [], [])


def cases(**counts: int) -> DateFigures:
    return figures([Received(desk="03", service=service, count=count, hour=9) for service, count in counts.items()])


@pytest.mark.parametrize(
    ("now", "before", "percent"),
    [(112, 100, 12), (88, 100, -12), (100, 100, 0), (0, 40, -100), (7, 0, None), (1_005, 1_000, 1), (995, 1_000, -1), (1_004, 1_000, 0)],
)
def test_a_change_is_in_whole_percent_and_a_half_goes_away_from_zero(now: int, before: int, percent: int | None) -> None:
    assert change_percent(now, before) == percent


def test_the_week_before_is_the_same_weekday_also_over_the_turn_of_a_year() -> None:
    assert week_before(date(2027, 1, 4)) == date(2026, 12, 28)
    assert week_before(date(2027, 1, 4)).weekday() == date(2027, 1, 4).weekday()


def test_an_hour_is_one_of_seoul() -> None:
    assert [hour_of(NINE + minutes * MINUTE) for minutes in (-1, 0, 59, 60, 15 * 60)] == [8, 9, 9, 10, 0]


lines = st.lists(
    st.builds(
        Received,
        desk=st.sampled_from(["03", "05"]),
        service=st.sampled_from(["seal", "copy", "passport", ""]),
        count=st.integers(1, 9),
        hour=st.none() | st.integers(0, 23),
        later=st.booleans(),
    ),
    max_size=30,
)


@given(lines, lines)
def test_hours_services_and_desks_have_one_sum(now: list[Received], before: list[Received]) -> None:
    desks = [DeskDay(desk="03"), DeskDay(desk="05")]
    made = board(figures(now, desks=desks), figures(before, desks=desks))
    for side, total in ((lambda each: each.now, made.now.cases), (lambda each: each.before, made.before.cases)):
        assert sum(side(line) for line in made.hours()) == total
        assert sum(side(line) for line in made.services(top=1)) == total
        assert sum(side(line).cases for line in made.desks()) == total
    assert made.now.by_then <= made.now.cases


def test_services_beyond_the_first_stand_together_but_never_one_alone() -> None:
    made = board(cases(a=5, b=4, c=3, d=2), cases(d=9, e=1))
    assert [(line.services, line.now, line.before, line.rest) for line in made.services(top=2)] == [
        (("a",), 5, 0, False),
        (("b",), 4, 0, False),
        (("c", "d", "e"), 5, 10, True),
    ]
    assert [line.rest for line in made.services(top=4)] == [False] * 5


def test_the_hours_of_the_counter_are_always_there_and_others_when_worked_in() -> None:
    assert [line.hour for line in board(cases(), cases()).hours()] == list(range(9, 18))
    late = figures([Received(desk="03", service="a", count=1, hour=19), Received(desk="05", service="a", count=2)])
    assert [line.hour for line in board(late, cases()).hours()] == [*range(9, 20), None]


def test_a_running_day_is_compared_with_last_week_up_to_the_same_time() -> None:
    week = figures([Received(desk="03", service="a", count=6, hour=9), Received(desk="03", service="a", count=4, hour=15, later=True)])
    assert board(cases(a=6), week, running=True).compared == 6
    assert board(cases(a=6), week).compared == 10


def test_money_nobody_names_a_tender_for_has_a_line_of_its_own_only_where_there_is_some() -> None:
    money = [Money(desk="03", tender="cash", taken_won=1_000), Money(desk="05", tender="", back_won=400)]
    made = board(figures([], money), cases())
    assert [(line.tender, line.net_won) for line in made.tenders()] == [
        ("cash", 1_000),
        ("card", 0),
        ("transit", 0),
        ("other", 0),
        ("", -400),
    ]
    assert (made.now.taken_won, made.now.back_won, made.now.net_won) == (1_000, 400, 600)
    assert [line.tender for line in board(cases(), cases()).tenders()] == ["cash", "card", "transit", "other"]


def test_waits_stand_in_the_hour_of_the_call_and_at_the_desk_that_called() -> None:
    visits = [
        VisitTimes(day="2026-11-20", desk=desk, ticket=str(n), kind="", since=NINE, called_at=NINE + n * MINUTE, until=NINE + 90 * MINUTE)
        for n, desk in ((10, "03"), (20, "03"), (70, "05"))
    ]
    made = figures_of("2026-11-20", [DeskDay(desk="03"), DeskDay(desk="05", closed=True)], [], [], visits)
    assert {hour: times.mean_wait_s for hour, times in made.waits.items()} == {9: 900, 10: 4_200}
    assert [(each.desk, each.waiting.called, each.closed) for each in made.desks] == [("03", 2, False), ("05", 1, True)]
    assert made.waiting.called == 3


def test_a_desk_that_worked_on_one_of_the_dates_only_is_not_taken_for_one_that_forgot_to_close() -> None:
    made = board(cases(), figures([Received(desk="07", service="a", count=2, hour=9)], desks=[DeskDay(desk="07", closed=True)]))
    ((line),) = made.desks()
    assert (line.now.desk, line.now.opened, line.before.cases) == ("07", False, 2)
