"""Numbers of security paper: how they are typed, and where each sheet is, against a table of single sheets."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.domain.sheet_runs import NUMBER_MAX, Run, Runs, Span, serial_of, span_text, typed_span, typed_spans, united, without

PLACES = ("", "03", "05", "used", "spoiled")
NUMBERS = st.integers(0, 60)
SPANS = st.tuples(NUMBERS, NUMBERS).map(lambda ends: Span(min(ends), max(ends)))
MOVES = st.tuples(SPANS, st.sets(st.sampled_from((None, *PLACES))), st.sampled_from(PLACES))


def single(spans: Iterable[Span]) -> list[int]:
    return [number for span in spans for number in range(span.first, span.last + 1)]


@given(st.lists(MOVES, max_size=30))
def test_each_sheet_is_where_it_was_moved_last_and_nowhere_else(moves: list[tuple[Span, set[str | None], str]]) -> None:
    runs, known = Runs(), dict[int, str | None]()
    for span, sources, to in moves:
        moved, refused = runs.move(span, sources.__contains__, to)
        may = [number for number in single([span]) if known.get(number) in sources]
        assert single(moved) == may and single(united(moved)) == single(moved)
        assert [(number, run.place) for run in refused for number in single([run.span])] == [
            (number, known.get(number)) for number in single([span]) if number not in may
        ]
        known |= dict.fromkeys(may, to)
    listed = list(runs)
    assert {number: run.place for run in listed for number in single([run.span])} == known
    assert sum(run.span.size for run in listed) == len(known)  # nothing overlaps
    for before, after in pairwise(listed):
        assert before.last < after.first and not (before.last + 1 == after.first and before.place == after.place)
    for place in PLACES:
        assert single(runs.at(place)) == sorted(number for number, at in known.items() if at == place)


@given(st.lists(SPANS), st.lists(SPANS))
def test_numbers_are_put_together_and_taken_away(spans: list[Span], taken: list[Span]) -> None:
    joined = united(spans)
    assert single(joined) == sorted(set(single(spans)))
    assert all(before.last + 1 < after.first for before, after in pairwise(joined))
    assert single(without(spans, taken)) == sorted(set(single(spans)) - set(single(taken)))


def test_what_lies_between_is_told_with_what_nobody_received() -> None:
    runs = Runs()
    runs.move(Span(5, 9), lambda place: place is None, "")
    assert runs.within(Span(1, 12)) == [Run(1, 4, None), Run(5, 9, ""), Run(10, 12, None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("B-0031880", ("B-", 31880, 7)),
        (" 1200 ", ("", 1200, 4)),
        ("２０２６-００１", ("2026-", 1, 3)),
        ("인감 77", ("인감 ", 77, 2)),
        ("999999999999", ("", NUMBER_MAX, 12)),
    ],
)
def test_a_number_is_read_as_it_is_printed(text: str, told: tuple[str, int, int]) -> None:
    assert serial_of(text) == told


@pytest.mark.parametrize("text", ["", "B-", "12A", "가" * 13 + "1", "1\n2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="security_paper_number"):
        serial_of(text)


def test_a_range_is_typed_with_or_without_its_letters() -> None:
    assert typed_span("B-0031880", "B-0031929") == typed_span("B-0031880", "0031929") == ("B-", 7, Span(31880, 31929))
    assert typed_span("1200") == ("", 1, Span(1200, 1200))
    widths = {("9", "12"): 1, ("0009", "12"): 4, ("9", "0012"): 4, ("1201", "1250"): 1, ("0", "5"): 1}
    assert {typed: typed_span(*typed)[1] for typed in widths} == widths  # what is printed without noughts gets none
    for first, last, code in (("B-1", "C-2", "number"), ("9", "3", "range"), ("1", "100001", "range")):
        with pytest.raises(Refused, match=f"security_paper_{code}"):
            typed_span(first, last)


def test_a_list_of_ranges_is_put_together() -> None:
    assert typed_spans("B-0010 ~ 0019, B-0020; 0030\n") == ("B-", 4, [Span(10, 20), Span(30, 30)])
    for text, code in (("", "number"), ("A-1, B-2", "number"), ("1~100000, 200000", "range")):
        with pytest.raises(Refused, match=f"security_paper_{code}"):
            typed_spans(text)


def test_numbers_are_told_as_their_sheets_bear_them() -> None:
    assert span_text("B-", Span(9, 12), 4) == "B-0009~0012"
    assert span_text("B-", Span(9, 9), 4) == "B-0009"
