"""A list of official numbers finds the cases it can only mean, and leaves the rest to people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain.official_numbers import Matches, Numberless, match, read_lines

SEOUL = ZoneInfo("Asia/Seoul")
SERVICES = {"인감": "seal", "seal": "seal", "등본": "copy"}


def a_case(no: int, service: str, hour: int, minute: int, copies: int = 1) -> Numberless:
    at = datetime(2026, 11, 20, hour, minute, 40, tzinfo=SEOUL)
    return Numberless(UUID(int=no), f"26410-03-261120-{no:04}-XX", service, copies, at)


def matched(text: str, *cases: Numberless, taken: tuple[str, ...] = ()) -> Matches:
    lines, unclear = read_lines(text, SERVICES)
    found = match(lines, cases, taken)
    return found._replace(left=sorted([*found.left, *unclear]))


def pairs(found: Matches) -> dict[str, int]:
    return {line.official_no: case.case_id.int for line, case in found.pairs}


def test_time_service_and_copies_tell_which_case_a_number_means() -> None:
    found = matched(
        "A-1,09:12,인감,1통\nA-2\t2026-11-20 09:14\t인감\t2\nB-1; 09:12; 등본",
        a_case(1, "seal", 9, 11),
        a_case(2, "seal", 9, 12, copies=2),
        a_case(3, "copy", 9, 20),
    )
    assert pairs(found) == {"A-1": 1, "A-2": 2, "B-1": 3}
    assert found.left == []


def test_a_number_that_could_mean_two_cases_is_given_to_neither() -> None:
    found = matched("A-1,09:10,인감\nA-2,09:10,인감", a_case(1, "seal", 9, 10), a_case(2, "seal", 9, 10))
    assert found.pairs == []
    assert [each.why for each in found.left] == ["several_cases", "several_cases"]


def test_the_nearest_in_time_goes_first_and_frees_the_way_for_the_other() -> None:
    found = matched("A-1,09:10,인감\nA-2,09:20,인감", a_case(1, "seal", 9, 11), a_case(2, "seal", 9, 14))
    assert pairs(found) == {"A-1": 1, "A-2": 2}


def test_our_own_number_beside_it_is_enough() -> None:
    case = a_case(1, "seal", 9, 10)._replace(number="26410-03-261120-0001-KI")
    assert pairs(matched("26410-03-261120-0001-KI  A-77", case)) == {"A-77": 1}
    assert [each.why for each in matched("26410-03-261120-0001-KI,A-77").left] == ["case_not_open"]


def test_what_says_too_little_or_too_much_stays_with_its_reason() -> None:
    case = a_case(1, "seal", 9, 10)
    text = "A-1\nA-2,A-3,09:10\nA-4,23:59,인감\nA-5,09:10,등본\nA-6,25:10,인감\nA-7,2026-11-19 09:10,인감"
    why = {each.line: each.why for each in matched(text, case).left}
    assert why == {1: "nothing_to_go_by", 2: "unclear", 3: "no_case", 4: "no_case", 5: "unclear", 6: "no_case"}


def test_a_number_already_in_the_book_or_twice_in_the_list_is_not_given_again() -> None:
    case = a_case(1, "seal", 9, 10)
    assert [each.why for each in matched("A-1,09:10,인감", case, taken=("A-1",)).left] == ["number_taken"]
    assert [each.why for each in matched("A-1,09:10,인감\nA-1,09:10,인감", case).left] == ["number_twice", "number_twice"]


minutes = st.integers(0, 59)


@given(
    st.lists(st.tuples(st.sampled_from(["인감", "등본"]), minutes), max_size=12),
    st.lists(st.tuples(st.sampled_from(["seal", "copy"]), minutes), max_size=12),
)
def test_no_case_takes_two_numbers_and_every_line_is_accounted_for(told: list[tuple[str, int]], had: list[tuple[str, int]]) -> None:
    text = "\n".join(f"N-{no},09:{minute:02},{service}" for no, (service, minute) in enumerate(told))
    found = matched(text, *(a_case(no + 1, service, 9, minute) for no, (service, minute) in enumerate(had)))
    given_to = [case.case_id for _, case in found.pairs]
    assert len(given_to) == len(set(given_to))
    assert len(found.pairs) + len(found.left) == len(told)
    assert all(SERVICES[line_service] == case.service for line, case in found.pairs for line_service in [told[line.line - 1][0]])
