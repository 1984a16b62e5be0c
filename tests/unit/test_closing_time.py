"""When a counter closes: the usual time, later on evenings that were named, and what nobody can mean."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from app.domain.closing_time import ClosingTime, passed, typed_closing_time, weekdays_of
from app.domain.errors import Refused
from app.domain.work_calendar import SEOUL

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


def test_the_time_is_past_from_its_minute_on_and_later_on_an_evening_with_hours() -> None:
    said = typed_closing_time("18:00", [3], " 20:00 ")
    assert said == ClosingTime(closes=time(18), evenings=(3,), until=time(20))
    for day, hour, minute, found in (
        (FRIDAY, 17, 59, None),
        (FRIDAY, 18, 0, time(18)),
        (THURSDAY, 19, 59, None),
        (THURSDAY, 20, 0, time(20)),
    ):
        assert passed(said, day, datetime.combine(day, time(hour, minute), SEOUL)) == found
    assert passed(ClosingTime(), FRIDAY, datetime.combine(FRIDAY, time(23), SEOUL)) is None


@pytest.mark.parametrize(
    ("closes", "evenings", "until"),
    [
        ("18", [], "20:00"),
        ("18:00", [3], ""),
        ("", [3], "20:00"),
        ("18:00", [3], "17:00"),
        ("18:00", [3], "18:00"),
        ("18:00", [7], "20:00"),
        ("25:00", [], ""),
        ("18:00:30", [], ""),
        ("18:00+09:00", [], ""),
    ],
)
def test_what_nobody_can_mean_is_refused(closes: str, evenings: list[int], until: str) -> None:
    with pytest.raises(Refused, match="closing_time_invalid"):
        typed_closing_time(closes, evenings, until)


def test_days_are_named_as_a_shell_types_them() -> None:
    assert weekdays_of("tue, Thu") == [1, 3]
    with pytest.raises(Refused, match="closing_time_invalid"):
        weekdays_of("tuesday")
