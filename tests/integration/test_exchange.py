"""What central says is believed only where it fits the book; the queue goes forward by signed word alone (SYNC §§4–5, A1, A2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.entries import CaseAdvanced
from app.domain.errors import IntegrityViolated, Unavailable
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ledger.search import query_of
from app.services.pull_feed import pull_all, pull_staff
from app.services.push_entries import push_all, push_entries
from app.wire.codec import encode_body
from app.wire.messages import Ack, FeedPage, Outcome, Staff, StaffPage, WireEntry
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people
from tests.fakes.central import FakeCentral, FakeOffice
from tests.streams import Stream, a_case


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


@pytest.fixture
def home(tmp_path: Path, office: FakeOffice) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    opened.store.exchange.adopt(office.central_id)
    yield opened
    opened.close()


@pytest.fixture
def line(home: Home, office: FakeOffice) -> FakeCentral:
    device = home.desk.identity.device_id
    return office.line("03", device, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)


@pytest.fixture
def park(home: Home) -> Actor:
    signed_in = home.services.sign_in("park", PASSWORD)
    home.services.open_day(signed_in, 0)
    return signed_in


def record(home: Home, park: Actor, count: int, service: str = "resident_registration_copy") -> list[str]:
    form = the_catalogue().forms[service]
    drawn = [sample(form, seed=8, index=index, today=NINE.date(), people=the_people()) for index in range(count)]
    plain = [msgspec.structs.replace(each, exemption=None, draft_id=None) for each in drawn]
    return [home.services.record_case(park, draft).number for draft in plain]


def pushed(home: Home, line: FakeCentral, entries_max: int = 500) -> int:
    return push_entries(home.desk, line, lambda work: work(), version="0", entries_max=entries_max)


def pull(home: Home, line: FakeCentral) -> int:
    return pull_all(home.desk, line, lambda work: work())


def rows(home: Home) -> list[tuple[object, ...]]:
    return home.connections.all(
        "SELECT case_id, state, money, open, open_won, own, last_stream, last_seq, places, state_blob FROM case_row ORDER BY case_id"
    )


def projections(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """What `rebuild` has to make again."""
    asked = {
        "allocation": "SELECT * FROM allocation ORDER BY 1, 2, 3, 4",
        "fee_line": "SELECT * FROM fee_line ORDER BY 1, 2",
        "action_item": "SELECT stream_id, seq, kind, code, case_id FROM action_item ORDER BY 1, 2",
        "day": "SELECT * FROM day ORDER BY 1, 2",
    }
    return {"case_row": rows(home)} | {table: home.connections.all(sql) for table, sql in asked.items()}


# ── the queue ──


def test_a_batch_ends_where_a_commit_ended_whatever_was_asked_for(home: Home, line: FakeCentral, park: Actor) -> None:
    record(home, park, 3)
    ends = {row[0] for row in home.connections.all("SELECT seq FROM entry WHERE head_sig IS NOT NULL")}
    assert len(ends) < home.store.head.seq
    for entries_max in range(4, 12):
        batch = home.store.exchange.batch(entries_max, 10**6)
        assert batch is not None and len(batch.entries) <= entries_max
        assert len(batch.entries) in ends
    while pushed(home, line, entries_max=5):
        pass
    assert home.store.exchange.pending() == (0, None)


def test_a_lost_reply_changes_nothing_and_the_same_batch_is_acknowledged_once(
    home: Home, line: FakeCentral, park: Actor, office: FakeOffice
) -> None:
    record(home, park, 2)
    office.lose_replies = 1
    with pytest.raises(Unavailable, match="central_down"):
        pushed(home, line)
    assert home.store.exchange.acked()[0] == 0
    assert pushed(home, line) == home.store.head.seq == len(office.items)


def test_an_acknowledgement_of_another_history_moves_nothing(home: Home, line: FakeCentral, park: Actor) -> None:
    record(home, park, 1)
    exchange = home.store.exchange
    batch = exchange.batch(500, 10**6)
    assert batch is not None
    good = line.push(exchange.head().stream, batch)
    for bad in (msgspec.structs.replace(good, acked_hash=bytes(32)), msgspec.structs.replace(good, acked_seq=good.acked_seq - 1)):
        with pytest.raises(IntegrityViolated, match="ack_does_not_fit"):
            exchange.settle(bad)
    with pytest.raises(IntegrityViolated, match="acknowledged_entry_missing"):
        exchange.settle(msgspec.structs.replace(good, acked_seq=good.acked_seq + 1))
    assert exchange.acked()[0] == 0
    assert home.connections.value("SELECT count(*) FROM ack") == 0
    exchange.settle(good)
    assert exchange.acked() == (good.acked_seq, good.acked_hash)


def test_an_old_acknowledgement_that_comes_late_takes_nothing_back(home: Home, line: FakeCentral, park: Actor) -> None:
    record(home, park, 1)
    exchange = home.store.exchange
    batch = exchange.batch(exchange.head().seq - 1, 10**6)
    assert batch is not None
    early = line.push(exchange.head().stream, batch)
    exchange.settle(early)
    assert pushed(home, line) > 0
    exchange.settle(early)
    assert exchange.acked()[0] == home.store.head.seq > early.acked_seq


def test_a_central_that_was_put_back_gets_what_it_lost_again(home: Home, line: FakeCentral, park: Actor, office: FakeOffice) -> None:
    record(home, park, 1)
    push_all(home.desk, line, lambda work: work(), version="0")
    lost = FakeOffice()  # the same key: a copy of an earlier day, of which nothing of this desk had arrived
    again = lost.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=0)
    record(home, park, 1)
    assert lost.central_id == office.central_id
    assert pushed(home, again) == home.store.head.seq == len(lost.items)
    assert home.store.exchange.pending() == (0, None)


# ── the feed ──


def a_page(office: FakeOffice, after: int = 0) -> FeedPage:
    return office.feed(0, after, 1000)


@pytest.fixture
def theirs(office: FakeOffice) -> Stream:
    """Another desk's stream, of which one paid paper has arrived at central."""
    stream = Stream(seed=6, desk="05", central_id=office.central_id)
    other = office.line("05", stream.id.device_id, 1, stream.signer.public_key)
    stream.add_case()
    other.push(stream.id, stream.push())
    return stream


