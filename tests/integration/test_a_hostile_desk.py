"""A stolen desk has a valid key. What it sends harms neither central nor what the other desks of the office get to see (G12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.clock_entries import ClockMark
from app.domain.entries import CaseAdvanced, VisitOpened
from app.domain.errors import Refused
from app.domain.money_entries import DayOpened
from app.domain.outage_entries import OutageOpened
from app.ports.central import Central
from app.services.push_entries import push_entries
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.codec import encode_body
from app.wire.messages import Ack, Push, StreamId, WireEntry
from tests.centrals import CentralUnderTest, Desk
from tests.desks import PASSWORD
from tests.integration.test_two_desks import add_people, enrolled, rows, work
from tests.streams import Stream, a_case, a_payment


@pytest.fixture
def other(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[Home]:
    add_people(sqlite_central)
    home = enrolled(sqlite_central, tmp_path / "03", "03")
    yield home
    home.close()


def header_of(stream: Stream, **changes: Any) -> bytes:
    """A header like the stream's own, with something wrong."""
    probe = Stream(seed=77, office=stream.office, desk=stream.desk, device_id=stream.id.device_id, epoch=stream.id.epoch)
    probe.add(VisitOpened())
    header = msgspec.msgpack.decode(probe.entries[0].header)
    fields = ("schema", "office", "desk", "device_id", "epoch", "branch", "seq", "entry_id", "kind", "case_id", "visit_id", "day", "at")
    told = {"seq": len(stream.entries) + 1, "entry_id": stream.new_id().bytes, **changes}
    for name, value in told.items():
        header[fields.index(name)] = value
    return msgspec.msgpack.encode(header)


GOOD = encode_body(VisitOpened())
NESTED = encode_body(msgspec.structs.replace(a_case("1"), answers={"a": "XXXX"})).replace(b"\xa4XXXX", b"\x91" * 60_000 + b"\x01")
POISON: dict[str, Callable[[Stream], int]] = {
    "no header": lambda stream: stream.add_raw(b"\xc1", GOOD),
    "no body": lambda stream: stream.add_raw(header_of(stream), b"\xc1"),
    "a header of another place": lambda stream: stream.add_raw(header_of(stream, seq=999), GOOD),
    "a header of another office": lambda stream: stream.add_raw(header_of(stream, office="11111"), GOOD),
    "a header of a colleague's desk": lambda stream: stream.add_raw(header_of(stream, desk="03"), GOOD),
    "no UTF-8 in the header": lambda stream: stream.add_raw(header_of(stream, day="XXXX").replace(b"XXXX", b"\xff\xfe\xff\xfe"), GOOD),
    "no UTF-8 in the body": lambda stream: stream.add_raw(
        header_of(stream), encode_body(VisitOpened(ticket="XXXX")).replace(b"XXXX", b"\xff\xfe\xff\xfe")
    ),
    "a time no clock has": lambda stream: stream.add_raw(header_of(stream, at=2**63), GOOD),
    "a time too late to sort by": lambda stream: stream.add_raw(header_of(stream, at=2**60), GOOD),
    "an outage since for ever": lambda stream: stream.add(OutageOpened(outage_id=stream.new_id(), system="seal", since=2**63)),
    "more float than there is money": lambda stream: stream.add(DayOpened(day="2026-11-20", float_won=2**63)),
    "answers without an end": lambda stream: stream.add_raw(header_of(stream, kind="case_received", case_id=stream.new_id().bytes), NESTED),
}


def hand_in(desk: Desk, first: int) -> Ack:
    return desk.central.push(desk.stream.id, desk.stream.push(first))


@pytest.mark.parametrize("kind", POISON)
def test_a_poisoned_entry_keeps_nothing_from_the_other_desks(sqlite_central: CentralUnderTest, other: Home, kind: str) -> None:
    bad = sqlite_central.desk("05", seed=9)
    bad.stream.add_case()
    hand_in(bad, 1)
    other.sync_all()
    seq = POISON[kind](bad.stream)
    told = hand_in(bad, seq)
    assert [(each.seq, each.outcome) for each in told.outcomes] == [(seq, "quarantined")]
    other.sync_all()
    bad.stream.add_case()
    hand_in(bad, seq + 1)
    other.sync_all()
    assert len(rows(other)) == 2
    assert other.store.rebuild() > 0
    assert len(rows(other)) == 2
    own = other.desk.identity.device_id.bytes
    trust = Trust(device_keys={own: {other.desk.signer.public_key}}, central_keys=[other.keys.central_public])
    assert check_ledger(other.connections.here, trust).bad == []
    assert sqlite_central.verified().ok


