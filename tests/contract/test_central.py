"""What every Central does: the fake in memory, and the real one over TLS on SQLite and on PostgreSQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.central import admin
from app.crypto.signer import verify_signature
from app.domain.entries import CaseAdvanced, CaseCancelled, VisitOpened
from app.domain.errors import Refused, Unavailable
from app.sync.https_central import HttpsCentral
from app.wire.chain import digest_of, hash_of
from app.wire.messages import BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX, Ack, Staff, StreamId
from app.wire.signed import acknowledgement
from tests.centrals import OFFICE, CentralUnderTest, signer_of
from tests.fakes.central import FakeCentral, FakeOffice
from tests.streams import DAY, Stream, a_case, a_payment, an_entry, an_id

Line = FakeCentral | HttpsCentral


class Room(ABC):
    """An office with a central, in which desks can be enrolled."""

    @abstractmethod
    def desk(self, desk: str, seed: int) -> tuple[Line, Stream]: ...

    @abstractmethod
    def add_staff(self, user: str, name: str) -> None: ...

    @abstractmethod
    def go_away(self) -> None: ...

    @abstractmethod
    def public_key(self) -> bytes: ...


class FakeRoom(Room):
    def __init__(self) -> None:
        self.office = FakeOffice(OFFICE)

    def desk(self, desk: str, seed: int) -> tuple[Line, Stream]:
        stream = Stream(seed=seed, office=OFFICE, desk=desk, central_id=self.office.central_id, signer=signer_of(seed))
        return self.office.line(desk, stream.id.device_id, 1, stream.signer.public_key), stream

    def add_staff(self, user: str, name: str) -> None:
        changed_at = len(self.office.people) + 1
        self.office.people.append(Staff(user=user, name=name, role="clerk", verifier="$argon2id$", changed_at=changed_at))

    def go_away(self) -> None:
        self.office.away = "central_down"

    def public_key(self) -> bytes:
        return self.office.signer.public_key


class RealRoom(Room):
    def __init__(self, central: CentralUnderTest) -> None:
        self.central = central
        self._public_key = b""

    def desk(self, desk: str, seed: int) -> tuple[Line, Stream]:
        made = self.central.desk(desk, seed)
        self._public_key = made.enrolled.answer.central_public
        return made.central, made.stream

    def add_staff(self, user: str, name: str) -> None:
        with self.central.database() as db:
            admin.add_staff(db, OFFICE, user, "clerk", name, "$argon2id$", crypto=self.central.tools)

    def go_away(self) -> None:
        self.central.stop()

    def public_key(self) -> bytes:
        return self._public_key


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    if request.param == "fake":
        yield FakeRoom()
        return
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    central = CentralUnderTest(tmp_path / "central", url)
    central.start()
    try:
        yield RealRoom(central)
    finally:
        central.close()


def without_time(ack: Ack) -> tuple[object, ...]:
    return ack.acked_seq, ack.acked_hash, ack.generation, ack.office_first, ack.office_last, tuple(ack.outcomes), ack.signature


def test_a_batch_is_acknowledged_with_a_signature_that_names_it(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.add_case()
    ack = line.push(stream.id, stream.push())
    assert (ack.acked_seq, ack.acked_hash, ack.office_first, ack.office_last, ack.outcomes) == (4, stream.hash_at(4), 1, 4, [])
    signed = acknowledgement(stream.central_id, ack.generation, OFFICE, stream.id.device_id, 1, 0, 4, stream.hash_at(4), 1, 4)
    assert verify_signature(room.public_key(), signed, ack.signature)


def test_the_same_batch_again_gets_the_same_acknowledgement_and_is_stored_once(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.add_case()
    first = line.push(stream.id, stream.push())
    assert without_time(line.push(stream.id, stream.push())) == without_time(first)
    assert line.feed(OFFICE, generation=0, after=0).last == 4


def test_a_batch_that_overlaps_what_is_stored_adds_only_what_is_new(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.add_case()
    line.push(stream.id, stream.push())
    stream.add_case()
    ack = line.push(stream.id, stream.push(2, 8))
    assert (ack.acked_seq, ack.office_first, ack.office_last) == (8, 2, 8)
    assert [item.seq for item in line.feed(OFFICE, generation=0, after=0).items] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_each_page_of_the_feed_says_how_much_of_the_askers_own_streams_is_there(room: Room) -> None:
    three, stream = room.desk("03", 1)
    five, other = room.desk("05", 2)
    assert three.feed(OFFICE, generation=0, after=0).held == {str(stream.id): 0}
    stream.add_case()
    three.push(stream.id, stream.push())
    other.add_case()
    five.push(other.id, other.push(1, 4))
    other.add_case()
    assert three.feed(OFFICE, generation=1, after=0).held == {str(stream.id): 4}
    assert five.feed(OFFICE, generation=1, after=8).held == {str(other.id): 4}


def test_a_batch_after_a_gap_is_told_which_entry_comes_next(room: Room) -> None:
    line, stream = room.desk("03", 1)
    for _ in range(6):
        an_entry(stream)
    line.push(stream.id, stream.push(1, 2))
    with pytest.raises(Refused) as refused:
        line.push(stream.id, stream.push(4, 6))
    assert (refused.value.code, refused.value.facts["expected"]) == ("gap", 3)


def test_a_chain_that_does_not_end_in_the_head_it_names_is_refused_and_nothing_is_stored(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.add_case()
    push = stream.push()
    push.entries[2], push.entries[3] = push.entries[3], push.entries[2]
    with pytest.raises(Refused, match="bad_chain"):
        line.push(stream.id, push)
    assert line.feed(OFFICE, generation=0, after=0).last == 0


@pytest.mark.parametrize("what", ["another key", "another central", "an earlier head"])
def test_a_head_that_is_not_signed_by_the_device_for_this_central_is_refused(room: Room, what: str) -> None:
    line, stream = room.desk("03", 1)
    stream.add_case()
    good = stream.push()
    if what == "another key":
        stream.signer = signer_of(9)
    elif what == "another central":
        stream.central_id = bytes(32)
    signature = stream.sign(3 if what == "an earlier head" else 4)
    bad = type(good)(
        from_seq=1, prev_hash=good.prev_hash, head_hash=good.head_hash, head_sig=signature, entries=good.entries, client=good.client
    )
    with pytest.raises(Refused, match="bad_chain"):
        line.push(stream.id, bad)
    assert without_time(line.push(stream.id, good))[0] == 4


def test_a_first_entry_that_hangs_on_nothing_is_refused(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.root = bytes(32)
    an_entry(stream)
    with pytest.raises(Refused, match="bad_chain"):
        line.push(stream.id, stream.push())


def test_another_history_of_a_stream_is_a_fork_and_overwrites_nothing(room: Room) -> None:
    line, stream = room.desk("03", 1)
    clone = Stream(seed=7, office=OFFICE, desk="03", device_id=stream.id.device_id, central_id=stream.central_id, signer=stream.signer)
    for _ in range(3):
        an_entry(stream)
        an_entry(clone)
    kept = line.push(stream.id, stream.push())
    with pytest.raises(Refused, match="fork"):
        line.push(clone.id, clone.push())
    an_entry(stream)
    with pytest.raises(Refused, match="fork"):
        line.push(stream.id, stream.push(4, 4))
    assert without_time(line.push(stream.id, stream.push(1, 3))) == without_time(kept)
    feed = line.feed(OFFICE, generation=0, after=0)
    assert [item.entry for item in feed.items] == stream.entries[:3]


def test_a_clone_that_went_on_from_another_last_entry_is_a_fork(room: Room) -> None:
    line, stream = room.desk("03", 1)
    clone = Stream(seed=7, office=OFFICE, desk="03", device_id=stream.id.device_id, central_id=stream.central_id, signer=stream.signer)
    for _ in range(3):
        an_entry(stream)
        an_entry(clone)
    line.push(stream.id, stream.push(1, 2))
    with pytest.raises(Refused, match="fork"):
        line.push(clone.id, clone.push(3, 3))


def test_poison_is_quarantined_and_what_comes_after_it_is_applied(room: Room) -> None:
    line, stream = room.desk("03", 1)
    good = stream.add_case()
    stream.add_raw(b"not a header", b"not a body")
    stream.add(VisitOpened(), kind="invented_later")
    stream.add(VisitOpened(), kind="case_received", case_id=stream.new_id())
    other = Stream(seed=8, office=OFFICE, desk="04")
    an_entry(other)
    stream.add_raw(other.entries[0].header, other.entries[0].body or b"")
    stream.add(CaseAdvanced(step="deliver", based_on=2), case_id=good)
    ack = line.push(stream.id, stream.push())
    assert [tuple(getattr(each, name) for name in ("seq", "outcome", "code")) for each in ack.outcomes] == [
        (5, "quarantined", "header_unreadable"),
        (6, "quarantined", "kind_unknown"),
        (7, "quarantined", "body_unreadable"),
        (8, "quarantined", "header_mismatch"),
    ]
    assert ack.acked_seq == 9
    assert [item.entry for item in line.feed(OFFICE, generation=0, after=0).items] == stream.entries


def test_two_desks_that_cancel_one_case_both_keep_their_entry_and_the_second_is_told(room: Room) -> None:
    line, stream = room.desk("03", 1)
    other_line, other = room.desk("04", 2)
    case_id = stream.add_case()
    line.push(stream.id, stream.push())
    stream.add(CaseCancelled(based_on=2, reason="민원인 요청"), case_id=case_id)
    other.add(CaseCancelled(based_on=2, reason="착오 접수"), case_id=case_id)
    assert line.push(stream.id, stream.push(5, 5)).outcomes == []
    second = other_line.push(other.id, other.push())
    assert [(each.outcome, each.code) for each in second.outcomes] == [("conflicted", "step_not_allowed")]
    assert [item.outcome for item in line.feed(OFFICE, generation=0, after=4).items] == ["applied", "conflicted"]


def test_money_of_a_case_nobody_knows_is_conflicted_and_counted(room: Room) -> None:
    line, stream = room.desk("03", 1)
    stream.add(a_payment(an_id(1), [an_id(2)], 600))
    ack = line.push(stream.id, stream.push())
    assert [(each.outcome, each.code) for each in ack.outcomes] == [("conflicted", "case_unknown")]
    sums = line.check_day(OFFICE, DAY)
    assert (sums.entries, sums.cases, sums.net_won) == (1, 0, 600)


def test_the_days_sums_are_those_of_all_desks_and_all_parts_of_the_day(room: Room) -> None:
    line, stream = room.desk("03", 1)
    other_line, other = room.desk("04", 2)
    stream.add_case(due_won=600)
    stream.add_case(due_won=1200, day=f"{DAY}/2")
    stream.add_case(due_won=5000, day="2026-11-21")
    other.add_case(due_won=400)
    line.push(stream.id, stream.push())
    other_line.push(other.id, other.push())
    sums = line.check_day(OFFICE, DAY)
    assert (sums.day, sums.entries, sums.cases, sums.net_won) == (DAY, 12, 3, 2200)
    assert sums.streams == {str(stream.id): [8, 8], str(other.id): [4, 4]}
    assert (sums.office_seq, sums.generation) == (16, 1)
    assert [(each.desk, each.entries, each.won, each.first_seq, each.last_seq) for each in sums.checks] == sorted(
        [("03", 8, 1800, 1, 8), ("04", 4, 400, 1, 4)], key=lambda each: str(stream.id if each[0] == "03" else other.id)
    )
    marks = line.day_marks(OFFICE, DAY, stream.id).marks
    assert [(each.seq, each.won) for each in marks if each.won] == [(3, 600), (7, 1200)]
    assert [each.seq for each in line.day_marks(OFFICE, "2026-11-21", stream.id).marks] == [9, 10, 11, 12]
    assert line.day_marks(OFFICE, DAY, StreamId(an_id(9), 1, 0)).marks == []


def test_the_feed_comes_in_pages_without_holes_and_says_who_signed(room: Room) -> None:
    line, stream = room.desk("03", 1)
    for _ in range(7):
        an_entry(stream)
    line.push(stream.id, stream.push(1, 4))
    line.push(stream.id, stream.push(5, 7))
    pages, after = [], 0
    while (page := line.feed(OFFICE, generation=1, after=after, limit=3)).items:
        pages.append([item.office_seq for item in page.items])
        after = page.items[-1].office_seq
    assert pages == [[1, 2, 3], [4, 5, 6], [7]]
    first = line.feed(OFFICE, generation=1, after=0, limit=1000)
    assert [(info.desk, info.public_key, info.central_id) for info in first.streams] == [
        ("03", stream.signer.public_key, stream.central_id)
    ]
    assert {item.seq: item.head_sig for item in first.items if item.head_sig} == {4: stream.sign(4), 7: stream.sign(7)}
    prev_hash = stream.root
    for item in first.items:
        prev_hash = hash_of(prev_hash, item.entry.header, digest_of(item.entry.salt or b"", item.entry.body or b""))
    assert prev_hash == stream.hash_at(7)


@pytest.mark.parametrize(("generation", "after"), [(2, 0), (1, 99)])
def test_a_cursor_of_another_history_is_refused(room: Room, generation: int, after: int) -> None:
    line, stream = room.desk("03", 1)
    an_entry(stream)
    line.push(stream.id, stream.push())
    with pytest.raises(Refused, match="generation_changed"):
        line.feed(OFFICE, generation=generation, after=after)


def test_a_desk_sees_only_its_own_office_and_writes_only_its_own_streams(room: Room) -> None:
    line, _ = room.desk("03", 1)
    _, other = room.desk("04", 2)
    an_entry(other)
    for ask in (
        lambda: line.feed("11110", generation=0, after=0),
        lambda: line.staff("11110", after=0),
        lambda: line.check_day("11110", DAY),
    ):
        with pytest.raises(Refused, match="other_office"):
            ask()
    with pytest.raises(Refused, match="other_stream"):
        line.push(other.id, other.push())


def test_people_changed_since_the_cursor_are_given_once(room: Room) -> None:
    line, _ = room.desk("03", 1)
    room.add_staff("kim", "김보람")
    first = line.staff(OFFICE, after=0)
    room.add_staff("lee", "이가람")
    assert [each.user for each in first.staff] == ["kim"]
    second = line.staff(OFFICE, after=first.last)
    assert [(each.user, each.name) for each in second.staff] == [("lee", "이가람")]
    third = line.staff(OFFICE, after=second.last)
    assert (third.staff, third.last) == ([], second.last)


def test_limits_of_a_batch_are_kept_to_the_byte(room: Room) -> None:
    line, stream = room.desk("03", 1)
    an_entry(stream)
    header = stream.entries[0].header
    stream.add_raw(header, bytes(ENTRY_BYTES_MAX - len(header) - 16))
    assert line.push(stream.id, stream.push()).acked_seq == 2
    stream.add_raw(header, bytes(ENTRY_BYTES_MAX - len(header) - 15))
    with pytest.raises(Refused, match="entry_too_large"):
        line.push(stream.id, stream.push(3, 3))


def test_a_batch_of_more_entries_or_bytes_than_allowed_is_refused(room: Room) -> None:
    line, stream = room.desk("03", 1)
    for _ in range(BATCH_ENTRIES_MAX + 1):
        an_entry(stream)
    with pytest.raises(Refused, match="batch_too_large"):
        line.push(stream.id, stream.push())
    assert line.push(stream.id, stream.push(1, BATCH_ENTRIES_MAX)).acked_seq == BATCH_ENTRIES_MAX
    big = Stream(
        seed=5, office=OFFICE, desk="03", device_id=stream.id.device_id, branch=5, central_id=stream.central_id, signer=stream.signer
    )
    for _ in range(129):
        big.add_raw(b"header", bytes(ENTRY_BYTES_MAX - 22))
    with pytest.raises(Refused, match="batch_too_large"):
        line.push(big.id, big.push())


def test_an_empty_batch_is_refused(room: Room) -> None:
    line, stream = room.desk("03", 1)
    an_entry(stream)
    push = stream.push()
    push.entries.clear()
    with pytest.raises(Refused, match="batch_empty"):
        line.push(stream.id, push)


def test_a_central_that_is_away_is_unavailable_and_says_so(room: Room) -> None:
    line, stream = room.desk("03", 1)
    an_entry(stream)
    assert line.alive()
    room.go_away()
    assert not line.alive()
    with pytest.raises(Unavailable, match="central_down"):
        line.push(stream.id, stream.push())
    with pytest.raises(Unavailable, match="central_down"):
        line.feed(OFFICE, generation=0, after=0)


def test_a_case_of_one_desk_goes_on_at_another(room: Room) -> None:
    line, stream = room.desk("03", 1)
    other_line, other = room.desk("04", 2)
    case_id = stream.new_id()
    stream.add(a_case(), case_id=case_id)
    line.push(stream.id, stream.push())
    other.add(CaseAdvanced(step="issue", based_on=1), case_id=case_id)
    assert other_line.push(other.id, other.push()).outcomes == []
