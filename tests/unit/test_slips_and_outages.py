"""Which paper slips are missing, and what a room went through when several desks reported it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.domain.numbers import check_fits, parse_slip, slip_number, slip_range
from app.domain.outages import Outage, of_room
from app.domain.slips import Mark, Marked, account

OWN = slip_range("26410", "03", 1, 0)


def test_a_slip_number_carries_its_range_and_its_check() -> None:
    number = slip_number(OWN, 42)
    assert number.startswith("26410-03-P-0042-")
    assert check_fits(number)
    assert parse_slip(number.lower(), OWN) == (OWN, 42)
    assert parse_slip(f"42-{number[-2:]}", OWN) == (OWN, 42)
    assert parse_slip(f"0042{number[-2:]}", OWN) == (OWN, 42)
    assert slip_range("26410", "03", 2, 7) == "26410-03E20007-P"


@pytest.mark.parametrize(("text", "code"), [("26410-03-P-0042-ZZ", "number_check_wrong"), ("영수증 12", "slip_unknown_form")])
def test_a_slip_number_that_was_misread_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_slip(text, OWN)
    assert refused.value.code == code


@given(st.integers(1, 99_999), st.integers(0, 20), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_always_seen(serial: int, place: int, other: str) -> None:
    number = slip_number(OWN, serial)
    at = place % len(number)
    if number[at] in ("-", other):
        return
    assert not check_fits(number[:at] + other + number[at + 1 :])


def printed(last: int) -> Marked:
    return Marked(first=1, last=last, mark="printed")


def test_an_untouched_block_is_stock_and_nothing_is_missing() -> None:
    found = account([printed(50)], [])
    assert (found.missing, found.stock, found.last_printed) == ([], 50, 50)


def test_what_lies_below_the_highest_used_number_and_was_never_typed_in_is_missing() -> None:
    found = account([printed(50), Marked(first=3, last=3, mark="spoiled", reason="오기")], [1, 2, 6])
    assert found.missing == [4, 5]
    assert found.void[3].reason == "오기"
    assert found.stock == 44


def test_slips_handed_out_are_missing_until_they_are_typed_in() -> None:
    out = Marked(first=1, last=4, mark="handed_out")
    assert account([printed(10), out], [2]).missing == [1, 3, 4]
    assert account([printed(10), out], [1, 2, 3, 4]).missing == []


marks = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5), st.sampled_from(["handed_out", "spoiled", "blank", "lost"])), max_size=8)


@given(marks, st.sets(st.integers(1, 40)))
def test_every_printed_slip_is_in_exactly_one_place(said: list[tuple[int, int, Mark]], typed: set[int]) -> None:
    found = account([printed(40), *(Marked(first=first, last=first + more, mark=mark) for first, more, mark in said)], typed)
    assert found.typed + len(found.missing) + len(found.void) + found.stock == 40
    assert not typed & set(found.missing)
    assert not typed & set(found.void)


def an_outage(desk: str, since: int, until: int | None, system: str = "seal", cause: str = "") -> Outage:
    return Outage(
        outage_id=UUID(int=since * 100 + int(desk)),
        system=system,
        since=since,
        until=until,
        cause=cause,
        scope="desk",
        by="hand",
        desk=desk,
        own=desk == "03",
    )


def test_reports_that_overlap_are_one_outage_of_the_room() -> None:
    found = of_room([an_outage("03", 10, 50, cause="응답 없음"), an_outage("05", 40, 80), an_outage("05", 90, None)])
    assert [(each.since, each.until, each.desks) for each in found] == [(10, 80, ["03", "05"]), (90, None, ["05"])]
    assert found[0].causes == ["응답 없음"]


def test_outages_of_two_systems_stay_two() -> None:
    found = of_room([an_outage("03", 10, 50), an_outage("03", 20, 40, "resident")])
    assert [each.system for each in found] == ["seal", "resident"]


def test_an_outage_has_a_number_people_can_say() -> None:
    assert of_room([an_outage("03", 1_795_136_520_000, None)])[0].label("26410").startswith("26410-O-26112")
