"""Whatever desks write of security paper, each sheet is received once and is in one place; lines, balances and places agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import KIND_OF
from app.domain.security_paper import MISSING, SPOILED, STORE, USED, Act, clashes, stock_after, stock_of
from app.domain.security_paper_entries import (
    SecurityPaperCounted,
    SecurityPaperMoved,
    SecurityPaperReceived,
    SecurityPaperSpoiled,
    SecurityPaperUsed,
    SecurityPaperVoided,
)
from app.wire.codec import decode_body, encode_body

DAY = date(2026, 11, 20)
PLACES = (STORE, "03", "05", USED, SPOILED, MISSING)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)).map(lambda ends: (ends[0], ends[0] + ends[1])), max_size=2)
DESKS = st.sampled_from(("03", "05"))
SERIES: dict[str, Any] = {
    "paper": st.sampled_from(("가", "나")),
    "prefix": st.sampled_from(("", "B-")),
    "digits": st.integers(1, 7),
    "spans": SPANS,
}
BODIES = st.one_of(
    st.builds(SecurityPaperReceived, **SERIES),
    st.builds(SecurityPaperMoved, way=st.sampled_from(("out", "back")), desk=DESKS, **SERIES),
    st.builds(SecurityPaperUsed, desk=DESKS, day=st.just("2026-11-20"), **SERIES),
    st.builds(SecurityPaperSpoiled, desk=DESKS, reason=st.just("걸림"), **SERIES),
    st.builds(SecurityPaperCounted, desk=DESKS, missing=SPANS, returned=SPANS, **SERIES),
    st.builds(SecurityPaperVoided, entry=st.integers(0, 30).map(lambda n: UUID(int=n)), reason=st.just("오기")),
)


def acts_of(bodies: Iterable[object]) -> list[Act]:
    return [Act(entry_id=UUID(int=n), body=body, on=DAY, name="이하늘", second="박가람") for n, body in enumerate(bodies)]  # type: ignore[arg-type]


@given(st.lists(BODIES, max_size=25))
def test_every_sheet_is_in_one_place_and_the_lines_say_how_it_came_there(bodies: list[object]) -> None:
    stock = stock_of(acts_of(bodies))
    for paper in stock.papers():
        held = {place: stock.count(paper, place) for place in PLACES}
        listed = [
            (each.prefix, number)
            for place in PLACES
            for each in stock.sheets(paper, place)
            for number in range(each.span.first, each.span.last + 1)
        ]
        assert len(listed) == len(set(listed)) == sum(held.values())
        told = dict.fromkeys(("received", "out", "back", "used", "spoiled", "counted", "missing", "returned"), 0)
        for line in stock.lines:
            if line.paper == paper:
                told[line.what] += line.count
        assert told["received"] == len(listed)
        assert held[STORE] == told["received"] - told["out"] + told["back"]
        assert held[USED] == told["used"] and held[SPOILED] == told["spoiled"]
        assert held[MISSING] == told["missing"] - told["returned"]
        last = [line for line in stock.lines if line.paper == paper][-1:]
        assert all((line.store, line.desks) == (held[STORE], held["03"] + held["05"]) for line in last)


@given(st.lists(BODIES, max_size=20))
def test_an_entry_that_was_taken_back_is_as_if_it_had_never_been_said(bodies: list[object]) -> None:
    acts = acts_of(bodies)
    gone = {act.body.entry for n, act in enumerate(acts) if isinstance(act.body, SecurityPaperVoided) and act.body.entry.int < n}
    with_voids, without = stock_of(acts), stock_of([act for act in acts if act.entry_id not in gone])
    for place in PLACES:
        for paper in ("가", "나"):
            assert with_voids.sheets(paper, place) == without.sheets(paper, place)
    assert clashes(with_voids.lines) == clashes(without.lines)
    assert {line.entry_id for line in with_voids.lines if line.voided} == {line.entry_id for line in with_voids.lines} & gone


@given(st.lists(BODIES, max_size=15), st.lists(BODIES, max_size=6), st.booleans())
def test_what_is_said_later_is_added_to_what_was_known(said: list[object], later: list[object], moved: bool) -> None:
    acts = acts_of([*said, *later])
    before, known = acts[: len(said)], stock_of(acts[: len(said)])
    lines = list(known.lines)
    told = acts[::-1] if moved else acts
    found, whole = stock_after(known, before, told), stock_of(told)
    assert found.lines == whole.lines and known.lines == lines  # who looked at the former one sees no half of the new one
    for paper in ("가", "나"):
        assert all(found.sheets(paper, place) == whole.sheets(paper, place) for place in PLACES)
        assert all(found.next_sheet(paper, desk) == whole.next_sheet(paper, desk) for desk in ("03", "05"))
    assert all(known.sheets(paper, place) == stock_of(before).sheets(paper, place) for paper in ("가", "나") for place in PLACES)


HEAD = b"\xa5paper\xa3\xea\xb0\x80\xa6prefix\xa2B-\xa6digits\x04\xa5spans\x91\x92\x01\x09"
SECOND = b"\xacconfirmed_by\xc4\x10" + bytes(15) + b"\x07"
GOLDEN = {
    "security_paper_received": b"\x85" + HEAD + b"\xa4note\xa1n",
    "security_paper_moved": b"\x87" + HEAD + b"\xa3way\xa3out\xa4desk\xa203" + SECOND,
    "security_paper_used": b"\x86" + HEAD + b"\xa4desk\xa203\xa3day\xac2026-11-20/2",
    "security_paper_spoiled": b"\x87" + HEAD + b"\xa4desk\xa0\xa6reason\xa1r" + SECOND,
    "security_paper_counted": b"\x88" + HEAD + b"\xa4desk\xa203\xa7missing\x91\x92\x03\x04\xa8returned\x91\x92\x02\x02" + SECOND,
    "security_paper_voided": b"\x83\xa5entry\xc4\x10" + bytes(15) + b"\x09\xa6reason\xa1r" + SECOND,
}


def test_the_bytes_of_what_was_said_mean_the_same_for_ever() -> None:
    series: dict[str, Any] = {"paper": "가", "prefix": "B-", "digits": 4, "spans": [(1, 9)]}
    second = UUID(int=7)
    said = [
        SecurityPaperReceived(**series, note="n"),
        SecurityPaperMoved(**series, way="out", desk="03", confirmed_by=second),
        SecurityPaperUsed(**series, desk="03", day="2026-11-20/2"),
        SecurityPaperSpoiled(**series, desk="", reason="r", confirmed_by=second),
        SecurityPaperCounted(**series, desk="03", missing=[(3, 4)], returned=[(2, 2)], confirmed_by=second),
        SecurityPaperVoided(entry=UUID(int=9), reason="r", confirmed_by=second),
    ]
    assert {KIND_OF[type(body)]: encode_body(body) for body in said} == GOLDEN
    assert [encode_body(decode_body(kind, data) or said[0]) for kind, data in GOLDEN.items()] == list(GOLDEN.values())


def test_the_next_sheet_follows_the_last_one_used_and_then_the_lowest() -> None:
    series: dict[str, Any] = {"paper": "가", "digits": 4}
    said: list[object] = [
        SecurityPaperReceived(prefix="A-", spans=[(1, 20)], **series),
        SecurityPaperReceived(prefix="B-", spans=[(1, 20)], **series),
        SecurityPaperMoved(prefix="B-", spans=[(1, 10)], way="out", desk="03", **series),
        SecurityPaperMoved(prefix="A-", spans=[(11, 20)], way="out", desk="03", **series),
        SecurityPaperUsed(prefix="B-", spans=[(1, 4)], desk="03", day="2026-11-20", **series),
    ]
    ahead = [stock_of(acts_of(said[:n])).next_sheet("가", "03") for n in (3, 4, 5)]
    assert [(each.prefix, each.span) for each in ahead if each] == [("B-", (1, 10)), ("A-", (11, 20)), ("B-", (5, 10))]
    used_up = stock_of(acts_of([*said, SecurityPaperUsed(prefix="B-", spans=[(5, 10)], desk="03", day="2026-11-20", **series)]))
    following = used_up.next_sheet("가", "03")
    assert following is not None and (following.prefix, following.span) == ("A-", (11, 20))
    assert used_up.next_sheet("가", "05") is None
