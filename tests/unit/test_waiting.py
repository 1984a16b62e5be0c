"""Waiting and service times: sums, means and the longest, whatever the order of the visits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.waiting_rows import facts
from app.domain.tickets import KINDS, Ticket, is_number, next_of, number_of, place_in_queue, waiting_of
from app.domain.waiting import VisitTimes, WaitingTimes, merge_times, waiting_times

MINUTE = 60_000


def a_visit(**changes: object) -> VisitTimes:
    values: dict[str, object] = {
        "day": "2026-11-20",
        "desk": "03",
        "ticket": "27",
        "kind": "",
        "since": 0,
        "called_at": 4 * MINUTE,
        "until": 10 * MINUTE,
        "end": "served",
    }
    return VisitTimes(**(values | changes))  # type: ignore[arg-type]


moments = st.integers(0, 10**12)
visits = st.builds(
    VisitTimes,
    day=st.just("2026-11-20"),
    desk=st.sampled_from(("01", "03")),
    ticket=st.just("1"),
    kind=st.sampled_from(("", *KINDS)),
    since=st.none() | moments,
    called_at=moments,
    until=st.none() | moments,
    end=st.sampled_from(("", "served", "absent", "passed")),
    bears=st.booleans(),
)


@given(st.lists(visits, max_size=30), st.randoms())
def test_the_sums_do_not_depend_on_the_order_or_on_how_the_day_was_cut(told: list[VisitTimes], chance: object) -> None:
    whole = waiting_times(told)
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert waiting_times(shuffled) == whole
    cut = len(told) // 2
    assert merge_times([waiting_times(shuffled[:cut]), waiting_times(shuffled[cut:])]) == whole


@given(st.lists(visits, max_size=30))
def test_mean_and_longest_fit_their_sums(told: list[VisitTimes]) -> None:
    sums = waiting_times(told)
    waits = [each.called_at - each.since for each in told if each.end != "absent" and each.since is not None]
    waits = [max(0, wait) for wait in waits]
    assert sums.called == len(told) == sum(sums.by_kind.values())
    assert (sums.waited, sums.waited_ms) == (len(waits), sum(waits))
    assert sums.priority + sums.by_kind.get("general", 0) == sums.called
    assert sums.served <= sums.called - sums.absent
    if waits:
        assert sums.mean_wait_s is not None
        assert sums.longest_wait_s is not None
        assert min(waits) // 1000 <= sums.mean_wait_s <= sums.longest_wait_s == max(waits) // 1000
        assert sums.mean_wait_s * len(waits) * 1000 <= sum(waits) < (sums.mean_wait_s + 1) * len(waits) * 1000
    else:
        assert (sums.mean_wait_s, sums.longest_wait_s) == (None, None)


def test_who_never_came_waited_for_nothing_we_know() -> None:
    sums = waiting_times([a_visit(), a_visit(end="absent"), a_visit(since=None), a_visit(end="", until=None)])
    assert (sums.called, sums.absent, sums.waited, sums.served) == (4, 1, 2, 2)


def test_a_visit_of_two_tickets_is_served_once_and_waited_twice() -> None:
    sums = waiting_times([a_visit(), a_visit(ticket="28", called_at=6 * MINUTE, bears=False)])
    assert (sums.called, sums.waited_ms, sums.served_ms) == (2, 10 * MINUTE, 6 * MINUTE)


def test_a_clock_that_was_set_back_makes_no_negative_wait() -> None:
    sums = waiting_times([a_visit(since=9 * MINUTE, until=MINUTE)])
    assert (sums.mean_wait_s, sums.mean_service_s) == (0, 0)


def test_the_paper_says_what_is_known_and_what_is_not() -> None:
    assert facts(None) == [("순번기", ["연결되지 않아 집계하지 않습니다."])]
    assert facts(WaitingTimes()) == [("번호표", ["부른 번호가 없습니다."])]
    told = dict(facts(waiting_times([a_visit(kind="elderly"), a_visit(since=-3 * 60 * MINUTE), a_visit(end="absent")])))
    assert told["대기"] == ["평균 1시간 34분", "최장 3시간 4분"]
    assert told["처리"] == ["평균 6분 0초", "최장 6분 0초"]
    assert told["우대창구"] == ["1건", "노약자 1건"]
    assert dict(facts(waiting_times([a_visit(end="absent")])))["대기"] == ["평균 알 수 없음", "최장 알 수 없음"]


tickets = st.builds(
    lambda kind, serial, station, place: Ticket(
        number=number_of(kind, serial), kind=kind, station=station, issued_at=place, since=place, place=place
    ),
    st.sampled_from(KINDS),
    st.integers(1, 999),
    st.sampled_from(("", "seal", "passport")),
    st.integers(0, 1000),
)


@given(st.lists(tickets, unique_by=lambda each: each.number, max_size=20))
def test_priority_comes_first_then_who_waits_longest_and_everybody_gets_a_turn(queue: list[Ticket]) -> None:
    left, order = list(queue), []
    while (ticket := next_of(left, ("seal", "passport"))) is not None:
        left.remove(ticket)
        order.append(ticket)
    assert order == sorted(queue, key=place_in_queue)
    assert [each.priority for each in order] == sorted((each.priority for each in order), reverse=True)
    for same in (True, False):
        places = [each.place for each in order if each.priority is same]
        assert places == sorted(places)
    called = next_of(queue, ("seal",))
    assert called == min((each for each in queue if each.station != "passport"), key=place_in_queue, default=None)
    mine = waiting_of(queue, ("seal",))
    assert mine.count == sum(each.station != "passport" for each in queue)


@pytest.mark.parametrize(("text", "fits"), [("27", True), ("P-3", True), ("", False), ("2 7", False), ("번호", False), ("1" * 13, False)])
def test_what_can_stand_on_a_ticket(text: str, fits: bool) -> None:
    assert is_number(text) is fits
