"""A stolen desk writes about money what no clerk may say: the other desks keep its words, and nothing follows from them (G12, G19)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.bounds import WON_LIMIT
from app.domain.entries import Fact, SignedIn, VisitOpened
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.money_entries import (
    Allocation,
    CashCounted,
    CashMoved,
    DayOpened,
    DeputyNamed,
    FeeAmountSet,
    FeeCharged,
    PaymentEnded,
    PaymentReversed,
    PaymentSettled,
    PaymentStarted,
    RefundPromised,
    RemittanceNumbered,
    RoomTotalsTyped,
    ShiftHandedOver,
    StampsCounted,
    TerminalCounted,
)
from app.domain.tenders import tender_column
from app.services.leading import leads
from app.services.room_totals import OwnerFigures, TypedClosing
from tests.centrals import CentralUnderTest
from tests.desks import NINE, PASSWORD
from tests.integration.test_two_desks import add_people, enrolled, work
from tests.streams import a_case, a_line

DAY = "2026-11-20"
MOMENT = int(NINE.timestamp() * 1000)
FIGURES = [1, 1, 0, 0, 5_000, 0, 0, 0, 0]
ROW = ["", "수기 합계", 0, "local", *FIGURES]


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    """Ours, and the stolen one of the same office."""
    add_people(sqlite_central)
    ours, stolen = (enrolled(sqlite_central, tmp_path / name, name) for name in ("03", "05"))
    work(ours, 1, seed=3)
    work(stolen, 1, seed=5)
    yield ours, stolen
    ours.close()
    stolen.close()


def say(home: Home, user: str, *bodies: Body) -> None:
    """Entries as a program without our rules would write them."""
    actor = home.services.sign_in(user, PASSWORD)
    with home.store.transaction(actor=actor.entry_id, day=DAY) as tx:
        for body in bodies:
            tx.append(Fact(body, home.desk.ids.new_id()))


def hear(stolen: Home, ours: Home) -> None:
    stolen.sync_all()
    ours.sync_all()


def told(desk: str = "07", **changes: Any) -> RoomTotalsTyped:
    known: dict[str, Any] = {"rows": [ROW], "received": {"": 1}, "float_won": 0, "counted_won": None, "grand_total_won": 0}
    return RoomTotalsTyped(desk=desk, **{"day": DAY, "closing": "26410-07-D0001", **known, **changes})


def test_a_clerk_names_nobody_deputy_and_nobody_names_themself(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    forged = DeputyNamed(user="lee", first_day=DAY, last_day="2026-12-01")
    say(stolen, "choi", forged)
    say(stolen, "lee", forged)
    say(stolen, "park", DeputyNamed(user="lee", first_day="", last_day="~"))
    hear(stolen, ours)
    lee = ours.services.sign_in("lee", PASSWORD)
    assert (ours.services.closing.deputies(), leads(ours.desk, lee)) == ([], False)
    say(stolen, "park", forged)
    hear(stolen, ours)
    assert leads(ours.desk, lee)
    ours.store.rebuild()
    assert leads(ours.desk, lee)


def test_no_leaders_sign_in_at_another_computer_is_borrowed(desks: tuple[Home, Home]) -> None:
    """Nobody would find it among the sign-ins that claim a role: the leader did sign in, elsewhere."""
    ours, stolen = desks
    park = ours.services.sign_in("park", PASSWORD)
    ours.sync_all()
    stolen.sync_all()
    lee = stolen.services.sign_in("lee", PASSWORD)
    moved = CashMoved(way="out", purpose="other", amount_won=600, reason="?", confirmed_by=park.entry_id)
    with stolen.store.transaction(actor=park.entry_id, day=DAY) as tx:
        tx.append(Fact(DeputyNamed(user="lee", first_day=DAY, last_day="2026-12-01"), stolen.desk.ids.new_id()))
    with stolen.store.transaction(actor=lee.entry_id, day=DAY) as tx:
        tx.append(Fact(moved, stolen.desk.ids.new_id()))
    with stolen.store.transaction(actor=park.entry_id, day=DAY) as tx:
        tx.append(Fact(VisitOpened(), stolen.desk.ids.new_id()))  # whatever it is: the leader did not do it
    hear(stolen, ours)
    assert ours.services.closing.deputies() == []
    assert not leads(ours.desk, ours.services.sign_in("lee", PASSWORD))
    codes = ours.connections.all("SELECT outcome, code FROM standing WHERE outcome != 'applied'")
    assert codes == [("quarantined", "signer_of_another")] * 3
    ours.store.rebuild()
    assert ours.services.closing.deputies() == []


def test_a_copy_of_a_leaders_sign_in_takes_no_word_from_the_leader(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    ours, far = desks[0], sqlite_central.desk("07", seed=9)
    park = ours.services.sign_in("park", PASSWORD)
    ours.sync_all()
    far.stream.add(SignedIn(user="park", name="박가람", role="supervisor", verified="local"), entry_id=park.entry_id)
    told = far.central.push(far.stream.id, far.stream.push()).outcomes
    assert [each.code for each in told] == ["entry_id_known"]
    with ours.store.transaction(actor=park.entry_id, day=DAY) as tx:
        tx.append(Fact(DeputyNamed(user="lee", first_day=DAY, last_day="2026-12-01"), ours.desk.ids.new_id()))
    ours.sync_all()
    assert ours.connections.all("SELECT code FROM standing WHERE outcome != 'applied'") == [("entry_id_known",)]
    assert [each.user for each in ours.services.closing.deputies()] == ["lee"]


def test_an_amount_that_not_two_leaders_signed_is_nobodys(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    clerk, leader = (stolen.services.sign_in(user, PASSWORD, second=True) for user in ("lee", "park"))
    for user, second in (("lee", None), ("lee", clerk), ("lee", leader), ("park", None), ("park", clerk), ("park", leader)):
        signed = second.entry_id if second is not None else None
        wanted = FeeAmountSet(service="seal_protection", fee="request", valid_from=MOMENT, amount_won=0, source="?", confirmed_by=signed)
        say(stolen, user, wanted)
    hear(stolen, ours)
    assert list(ours.store.office_fees.all()) == []


FORGED: dict[str, dict[str, Any]] = {
    "70": {"rows": [[1]]},
    "71": {"rows": [["", "a", 0, "local", [[1]]]]},
    "72": {"rows": [["", "a", 0, "somebody", *FIGURES]]},
    "73": {"rows": [["", "a", 0, "local", *FIGURES[:-1], -5_000]]},
    "74": {"rows": [["", "a", 0, "local", *FIGURES[:-1], 2**63]]},
    "75": {"rows": [["", "a" * 5_000, 0, "local", *FIGURES]]},
    "76": {"rows": [["", "801201-1234567", 0, "local", *FIGURES]]},
    "77": {"received": {"": 2**63}},
    "78": {"received": {"": -1}},
    "79": {"closing": "\x1b[31m"},
    "7;--": {},
    "80": {"grand_total_won": 2**51},
    "81": {"day": "2026-11-20~"},
}


def test_totals_no_sheet_can_say_stand_on_no_sheet(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    say(stolen, "park", *(told(desk, **changes) for desk, changes in FORGED.items()), told("82"))
    hear(stolen, ours)
    park = ours.services.sign_in("park", PASSWORD)
    assert [line.desk for line in ours.services.closing.room_sheet(park, DAY).desks] == ["03", "05", "82"]
    assert ours.services.closing.period_sheet(park, "2026-11", "office").totals.net_won == 5_000


def test_totals_are_a_leaders_word_or_the_deputys_on_a_day_of_theirs(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    say(stolen, "park", DeputyNamed(user="choi", first_day="2026-11-21", last_day="2026-11-22"))
    say(stolen, "lee", told())
    say(stolen, "choi", told())
    hear(stolen, ours)
    park = ours.services.sign_in("park", PASSWORD)
    assert [line.desk for line in ours.services.closing.room_sheet(park, DAY).desks] == ["03", "05"]
    say(stolen, "park", DeputyNamed(user="choi", first_day=DAY, last_day=DAY))
    say(stolen, "choi", told())
    hear(stolen, ours)
    ours.store.rebuild()
    assert [line.desk for line in ours.services.closing.room_sheet(park, DAY).desks] == ["03", "05", "07"]


def test_another_desk_does_not_end_a_card_payment(desks: tuple[Home, Home]) -> None:
    """It would leave the citizen charged and nobody asking the terminal any more (G3)."""
    ours, stolen = desks
    payment = ours.desk.ids.new_id()
    say(ours, "lee", PaymentStarted(payment_id=payment, tender="card", amount_won=600, terminal="T1", trace_no="000123"))
    hear(ours, stolen)
    say(stolen, "lee", PaymentEnded(payment_id=payment, outcome="abandoned"))
    hear(stolen, ours)
    for again in (False, True):
        if again:
            ours.store.rebuild()
        found = ours.store.card_payments.get(payment)
        assert found is not None
        assert found.state == "intent"


@pytest.mark.parametrize("most", [2**51, WON_LIMIT - 1])
def test_money_nobody_can_mean_leaves_every_list_readable(desks: tuple[Home, Home], most: int) -> None:
    ours, stolen = desks
    case = stolen.desk.ids.new_id()
    promise: dict[str, Any] = {"payment_id": case, "reason": "?", "slip_no": "26410-05-W261120-0001-AA"}
    minus, plus = (Allocation(case, 1, "cash", won) for won in (-600, 600))
    for shares, due in (([], DAY), ([minus], DAY), ([plus], "tomorrow")):
        say(stolen, "lee", RefundPromised(promise_id=stolen.desk.ids.new_id(), allocations=shares, due=due, **promise))
    say(
        stolen,
        "lee",
        StampsCounted(mode="machine", device="x", first_no=-1, last_no=most, issued_won=-most, spoiled=[1] * 1_000),
        TerminalCounted(terminal="x", purchases=-1, purchases_won=-most, cancels=0, cancels_won=most),
        CashCounted(purpose="closing", counted_won=most, expected_won=-most, notes={2**63: 2**63}),
        CashMoved(way="out", purpose="remit", amount_won=-most),
        ShiftHandedOver(taken_by=case, counted_won=1, expected_won=1, notes={2**63: 1}, open_items={"x": 2**63}),
        RemittanceNumbered(moved=case, number="\x1b[31m=cmd"),
    )
    hear(stolen, ours)
    park, services = ours.services.sign_in("park", PASSWORD), ours.services
    assert services.refunds.promises(park) == []
    assert "refund_promised" not in services.worklist_counts()
    assert services.day_report(park, DAY, "office").desks
    assert services.drawer.finance_export(park, DAY, office=True).rows
    assert services.drawer.remittance_sheet(park, DAY, office=True).lines
    assert services.drawer.state(park).drawer.expected_won == services.drawer.state(park).drawer.cash_won


@pytest.mark.parametrize("most", [2**52 - 1, WON_LIMIT - 1])
def test_many_lines_of_the_most_money_there_is_can_be_added_up(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home], most: int
) -> None:
    ours, far = desks[0], sqlite_central.desk("07", seed=9)
    one = msgspec.structs.replace(a_line(), unit_won=1, waived_won=most)
    lines = [msgspec.structs.replace(one, line=line, due_won=most * (line % 2)) for line in range(280)]
    cases = [far.stream.new_id() for _ in range(9)]
    back, forth = (Allocation(cases[0], line, "cash", won) for line, won in ((0, most), (1, -most)))
    far.stream.add(DayOpened(day=DAY))
    for place, case_id in enumerate(cases):
        far.stream.add(a_case(f"26410-07-261120-09{place:02d}-00"), case_id=case_id)
        far.stream.add(FeeCharged(lines=lines, priced_at=MOMENT), case_id=case_id)
        far.stream.add(PaymentSettled(payment_id=case_id, receipt_no="X", parts=[], allocations=[back, forth] * 300))
    told = far.central.push(far.stream.id, far.stream.push()).outcomes
    assert (most >= WON_LIMIT) == any(each.code == "body_unreadable" for each in told)
    ours.sync_all()
    park = ours.services.sign_in("park", PASSWORD)
    assert ours.services.day_report(park, DAY, "office").desks
    assert ours.services.drawer.finance_export(park, DAY, office=True).rows
    assert ours.services.drawer.state(park)


@pytest.mark.parametrize("tender", ["card\0_x", "cash\0", "CASH_x", "deferred\0_x", "Deferred", "_", "", "cash_", "ＣＡＳＨ"])
def test_no_name_of_a_means_makes_two_ways_of_counting_differ(desks: tuple[Home, Home], tender: str) -> None:
    """The room's sheet is counted twice; a name that one of the two reads otherwise would stop it for ever."""
    ours, stolen = desks
    case, payment = next((row.case_id for row in stolen.store.cases.recent(10)), stolen.desk.ids.new_id()), stolen.desk.ids.new_id()
    shares = [Allocation(case, 1, tender, 600)]
    say(stolen, "lee", PaymentSettled(payment_id=payment, receipt_no="X", parts=[], allocations=shares))
    say(stolen, "lee", PaymentSettled(payment_id=stolen.desk.ids.new_id(), receipt_no="Y", parts=[], allocations=shares, settles=payment))
    say(stolen, "lee", PaymentReversed(payment_id=payment, allocations=shares, reason="?"))
    hear(stolen, ours)
    park = ours.services.sign_in("park", PASSWORD)
    report = ours.services.day_report(park, DAY, "office")
    assert report.totals.tender("cash") == sum(row.cash for row in report.totals.rows)
    moves = ours.store.drawer.sums(DAY, desk="05")
    taken = sum(each.taken_won for each in ours.store.drawer.tenders(DAY, desk="05") if tender_column(each.tender) == "cash")
    assert moves.cash_won == taken


