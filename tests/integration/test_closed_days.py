"""A closed day takes nothing more, below every service (G6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import CashMoved
from app.domain.views import Actor
from app.services.people import add_staff
from tests.desks import PASSWORD, a_home, second
from tests.fakes.fixed_clock import FixedClock


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def park(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD)


def written(home: Home, day: str) -> int:
    return int(home.connections.value("SELECT count(*) FROM entry WHERE business_day = ?", (day,)))


def write_into(home: Home, park: Actor, day: str) -> None:
    with home.store.transaction(actor=park.entry_id, day=day) as tx:
        tx.append(Fact(CashMoved(way="in", purpose="float", amount_won=1_000), home.desk.ids.new_id()))


def test_the_store_itself_refuses_what_goes_into_a_closed_day_and_into_any_before_it(home: Home, park: Actor) -> None:
    for _ in range(11):  # the eleventh part of a date comes after the second, not between the first two
        day = home.services.open_day(park)
        write_into(home, park, day)
        home.services.close_day(park, confirmer=second(home))
    assert day == "2026-11-20/11"
    last = home.services.open_day(park)
    closed = ["2026-11-19", "2026-11-20", *(f"2026-11-20/{part}" for part in range(2, 12))]
    before = [written(home, each) for each in closed]
    for each in closed:
        with pytest.raises(Refused) as refused:
            write_into(home, park, each)
        assert (refused.value.code, refused.value.facts["day"]) == ("day_closed", each)
    assert [written(home, each) for each in closed] == before
    write_into(home, park, last)


def test_nothing_follows_a_closing_inside_its_own_commit(home: Home, park: Actor) -> None:
    day = home.services.open_day(park)
    home.services.close_day(park, confirmer=second(home))
    closing = home.store.days.closing(day)
    assert closing is not None
    home.services.open_day(park)
    with pytest.raises(Refused) as refused, home.store.transaction(actor=park.entry_id, day=f"{day}/2") as tx:
        tx.append(Fact(closing[1], home.desk.ids.new_id()))
        tx.append(Fact(CashMoved(way="in", purpose="float", amount_won=1_000), home.desk.ids.new_id()))
    assert refused.value.code == "day_closed"
    assert home.store.days.get(f"{day}/2").closed_at is None  # type: ignore[union-attr]


def test_a_deputy_closes_while_named_and_the_closing_says_so(home: Home, park: Actor) -> None:
    lee, choi = (home.services.sign_in(user, PASSWORD) for user in ("lee", "choi"))
    home.services.open_day(lee)
    with pytest.raises(Refused) as refused:
        home.services.close_day(lee, confirmer=choi)
    assert refused.value.code == "supervisor_needed"
    today = home.desk.clock.now().date()
    home.services.closing.name_deputy(park, "choi", today, today)
    closed = home.services.close_day(lee, confirmer=choi)
    closing = home.store.days.closing(closed.day)
    assert closing is not None
    assert closing[1].deputy is True  # type: ignore[attr-defined]
    report = home.services.day_report(lee, closed.day)
    assert (report.clerk, report.confirmer, report.deputy) == ("이하늘", "최바다", True)
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1))
    home.services.open_day(lee)
    with pytest.raises(Refused) as refused:
        home.services.close_day(lee, confirmer=choi)
    assert refused.value.code == "supervisor_needed"


def test_somebody_alone_at_a_desk_is_told_what_to_do(tmp_path: Path) -> None:
    home = a_home(tmp_path / "alone", staff=False)
    desk = home.desk
    add_staff(desk, None, "park", "supervisor", "박가람", PASSWORD)
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park)
    with pytest.raises(Refused) as refused:
        home.services.close_day(park)
    assert refused.value.code == "closing_alone"
    home.close()


def test_the_count_by_denomination_and_what_left_the_drawer_are_in_the_closing(home: Home, park: Actor) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    day = home.services.open_day(lee, 100_000)
    home.services.drawer.move_cash(lee, "out", "remit", 30_000, number="20261120-7")
    with pytest.raises(Refused) as refused:
        home.services.closing.close(lee, notes={10_000: 6}, confirmer=park)
    assert (refused.value.code, refused.value.facts["difference_won"]) == ("count_differs", -10_000)
    with pytest.raises(Refused) as refused:
        home.services.closing.close(lee, notes={50_000: 1, 10_000: 2, 10: 1}, confirmer=park)
    assert (refused.value.code, refused.value.facts["difference_won"]) == ("count_differs", 10), "what is too much is explained as well"
    home.services.closing.close(lee, notes={50_000: 1, 10_000: 2}, confirmer=park)
    closing = home.store.days.closing(day)
    assert closing is not None
    assert (closing[1].remitted_won, closing[1].counted_won) == (30_000, 70_000)  # type: ignore[attr-defined]
    counted = home.store.drawer.counts(day)
    assert counted[-1].body.notes == {50_000: 1, 10_000: 2}
