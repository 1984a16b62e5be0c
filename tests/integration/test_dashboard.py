"""The 현황판 against real ledgers: it says what the sheets of the day say, shows the cases behind each figure, and only to who leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.dashboard import Dashboard, Slice
from app.domain.errors import Refused
from app.domain.papers import DayReport
from app.domain.tenders import tender_column
from app.domain.views import Actor
from app.services.room_totals import OwnerFigures, TypedClosing
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, a_home, second
from tests.fakes.fixed_clock import FixedClock
from tests.integration.test_money_adds_up import a_random_day
from tests.integration.test_two_desks import add_people, enrolled, work

DAY = "2026-11-20"
LARGE = ("a", "c", "e", "allocation", "case_row", "case_kept", "entry")  # as long as the book


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


def later(home: Home, **passed: float) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**passed))


def park_of(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD)


def agrees(board: Dashboard, *reports: DayReport) -> None:
    """Every figure of the date is the sum of those sheets."""
    now, totals = board.now, [each.totals for each in reports]
    received: dict[str, int] = {}
    for each in totals:
        for service, count in each.received.items():
            received[service] = received.get(service, 0) + count
    assert now.services == received
    assert (now.taken_won, now.back_won, now.net_won) == (
        sum(each.collected_won for each in totals),
        sum(each.reversed_won for each in totals),
        sum(each.net_won for each in totals),
    )
    assert {name: line.taken_won for name, line in now.tenders.items() if line.taken_won} == {
        name: won for name in ("cash", "card", "transit", "other") if (won := sum(each.by_tender()[name] for each in totals))
    }
    assert sum(now.hours.values()) == sum(line.cases for line in now.desks) == now.cases
    assert sum(line.net_won for line in now.desks) == now.net_won
    assert now.waiting.called == sum(each.waiting.called for each in reports if each.waiting is not None)


@pytest.mark.parametrize("seed", range(3))
def test_random_days_say_what_their_sheets_say(home: Home, seed: int) -> None:
    park, queue = park_of(home), home.services.queue
    for part in range(2):  # the second part of the same date counts with the first
        home.services.open_day(park, 50_000)
        queue.take()
        later(home, minutes=7)
        queue.call_next(park)
        a_random_day(home, park, seed=seed * 10 + part, cases=9)
        later(home, hours=2)
        a_random_day(home, park, seed=seed * 10 + part + 50, cases=4)
        queue.end(park)
        if not part:
            home.services.close_day(park, confirmer=second(home))
    desk = home.services.dashboards.of(park, date(2026, 11, 20), "03")
    room = home.services.dashboards.of(park)
    agrees(desk, home.services.day_report(park, DAY), home.services.day_report(park, f"{DAY}/2"))
    agrees(room, home.services.day_report(park, DAY, "office"))
    assert (desk.now, room.running) == (room.now, True)
    assert not room.now.desks[0].closed
    later(home, days=7)
    week = home.services.dashboards.of(park)
    assert (week.before.cases, week.before.net_won, week.now.cases) == (room.now.cases, room.now.net_won, 0)
    assert 0 < week.before.by_then <= week.before.cases


def test_last_week_counts_up_to_the_same_time_while_today_runs(home: Home) -> None:
    park = park_of(home)
    home.services.open_day(park, 50_000)
    a_random_day(home, park, seed=1, cases=3)
    later(home, hours=3)
    a_random_day(home, park, seed=2, cases=3)
    home.services.close_day(park, confirmer=second(home))
    later(home, days=7, hours=-2)
    board = home.services.dashboards.of(park)
    early = sum(count for hour, count in board.before.hours.items() if hour == 9)
    assert (board.compared, board.before.by_then) == (early, early)
    assert board.before.cases > early
    whole = home.services.dashboards.of(park, date(2026, 11, 20))
    assert (whole.running, whole.now.by_then, whole.now.cases) == (False, board.before.cases, board.before.cases)


def test_behind_each_figure_are_as_many_cases_as_it_counts(home: Home) -> None:
    park, boards = park_of(home), home.services.dashboards
    home.services.open_day(park, 50_000)
    a_random_day(home, park, seed=3, cases=10)
    later(home, hours=1)
    a_random_day(home, park, seed=4, cases=6)
    board = boards.of(park)
    for line in board.hours():
        assert len(boards.cases(park, Slice(date=DAY, hour=line.hour), limit=200)) == line.now
    for each in board.services(top=2):
        rows = boards.cases(park, Slice(date=DAY, services=each.services), limit=200)
        assert len(rows) == each.now
        assert {row.service for row in rows} <= set(each.services)
    paid = {row.case_id for row in boards.cases(park, Slice(date=DAY, tender="transit"))}
    allocated = home.connections.all("SELECT case_id, tender FROM allocation")
    assert {case_id.bytes for case_id in paid} == {case_id for case_id, tender in allocated if tender_column(tender) == "transit"}
    everything = boards.cases(park, Slice(date=DAY), limit=200)
    assert [row.case_id for row in everything] == [row.case_id for row in home.services.ledger_page(limit=200)]
    first = boards.cases(park, Slice(date=DAY, desk="03"), limit=5)
    assert first + boards.cases(park, Slice(date=DAY, desk="03"), after=first[-1].key, limit=200) == everything
    assert boards.cases(park, Slice(date="2026-11-13")) == []


def test_a_room_of_two_desks_is_counted_from_the_feed(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    three, five = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    work(three, 5, seed=3)
    work(five, 3, seed=5)
    for each in (three, five, three):
        each.sync_all()
    boards = [each.services.dashboards.of(park_of(each)) for each in (three, five)]
    assert boards[0].now == boards[1].now
    assert [(line.desk, line.cases) for line in boards[0].now.desks] == [("03", 5), ("05", 3)]
    for each, board in zip((three, five), boards, strict=True):
        agrees(board, each.services.day_report(park_of(each), DAY, "office"))
    alone = three.services.dashboards.of(park_of(three), place="05")
    agrees(alone, five.services.day_report(park_of(five), DAY))
    rows = three.services.dashboards.cases(park_of(three), Slice(date=DAY, desk="05"))
    assert (len(rows), {row.desk for row in rows}) == (3, {"05"})
    for each in (three, five):
        each.close()


def test_a_closing_from_paper_counts_until_its_own_entries_come(home: Home) -> None:
    park = park_of(home)
    home.services.open_day(park, 0)
    a_random_day(home, park, seed=5, cases=4)
    figures = {"local": OwnerFigures(cash=3_000, card=2_000, reversed_won=400)}
    home.services.closing.type_totals(park, TypedClosing(desk="05", day=DAY, closing="26410-05-D0001", cases=4, by_owner=figures))
    board = home.services.dashboards.of(park)
    agrees(board, home.services.day_report(park, DAY, "office"))
    assert board.now.hours[None] == 4
    assert [(line.desk, line.typed, line.net_won) for line in board.now.desks][1:] == [("05", True, 4_600)]
    assert board.tenders()[-1].back_won == 400


def test_only_who_leads_sees_it(home: Home) -> None:
    park, lee, boards = park_of(home), home.services.sign_in("lee", PASSWORD), home.services.dashboards
    home.services.open_day(park, 0)
    assert not boards.may_see(lee)
    for ask in (lambda: boards.of(lee), lambda: boards.sheet(lee), lambda: boards.cases(lee, Slice(date=DAY))):
        with pytest.raises(Refused, match="not_allowed"):
            ask()
    home.services.closing.name_deputy(park, "lee", date(2026, 11, 20), date(2026, 11, 20))
    assert boards.of(lee).now == boards.of(park).now
    with pytest.raises(Refused, match="dashboard_desk_unknown"):
        boards.of(park, place="77")


def test_a_quarantined_case_counts_nowhere(home: Home) -> None:
    park = park_of(home)
    home.services.open_day(park, 0)
    a_random_day(home, park, seed=6, cases=3)
    before = home.services.dashboards.of(park).now.cases
    stream, seq = home.connections.all("SELECT stream_id, seq FROM entry WHERE kind = 'case_received' ORDER BY seq LIMIT 1")[0]
    home.connections.here.execute("INSERT INTO standing (stream_id, seq, outcome) VALUES (?, ?, 'quarantined')", (stream, seq))
    board = home.services.dashboards.of(park)
    assert board.now.cases == before - 1
    assert len(home.services.dashboards.cases(park, Slice(date=DAY))) == before - 1


def test_no_question_walks_the_whole_book_or_makes_an_index_of_it(home: Home) -> None:
    park, asked = park_of(home), list[str]()
    home.services.open_day(park, 0)
    a_random_day(home, park, seed=7, cases=3)
    home.connections.here.set_trace_callback(asked.append)
    home.services.dashboards.of(park)
    for wanted in (Slice(date=DAY, hour=9, services=("passport_single",)), Slice(date=DAY, tender="cash")):
        home.services.dashboards.cases(park, wanted)
    home.connections.here.set_trace_callback(None)
    questions = [each for each in asked if "AS MATERIALIZED" in each]
    assert len(questions) >= 5
    for each in questions:
        plan = " · ".join(row[3] for row in home.connections.all(f"EXPLAIN QUERY PLAN {each}"))
        assert "AUTOMATIC" not in plan
        walked = [step for step in plan.split(" · ") if step.split()[:2] in (["SCAN", name] for name in LARGE)]
        assert walked == []
