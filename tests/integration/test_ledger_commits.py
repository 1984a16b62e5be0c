"""What a commit leaves behind when it goes wrong, when the program dies after it, and when two lanes read beside it (A7, G1, G7)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.entries import Fact, VisitOpened
from app.domain.errors import Refused, Unavailable
from app.domain.money_entries import PaymentSettled
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ledger.tables import BOOK, PROJECTIONS, WORKING
from app.ports.ids import Ids
from app.services.record_case import record_case
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.desks import NINE, PASSWORD, a_home, on_writer, the_catalogue, the_people


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


def a_draft(index: int, **changes: object) -> Draft:
    form = the_catalogue().forms["resident_registration_copy"]
    drawn = sample(form, seed=4, index=index, today=NINE.date(), people=the_people())
    return msgspec.structs.replace(drawn, **{"tender": "cash", "approval_no": None, "exemption": None, "draft_id": f"d{index}", **changes})


def a_day(home: Home, cases: int) -> tuple[Actor, list[str]]:
    """A day is open and that many papers are recorded; the team leader and the numbers."""
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    return park, [home.services.record_case(park, a_draft(index)).number for index in range(cases)]


def serial(number: str) -> int:
    return int(number.split("-")[-2])


class Disk:
    """A connection whose next COMMIT fails: before anything is written, after all of it is, or with the transaction still open."""

    def __init__(self, home: Home, when: str) -> None:
        self._cache = home.connections.cache
        (self._lane, self._real) = next(iter(self._cache.items()))
        self._when = when
        self._cache[self._lane] = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str, *values: object) -> Any:
        if sql != "COMMIT":
            return self._real.execute(sql, *values)
        self._cache[self._lane] = self._real
        if self._when == "after":
            self._real.execute("COMMIT")
        elif self._when == "before":
            self._real.execute("ROLLBACK")
        raise sqlcipher.OperationalError("database or disk is full" if self._when == "full" else "disk I/O error")


@pytest.mark.parametrize(("when", "code"), [("before", "commit_unknown"), ("after", "commit_unknown"), ("full", "disk_full")])
def test_after_a_commit_that_failed_the_same_draft_is_one_case_and_no_number_is_lost(home: Home, when: str, code: str) -> None:
    park, numbers = a_day(home, 3)
    Disk(home, when)
    with pytest.raises(Unavailable) as failed:
        home.services.record_case(park, a_draft(7))
    assert failed.value.code == code
    again = home.services.record_case(park, a_draft(7))
    after = home.services.record_case(park, a_draft(8))
    assert [serial(each) for each in (*numbers, again.number, after.number)] == [1, 2, 3, 4, 5]
    assert home.store.cases.count() == 5
    home.store.catch_up()
    assert home.store.days.gaps("2026-11-20") == []
    assert check_ledger(home.connections.here, Trust()).bad == []


class Deaf:
    """A connection that can't be told to wait for the disk."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str, *values: object) -> Any:
        if sql == "PRAGMA synchronous = 2":
            raise sqlcipher.OperationalError("disk I/O error")
        return self._real.execute(sql, *values)


def test_after_a_commit_that_did_not_wait_nothing_is_recorded_before_the_disk_is_waited_for_again(home: Home) -> None:
    park, numbers = a_day(home, 1)
    connections = home.connections
    (lane, real) = next(iter(connections.cache.items()))
    connections.cache[lane] = Deaf(real)
    with connections.atomic(on_disk=False) as connection:
        connection.execute("DELETE FROM draft")
    for _ in range(2):
        with pytest.raises(Unavailable):
            home.services.record_case(park, a_draft(7))
    connections.cache[lane] = real
    assert home.store.cases.count() == 1
    assert serial(home.services.record_case(park, a_draft(7)).number) == serial(numbers[0]) + 1
    assert connections.value("PRAGMA synchronous") == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_after_a_commit_that_failed_the_day_is_read_again(home: Home, when: str) -> None:
    park = home.services.sign_in("park", PASSWORD)
    assert home.services.day_status().day is None
    Disk(home, when)
    with pytest.raises(Unavailable, match="commit_unknown"):
        home.services.open_day(park, 0)
    assert (home.services.day_status().day is not None) == (when == "after")


