"""What may happen to a snapshot between its coming and its folding: full disks, other readers, entries that nobody can read (SYNC §5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.central import admin
from app.cli.bugs import LOG
from app.domain.errors import IntegrityViolated, Unavailable
from app.domain.moments import ms_of
from app.ledger import exchange, kept_snapshot
from app.ledger.projections import Projector
from app.services import take_snapshot
from app.services.take_snapshot import Filling
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.messages import FeedItem, FeedPage, StreamInfo
from app.wire.recovery import SnapshotChunk, StreamHead
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, a_home, cheap_passwords
from tests.integration.test_snapshots import chunks_of_three, contents, is_as_rebuilt, three
from tests.integration.test_two_desks import ask, enrolled, settings_of, work
from tests.streams import Stream

__all__ = ["three"]


def chunk_of(*streams: Stream) -> SnapshotChunk:
    """All their entries, one stream after the other."""
    found = [(stream, seq) for stream in streams for seq in range(1, len(stream.entries) + 1)]
    items = [
        FeedItem(place, stream.id, seq, "applied", "", stream.entries[seq - 1], stream.sign(seq))
        for place, (stream, seq) in enumerate(found, start=1)
    ]
    infos = [
        StreamInfo(stream=each.id, office="26410", desk=each.desk, public_key=each.signer.public_key, central_id=each.central_id)
        for each in streams
    ]
    return SnapshotChunk(page=FeedPage(generation=1, items=items, streams=infos, last=len(items)))


def told_of(home: Home) -> list[frozenset[str]]:
    heard: list[frozenset[str]] = []
    home.store.on_change(lambda kinds, _cases: heard.append(kinds))
    return heard


@pytest.mark.parametrize("entries", [7, 8, 12])
def test_whoever_waits_is_told_once_all_is_folded_wherever_a_part_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    """What is kept in memory of the office's fees, calendar and days is asked again: also where the last part is a whole one."""
    monkeypatch.setattr(kept_snapshot, "AT_ONCE", 2)
    monkeypatch.setattr(kept_snapshot, "PART", 4)
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="05")
    while len(stream.entries) < entries:
        stream.add_case()
    del stream.entries[entries:]
    home.store.exchange.keep_snapshot(chunk_of(stream), 20)
    heard = told_of(home)
    folded = []
    while part := home.store.exchange.fold_kept():
        folded.append(part)
    assert sum(folded) == entries and home.store.exchange.feed_cursor() == (1, 20)
    assert heard == [frozenset({"feed"})]
    home.close()


def test_a_snapshot_that_nobody_here_can_read_is_told_of_too(tmp_path: Path) -> None:
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="05")
    stream.add_raw(b"\xc1", b"\xc1")
    home.store.exchange.keep_snapshot(chunk_of(stream), 20)
    heard = told_of(home)
    assert home.store.exchange.fold_kept() == 0
    assert home.store.exchange.feed_cursor() == (1, 20) and heard == [frozenset({"feed"})]
    home.close()


def test_what_the_pc_before_wrote_and_nobody_can_read_is_no_work_after_a_rebuild_either(tmp_path: Path) -> None:
    """Nobody could see what it was about; of what can be read of that stream the item stays."""
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="03")
    stream.add_raw(b"\xc1", b"\xc1")
    stream.add_case()
    chunk = chunk_of(stream)
    items = [msgspec.structs.replace(item, outcome="quarantined", code="step_not_allowed") for item in chunk.page.items[:2]]
    page = msgspec.structs.replace(chunk.page, items=items + chunk.page.items[2:])
    home.store.exchange.keep_snapshot(msgspec.structs.replace(chunk, page=page), 20)
    home.store.exchange.fold_kept()
    assert len(contents(home)["action_item"]) == 1
    is_as_rebuilt(home)
    home.close()


def replaced(chunk: SnapshotChunk, n: int, **changes: object) -> SnapshotChunk:
    """With other values in one of its items, which nobody signed, and the hash it hangs on beside it."""
    items = [msgspec.structs.replace(item, head_sig=None) for item in chunk.page.items]
    items[n] = msgspec.structs.replace(items[n], **changes)
    page = msgspec.structs.replace(chunk.page, items=items)
    return msgspec.structs.replace(chunk, page=page, before={items[n].office_seq: bytes(32)})


