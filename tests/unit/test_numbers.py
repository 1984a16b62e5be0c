"""Numbers that never repeat, and that a slip of the finger cannot turn into another one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.domain.numbers import (
    case_number,
    check_characters,
    check_fits,
    closing_label,
    looks_like_number,
    parse_number,
    receipt_number,
    series,
)

DAY = date(2026, 11, 20)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_check_characters_are_those_of_iso_7064_mod_1271_36() -> None:
    assert check_characters("ISO79") == "3W"


def test_a_number_of_the_first_stream_carries_no_series() -> None:
    number = case_number("26410", "03", 1, 0, DAY, 42)
    assert number.startswith("26410-03-261120-0042-")
    assert check_fits(number)


def test_a_new_pc_and_a_branch_are_visible_in_the_number() -> None:
    assert case_number("26410", "03", 2, 0, DAY, 1).startswith("26410-03E2-261120-0001-")
    assert series(2, 0b00001_00010_00011_00100) == "E21234"
    assert series(1, 5) == "E10005"


def test_serials_above_9999_grow_instead_of_starting_again() -> None:
    assert case_number("26410", "03", 1, 0, DAY, 12345).split("-")[3] == "12345"


def test_receipts_have_a_range_of_their_own() -> None:
    assert receipt_number("26410", "03", 1, 0, DAY, 7).startswith("26410-03-R261120-0007-")


def test_a_closing_is_printed_with_its_number() -> None:
    assert closing_label("26410", "03", 1, 0, 231) == "26410-03-D0231"


@given(st.integers(1, 99_999), st.integers(0, 30), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(serial: int, place: int, other: str) -> None:
    number = case_number("26410", "03", 1, 0, DAY, serial).replace("-", "")
    place %= len(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert check_fits(wrong) == (wrong == number)


@given(st.integers(1, 99_999), st.integers(0, 30))
def test_two_neighbours_swapped_are_always_noticed(serial: int, place: int) -> None:
    number = case_number("26410", "03", 1, 0, DAY, serial).replace("-", "")
    place %= len(number) - 1
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert check_fits(swapped) == (swapped == number)


def test_what_a_clerk_types_is_read_or_refused_with_the_reason() -> None:
    number = case_number("26410", "03", 1, 0, DAY, 42)
    assert parse_number(f" {number.lower()} ") == number
    with pytest.raises(Refused) as wrong:
        parse_number(number[:-1] + ("A" if number[-1] != "A" else "B"))
    assert wrong.value.code == "number_check_wrong"
    with pytest.raises(Refused) as strange:
        parse_number("12-34")
    assert strange.value.code == "number_unknown_form"
    assert not looks_like_number("010-0123-4567")
