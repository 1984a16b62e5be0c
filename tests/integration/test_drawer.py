"""The drawer of a day: what the book says is in it, who moved what, and what happens when the count says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.drawer import DrawerMoves
from app.domain.drawer_settings import DrawerSettings
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.money_entries import DayClosed
from app.wire.codec import decode_body
from tests.desks import PASSWORD, a_home
from tests.drawer_by_hand import fold_drawer
from tests.integration.test_a_counter_day import Counter

FLOAT = 100_000
DAY = "2026-11-20"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, FLOAT)
    yield made
    home.close()


def pay(counter: Counter, service: str = "resident_registration_copy", tender: str = "cash", index: int = 0) -> int:
    """A paper is issued and paid; its won."""
    made = counter.services.record_visit(counter.lee, [counter.draft(service, index)], tender=tender, approval_no="30012345")
    return made.paid_won


def bodies(counter: Counter) -> list[Body]:
    rows = counter.home.connections.all("SELECT kind, body FROM entry WHERE business_day = ? ORDER BY place", (DAY,))
    return [body for kind, stored in rows if (body := decode_body(kind, stored)) is not None]


def test_what_is_in_the_drawer_is_float_and_takings_and_moves(counter: Counter) -> None:
    drawer, lee, park = counter.services.drawer, counter.lee, counter.park
    taken = pay(counter) + pay(counter, "vehicle_register_copy")
    pay(counter, tender="card", index=1)
    drawer.move_cash(lee, "in", "float", 50_000)
    drawer.move_cash(lee, "in", "other", 1_000, reason="바닥에서 주움")
    drawer.move_cash(lee, "out", "float", 20_000)
    drawer.move_cash(lee, "out", "other", 500, reason="잘못 넣은 돈", confirmer=park)
    now = drawer.move_cash(lee, "out", "remit", 60_000, number="2026-11-118")
    assert now.expected_won == FLOAT + taken + 50_000 + 1_000 - 20_000 - 500 - 60_000
    assert (now.in_won, now.out_won, now.remitted_won) == (51_000, 20_500, 60_000)
    assert fold_drawer(bodies(counter)) == now
    state = drawer.state(lee)
    assert [(each.body.way, each.body.purpose, each.confirmer) for each in state.moves] == [
        ("in", "float", ""),
        ("in", "other", ""),
        ("out", "float", ""),
        ("out", "other", "박가람"),
        ("out", "remit", ""),
    ]
    counter.home.store.rebuild()
    assert drawer.state(lee) == state
    assert counter.home.store.drawer.sums("2026-11-19") == DrawerMoves()


def test_no_more_leaves_the_drawer_than_is_in_it(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    with pytest.raises(Refused, match="cash_short") as short:
        drawer.move_cash(lee, "out", "remit", FLOAT + 10, number="1")
    assert short.value.facts == {"in_drawer_won": FLOAT}
    assert drawer.move_cash(lee, "out", "remit", FLOAT, later=True).expected_won == 0


@pytest.mark.parametrize(
    ("way", "purpose", "won", "code"),
    [
        ("in", "remit", 1_000, "remit_goes_out"),
        ("out", "remit", 1_000, "remit_number_needed"),
        ("in", "other", 1_000, "reason_needed"),
        ("in", "float", 0, "amount_invalid"),
        ("out", "float", -5, "amount_invalid"),
    ],
)
def test_a_move_says_what_it_was(counter: Counter, way: str, purpose: str, won: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        counter.services.drawer.move_cash(counter.lee, way, purpose, won)  # type: ignore[arg-type]
    assert counter.home.store.drawer.moves(DAY) == []


def test_money_out_for_another_reason_needs_a_second_person_who_leads(counter: Counter) -> None:
    drawer, lee, choi, park = counter.services.drawer, counter.lee, counter.choi, counter.park
    for second, code in ((None, "supervisor_needed"), (choi, "supervisor_needed"), (lee, "supervisor_needed")):
        with pytest.raises(Refused, match=code):
            drawer.move_cash(lee, "out", "other", 500, reason="택시", confirmer=second)
    for alone, code in ((park, "second_is_first"), (None, "second_needed")):
        with pytest.raises(Refused, match=code):
            drawer.move_cash(park, "out", "other", 500, reason="택시", confirmer=alone)
    assert drawer.move_cash(lee, "out", "other", 500, reason="택시", confirmer=park).out_won == 500
    assert drawer.move_cash(park, "out", "other", 500, reason="택시", confirmer=lee).out_won == 1_000


def test_a_count_that_differs_needs_a_reason(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    taken = pay(counter)
    with pytest.raises(Refused, match="count_differs") as differs:
        drawer.count(lee, "interim", {50_000: 2})
    assert differs.value.facts == {"difference_won": -taken}
    assert drawer.state(lee).counts == []
    made = drawer.count(lee, "interim", {50_000: 2}, reason="거스름돈을 더 줌")
    assert (made.counted_won, made.difference_won) == (FLOAT, -taken)
    assert drawer.state(lee).counts[0].body.reason == "거스름돈을 더 줌"


def test_money_there_is_none_of_is_not_counted(counter: Counter) -> None:
    for notes in ({25: 4}, {50_000: -1}, {10: 100_001}):
        with pytest.raises(Refused, match="notes_invalid"):
            counter.services.drawer.count(counter.lee, "interim", notes)


def test_with_the_amount_covered_the_first_count_stays_as_it_is(counter: Counter) -> None:
    services, lee, park = counter.services, counter.lee, counter.park
    with pytest.raises(Refused, match="not_allowed"):
        services.drawer.set_drawer(lee, DrawerSettings(blind=True))
    services.drawer.set_drawer(park, DrawerSettings(blind=True))
    assert services.drawer.state(lee).hidden
    assert not services.drawer.state(park).hidden
    first = services.drawer.count(lee, "interim", {10_000: 9})
    assert (first.blind, first.difference_won) == (True, -10_000)
    assert not services.drawer.state(lee).hidden
    with pytest.raises(Refused, match="count_differs"):  # the book's sum is known now
        services.drawer.count(lee, "interim", {10_000: 9})
    second = services.drawer.count(lee, "interim", {10_000: 10})
    assert (second.blind, second.difference_won) == (False, 0)
    assert [each.body.blind for each in services.drawer.state(lee).counts] == [True, False]


def test_a_drawer_changes_hands_when_both_have_signed(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    taken = pay(counter)
    choi = counter.services.sign_in("choi", PASSWORD, second=True)
    with pytest.raises(Refused, match="second_is_first"):
        drawer.hand_over(lee, lee, {50_000: 2})
    with pytest.raises(Refused, match="count_differs"):
        drawer.hand_over(lee, choi, {50_000: 2})
    done = drawer.hand_over(lee, choi, {50_000: 2, 100: taken // 100}, papers="보안용지 0001200~0001250, 금고 열쇠 2")
    assert (done.name, done.confirmer, done.body.counted_won) == ("이하늘", "최바다", FLOAT + taken)
    assert drawer.state(choi).hand_overs == [done]
    admin = counter.services.sign_in("admin", PASSWORD, second=True)
    with pytest.raises(Refused, match="not_allowed"):
        drawer.hand_over(lee, admin, {50_000: 2})


def test_without_an_open_day_there_is_no_drawer(counter: Counter) -> None:
    counter.services.close_day(counter.lee, confirmer=counter.park)
    for act in (
        lambda: counter.services.drawer.state(counter.lee),
        lambda: counter.services.drawer.count(counter.lee, "interim", {}),
        lambda: counter.services.drawer.move_cash(counter.lee, "in", "float", 1_000),
        lambda: counter.services.drawer.hand_over(counter.lee, counter.choi, {}),
    ):
        with pytest.raises(Refused, match="day_not_open"):
            act()


def test_the_banks_number_may_come_after_the_closing(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    drawer.move_cash(lee, "out", "remit", 10_000, later=True)
    drawer.move_cash(lee, "out", "remit", 20_000, later=True)
    drawer.move_cash(lee, "out", "remit", 30_000, number="119")
    assert [each.body.amount_won for _, each in drawer.unnumbered()] == [10_000, 20_000]
    with pytest.raises(Refused, match="remittance_unknown"):  # two wait: which one?
        drawer.number_remittance(lee, "118")
    counter.services.close_day(lee, confirmer=counter.park)
    assert drawer.number_remittance(lee, "118", DAY, 2).body.amount_won == 20_000
    assert [each.body.number for each in drawer.state(lee, DAY).moves] == ["", "118", "119"]
    assert drawer.number_remittance(lee, "117").body.amount_won == 10_000  # only one waits now
    assert drawer.number_remittance(lee, "117-1", DAY, 1).body.number == "117-1"  # the later word holds
    assert (drawer.unnumbered(), [each.body.number for each in drawer.state(lee, DAY).moves]) == ([], ["117-1", "118", "119"])
    counter.home.store.rebuild()
    assert [each.body.number for each in drawer.state(lee, DAY).moves] == ["117-1", "118", "119"]
    for day, which in ((DAY, 4), (DAY, -1), ("2026-11-19", 1), ("", 0)):
        with pytest.raises(Refused, match="remittance_unknown"):
            drawer.number_remittance(lee, "120", day, which)
    with pytest.raises(Refused, match="remit_number_needed"):
        drawer.number_remittance(lee, " ")


def test_no_office_closes_a_drawer_that_nobody_counted(counter: Counter) -> None:
    """The sheet would say 실사 전 for ever. A count made for the closing beforehand stands, as long as nothing has moved since."""
    services, lee = counter.services, counter.lee
    in_drawer = services.drawer.state(counter.park).drawer.expected_won
    assert in_drawer
    with pytest.raises(Refused, match="count_needed"):
        services.closing.close(lee, confirmer=counter.park)
    services.drawer.count(lee, "interim", {10_000: in_drawer // 10_000}, reason="중간")
    with pytest.raises(Refused, match="count_needed"):
        services.closing.close(lee, confirmer=counter.park)
    services.drawer.count(lee, "closing", {10_000: in_drawer // 10_000 - 1}, reason="만 원 부족")
    services.drawer.move_cash(lee, "in", "float", 10_000)
    with pytest.raises(Refused, match="count_needed"):
        services.closing.close(lee, confirmer=counter.park)
    services.drawer.move_cash(lee, "out", "float", 10_000)
    closed = services.closing.close(lee, confirmer=counter.park)
    body = counter.home.store.days.closing(closed.day)
    assert body is not None and isinstance(body[1], DayClosed) and body[1].counted_won == in_drawer - 10_000
