"""A case that only its receipt has touched is kept as that entry alone; whoever reads it sees the same case (app.central.stored_cases)."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.central.stored_cases import AS_RECEIVED, cases_of
from app.central.tables import CaseRow
from app.domain.cases import Case
from app.domain.entries import CaseAdvanced
from app.domain.errors import IntegrityViolated
from app.domain.money_entries import FeeCharged
from app.wire.codec import decode_header
from app.wire.messages import Ack
from tests.centrals import OFFICE, CentralUnderTest, Desk
from tests.streams import NOON_MS, a_case, a_line


@pytest.fixture
def desk(sqlite_central: CentralUnderTest) -> Desk:
    return sqlite_central.desk()


def send(desk: Desk, first: int) -> Ack:
    return desk.central.push(desk.stream.id, desk.stream.push(first))


def received(desk: Desk, count: int = 1) -> list[UUID]:
    """So many cases stand at central, received and no more."""
    made, first = [desk.stream.new_id() for _ in range(count)], len(desk.stream.entries) + 1
    for number, case_id in enumerate(made, start=first):
        desk.stream.add(a_case(f"26410-03-261120-{number:04d}-00"), case_id=case_id)
    send(desk, first)
    return made


def stored(central: CentralUnderTest) -> tuple[dict[UUID, Case], dict[UUID, bytes]]:
    """The cases as they are read, and what stands in their rows."""
    with central.database() as db:
        rows = db.all(CaseRow.select())
        cases = cases_of(db, OFFICE, [(row["office_seq"], bytes(row["data"])) for row in rows])
    return cases, {UUID(bytes=bytes(row["case_id"])): bytes(row["data"]) for row in rows}


def test_a_received_case_is_read_from_its_entry_and_folded_once_something_follows(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    first, second = received(desk, 2)
    cases, data = stored(sqlite_central)
    assert data == {first: AS_RECEIVED, second: AS_RECEIVED}
    assert (cases[first].number, cases[first].state, cases[first].version) == ("26410-03-261120-0001-00", "received", 1)
    desk.stream.add(FeeCharged(lines=[a_line(600)], priced_at=NOON_MS), case_id=second)
    send(desk, 3)
    cases, data = stored(sqlite_central)
    assert data[first] == AS_RECEIVED and data[second] != AS_RECEIVED
    assert (cases[second].due_won, cases[second].number) == (600, "26410-03-261120-0002-00")
    assert sqlite_central.verified().ok


def test_a_case_received_and_gone_on_with_in_one_batch_is_folded(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    case_id = desk.stream.add_case()
    send(desk, 1)
    cases, data = stored(sqlite_central)
    assert data[case_id] != AS_RECEIVED and cases[case_id].paid_won == 600
    assert sqlite_central.verified().ok


def test_a_case_received_twice_is_a_conflict_in_the_same_batch_and_in_a_later_one(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    one, two = desk.stream.new_id(), desk.stream.new_id()
    for case_id in (one, two, one):
        desk.stream.add(a_case(f"26410-03-261120-{len(desk.stream.entries):04d}-00"), case_id=case_id)
    ack = send(desk, 1)
    desk.stream.add(a_case("26410-03-261120-0009-00"), case_id=two)
    desk.stream.add(CaseAdvanced(step="issue", based_on=1), case_id=desk.stream.new_id())
    later = send(desk, 4)
    assert [(each.seq, each.code) for each in (*ack.outcomes, *later.outcomes)] == [
        (3, "case_exists"),
        (4, "case_exists"),
        (5, "case_unknown"),
    ]
    cases, _ = stored(sqlite_central)
    assert {case.number for case in cases.values()} == {"26410-03-261120-0000-00", "26410-03-261120-0001-00"}
    assert sqlite_central.verified().ok


def test_an_id_among_those_central_has_is_found_and_has_no_second_effect(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    """Ids of other desks lie before and after this one's: that nothing lies behind is no longer enough of an answer."""
    received(desk, 3)
    other = sqlite_central.desk("04", seed=7)
    case_id, middle = other.stream.new_id(), UUID(bytes=sorted_ids(desk)[1])
    other.stream.add(a_case("26410-04-261120-0001-00"), case_id=case_id, entry_id=middle)
    ack = send(other, 1)
    assert [(each.outcome, each.code) for each in ack.outcomes] == [("quarantined", "entry_id_known")]
    cases, _ = stored(sqlite_central)
    assert case_id not in cases and len(cases) == 3


def sorted_ids(desk: Desk) -> list[bytes]:

    return sorted(decode_header(entry.header).entry_id.bytes for entry in desk.stream.entries)


def test_a_received_case_whose_row_says_something_else_than_its_entry_is_found(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    (case_id,) = received(desk)
    with sqlite_central.database() as db:
        db.run(CaseRow.update(state="issued", paid_won=1).where(CaseRow.case_id == case_id.bytes))
    assert [(each.code, each.where) for each in sqlite_central.verified().violations] == [("case_differs", str(case_id))]


def test_a_folded_case_whose_copy_was_emptied_is_found(sqlite_central: CentralUnderTest, desk: Desk) -> None:
    case_id = desk.stream.add_case()
    send(desk, 1)
    alone = received(desk)[0]
    assert sqlite_central.verified().ok
    with sqlite_central.database() as db:
        db.run(CaseRow.update(data=AS_RECEIVED).where(CaseRow.case_id == case_id.bytes))
        assert [(each.code, each.where) for each in sqlite_central.verified().violations] == [("case_differs", str(case_id))]
        with pytest.raises(IntegrityViolated, match="central_violated"):
            cases_of(db, OFFICE, [(4, AS_RECEIVED)])
        db.run(CaseRow.update(office_seq=1).where(CaseRow.case_id == alone.bytes))
    assert {each.where for each in sqlite_central.verified().violations} == {str(case_id), str(alone)}