class Liar:
    """A central that wants to hear nothing of what this desk has not sent yet."""

    def push(self, stream: StreamId, batch: Push) -> Ack:
        raise Refused("gap", expected=10**9)


def test_nobody_but_a_signed_acknowledgement_says_that_entries_arrived(other: Home) -> None:
    work(other, 3, seed=1)
    pending = other.store.exchange.pending()[0]
    liar: Any = Liar()
    central: Central = liar
    with pytest.raises(Refused, match="gap"):
        push_entries(other.desk, central, lambda work: work(), version="0")
    assert other.store.exchange.pending()[0] == pending > 0
    assert other.store.exchange.acked()[0] == 0


def test_money_for_a_case_nobody_knows_stands_on_the_office_sheet_instead_of_stopping_it(
    sqlite_central: CentralUnderTest, other: Home
) -> None:
    work(other, 2, seed=1)
    bad = sqlite_central.desk("05", seed=9)
    bad.stream.add(DayOpened(day="2026-11-20"))
    bad.stream.add(a_payment(bad.stream.new_id(), [bad.stream.new_id()], 700))
    hand_in(bad, 1)
    other.sync_all()
    park = other.services.sign_in("park", PASSWORD)
    sheet = other.services.day_report(park, "2026-11-20", "office")
    (unknown,) = [row for row in sheet.totals.rows if not row.service]
    assert (unknown.label, unknown.cash) == ("내역을 알 수 없는 수납", 700)
    assert sheet.totals.net_won == other.store.exchange.sums("2026-11-20")[1]


def test_central_takes_no_content_that_the_signature_does_not_cover(sqlite_central: CentralUnderTest) -> None:
    bad = sqlite_central.desk("05", seed=9)
    bad.stream.add_case()
    push = bad.stream.push()
    first = push.entries[0]
    digest, salt, body = bad.stream.digest_at(1), first.salt or b"", first.body or b""
    lie = encode_body(a_case("26410-05-261120-9999-00"))
    for entry in (WireEntry(first.header, None, lie, digest), WireEntry(first.header, salt + body[:1], body[1:])):
        with pytest.raises(Refused, match="bad_chain"):
            bad.central.push(bad.stream.id, msgspec.structs.replace(push, entries=[entry, *push.entries[1:]]))
    hand_in(bad, 1)
    assert sqlite_central.verified().ok


@pytest.mark.parametrize("at", [2**51, -(2**51), 10**14])
def test_a_moment_that_no_calendar_has_keeps_nothing_from_the_other_desks(sqlite_central: CentralUnderTest, other: Home, at: int) -> None:
    bad = sqlite_central.desk("05", seed=9)
    case_id = bad.stream.new_id()
    bad.stream.add(a_case("26410-05-261120-0001-00", life="passport", service="passport"), case_id=case_id)
    for step in ("send", "arrive"):
        body = encode_body(CaseAdvanced(step=step, based_on=1))
        bad.stream.add_raw(header_of(bad.stream, kind="case_advanced", case_id=case_id.bytes, at=at), body)
    issued = CaseAdvanced(step="arrive", based_on=1, clock=ClockMark(kind="issued", start=at))
    bad.stream.add(CaseAdvanced(step="send", based_on=1), case_id=case_id)
    bad.stream.add(issued, case_id=case_id)
    hand_in(bad, 1)
    other.sync_all()
    bad.stream.add_case()
    hand_in(bad, 6)
    other.sync_all()
    assert len(rows(other)) == 2
    assert other.store.rebuild() > 0
    assert sqlite_central.verified().ok


def test_answers_that_can_just_be_read_keep_nothing_from_the_other_desks(sqlite_central: CentralUnderTest, other: Home) -> None:
    bad = sqlite_central.desk("05", seed=9)
    for depth in range(800, 1_000):
        case_id = bad.stream.new_id()
        body = encode_body(a_case(f"26410-05-261120-{depth}-00", answers={"subject_name": "XXXX"}))
        deep = body.replace(b"\xa4XXXX", b"\x91" * depth + b"\x01")
        bad.stream.add_raw(header_of(bad.stream, kind="case_received", case_id=case_id.bytes), deep)
        bad.stream.add(CaseAdvanced(step="issue", based_on=1), case_id=case_id)
    first = len(bad.stream.entries) + 1
    hand_in(bad, 1)
    bad.stream.add_case()
    hand_in(bad, first)
    other.sync_all()
    assert len(rows(other)) == 1
    assert sqlite_central.verified().ok