def test_a_closing_that_came_by_the_feed_is_neither_scanned_nor_typed_over(desks: tuple[Home, Home]) -> None:
    ours, five = desks
    lee, park = five.services.sign_in("lee", PASSWORD), five.services.sign_in("park", PASSWORD, second=True)
    five.services.close_day(lee, confirmer=park)
    sheet = five.services.day_report(lee, DAY)
    hear(five, ours)
    park = ours.services.sign_in("park", PASSWORD)
    typed = TypedClosing(desk="05", day=DAY, closing=sheet.closing_label, cases=9, by_owner={"local": OwnerFigures(cash=9_000)})
    for add in (lambda: ours.services.closing.add_code(park, sheet.qr), lambda: ours.services.closing.type_totals(park, typed)):
        with pytest.raises(Refused) as refused:
            add()
        assert refused.value.code == "closing_known"
    (line,) = [line for line in ours.services.closing.room_sheet(park, DAY).desks if line.desk == "05"]
    assert (line.source, line.net_won) == ("전송", sheet.totals.net_won)


def test_a_closing_that_was_typed_for_another_day_falls_away_when_its_entries_come(desks: tuple[Home, Home]) -> None:
    ours, five = desks
    lee, park = five.services.sign_in("lee", PASSWORD), five.services.sign_in("park", PASSWORD, second=True)
    five.services.close_day(lee, confirmer=park)
    sheet = five.services.day_report(lee, DAY)
    park, closing = ours.services.sign_in("park", PASSWORD), ours.services.closing
    typed = TypedClosing(desk="05", day="2026-10-19", closing=sheet.closing_label, cases=9, by_owner={"local": OwnerFigures(cash=9_000)})
    closing.type_totals(park, typed)
    hear(five, ours)
    assert closing.period_sheet(park, "2026-10", "office").totals.net_won == 0
    with pytest.raises(Refused) as refused:
        closing.type_totals(park, typed)
    assert refused.value.code == "closing_known"
