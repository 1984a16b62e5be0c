"""A new desk takes open cases and the last 90 days at once, and the feed goes on from there (SYNC §5)."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home, opened
from app.bootstrap.opening import open_ledger
from app.central import admin, snapshot
from app.domain.errors import IntegrityViolated, Unavailable
from app.domain.views import Far
from app.ledger import exchange, kept_snapshot
from app.ledger.projections import decode_places
from app.ledger.tables import PROJECTIONS
from app.services import pull_feed
from app.services import take_snapshot as take_snapshot_module
from app.services.recovery_reports import reports
from app.services.take_snapshot import Filling, take_snapshot
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords, second
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work

OLD = "2026-06-01T09:00+09:00"
OWN = [["구분", "민원", "이름", "본뜬 민원", "정한 근거"], ["고유민원", "own_noise", "소음 측정 신청", "other_petition", "조례 제1호"]]
T = TypeVar("T")
EXTRA = date(2026, 12, 28)  # a day off declared half a year ahead


@pytest.fixture
def three(central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A desk with cases of half a year ago, most of them done, and of today."""
    monkeypatch.setattr(pull_feed, "SNAPSHOT_FROM", 5)
    add_people(central)
    with central.database() as db:
        admin.add_staff(db, OFFICE, "han", "supervisor", "한 팀장", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
    enrolled(central, tmp_path / "03", "03").close()
    old = open_home(msgspec.structs.replace(settings_of(tmp_path / "03"), at=OLD), ask)
    work(old, 6, seed=1)
    park = old.services.sign_in("park", "sam-pass-2026")
    for row in old.services.ledger_page():
        if row.service != "passport_single" and row.state == "received" and row.open_won == 0:
            old.services.advance_case(park, row.case_id, "issue")
    old.services.office_fees.set_share(park, second(old, "han"), 2_200, old.desk.clock.now(), "시 통보")
    old.services.calendar.declare(park, EXTRA, True, "임시공휴일", "대통령령 제1호")
    old.services.office.set_machine(park, "K-01", "본관")
    old.services.office.review_services(park, ["seal_change"])
    old.services.security_paper.receive(park, "인감증명용", "B-0001", "0100")
    old.services.security_paper.move(park, "out", "인감증명용", "1", "40", confirmer=second(old, "han"))
    old.services.security_paper.use(park, "인감증명용", "1", "9")
    old.services.security_paper.spoil(park, second(old, "han"), "인감증명용", "10", "걸림")
    old.services.security_paper.count(park, second(old, "han"), "인감증명용", "11~39")
    old.services.security_paper.void(park, second(old, "han"), old.services.security_paper.stock().lines[2].entry_id, "오기")
    old.services.office.apply_sheet(park, second(old, "han"), OWN)
    old.services.close_day(park, confirmer=second(old), counted_won=None)
    old.sync_all()
    old.close()
    home = open_home(settings_of(tmp_path / "03"), ask)
    work(home, 3, seed=2)
    home.sync_all()
    yield home
    home.close()


def test_a_new_desk_sees_what_is_open_or_recent_and_goes_on_with_the_feed(central: CentralUnderTest, three: Home, tmp_path: Path) -> None:
    five = enrolled(central, tmp_path / "05", "05")
    far: list[Far | None] = []
    five.store.on_change(lambda kinds, cases: far.append(five.sync_status().filling))
    five.sync_all()
    (report,) = reports(five.desk)
    assert report.kind == "snapshot"
    # Whoever looks meanwhile is told how far it is, and afterwards that nothing is taken any more.
    entries = report.facts["entries"]
    assert far[0] == Far(0, 0) and Far(entries, entries) in far and Far(entries, entries, folding=True) in far  # type: ignore[arg-type]
    assert five.sync_status().filling is None and far[-1] is None
    known = {row[0]: row for row in rows(three)}
    seen = rows(five)
    assert 0 < len(seen) <= len(known)
    assert all(known[row[0]] == row for row in seen)
    missing = known.keys() - {row[0] for row in seen}
    old = {row.case_id.bytes for row in three.services.ledger_page(limit=100) if row.business_day.startswith("2026-06")}
    assert missing <= old
    assert {row[0] for row in three.connections.all("SELECT case_id FROM case_row WHERE open = 1")} <= {row[0] for row in seen}
    # What two people decided half a year ago holds at a new desk too.
    assert five.services.office_fees.share(five.desk.clock.now()) == 2_200
    assert five.services.calendar.calendar().day_off(EXTRA)
    assert (five.desk.form("own_noise").name.ko, five.services.office.machines()[0].place) == ("소음 측정 신청", "본관")
    assert five.services.office.handbook(service="seal_change").services[0].review is not None
    sheets = [(line.what, line.span, line.second, line.voided) for line in five.services.security_paper.stock().lines]
    assert sheets == [(line.what, line.span, line.second, line.voided) for line in three.services.security_paper.stock().lines]
    assert [each[0] for each in sheets] == ["received", "out", "used", "spoiled", "counted", "missing"]
    # A case of half a year ago goes on at the other desk, and what comes later chains on.
    work(three, 2, seed=3)
    work(five, 1, seed=4)
    for home in (three, five, three):
        home.sync_all()
    assert {row[0] for row in rows(five)} == {row[0] for row in rows(three)} - missing
    trust = Trust(central_keys=(five.keys.central_public,))
    assert check_ledger(five.connections.here, trust).bad == []
    before = rows(five)
    five.store.rebuild()
    assert rows(five) == before
    five.close()


def test_a_snapshot_that_was_cut_off_is_taken_again(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks_of_three(monkeypatch)
    five = enrolled(central, tmp_path / "05", "05")
    line = five.central
    assert line is not None
    manifest = line.snapshot(OFFICE)
    assert len(manifest.chunks) > 2
    whole = line.snapshot_chunk

    def broken(office: str, as_of: int, number: int) -> bytes:
        return b"" if number == 2 else whole(office, as_of, number)

    monkeypatch.setattr(line, "snapshot_chunk", broken)
    far: list[Far | None] = []
    filling = Filling(lambda: far.append(filling.told))
    with pytest.raises(IntegrityViolated, match="snapshot_wrong"):
        take_snapshot(five.desk, line, lambda do: do(), filling)
    assert far == [Far(0, 0), *(Far(taken, manifest.entries) for taken in (0, 3, 6)), None]
    assert five.store.exchange.feed_cursor() == (0, 0)
    assert len(rows(five)) > 0 and five.store.exchange.fold_kept() == 0  # what came can be found
    monkeypatch.setattr(line, "snapshot_chunk", whole)
    with monkeypatch.context() as patch:  # chunks of another generation than the manifest
        patch.setattr(line, "snapshot", lambda _: msgspec.structs.replace(manifest, generation=manifest.generation + 1))
        with pytest.raises(IntegrityViolated, match="snapshot_wrong") as refused:
            take_snapshot(five.desk, line, lambda do: do())
    assert refused.value.facts == {"chunk": 0} and five.store.exchange.feed_cursor() == (0, 0)
    five.sync_all()
    assert five.store.exchange.feed_cursor()[1] == manifest.as_of
    assert len(rows(five)) == len({row[0] for row in rows(five)}) > 0
    five.close()


def contents(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """All that other desks' entries made of this book, table by table."""
    home.connections.here.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab (main, search, instance)")
    found = {name: home.connections.all(f"SELECT * FROM {name}") for name in PROJECTIONS if name != "search"}  # noqa: S608 - our tables
    found["search"] = home.connections.all("SELECT term, doc FROM temp.words")
    found["entry"] = home.connections.all("SELECT * FROM entry WHERE own = 0")
    found["standing"] = home.connections.all("SELECT * FROM standing")
    found["unread"] = home.connections.all("SELECT name, value FROM setting WHERE name LIKE 'unread %'")
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def is_as_rebuilt(home: Home) -> None:
    """The book is what its entries say."""
    here = contents(home)
    home.store.rebuild()
    assert contents(home) == here


@pytest.mark.parametrize("cut", [1, 3])
def test_however_many_entries_are_read_at_once_the_book_is_the_same(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """A case whose entries lie in several parts of a page is folded on from what stands in the book already."""
    five, six = enrolled(central, tmp_path / "05", "05"), enrolled(central, tmp_path / "06", "06")
    monkeypatch.setattr(kept_snapshot.KeptSnapshot, "keep", lambda *_: False)  # all at once, as a page of the feed
    five.sync_all()
    monkeypatch.undo()
    monkeypatch.setattr(pull_feed, "SNAPSHOT_FROM", 5)
    for module in (exchange, kept_snapshot):
        monkeypatch.setattr(module, "AT_ONCE", cut)
    monkeypatch.setattr(kept_snapshot, "PART", 2 * cut)
    monkeypatch.setattr(take_snapshot_module, "PART", 2 * cut)
    six.sync_all()
    whole, parts = contents(five), contents(six)
    assert len(whole["entry"]) > 3 * cut and any(len(decode_places(row[-2])) > 2 for row in whole["case_kept"])  # type: ignore[arg-type]
    assert parts == whole
    trust = Trust(central_keys=(six.keys.central_public,))
    assert check_ledger(six.connections.here, trust).bad == []
    five.close()
    six.close()


@pytest.mark.parametrize("kept_at_once", [True, False])
def test_who_records_meanwhile_waits_for_a_piece_of_a_chunk(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_at_once: bool
) -> None:
    """Also where what comes cannot be kept and is folded as a page of the feed. Cut off between two pieces, it is taken again."""
    monkeypatch.setattr(take_snapshot_module, "PART", 4)
    five, six = enrolled(central, tmp_path / "05", "05"), enrolled(central, tmp_path / "06", "06")
    if not kept_at_once:
        monkeypatch.setattr(kept_snapshot.KeptSnapshot, "keep", lambda *_: False)
    line, here = five.central, [0]
    assert line is not None
    manifest = line.snapshot(OFFICE)
    assert len(manifest.chunks) == 1 and manifest.entries > 8

    def lane(work: Callable[[], T]) -> T:
        result = work()
        here.append(five.connections.value("SELECT count(*) FROM entry WHERE own = 0"))
        if here[-1] == stop_at:
            raise Unavailable("desk_closing")
        return result

    stop_at = 8
    with pytest.raises(Unavailable):
        take_snapshot_module.receive(five.desk, line, lane, Filling())
    assert here == [0, 4, 8] and five.store.exchange.feed_cursor() == (0, 0)
    assert contents(five)["unread"] == []  # nothing is said of what is still to come
    stop_at = 0
    take_snapshot(five.desk, line, lane)
    assert max(after - before for before, after in itertools.pairwise(here)) == 4
    monkeypatch.undo()
    assert six.central is not None
    take_snapshot(six.desk, six.central, lambda do: do())  # in one piece
    assert contents(five) == contents(six) and five.store.exchange.feed_cursor()[1] == manifest.as_of
    assert check_ledger(five.connections.here, Trust(central_keys=(five.keys.central_public,))).bad == []
    five.close()
    six.close()


def chunks_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "CHUNK_ENTRIES_MAX", 3)
    monkeypatch.setattr(snapshot, "REUSED_WITHIN", -1)


def test_the_disk_is_waited_for_once_all_is_here_and_with_what_is_recorded_meanwhile(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks_of_three(monkeypatch)
    five = enrolled(central, tmp_path / "05", "05")
    line, said, commits = five.central, ["2"], []
    assert line is not None

    def heard(sql: str) -> None:
        if sql.startswith("PRAGMA synchronous ="):
            said.append(sql.rpartition("= ")[2])
        elif sql == "COMMIT":
            commits.append(said[-1])

    def looked() -> None:
        far = filling.told
        if far is not None and (far.done, far.folding) == (6, False):
            five.store.working.put_setting("a clerk's work", b"between two chunks")
        commits.append("none" if far is None else "folded" if far.folding else f"here {far.done}")

    filling = Filling(looked)
    monkeypatch.setattr(kept_snapshot, "AT_ONCE", 2)
    monkeypatch.setattr(kept_snapshot, "PART", 6)
    five.connections.here.set_trace_callback(heard)
    take_snapshot(five.desk, line, lambda do: do(), filling)
    five.connections.here.set_trace_callback(None)
    manifest = line.snapshot(OFFICE)
    chunks, parts = len(manifest.chunks), manifest.entries // 6 + (manifest.entries % 6 > 0)
    assert chunks > 3 and parts > 2
    here = [f"here {min(3 * n, manifest.entries)}" for n in range(chunks + 1)]
    told = ["here 0", here[0], "1", here[1], "1", "2", here[2]]  # the clerk's own is waited for
    for n in range(3, chunks + 1):
        told += ["2" if n == chunks else "1", here[n]]
    assert commits[: len(told)] == told
    rest = commits[len(told) :]
    assert rest[0] == "2"  # the report
    assert [each for each in rest[1:] if each in ("1", "2")] == ["1"] * (len(rest[1:]) - rest.count("folded") - 1)
    assert rest.count("folded") == parts and rest[-1] == "none"
    five.close()


def stands_at(filling: Filling, folder: Path, kept: Path, far: Far) -> None:
    """The files of the ledger as they are when it is so far lie in `kept`."""

    def look() -> None:
        if filling.told == far:
            kept.mkdir()
            for each in folder.glob("ledger.db*"):
                shutil.copy(each, kept)

    filling.watch(look)


@pytest.mark.parametrize("lost", [1, 5_000, 20_000])
def test_a_power_cut_in_the_middle_leaves_a_desk_that_takes_it_again(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """The end of the log that nobody waited for is gone, in the middle of a page too."""
    chunks_of_three(monkeypatch)
    folder, kept = tmp_path / "05", tmp_path / "as the power went"
    five = enrolled(central, folder, "05")
    line = five.central
    assert line is not None
    filling = Filling()
    stands_at(filling, folder, kept, Far(9, line.snapshot(OFFICE).entries))
    take_snapshot(five.desk, line, lambda do: do(), filling)
    whole = contents(five)
    five.close()
    for each in folder.glob("ledger.db*"):
        each.unlink()
    log = kept / "ledger.db-wal"
    assert log.stat().st_size > lost
    os.truncate(log, log.stat().st_size - lost)
    shutil.copy(kept / "ledger.db", folder)
    shutil.copy(log, folder)
    again = open_home(settings_of(folder), ask)
    assert again.store.exchange.feed_cursor() == (0, 0)
    assert 0 < again.connections.value("SELECT count(*) FROM entry") < len(whole["entry"])
    again.sync_all()
    assert contents(again) == whole
    assert check_ledger(again.connections.here, Trust(central_keys=(again.keys.central_public,))).bad == []
    again.close()


@pytest.mark.parametrize(("folded", "window"), [(0, False), (6, False), (6, True)])
def test_a_program_that_was_ended_before_all_was_folded_does_the_rest_without_a_line(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folded: int, window: bool
) -> None:
    """A command before it does anything, a window behind its first picture, where it says how far it is."""
    chunks_of_three(monkeypatch)
    monkeypatch.setattr(kept_snapshot, "AT_ONCE", 2)
    monkeypatch.setattr(kept_snapshot, "PART", 6)
    folder, kept = tmp_path / "05", tmp_path / "as it was killed"
    five = enrolled(central, folder, "05")
    line = five.central
    assert line is not None
    entries = line.snapshot(OFFICE).entries
    filling = Filling()
    stands_at(filling, folder, kept, Far(folded or entries, entries, folding=folded > 0))
    take_snapshot(five.desk, line, lambda do: do(), filling)
    whole, cursor = contents(five), five.store.exchange.feed_cursor()
    assert cursor[1] > 0
    five.close()
    for each in folder.glob("ledger.db*"):
        each.unlink()
    for each in kept.iterdir():
        shutil.copy(each, folder)
    central.stop()
    if window:
        far: list[Far | None] = []
        again = opened(open_ledger(settings_of(folder), ask), fold_later=True)
        again.watch_filling(far.append)
        assert again.store.exchange.feed_cursor() == (0, 0)
        with pytest.raises(Unavailable):
            again.pull_once(0)
        rest = entries - folded
        assert far == [*(Far(done, rest, folding=True) for done in range(6, rest, 6)), Far(rest, rest, folding=True), None]
    else:
        again = open_home(settings_of(folder), ask)
    assert contents(again) == whole and again.store.exchange.feed_cursor() == cursor
    assert check_ledger(again.connections.here, Trust(central_keys=(again.keys.central_public,))).bad == []
    again.close()


@pytest.mark.parametrize("more", [0, 1])
def test_whoever_shows_something_of_it_is_told_when_all_is_folded(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """Also where the last part is a full one."""
    five = enrolled(central, tmp_path / "05", "05")
    assert five.central is not None
    part = five.central.snapshot(OFFICE).entries + more
    monkeypatch.setattr(kept_snapshot, "AT_ONCE", part)
    monkeypatch.setattr(kept_snapshot, "PART", part)
    told: list[int] = []
    five.store.on_change(lambda kinds, cases: told.append(five.store.exchange.feed_cursor()[1]) if "feed" in kinds else None)
    take_snapshot(five.desk, five.central, lambda do: do())
    assert told[-1] == five.store.exchange.feed_cursor()[1] > 0
    five.close()


def test_what_this_desk_recorded_before_lies_where_the_office_has_it(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that served citizens before its first word with central finds its own entries in the snapshot, between the others'."""
    chunks_of_three(monkeypatch)
    five = enrolled(central, tmp_path / "05", "05")
    work(five, 2, seed=5)
    five.push_once()
    work(three, 2, seed=6)
    three.sync_all()
    five.sync_all()
    three.sync_all()
    assert five.sync_status().confirmed_seq == five.store.head.seq
    own = {row[0] for row in five.connections.all("SELECT case_id FROM case_row WHERE own = 1")}
    assert len(own) == 2 and own <= {row[0] for row in rows(three)}
    is_as_rebuilt(five)
    five.close()


def ten_years_behind(central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A new desk with a wrong clock whose day is open: what it records is older than the 90 days of the snapshot it is about to take."""
    monkeypatch.setattr(pull_feed, "SNAPSHOT_FROM", 1)
    add_people(central)
    enrolled(central, tmp_path / "05", "05").close()
    five = open_home(msgspec.structs.replace(settings_of(tmp_path / "05"), at="2016-03-02T09:00+09:00"), ask)
    five.services.open_day(five.services.sign_in("park", PASSWORD), 0)
    return five


def test_what_was_sent_under_a_clock_far_behind_is_confirmed_all_the_same(
    central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries are older than the snapshot's 90 days, and done: they are not in it."""
    five = ten_years_behind(central, tmp_path, monkeypatch)
    five.sync_all()
    (report,) = reports(five.desk)
    assert (report.kind, report.facts["entries"]) == ("snapshot", 0)
    assert five.sync_status().confirmed_seq == five.store.head.seq > 1
    is_as_rebuilt(five)
    five.close()


@pytest.mark.parametrize("recorded_since", [0, 1])
def test_what_is_acknowledged_behind_the_snapshot_that_left_it_out_is_confirmed_too(
    central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded_since: int
) -> None:
    """Central took it, its answer was lost, and a snapshot came before it was sent again."""
    five = ten_years_behind(central, tmp_path, monkeypatch)
    line, stream, batch = five.central, five.store.head.stream, five.store.exchange.batch(100, 100_000)
    assert line is not None and batch is not None
    line.push(stream, batch)
    while five.pull_once(0):
        pass
    assert (five.store.exchange.feed_cursor()[1], five.sync_status().confirmed_seq) == (len(batch.entries), 0)
    for _ in range(recorded_since):
        five.services.sign_in("park", PASSWORD)
    five.sync_all()
    assert five.sync_status().confirmed_seq == five.store.head.seq == len(batch.entries) + recorded_since
    numbers = five.connections.all("SELECT office_seq FROM standing ORDER BY seq")
    assert [row[0] for row in numbers] == list(range(1, five.store.head.seq + 1))
    five.close()


def test_what_comes_with_the_snapshot_lies_beneath_what_is_still_to_be_sent(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other desk cancelled a case of ours before this one, which had not read that, did the same."""
    chunks_of_three(monkeypatch)
    monkeypatch.setattr(snapshot, "CHUNK_ENTRIES_MAX", 1)
    five = enrolled(central, tmp_path / "05", "05")
    (number,) = work(five, 1, seed=5)
    (case_id,) = five.store.cases.find_by_number(number)
    five.push_once()
    three.sync_all()
    for home in (three, five):
        park = home.services.sign_in("park", PASSWORD)
        home.services.cancel_case(park, case_id, "민원인 요청", confirmer=second(home, "han"))
    three.sync_all()
    assert five.central is not None
    take_snapshot(five.desk, five.central, lambda do: do())
    here = contents(five)
    (case,) = [row for row in here["case_kept"] if row[1] == case_id.bytes]
    places = [stream_id for stream_id, _ in decode_places(case[-2])]  # type: ignore[arg-type]
    own = five.store.own.stream_id
    assert places[-1] == own and len(set(places)) == 2
    is_as_rebuilt(five)
    five.sync_all()
    told = {(item.entry_kind, item.code) for item in five.services.disputes()}
    assert told == {("case_cancelled", "step_not_allowed"), ("payment_reversed", "returned_twice")}
    five.close()


@pytest.mark.parametrize("then", ["a page of the feed", "a rebuild", "the feed once more"])
def test_whatever_else_is_done_lies_behind_what_waits(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    """Another thread's, while a snapshot is here and not folded yet."""
    chunks_of_three(monkeypatch)
    five, six = enrolled(central, tmp_path / "05", "05"), enrolled(central, tmp_path / "06", "06")
    for home in (five, six):
        assert home.central is not None
        take_snapshot_module.receive(home.desk, home.central, lambda do: do(), Filling())
    assert len(rows(five)) == 0 and five.store.exchange.feed_cursor() == (0, 0)
    assert check_ledger(five.connections.here, Trust(central_keys=(five.keys.central_public,))).bad == []
    if then == "a rebuild":
        five.store.rebuild()
    elif then == "the feed once more":
        five.store.exchange.read_again()
    else:
        assert five.central is not None
        page = five.central.feed(OFFICE, generation=0, after=0, limit=3)
        assert five.store.exchange.apply_feed(page, asked=(0, 0)) == 0  # asked for before: dropped
    take_snapshot_module.fold(six.desk, lambda do: do(), Filling())
    if then == "the feed once more":
        assert five.store.exchange.feed_cursor()[1] == 0
    else:
        assert five.store.exchange.feed_cursor() == six.store.exchange.feed_cursor()
    for home in (five, six):
        home.sync_all()
    assert contents(five) == contents(six)
    five.close()
    six.close()