def test_a_bug_inside_a_transaction_takes_everything_back_numbers_too(home: Home) -> None:
    park, numbers = a_day(home, 1)
    before = home.store.head
    with pytest.raises(ZeroDivisionError):
        with home.store.transaction(actor=park.entry_id, day="2026-11-20") as tx:
            assert serial(tx.case_number()) == 2
            raise ZeroDivisionError
    assert home.store.head == before
    assert serial(home.services.record_case(park, a_draft(5)).number) == serial(numbers[0]) + 1


def killed(home: Home, tmp_path: Path) -> Home:
    """The home as the disk has it at this moment, opened by the next start of the program."""
    shutil.copytree(home.settings.home, tmp_path / "after")
    return a_home(tmp_path / "after")


def what_finds(home: Home, park: Actor, number: str, receipt_no: str, name: str) -> list[set[str]]:
    """The cases that a number, a receipt, a draft's id and a name find."""
    by_draft, payment = home.store.cases.find_draft("d1"), home.store.cases.payment(receipt_no)
    assert payment is not None and isinstance(payment[1], PaymentSettled)
    paid = [home.store.cases.find(each.case_id) for each in payment[1].allocations]
    found = {row.number for row in home.services.find_cases(park, name)}
    return [
        {row.number for row in home.services.find_cases(park, number)},
        {case.number for case in paid if case},
        {by_draft.number if by_draft else ""},
        found & {number},
    ]


@pytest.mark.parametrize("indexed", [0, 2])
def test_killed_before_the_index_took_them_cases_are_found_all_the_same(home: Home, tmp_path: Path, indexed: int) -> None:
    park, numbers = a_day(home, indexed)
    if indexed:
        home.store.catch_up()
    numbers += [home.services.record_case(park, a_draft(index)).number for index in range(indexed, 4)]
    case = home.store.cases.find_draft("d1")
    assert case is not None
    name = str(case.applicant["name"])
    after = killed(home, tmp_path)
    assert after.connections.value("SELECT count(*) FROM search_pending") == 4 - indexed
    again = after.services.sign_in("park", PASSWORD)
    assert what_finds(after, again, numbers[1], case.receipts[0], name) == [{numbers[1]}] * 4
    assert after.services.record_case(again, a_draft(1)).number == numbers[1]
    assert after.store.cases.count() == 4
    after.close()


def test_made_again_while_cases_wait_for_the_index_everything_is_found(home: Home) -> None:
    park, numbers = a_day(home, 4)
    case = home.store.cases.find_draft("d1")
    assert case is not None
    assert home.connections.value("SELECT count(*) FROM search_pending") == 4
    home.store.rebuild()
    assert home.connections.value("SELECT count(*) FROM search_pending") == 0
    assert what_finds(home, park, numbers[1], case.receipts[0], str(case.applicant["name"])) == [{numbers[1]}] * 4
    assert serial(home.services.record_case(park, a_draft(9)).number) == 5


def test_a_draft_of_another_desk_is_not_ours_even_while_it_waits_for_the_index(home: Home, tmp_path: Path) -> None:
    a_day(home, 2)
    home.connections.here.execute("UPDATE case_kept SET own = 0")  # as if both had come with the feed
    after = killed(home, tmp_path)
    assert after.store.cases.find_draft("d1") is None
    after.close()


def test_an_entry_above_its_limit_is_refused_and_nothing_is_written(home: Home) -> None:
    park, _ = a_day(home, 0)
    before = home.store.head
    with pytest.raises(Refused, match="entry_too_large"):
        with home.store.transaction(actor=park.entry_id, day="2026-11-20") as tx:
            tx.append(Fact(VisitOpened(ticket="x" * 70_000), home.desk.ids.new_id()))
    assert home.store.head == before


# ── connections and lanes ──


def pragma(home: Home, name: str) -> object:
    return home.connections.value(f"PRAGMA {name}")


PROMISED = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: NORMAL lost acknowledged commits when the power was cut
    "recursive_triggers": 1,
    "foreign_keys": 1,
    "wal_autocheckpoint": 4000,
    "busy_timeout": 5000,
    "temp_store": 2,  # nothing of the encrypted file in a plain temporary one
}


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "lanes", on_lanes=True)
    yield opened
    opened.close()