def untouched(home: Home) -> None:
    assert home.store.exchange.feed_cursor() == (0, 0)
    assert home.connections.value("SELECT count(*) FROM entry WHERE own = 0") == 0
    assert home.connections.value("SELECT count(*) FROM stream WHERE own = 0") == 0


def test_a_page_of_several_desks_goes_into_the_search_index_in_one_piece(home: Home, line: FakeCentral, office: FakeOffice) -> None:
    """The engine begins a new piece with each key that is smaller than the one before; many small ones take three times as long."""
    for seed, desk in ((6, "05"), (7, "06"), (8, "07")):  # each began its day at noon, so the page goes back in time twice
        stream = Stream(seed=seed, desk=desk, central_id=office.central_id)
        for _ in range(3):
            stream.add_case()
        office.line(desk, stream.id.device_id, 1, stream.signer.public_key).push(stream.id, stream.push())
    pull(home, line)
    assert home.connections.value("SELECT count(DISTINCT segid) FROM search_idx") == 1
    assert home.connections.value("SELECT count(*) FROM search WHERE search MATCH ?", (query_of("김하늘"),)) == 9


def test_a_page_with_a_hole_is_refused_whole(home: Home, office: FakeOffice, theirs: Stream) -> None:
    page = a_page(office)
    for items in (page.items[1:], [page.items[0], *page.items[2:]], [page.items[0], page.items[0]], page.items[::-1]):
        with pytest.raises(IntegrityViolated, match="feed_hole"):
            home.store.exchange.apply_feed(msgspec.structs.replace(page, items=items))
        untouched(home)
    assert home.store.exchange.apply_feed(page) == len(page.items)
    with pytest.raises(IntegrityViolated, match="feed_hole"):
        home.store.exchange.apply_feed(page)


