"""A new desk takes open cases and the last 90 days at once, and the feed goes on from there (SYNC §5)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.central import admin, snapshot
from app.domain.errors import IntegrityViolated
from app.ledger import exchange
from app.ledger.projections import decode_places
from app.ledger.tables import PROJECTIONS
from app.services import pull_feed
from app.services.recovery_reports import reports
from app.services.take_snapshot import Filling, take_snapshot
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords, second
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work

OLD = "2026-06-01T09:00+09:00"
OWN = [["구분", "민원", "이름", "본뜬 민원", "정한 근거"], ["고유민원", "own_noise", "소음 측정 신청", "other_petition", "조례 제1호"]]
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
    far: list[tuple[int, int] | None] = []
    five.store.on_change(lambda kinds, cases: far.append(five.sync_status().filling))
    five.sync_all()
    (report,) = reports(five.desk)
    assert report.kind == "snapshot"
    # Whoever looks meanwhile is told how far it is, and afterwards that nothing is taken any more.
    assert far[0] == (0, 0) and (report.facts["entries"], report.facts["entries"]) in far
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
    far: list[tuple[int, int] | None] = []
    filling = Filling(lambda: far.append(filling.told))
    with pytest.raises(IntegrityViolated, match="snapshot_wrong"):
        take_snapshot(five.desk, line, lambda do: do(), filling)
    assert far == [(0, 0), *((taken, manifest.entries) for taken in (0, 3, 6)), None]
    assert five.store.exchange.feed_cursor() == (0, 0)
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


@pytest.mark.parametrize("cut", [1, 3])
def test_however_many_entries_are_read_at_once_the_book_is_the_same(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """A case whose entries lie in several parts of a page is folded on from what stands in the book already."""
    five, six = enrolled(central, tmp_path / "05", "05"), enrolled(central, tmp_path / "06", "06")
    five.sync_all()
    monkeypatch.setattr(exchange, "AT_ONCE", cut)
    six.sync_all()
    whole, parts = contents(five), contents(six)
    assert len(whole["entry"]) > 3 * cut and any(len(decode_places(row[-2])) > 2 for row in whole["case_kept"])  # type: ignore[arg-type]
    assert parts == whole
    trust = Trust(central_keys=(six.keys.central_public,))
    assert check_ledger(six.connections.here, trust).bad == []
    five.close()
    six.close()


def chunks_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "CHUNK_ENTRIES_MAX", 3)
    monkeypatch.setattr(snapshot, "REUSED_WITHIN", -1)


def test_the_disk_is_waited_for_with_the_last_chunk_and_with_what_is_recorded_meanwhile(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks_of_three(monkeypatch)
    five = enrolled(central, tmp_path / "05", "05")
    line, said, commits = five.central, ["PRAGMA synchronous = 2"], []
    assert line is not None

    def heard(sql: str) -> None:
        if sql.startswith("PRAGMA synchronous ="):
            said.append(sql)
        elif sql == "COMMIT":
            commits.append(int(said[-1].rpartition("=")[2]))

    def recorded() -> None:
        if filling.told is not None and filling.told[0] == 6:
            five.store.working.put_setting("a clerk's work", b"between two chunks")
            commits.append(0)

    filling = Filling(recorded)
    five.connections.here.set_trace_callback(heard)
    take_snapshot(five.desk, line, lambda do: do(), filling)
    five.connections.here.set_trace_callback(None)
    chunks = len(line.snapshot(OFFICE).chunks)
    assert chunks > 3
    told = commits.index(0)
    assert commits[:told] == [1, 1, 2]
    assert commits[told + 1 :][: chunks - 2] == [*[1] * (chunks - 3), 2]
    assert set(commits[told + chunks - 1 :]) == {2}
    assert five.connections.value("PRAGMA synchronous") == 2
    five.close()


@pytest.mark.parametrize("lost", [1, 5_000, 60_000])
def test_a_power_cut_in_the_middle_leaves_a_desk_that_takes_it_again(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """The end of the log that nobody waited for is gone, in the middle of a page too."""
    chunks_of_three(monkeypatch)
    folder, kept = tmp_path / "05", tmp_path / "as the power went"
    five = enrolled(central, folder, "05")
    line = five.central
    assert line is not None

    def cut() -> None:
        if filling.told is not None and filling.told[0] == 9:
            kept.mkdir()
            for each in folder.glob("ledger.db*"):
                shutil.copy(each, kept)

    filling = Filling(cut)
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
