"""The evening check: desk and central recompute a day from stored bytes; what differs becomes one item, whichever side was bent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.central.tables import DayRow, EntryRow
from app.domain.answers import Draft
from app.domain.errors import Refused
from app.services.check_day import check_due
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, second
from tests.integration.test_two_desks import add_people, enrolled, work

DAY = "2026-11-20"
Room = tuple[Home, Home]


@pytest.fixture
def desks(central: CentralUnderTest, tmp_path: Path) -> Iterator[Room]:
    add_people(central)
    made = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    for at, home in enumerate(made):
        work(home, 3, seed=at)
    yield made
    for home in made:
        home.close()


def settled_down(room: Room) -> None:
    for home in (*room, *room):
        home.sync_all()


def verdicts(home: Home) -> dict[str, str]:
    return {each.desk: each.verdict for each in home.check_day(DAY).streams}


def bend(central: CentralUnderTest, desk: str, **change: Any) -> int:
    """Somebody writes into central's database: the first payment of that desk is not what it was. Its seq."""
    with central.database() as db:
        row = db.first(EntryRow.select().where(EntryRow.kind == "payment_settled").order_by(EntryRow.office_seq))
        assert row is not None
        db.run(EntryRow.update(**change).where(EntryRow.office_seq == row["office_seq"]))
        return int(row["seq"])


def test_a_day_that_all_desks_share_is_the_same_everywhere(central: CentralUnderTest, desks: Room) -> None:
    settled_down(desks)
    for home in desks:
        assert verdicts(home) == {"03": "same", "05": "same"}
        assert home.services.disputes() == []
    with pytest.raises(Refused, match="day_invalid"):
        desks[0].check_day("friday")


def test_what_is_not_sent_or_not_read_yet_is_pending_and_not_a_difference(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    settled_down(desks)
    work(three, 1, seed=9)
    assert verdicts(three) == {"03": "pending", "05": "same"}
    while three.push_once():
        pass
    assert verdicts(five) == {"03": "pending", "05": "same"}
    five.sync_all()
    assert verdicts(five) == {"03": "same", "05": "same"}


def test_a_changed_byte_at_central_is_found_located_and_told_once(central: CentralUnderTest, desks: Room) -> None:
    three, five = desks
    park = three.services.sign_in("park", PASSWORD)
    number = three.services.record_case(park, Draft(service="land_register_copy", tender="cash")).number
    for home in desks:
        while home.push_once():
            pass
    settled_down(desks)
    seq = bend(central, "03", salt=b"x" * 16)
    for _ in range(2):
        found = three.check_day(DAY)
        (differs,) = [each for each in found.streams if each.verdict == "differs"]
        assert (differs.desk, differs.seqs) == ("03", [seq])
        settled_down(desks)
    (item,) = three.services.disputes()
    assert (item.kind, item.code, item.desk) == ("check", "check_differed", "03")
    seen = three.services.view_dispute(park, item.place)
    assert (seen.seqs, seen.ways) == ([seq], ["keep_both"])
    assert number  # it is not this case that differs
    assert five.check_day(DAY).differs  # every desk sees it in its own copy
    three.services.settle_dispute(park, item.place, "keep_both", "전산 담당에게 알림")
    settled_down(desks)
    assert three.check_day(DAY).told == 0
    assert three.services.disputes() == []
    assert three.services.worklist_counts().get("dispute") is None
    three.store.rebuild()
    assert three.services.disputes() == []


def test_a_stored_hash_that_says_all_is_well_is_not_believed(central: CentralUnderTest, desks: Room) -> None:
    settled_down(desks)
    with central.database() as db:
        rows = db.all(DayRow.select())
        db.run(DayRow.update(settled_won=DayRow.settled_won + 100))
        assert rows
    assert verdicts(desks[0]) == {"03": "same", "05": "same"}  # sums come from the entries, not from a projection
    bend(central, "03", body=b"\x80")
    assert "differs" in verdicts(desks[0]).values()


def test_the_check_is_due_after_a_closing_and_once_a_day(central: CentralUnderTest, desks: Room) -> None:
    three, _ = desks
    assert check_due(three.desk) is None
    park = three.services.sign_in("park", PASSWORD)
    three.services.close_day(park, confirmer=second(three))
    assert check_due(three.desk) is None  # not before everything was sent
    while three.push_once():
        pass
    assert check_due(three.desk) == DAY
    while three.pull_once(0):
        pass
    assert check_due(three.desk) is None
    three.services.open_day(park, 0)
    three.services.close_day(park, confirmer=second(three))
    while three.push_once():
        pass
    assert check_due(three.desk) == f"{DAY}/2"