def test_a_page_that_comes_when_another_read_has_taken_it_in_is_dropped(
    home: Home, line: FakeCentral, office: FakeOffice, theirs: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = a_page(office).last
    answered = line.feed

    def waiting_for_news(*asked: object, **how: object) -> FeedPage:
        page = answered(*asked, **how)  # type: ignore[arg-type]
        monkeypatch.setattr(line, "feed", answered)
        assert pull(home, line) == last  # somebody pressed [지금 보내기]
        return page

    monkeypatch.setattr(line, "feed", waiting_for_news)
    pull(home, line)
    assert home.store.exchange.feed_cursor()[1] == last
    assert home.connections.value("SELECT count(*) FROM entry WHERE own = 0") == last


def test_a_page_that_does_not_name_its_stream_is_refused(home: Home, office: FakeOffice, theirs: Stream) -> None:
    with pytest.raises(IntegrityViolated, match="feed_stream_unknown"):
        home.store.exchange.apply_feed(msgspec.structs.replace(a_page(office), streams=[]))
    untouched(home)


@pytest.mark.parametrize("place", [{"epoch": 2**32}, {"branch": 2**32}, {"branch": -1}])
def test_a_page_that_names_a_stream_that_cannot_be_is_refused(
    home: Home, office: FakeOffice, theirs: Stream, place: dict[str, int]
) -> None:
    page = a_page(office)
    info = page.streams[0]
    lie = msgspec.structs.replace(info, stream=msgspec.structs.replace(info.stream, **place))
    with pytest.raises(IntegrityViolated, match="feed_stream_unknown"):
        home.store.exchange.apply_feed(msgspec.structs.replace(page, streams=[*page.streams, lie]))
    untouched(home)


def test_entries_that_hang_on_nothing_or_come_without_proof_are_refused(home: Home, office: FakeOffice, theirs: Stream) -> None:
    page = a_page(office)
    late = [msgspec.structs.replace(item, office_seq=item.office_seq - 1) for item in page.items[1:]]
    with pytest.raises(IntegrityViolated, match="feed_chain"):
        home.store.exchange.apply_feed(msgspec.structs.replace(page, items=late))
    bare = msgspec.structs.replace(page.items[0].entry, salt=None, body=None, digest=None)
    with pytest.raises(IntegrityViolated, match="feed_chain"):
        home.store.exchange.apply_feed(msgspec.structs.replace(page, items=[msgspec.structs.replace(page.items[0], entry=bare)]))
    untouched(home)


def test_two_desks_steps_on_one_case_stand_in_centrals_order_and_ours_is_told(
    home: Home, line: FakeCentral, park: Actor, office: FakeOffice
) -> None:
    record(home, park, 1, "passport_single")
    push_all(home.desk, line, lambda work: work(), version="0")
    pull(home, line)
    case = home.store.cases.find(home.services.ledger_page()[0].case_id)
    assert case is not None
    stream = Stream(seed=6, desk="05", central_id=office.central_id)
    other = office.line("05", stream.id.device_id, 1, stream.signer.public_key)
    stream.add(CaseAdvanced(step="send", based_on=case.version), case_id=case.case_id)
    other.push(stream.id, stream.push())
    home.services.advance_case(park, case.case_id, "withdraw")  # not yet sent when theirs arrives
    pull(home, line)
    first = home.store.cases.find(case.case_id)
    assert first is not None and first.state == "sent"  # theirs has an order number, ours comes on top and does not fit
    push_all(home.desk, line, lambda work: work(), version="0")
    pull(home, line)
    assert home.services.worklist_counts()["dispute"] == 1
    assert home.services.ledger_page()[0].standing == "disputed"
    before = projections(home)
    home.store.rebuild()
    assert projections(home) == before


def quarantining(ack: Ack, seq: int) -> Ack:
    return msgspec.structs.replace(ack, outcomes=[Outcome(seq, "quarantined", "write_refused")])


def test_a_quarantined_entry_has_no_effect_and_the_rest_of_its_case_has(home: Home, line: FakeCentral, park: Actor) -> None:
    record(home, park, 1, "passport_single")
    row = home.services.ledger_page()[0]
    home.services.cancel_case(park, row.case_id, "잘못 접수", confirmer=second(home))
    (seq,) = [each[0] for each in home.connections.all("SELECT seq FROM entry WHERE kind = 'case_cancelled'")]
    exchange = home.store.exchange
    batch = exchange.batch(500, 10**6)
    assert batch is not None
    exchange.settle(quarantining(line.push(exchange.head().stream, batch), seq))
    case = home.store.cases.find(row.case_id)
    assert case is not None and case.state == "applied"
    assert home.services.worklist_counts()["dispute"] == 1
    before = projections(home)
    home.store.rebuild()
    assert projections(home) == before


def test_the_history_of_a_case_shows_what_central_did_not_take(home: Home, line: FakeCentral, park: Actor) -> None:
    record(home, park, 1, "passport_single")
    row = home.services.ledger_page()[0]
    home.services.cancel_case(park, row.case_id, "잘못 접수", confirmer=second(home))
    (seq,) = [each[0] for each in home.connections.all("SELECT seq FROM entry WHERE kind = 'case_cancelled'")]
    exchange = home.store.exchange
    batch = exchange.batch(500, 10**6)
    assert batch is not None
    exchange.settle(quarantining(line.push(exchange.head().stream, batch), seq))
    shown = {each.seq: (each.kind, each.standing) for each in home.store.cases.history(row.case_id)}
    assert shown[seq] == ("case_cancelled", "disputed")
    before = projections(home)
    home.store.rebuild()
    assert projections(home) == before


def test_the_desk_counts_the_days_cases_as_central_does(home: Home, line: FakeCentral, park: Actor, office: FakeOffice) -> None:
    record(home, park, 2)
    stream = Stream(seed=6, desk="05", central_id=office.central_id)
    other = office.line("05", stream.id.device_id, 1, stream.signer.public_key)
    known = stream.add_case()
    stream.add(a_case("26410-05-261120-0009-00"), case_id=known)  # the same case a second time: kept, and disputed
    told = other.push(stream.id, stream.push())
    assert [each.outcome for each in told.outcomes] == ["conflicted"]
    push_all(home.desk, line, lambda work: work(), version="0")
    pull(home, line)
    counted = line.check_day("26410", "2026-11-20")
    assert home.store.exchange.sums("2026-11-20") == (counted.cases, counted.net_won, counted.entries)
    assert counted.cases == 3


class InPages(FakeCentral):
    """A line that gives one person at a time."""

    def staff(self, office: str, *, after: int) -> StaffPage:
        page = super().staff(office, after=after)
        return page if not page.staff else StaffPage(staff=page.staff[:1], last=page.staff[0].changed_at)


def test_people_are_read_to_the_end_whatever_a_page_holds(home: Home, office: FakeOffice) -> None:
    names = ["aa", "bb", "cc"]
    office.people = [Staff(user=name, name=name, role="clerk", verifier="x", active=True, changed_at=n) for n, name in enumerate(names, 1)]
    line = InPages(office, office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key)._info)
    assert pull_staff(home.desk, line, lambda work: work()) == 3
    assert {row.user for row in home.services.staff()} >= set(names)
    assert pull_staff(home.desk, line, lambda work: work()) == 0
    office.people.append(Staff(user="bb", name="bb", role="clerk", verifier="x", active=False, changed_at=9))
    assert pull_staff(home.desk, line, lambda work: work()) == 1