@pytest.mark.parametrize("wrong", ["place", "seq", "seq of another stream", "no seq", "epoch", "head", "stream of a head", "end", "no end"])
def test_numbers_that_nothing_can_have_are_refused_before_anything_is_kept(tmp_path: Path, wrong: str) -> None:
    """A place is made of a stream's number and a seq: with too great a seq an entry would lie in another stream, perhaps in ours."""
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="05")
    stream.add_case()
    good = chunk_of(stream)
    (info,) = good.page.streams
    impossible = msgspec.structs.replace(info, stream=msgspec.structs.replace(info.stream, epoch=2**32))
    given = {
        "place": replaced(good, -1, office_seq=2**63),
        "seq": replaced(good, -1, seq=2**63),
        "seq of another stream": replaced(good, -1, seq=2**40 + 1),
        "no seq": replaced(good, -1, seq=0),
        "epoch": msgspec.structs.replace(good, page=msgspec.structs.replace(good.page, streams=[impossible])),
        "head": msgspec.structs.replace(good, heads=[StreamHead(info, 2**63, bytes(32))]),
        "stream of a head": msgspec.structs.replace(good, heads=[StreamHead(impossible, 4, bytes(32))]),
    }.get(wrong, good)
    with pytest.raises(IntegrityViolated, match="snapshot_wrong"):
        home.store.exchange.keep_snapshot(given, {"end": 2**63, "no end": 0}.get(wrong, 20))
    assert home.store.exchange.fold_kept() == 0 and contents(home)["entry"] == []
    home.close()


def test_an_order_number_that_another_entry_has_is_of_another_order(tmp_path: Path) -> None:
    """A snapshot was cut off, and central restored before it came again."""
    home, one, two = a_home(tmp_path / "desk"), Stream(seed=9, desk="05"), Stream(seed=10, desk="06")
    for stream in (one, two):
        stream.add_case()
    taking = home.store.exchange
    taking.keep_snapshot(chunk_of(one), None)
    with pytest.raises(IntegrityViolated, match="feed_other_order"):
        taking.keep_snapshot(chunk_of(two), None)
    taking.read_again()
    assert taking.keep_snapshot(chunk_of(two, one), 8) and taking.feed_cursor() == (1, 8)
    is_as_rebuilt(home)
    home.close()


@pytest.fixture
def new_desks(central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Home, Home]]:
    """Two of one office, whose snapshot comes in chunks of three entries; the second has taken it."""
    chunks_of_three(monkeypatch)
    five, six = enrolled(central, tmp_path / "05", "05"), enrolled(central, tmp_path / "06", "06")
    six.sync_all()
    yield five, six
    five.close()
    six.close()


