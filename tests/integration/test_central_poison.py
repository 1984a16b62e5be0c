"""Entries the database cannot hold, ids that come twice, erased bodies: kept, quarantined, in nobody's way (G12)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.bounds import WON_LIMIT
from app.domain.entries import CaseReceived, VisitOpened
from app.wire.chain import digest_of
from app.wire.codec import decode_header, encode_header
from app.wire.messages import WireEntry
from tests.centrals import OFFICE, CentralUnderTest, Desk
from tests.streams import DAY, Stream, a_case, a_payment, an_entry


@pytest.fixture
def desk(central: CentralUnderTest) -> Desk:
    return central.desk()


def outcomes(desk: Desk) -> list[tuple[int, str, str]]:
    ack = desk.central.push(desk.stream.id, desk.stream.push())
    return [(each.seq, each.outcome, each.code) for each in ack.outcomes]


def test_amounts_beyond_any_money_are_quarantined_alone(central: CentralUnderTest, desk: Desk) -> None:
    for _ in range(20):
        desk.stream.add_case()
    case_id = desk.stream.add_case(due_won=2**63)
    desk.stream.add(a_payment(desk.stream.new_id(), [case_id], 600))
    desk.stream.add_case()
    found = outcomes(desk)
    assert ("quarantined", "body_unreadable") in {(outcome, code) for _, outcome, code in found}
    assert all(81 <= seq <= 85 for seq, _, _ in found)
    sums = desk.central.check_day(OFFICE, DAY)
    assert sums.cases == 22
    assert sums.net_won == 22 * 600
    assert outcomes(desk) == found
    report = central.verified()
    assert (report.violations, report.entries) == ([], 89)


def test_a_text_with_a_null_character_holds_nothing_up(central: CentralUnderTest, desk: Desk) -> None:
    desk.stream.add_case()
    desk.stream.add(a_case("26410-03\x00"), case_id=desk.stream.new_id())
    desk.stream.add_case()
    desk.central.push(desk.stream.id, desk.stream.push())
    page = desk.central.feed(OFFICE, generation=0, after=0)
    assert [item.outcome for item in page.items if item.seq != 5] == ["applied"] * 8
    # SQLite can hold what PostgreSQL cannot; neither loses it.
    assert (page.items[4].outcome, page.items[4].code) in {("applied", ""), ("quarantined", "write_refused")}
    assert page.items[4].entry == desk.stream.entries[4]
    assert central.verified().ok


def test_an_entry_id_that_is_known_from_another_stream_has_no_second_effect(central: CentralUnderTest, desk: Desk) -> None:
    other = central.desk("04", 2)
    case_id, entry_id = desk.stream.new_id(), desk.stream.new_id()
    desk.stream.add(a_case(), case_id=case_id, entry_id=entry_id)
    other.stream.add(a_case("other"), case_id=other.stream.new_id(), entry_id=entry_id)
    other.stream.add(a_case("other"), case_id=other.stream.new_id())
    assert outcomes(desk) == []
    assert outcomes(other) == [(1, "quarantined", "entry_id_known")]
    assert desk.central.check_day(OFFICE, DAY).cases == 2
    assert central.verified().ok


def test_an_entry_erased_before_it_was_sent_travels_as_header_and_digest(central: CentralUnderTest, desk: Desk) -> None:
    desk.stream.add_case()
    whole = desk.stream.push()
    stream = desk.stream
    first = stream.entries[0]
    erased = WireEntry(first.header, None, None, digest_of(first.salt or b"", first.body or b""))
    whole.entries[0] = erased
    ack = desk.central.push(stream.id, whole)
    assert [(each.seq, each.outcome, each.code) for each in ack.outcomes] == [
        (1, "quarantined", "erased"),
        (2, "conflicted", "case_unknown"),
        (3, "conflicted", "case_unknown"),
        (4, "conflicted", "case_unknown"),
    ]
    assert desk.central.feed(OFFICE, generation=0, after=0).items[0].entry == erased
    assert desk.central.check_day(OFFICE, DAY).net_won == 600
    assert central.verified().ok


def test_every_second_entry_may_be_poison_and_all_good_ones_are_applied(central: CentralUnderTest, desk: Desk) -> None:
    for _ in range(100):
        an_entry(desk.stream)
        poison(desk.stream, len(desk.stream.entries))
    found = outcomes(desk)
    assert {seq for seq, _, _ in found} == set(range(2, 201, 2))
    assert {outcome for _, outcome, _ in found} == {"quarantined"}
    assert central.verified().ok


def test_more_money_than_a_day_can_hold_is_quarantined_alone(central: CentralUnderTest, desk: Desk) -> None:
    desk.stream.add_case()
    for _ in range(3):  # no share of it is too much for its own column
        much = a_payment(desk.stream.new_id(), [desk.stream.new_id() for _ in range(1_000)], WON_LIMIT - 1)
        desk.stream.add(msgspec.structs.replace(much, parts=[]))
    desk.stream.add_case()
    found = outcomes(desk)
    assert found == [(seq, "quarantined", "write_refused") for seq in (5, 6, 7)]
    assert desk.central.check_day(OFFICE, DAY).cases == 2
    assert outcomes(desk) == found
    assert central.verified().ok


def test_money_that_many_batches_add_to_one_day_is_quarantined_alone(central: CentralUnderTest, desk: Desk) -> None:
    """Each batch is sound by itself; together they are more than the day's column can hold, where no entry would be to blame any more."""
    other = central.desk("04", seed=5)
    share = (WON_LIMIT - 1) // 1_000
    for batch in range(3):
        case_ids = [desk.stream.new_id() for _ in range(400)]
        first = desk.stream.add(msgspec.structs.replace(a_payment(desk.stream.new_id(), case_ids, share), parts=[]))
        desk.stream.add_case()
        told = desk.central.push(desk.stream.id, desk.stream.push(first))
        assert [(each.seq, each.code) for each in told.outcomes] == [(first, "write_refused" if batch == 2 else "case_unknown")]
    other.stream.add_case()
    assert other.central.push(other.stream.id, other.stream.push()).outcomes == []
    sums = desk.central.check_day(OFFICE, DAY)
    assert (sums.cases, sums.net_won) == (4, 800 * share + 4 * 600)
    assert central.verified().ok


def poison(stream: Stream, number: int) -> None:
    """One of several things no ledger of ours would write."""
    good: Any = msgspec.msgpack.decode(encode_header(a_header(stream)))
    way = number // 2 % 5
    if way == 0:
        stream.add_raw(b"", b"")
    elif way == 1:
        good[0], good[8] = "schema", 7
        stream.add_raw(msgspec.msgpack.encode(good), b"\xc1")
    elif way == 2:
        good[12] = 2**64 - 1
        good[6] = len(stream.entries) + 1
        stream.add_raw(msgspec.msgpack.encode(good), msgspec.msgpack.encode({}))
    elif way == 3:
        stream.add(VisitOpened(), kind="payment_settled")
    else:
        stream.add(CaseReceived(**{name: getattr(a_case(), name) for name in CaseReceived.__struct_fields__}), kind="signed_in")


def a_header(stream: Stream) -> Any:
    scratch = Stream(seed=99, office=stream.office, desk=stream.desk, device_id=stream.id.device_id)
    scratch.add(VisitOpened(), entry_id=stream.new_id())
    return decode_header(scratch.entries[0].header)