def test_central_can_confirm_only_what_this_desk_wrote(home: Home, line: FakeCentral, park: Actor, office: FakeOffice) -> None:
    record(home, park, 2)
    while pushed(home, line):
        pass
    page = line.feed("26410", generation=0, after=0)
    first = page.items[0]
    bent = msgspec.structs.replace(first, entry=msgspec.structs.replace(first.entry, salt=bytes(16)))
    unknown = msgspec.structs.replace(first, seq=10**6)
    for liar, code in ((bent, "feed_own_differs"), (unknown, "feed_own_ahead")):
        with pytest.raises(IntegrityViolated, match=code):
            home.store.exchange.apply_feed(msgspec.structs.replace(page, items=[liar, *page.items[1:]]))
        assert home.store.exchange.feed_cursor() == (0, 0)
    home.store.exchange.apply_feed(page)
    assert home.store.exchange.feed_cursor()[1] == len(page.items)


def test_an_entry_that_its_desk_did_not_sign_is_refused(home: Home, office: FakeOffice, theirs: Stream) -> None:
    page = a_page(office)
    last = page.items[-1]
    assert last.head_sig is not None
    for forged in (bytes(64), home.desk.signer.sign(b"anything")):
        items = [*page.items[:-1], msgspec.structs.replace(last, head_sig=forged)]
        with pytest.raises(IntegrityViolated, match="feed_signature"):
            home.store.exchange.apply_feed(msgspec.structs.replace(page, items=items))
        untouched(home)
    home.store.exchange.apply_feed(page)
    kept = home.connections.value("SELECT head_sig FROM entry WHERE own = 0 AND seq = ?", (last.seq,))
    assert bytes(kept) == last.head_sig


