"""An outage of our centre is seen by the line itself, and a line that comes and goes opens none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.hysteresis import Limits, Turn, Watch, answered

LIMITS = Limits(failures=3, away_s=60, answers=2, back_s=5)


def run(answers: list[tuple[float, bool]], watch: Watch | None = None) -> tuple[Watch, list[tuple[float, Turn]]]:
    now, turns = watch or Watch(), []
    for at_s, good in answers:
        now, turn = answered(now, good, at_s, LIMITS)
        if turn is not None:
            turns.append((at_s, turn))
    return now, turns


def test_three_failures_over_a_minute_open_it_and_it_began_with_the_first() -> None:
    watch, turns = run([(0, True), (10, False), (40, False), (69, False), (71, False)])
    assert watch.away
    assert turns == [(71, Turn(change="away", ago_s=61))]


def test_many_failures_in_a_few_seconds_are_no_outage() -> None:
    assert run([(n / 10, False) for n in range(100)])[1] == []


def test_one_answer_between_begins_the_row_anew() -> None:
    assert run([(0, False), (30, False), (59, True), (60, False), (90, False)])[1] == []


def test_it_is_over_after_enough_answers_not_after_the_first() -> None:
    watch, turns = run([(0, True), (4, True), (5, True)], Watch(away=True))
    assert not watch.away
    assert turns == [(5, Turn(change="back", ago_s=5))]
    assert run([(0, True), (4, False), (8, True)], Watch(away=True))[1] == []


answers = st.lists(st.tuples(st.floats(0.1, 100), st.booleans()), max_size=60)


@given(answers)
def test_turns_alternate_and_none_comes_without_its_row(found: list[tuple[float, bool]]) -> None:
    at_s, line = 0.0, []
    for gap, good in found:
        at_s += gap
        line.append((at_s, good))
    turns = run(line)[1]
    changes = [turn.change for _, turn in turns]
    assert changes == ["away" if n % 2 == 0 else "back" for n in range(len(turns))]
    for at, turn in turns:
        wanted, enough, long_s = (False, 3, 60) if turn.change == "away" else (True, 2, 5)
        row = [good for when, good in line if at - turn.ago_s - 1e-6 <= when <= at]
        assert row.count(wanted) == len(row) >= enough
        assert turn.ago_s >= long_s


@given(st.lists(st.tuples(st.floats(0.1, 29), st.just(None)), max_size=40))
def test_a_line_that_fails_every_other_time_never_flaps(gaps: list[tuple[float, None]]) -> None:
    at_s, line = 0.0, []
    for number, (gap, _) in enumerate(gaps):
        at_s += gap
        line.append((at_s, number % 2 == 0))
    assert run(line)[1] == []
