"""Copies of a desk: which names are its own and may be removed, which of them make room, and of which quarter a set is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.backups import is_place_name, place_name, quarter_of, surplus

OWN = "minwon-26410-03-20261120-181502"


def test_the_name_a_copy_is_given_is_known_again() -> None:
    assert place_name("26410", "03", datetime(2026, 11, 20, 18, 15, 2)) == OWN
    assert is_place_name(OWN, "26410", "03") and is_place_name(f"{OWN}-2", "26410", "03")


@pytest.mark.parametrize(
    "name",
    [
        "minwon-26410-03-files",
        "minwon-26410-03-2026-Q4-20270104",
        "minwon-26410-04-20261120-181502",
        f"{OWN}.bak",
        f"{OWN}/..",
        f"{OWN}\n",
        f".{OWN}.draft",
        "",
    ],
)
def test_what_is_called_otherwise_is_nobodys_to_remove(name: str) -> None:
    assert not is_place_name(name, "26410", "03")


def test_of_copies_the_one_with_the_fewest_entries_makes_room_though_the_clock_was_set_back() -> None:
    copies = [("2026-11-20", 10, "first"), ("2026-11-21", 20, "second"), ("2025-01-01", 30, "newest")]
    assert surplus(copies, 1) == ["first", "second"]
    assert surplus(copies, 3) == []


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)])
def test_a_quarter_is_three_months(month: int, quarter: int) -> None:
    assert quarter_of(date(2026, month, 1)) == f"2026-Q{quarter}"