def test_content_that_its_signature_does_not_cover_is_refused(home: Home, office: FakeOffice, theirs: Stream) -> None:
    page = a_page(office)
    first = page.items[0]
    salt, body = first.entry.salt or b"", first.entry.body or b""
    lie = encode_body(a_case("26410-05-261120-9999-00"))
    for entry in (
        WireEntry(first.entry.header, None, lie, theirs.digest_at(1)),  # a body beside the digest of another
        WireEntry(first.entry.header, salt, None, theirs.digest_at(1)),
        WireEntry(first.entry.header, salt + body[:1], body[1:]),  # bytes that moved from the body to the salt
        WireEntry(first.entry.header, None, None, theirs.digest_at(1)[:-1]),
    ):
        with pytest.raises(IntegrityViolated, match="feed_chain"):
            home.store.exchange.apply_feed(
                msgspec.structs.replace(page, items=[msgspec.structs.replace(first, entry=entry), *page.items[1:]])
            )
        untouched(home)


def test_nobody_writes_on_where_a_desk_stopped(home: Home, office: FakeOffice, theirs: Stream) -> None:
    page = a_page(office)
    last = page.items[-1]
    theirs.add(CaseAdvanced(step="void", based_on=1))
    added = msgspec.structs.replace(last, office_seq=last.office_seq + 1, seq=last.seq + 1, entry=theirs.entries[-1], head_sig=None)
    with pytest.raises(IntegrityViolated, match="feed_signature"):
        home.store.exchange.apply_feed(msgspec.structs.replace(page, items=[*page.items, added], last=added.office_seq))
    untouched(home)
    home.store.exchange.apply_feed(page)


def test_the_last_confirmed_number_is_found_from_what_came_back(home: Home, line: FakeCentral, park: Actor) -> None:
    exchange = home.store.exchange
    first = record(home, park, 2)
    assert exchange.last_confirmed() is None
    pushed(home, line)
    pull(home, line)
    assert exchange.last_confirmed() == first[-1]
    record(home, park, 1)
    assert exchange.last_confirmed() == first[-1]