def test_a_desk_whose_snapshot_was_cut_off_takes_it_in_the_order_central_has_now(
    new_desks: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    five, six = new_desks
    line = five.central
    assert line is not None
    with monkeypatch.context() as patch:
        whole = line.snapshot_chunk
        patch.setattr(line, "snapshot_chunk", lambda office, as_of, number: b"" if number == 2 else whole(office, as_of, number))
        with pytest.raises(IntegrityViolated, match="snapshot_wrong"):
            five.sync_all()
    with five.connections.atomic() as connection:  # as they stood before central was put back
        connection.execute("UPDATE standing SET office_seq = office_seq + 1000")
    with pytest.raises(IntegrityViolated, match="feed_other_order"):
        five.sync_all()
    five.sync_all()
    assert five.store.exchange.feed_cursor() == six.store.exchange.feed_cursor()
    assert contents(five) == contents(six)


def full_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """So many parts can be folded, and then no more."""
    left, fold = [after], kept_snapshot.KeptSnapshot.fold

    def once(self: kept_snapshot.KeptSnapshot) -> kept_snapshot.Folded | None:
        if not left[0]:
            raise Unavailable("disk_full")
        left[0] -= 1
        return fold(self)

    monkeypatch.setattr(kept_snapshot.KeptSnapshot, "fold", once)


def test_what_a_full_disk_kept_from_being_folded_is_folded_later_and_not_asked_for_again(
    new_desks: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    five, six = new_desks
    for module in (exchange, kept_snapshot):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    monkeypatch.setattr(kept_snapshot, "PART", 2)
    with monkeypatch.context() as patch:
        full_disk(patch, 4)
        with pytest.raises(Unavailable, match="disk_full"):
            five.sync_all()
    assert five.store.exchange.feed_cursor() == (0, 0) and five.central is not None
    monkeypatch.setattr(five.central, "snapshot", None)
    five.sync_all()
    assert five.store.exchange.feed_cursor() == six.store.exchange.feed_cursor()
    assert contents(five) == contents(six)


def test_a_rebuild_makes_whole_what_no_fold_could(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there for projections that are damaged: the fold of what waits stumbles over them, a rebuild makes them anew."""
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="03")
    stream.add_case()
    chunk = chunk_of(stream)
    items = [*chunk.page.items[:-1], msgspec.structs.replace(chunk.page.items[-1], outcome="quarantined", code="step_not_allowed")]
    page = msgspec.structs.replace(chunk.page, items=items)
    home.store.exchange.keep_snapshot(msgspec.structs.replace(chunk, page=page), 20)
    with monkeypatch.context() as patch:
        full_disk(patch, 0)
        home.store.rebuild()
    assert (home.store.exchange.kept(), home.store.exchange.feed_cursor()) == (0, (1, 20))
    (opened,) = home.connections.all("SELECT opened_at FROM action_item")
    assert opened[0] >= ms_of(home.desk.clock.now()) - 3_600_000
    is_as_rebuilt(home)
    home.close()


@pytest.mark.parametrize("wrong", [Unavailable("disk_full"), OverflowError("an entry that brings the fold down")])
def test_a_desk_opens_though_what_waits_cannot_be_folded(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    """A counter that has not read the office's book yet serves citizens; one that does not open serves nobody."""
    five = enrolled(central, tmp_path / "05", "05")
    assert five.central is not None
    take_snapshot.receive(five.desk, five.central, lambda do: do(), Filling())
    five.close()
    flush = Projector.flush

    def fails(self: Projector, connection: object, *, index: bool = False) -> None:
        if index:
            raise wrong
        flush(self, connection)

    with monkeypatch.context() as patch:
        patch.setattr(Projector, "flush", fails)
        again = open_home(settings_of(tmp_path / "05"), ask)
        (number,) = work(again, 1, seed=5)
        bugs = tmp_path / "05" / LOG
        assert bugs.exists() is isinstance(wrong, OverflowError)
        if bugs.exists():
            assert "OverflowError" in (kept := bugs.read_text(encoding="utf-8")) and str(wrong) not in kept
        with central.database() as db:
            admin.add_staff(db, OFFICE, "seo", "clerk", "서 주무관", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
        with pytest.raises(type(wrong)):  # whoever reads the feed says so, each time
            again.pull_once(0)
        again.services.sign_in("seo", PASSWORD)  # who may work here comes all the same
    again.sync_all()
    assert again.store.exchange.feed_cursor()[1] > 0 and again.store.cases.find_by_number(number)
    is_as_rebuilt(again)
    again.close()


def test_two_that_take_a_snapshot_at_once_end_with_one(new_desks: tuple[Home, Home], three: Home) -> None:
    """The second one begins when the first has all of it, and is folding; meanwhile the office goes on."""
    five, six = new_desks
    line = five.central
    assert line is not None
    take_snapshot.receive(five.desk, line, lambda do: do(), Filling())
    work(three, 2, seed=6)
    three.sync_all()
    take_snapshot.receive(five.desk, line, lambda do: do(), Filling())
    assert five.store.exchange.feed_cursor() == six.store.exchange.feed_cursor()
    for home in (five, six):
        home.sync_all()
    assert contents(five) == contents(six)
    assert check_ledger(five.connections.here, Trust(central_keys=(five.keys.central_public,))).bad == []
