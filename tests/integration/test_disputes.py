"""Two desks do the same thing at once: the second is told, a person settles it, and every book agrees (SYNC §6, G13, G14)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.disputes import DisputeDetail
from app.domain.entries import CaseAdvanced, Fact
from app.domain.errors import Refused
from app.domain.views import Actor
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD
from tests.integration.test_passport_rules import received
from tests.integration.test_two_desks import add_people, enrolled, work
from tests.open_days import step

Room = tuple[Home, Home]
PROJECTIONS = (
    "case_row",
    "fee_line",
    "allocation",
    "action_item",
    "settlement",
    "day",
    "paper",
    "lookup",
    "staff_log",
    "signed_in",
    "refund",
    "refund_promise",
    "refund_promise_end",
    "claim",
)


@pytest.fixture
def desks(central: CentralUnderTest, tmp_path: Path) -> Iterator[Room]:
    add_people(central)
    made = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    for home in made:
        work(home, 0, seed=0)
    yield made
    for home in made:
        home.close()


def settled_down(room: Room) -> None:
    for home in (*room, *room, room[0]):
        home.sync_all()


def a_case(home: Home, service: str = "land_register_copy") -> UUID:
    park = home.services.sign_in("park", PASSWORD)
    return home.services.record_case(park, Draft(service=service, tender="none")).case_id


def parks(room: Room) -> tuple[Actor, Actor]:
    return room[0].services.sign_in("park", PASSWORD), room[1].services.sign_in("park", PASSWORD)


def live(home: Home) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(home.connections.all(f"SELECT * FROM {table}"), key=repr) for table in PROJECTIONS}  # noqa: S608 - names of ours


def rebuilt_is_live(home: Home) -> None:
    home.store.catch_up()
    before = live(home)
    home.store.rebuild()
    assert live(home) == before


def test_money_taken_at_two_desks_is_told_to_the_second_and_given_back(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    three.services.take_payment(park3, [case_id], tender="cash", received_won=500)
    five.services.take_payment(park5, [case_id], tender="cash", received_won=500)
    settled_down(desks)
    assert three.services.disputes() == []
    item, issued = five.services.disputes()  # the money, and the paper that was issued with it
    assert (item.kind, item.code, item.entry_kind, item.user, item.desk) == ("conflicted", "paid_twice", "payment_settled", "park", "05")
    seen = five.services.view_dispute(park5, item.place)
    assert (seen.paid_won, seen.due_won) == (1000, 500)
    assert seen.ours is not None
    assert {seen.row.person, seen.ours.person, *(each.person for each in seen.theirs)} == {park5.name}
    first = five.services.first_elsewhere(item.number)  # what the second desk's window says as soon as it knows
    assert first is not None and (first.desk, first.step) == ("03", "issue")
    assert three.services.first_elsewhere(item.number) is None
    assert [(each.desk, each.kind, each.amount_won) for each in seen.theirs if each.kind == "payment_settled"] == [
        ("03", "payment_settled", 500)
    ]
    assert seen.ways == ["keep_both", "cancel"]
    assert [home.services.dispute_counts(park) for home, park in ((three, park3), (five, park5))] == [{"05": 2}, {"05": 2}]
    head = five.store.head.seq
    with pytest.raises(Refused, match="second_needed"):
        five.services.settle_dispute(park5, item.place, "cancel", "두 번 받아 돌려 드림")
    with pytest.raises(Refused, match="second_is_first"):
        five.services.settle_dispute(park5, item.place, "cancel", "두 번 받아 돌려 드림", confirmer=park5)
    assert (five.store.head.seq, seen.by_two) == (head, ["cancel"])
    lee5 = five.services.sign_in("lee", PASSWORD, second=True)
    all_of_it = five.services.drawer.state(park5).drawer.expected_won
    five.services.drawer.move_cash(park5, "out", "remit", all_of_it, number="7")
    with pytest.raises(Refused, match="refund_cash_short"):
        five.services.settle_dispute(park5, item.place, "cancel", "두 번 받아 돌려 드림", confirmer=lee5)
    five.services.drawer.move_cash(park5, "in", "float", 500)
    settled = five.services.settle_dispute(park5, item.place, "cancel", "두 번 받아 돌려 드림", confirmer=lee5)
    assert (settled.way, issued.step) == ("cancel", "issue")
    five.services.settle_dispute(park5, issued.place, "keep_both", "종이 한 장 폐기")
    settled_down(desks)
    for home in desks:
        case = home.store.cases.find(case_id)
        assert case is not None and (case.paid_won, case.open_won) == (500, 0)
        assert home.services.disputes() == []
        assert home.services.dispute_counts(park3) == {}
        assert home.services.worklist_counts().get("dispute") is None
        rebuilt_is_live(home)
    assert {line.kind for line in three.store.cases.history(case_id)} >= {"conflict_settled", "payment_reversed"}
    assert central.verified().ok


def test_what_was_done_first_elsewhere_is_told_of_a_case_in_a_shared_payment_and_of_no_other(desks: Room) -> None:
    """A payment for several cases stands under none of them: it is found by what it paid for, and only while it waits."""
    three, five = desks
    shared, alone, quiet = [a_case(three), a_case(three)], a_case(three), a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    for home, park in ((three, park3), (five, park5)):
        home.services.take_payment(park, shared, tender="cash", received_won=1_000)
        home.services.take_payment(park, [alone], tender="cash", received_won=500)
    settled_down(desks)
    open_of = five.store.disputes.open_items_of
    money = [each.cases for each in open_of(shared[:1]) if each.code == "paid_twice"]
    assert money == [tuple(shared)]
    assert [each.cases for each in open_of(shared[1:]) if each.code == "paid_twice"] == money
    assert [each.cases for each in open_of([alone]) if each.code == "paid_twice"] == [(alone,)]
    assert all(set(each.cases) <= set(shared) for each in open_of(shared)) and open_of([quiet]) == []
    told = {case_id: five.services.first_elsewhere(number_of(five, case_id)) for case_id in (*shared, alone, quiet)}
    assert [each is not None and each.desk for each in told.values()] == ["03", "03", "03", False]
    lee5 = five.services.sign_in("lee", PASSWORD, second=True)
    for item in sorted(open_of(shared), key=lambda each: each.code == "paid_twice"):  # the money last
        assert [standing(five, each) for each in (*shared, alone, quiet)] == ["disputed"] * 3 + ["confirmed"], item.code
        five.services.settle_dispute(park5, item.place, "keep_both", "두 곳 모두 맞음", confirmer=lee5)
    assert [standing(five, each) == "disputed" for each in shared] == [False, False]
    assert open_of(shared) == [] and five.services.first_elsewhere(number_of(five, shared[0])) is None
    assert [each.cases for each in open_of([alone]) if each.code == "paid_twice"] == [(alone,)]


def standing(home: Home, case_id: UUID) -> str:
    (row,) = (each for each in home.services.ledger_page(limit=50) if each.case_id == case_id)
    return row.standing


def number_of(home: Home, case_id: UUID) -> str:
    found = home.store.cases.find(case_id)
    assert found is not None
    return found.number


def test_a_step_that_came_second_is_done_again_on_the_case_as_it_is(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    for home, park in ((three, park3), (five, park5)):
        home.services.cancel_case(park, case_id, "민원인 요청")
    settled_down(desks)
    (item,) = five.services.disputes()
    assert (item.entry_kind, item.code) == ("case_cancelled", "step_not_allowed")
    with pytest.raises(Refused, match="way_not_possible"):
        five.services.settle_dispute(park5, item.place, "correct")
    assert five.services.settle_dispute(park5, item.place, "keep_both").state == "cancelled"
    with pytest.raises(Refused, match="dispute_settled"):
        five.services.settle_dispute(park5, item.place, "keep_both")
    settled_down(desks)
    for home in desks:
        assert home.services.disputes() == []
        rebuilt_is_live(home)


def test_a_clerk_settles_only_with_a_leader_and_taking_back_needs_a_reason(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    three.services.take_payment(park3, [case_id], tender="cash", received_won=500)
    five.services.take_payment(park5, [case_id], tender="transit")
    settled_down(desks)
    item, other = five.services.disputes()
    lee = five.services.sign_in("lee", PASSWORD)
    head = five.store.head.seq
    with pytest.raises(Refused, match="supervisor_needed"):
        five.services.settle_dispute(lee, item.place, "keep_both")
    with pytest.raises(Refused, match="reason_missing"):
        five.services.settle_dispute(park5, item.place, "cancel")
    with pytest.raises(Refused, match="dispute_unknown"):
        five.services.settle_dispute(park5, "9-9", "keep_both")
    with pytest.raises(Refused, match="way_unknown"):
        five.services.settle_dispute(park5, item.place, "forget")
    assert five.store.head.seq == head
    leader = five.services.sign_in("park", PASSWORD, second=True)
    for each in (item, other):
        five.services.settle_dispute(lee, each.place, "keep_both", "둘 다 맞음", confirmer=leader)
    settled_down(desks)
    assert [home.services.disputes() for home in desks] == [[], []]
    assert central.verified().ok


def test_the_same_answer_twice_opens_one_item_and_no_settlement_is_lost(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    three.services.cancel_case(park3, case_id, "민원인 요청")
    five.services.cancel_case(park5, case_id, "민원인 요청")
    settled_down(desks)
    (item,) = five.services.disputes()
    five.store.exchange.rewind(1)
    settled_down(desks)
    assert [each.place for each in five.services.disputes()] == [item.place]
    five.services.settle_dispute(park5, item.place, "keep_both")
    five.store.exchange.rewind(1)
    settled_down(desks)
    assert five.services.disputes() == []
    rebuilt_is_live(five)


def test_what_two_desks_wrote_at_once_stands_in_centrals_order_at_both(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    case_id = a_case(three)
    settled_down(desks)
    park3, park5 = parks(desks)
    three.services.enter_official_no(park3, case_id, "M-111")
    five.services.enter_official_no(park5, case_id, "M-222")
    three.push_once()
    while five.push_once():  # what three wrote and what five wrote come to five on one page
        pass
    settled_down(desks)
    found = [home.store.cases.find(case_id) for home in desks]
    assert found[0] == found[1]
    assert found[0] is not None and found[0].official_no == "M-222"
    for home in desks:
        rebuilt_is_live(home)


def a_passport_on_its_way(room: Room, seed: int = 1) -> UUID:
    """Both desks know of it."""
    case_id = received(room[0], "passport_single", seed=seed)
    step(room[0], case_id, "send")
    settled_down(room)
    return case_id


def the_dispute(home: Home) -> DisputeDetail:
    (item,) = home.services.disputes()
    return home.services.view_dispute(home.services.sign_in("park", PASSWORD), item.place)


def test_two_numbers_that_look_the_same_masked_are_told_apart_and_stay_masked(desks: Room) -> None:
    three, five = desks
    case_id = a_passport_on_its_way(desks)
    step(three, case_id, "arrive", passport_no="M123A4567", shelf="B-12")
    step(five, case_id, "arrive", passport_no="M123A4568", shelf="B-12")
    settled_down(desks)
    told = [(each.field, each.ours, each.now) for each in the_dispute(five).differences]
    assert told == [("facts.passport_no", "M123*****", "M123*****")]


def test_a_booklet_that_two_desks_told_of_two_passports_is_in_every_book(desks: Room) -> None:
    cases = [a_passport_on_its_way(desks, seed) for seed in (1, 2)]
    for home, case_id in zip(desks, cases, strict=True):
        step(home, case_id, "arrive", passport_no="M123A4567")
    settled_down(desks)
    for home in desks:
        assert [home.store.cases.find(case_id).state for case_id in cases] == ["arrived", "arrived"]  # type: ignore[union-attr]
    with pytest.raises(Refused, match="passport_no_elsewhere"):
        step(desks[0], cases[0], "relabel", passport_no="M123A4567")
    assert step(desks[0], cases[0], "relabel", passport_no="M123A4568") == "arrived"


def test_a_number_that_another_desk_did_not_seal_keeps_no_passport_from_arriving(desks: Room) -> None:
    three, five = desks
    spoilt, case_id = (a_passport_on_its_way(desks, seed) for seed in (1, 2))
    case = three.store.cases.find(spoilt)
    assert case is not None
    found_by = {"passport_no": [three.desk.sealer.lookup("passport_no", "M123A4567")]}
    body = CaseAdvanced(step="arrive", based_on=case.version, facts={"passport_no": bytes(40)}, lookups=found_by)
    park3 = three.services.sign_in("park", PASSWORD)
    with three.store.transaction(actor=park3.entry_id, day="2026-11-20") as tx:
        tx.append(Fact(body, three.desk.ids.new_id(), case_id=spoilt))
    settled_down(desks)
    assert step(five, case_id, "arrive", passport_no="M123A4567") == "arrived"


def test_a_number_that_was_left_open_is_masked_beside_the_other_one(desks: Room) -> None:
    three, five = desks
    case_id = a_passport_on_its_way(desks)
    case = three.store.cases.find(case_id)
    assert case is not None
    opened = CaseAdvanced(step="arrive", based_on=case.version, facts={"passport_no": "M98765432"})
    park3 = three.services.sign_in("park", PASSWORD)
    with three.store.transaction(actor=park3.entry_id, day="2026-11-20") as tx:  # as a program that seals nothing would write it
        tx.append(Fact(opened, three.desk.ids.new_id(), case_id=case_id))
    step(five, case_id, "arrive", passport_no="M123A4568", shelf="B-12")
    settled_down(desks)
    seen = the_dispute(five)
    assert ("facts.passport_no", "M123*****", "M987*****") in [(each.field, each.ours, each.now) for each in seen.differences]
    assert "98765432" not in repr(seen)