def on_reader(home: Home, work: Callable[[], object]) -> object:
    assert home.lanes is not None
    return home.lanes.reader.submit(work).result()


@pytest.mark.parametrize("name", PROMISED)
def test_both_lanes_have_the_settings_that_keep_what_was_committed(lanes: Home, name: str) -> None:
    assert on_writer(lanes, lambda: pragma(lanes, name)) == PROMISED[name]
    assert on_reader(lanes, lambda: pragma(lanes, name)) == PROMISED[name]


def test_the_engine_is_new_enough_and_the_file_is_encrypted(lanes: Home) -> None:
    assert sqlcipher.sqlite_version_info >= (3, 51, 3)
    assert on_writer(lanes, lambda: pragma(lanes, "cipher_version"))
    assert not (lanes.settings.home / "ledger.db").read_bytes().startswith(b"SQLite format")


def test_the_reader_may_only_read_and_other_threads_may_nothing(lanes: Home) -> None:
    def write() -> None:
        lanes.connections.here.execute("DELETE FROM draft")

    def commit() -> None:
        with lanes.connections.atomic():
            raise AssertionError("a transaction began on the reader lane")

    with pytest.raises(sqlcipher.DatabaseError, match="readonly"):
        on_reader(lanes, write)
    with pytest.raises(RuntimeError, match="writer lane"):
        on_reader(lanes, commit)
    with pytest.raises(RuntimeError, match="outside its two lanes"):
        lanes.connections.all("SELECT 1")


def test_what_one_lane_read_while_the_other_committed_is_not_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    days, park = home.store.days, home.services.sign_in("park", PASSWORD)
    read_last, read_lamps = days._read_last, days._read_lamps

    def then_committed(read: Callable[[], object], commit: Callable[[], object]) -> Callable[[], object]:
        def work() -> object:
            found = read()
            monkeypatch.undo()
            commit()
            return found

        return work

    monkeypatch.setattr(days, "_read_last", then_committed(read_last, lambda: home.services.open_day(park, 0)))
    days.forget()
    assert days.last() is None
    assert (opened := days.last()) is not None and opened.day == "2026-11-20"
    monkeypatch.setattr(days, "_read_lamps", then_committed(read_lamps, lambda: home.services.set_lamp(park, "seal", True)))
    days.forget()
    assert days.lamps() == []
    assert [lamp.system for lamp in days.lamps()] == ["seal"]


class AlikeIds:
    """Ids whose last ten bits are all zero: two cases of one millisecond want the same key."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def new_id(self) -> UUID:
        return UUID(int=self._ids.new_id().int & ~1023)

    def random_bytes(self, length: int) -> bytes:
        return self._ids.random_bytes(length)


def test_cases_that_want_the_same_key_all_keep_a_row_of_their_own(home: Home) -> None:
    park, _ = a_day(home, 0)
    desk = replace(home.desk, ids=AlikeIds(home.desk.ids))
    made = [record_case(desk, park, a_draft(index)) for index in range(3)]
    keys = [key for (key,) in home.connections.all("SELECT case_key FROM case_row ORDER BY case_key")]
    assert keys == [keys[0], keys[0] + 1, keys[0] + 2]
    assert [home.store.cases.row(each.case_id).number for each in made] == [each.number for each in made]
    home.store.catch_up()
    assert [home.store.cases.find_by_number(each.number) for each in made] == [[each.case_id] for each in made]
    assert home.store.rebuild() > 0
    assert [home.store.cases.find_by_number(each.number) for each in made] == [[each.case_id] for each in made]


def test_every_table_is_of_the_book_or_can_be_computed_again_or_is_never_touched(home: Home) -> None:
    """What stood in no list would outlive `rebuild` with what it said before, or be lost by it unseen (ARCHITECTURE A1)."""
    found = home.connections.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    beside_the_search = {f"search_{each}" for each in ("config", "data", "docsize", "idx")}  # FTS5 makes and drops them with their table
    there = sorted({str(name) for (name,) in found} - beside_the_search - {"schema_migration"})
    assert there == sorted((*BOOK, *PROJECTIONS, *WORKING))
