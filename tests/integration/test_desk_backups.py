"""Backups of a desk on real disks: after a closing, tried out, kept and removed, killed in the middle, and for another building."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest

from app.bootstrap.backup import ABOUT_FILE, KEY_FILE, LEDGER
from app.bootstrap.backup_notes import FAILURE
from app.bootstrap.home_backups import HomeBackups
from app.bootstrap.homes import Home
from app.domain.backups import BackupChecked, quarter_for, quarter_of
from app.domain.entries import DocumentIssued
from app.domain.errors import IntegrityViolated, Refused, Stopped, Unavailable
from app.domain.readiness import ReadyLine
from app.ledger import database
from app.ledger.entry_reader import RAW_COLUMNS
from app.ledger.home_lock import FileLock
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import SEOUL
from app.services.make_sample import make_samples
from app.wire.codec import decode_body
from tests.desks import NINE, PASSWORD, a_home, on_writer, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.impatient import Impatient
from tests.patience import PATIENCE_S


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A desk whose copies go to `usb`; three of them are kept."""
    made = a_home(tmp_path / "home")
    (tmp_path / "usb").mkdir()
    made.services.backups.set_plan(made.services.sign_in("park", PASSWORD), tmp_path / "usb", 3)
    yield made
    made.close()


def moved_to(home: Home, at: datetime) -> None:
    """The desk's clock shows that moment."""
    assert isinstance(home.desk.clock, FixedClock)
    home.desk.clock.advance(at - home.desk.clock.now())


def a_day(home: Home, at: datetime, *, seed: int = 1) -> None:
    """A day with a case was opened and closed at that moment."""
    moved_to(home, at)
    lee = home.services.sign_in("lee", PASSWORD)
    home.services.open_day(lee)
    for draft in make_samples(the_catalogue(), the_people(), service="acknowledgement_filing", count=1, seed=seed, today=at.date()):
        home.services.record_case(lee, draft)
    home.services.close_day(lee, confirmer=second(home, "park"))


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("minwon-*"))


def ready(home: Home, code: str) -> ReadyLine:
    offline = home.services.offline
    return next(line for line in offline.readiness(offline.machine_facts()) if line.code == code)


def test_each_closing_leaves_a_checked_copy_and_older_ones_make_room(home: Home, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    for name in ("minwon-26410-03-photos", "minwon-26410-04-20261101-180000", "minwon-26410-03-20261101-180000"):
        (usb / name).mkdir()  # of others: none of these was written by this desk's closings
        (usb / name / LEDGER).write_bytes(b"not ours")
    home.recovery.back_up(usb / "minwon-26410-03-20261102-180000")  # by hand, so it is the hand's to remove
    others = copies(usb)
    for day in range(5):
        a_day(home, NINE + timedelta(days=day), seed=day + 1)
        taken = home.services.backups.after_closing()
        assert taken is not None and taken.removed == (1 if day > 2 else 0)
        assert taken.entries == home.store.head.seq
    kept = [f"minwon-26410-03-202611{day}-090000" for day in (22, 23, 24)]
    assert copies(usb) == sorted(others + kept)
    assert home.services.backups.check(usb / kept[-1]).behind == 0
    assert home.services.backups.check(usb / kept[0]).behind == home.store.head.seq - home.services.backups.check(usb / kept[0]).seq > 0
    assert [path.name for path in usb.iterdir() if path.name.startswith(".")] == []


def test_a_copy_with_something_else_in_its_folder_is_removed_but_for_that(home: Home, tmp_path: Path) -> None:
    backups, usb = home.services.backups, tmp_path / "usb"
    first = backups.take_now().folder
    (Path(first) / "메모.txt").write_text("지우지 마십시오", encoding="utf-8")
    for _ in range(3):
        backups.take_now()
    assert [path.name for path in Path(first).iterdir()] == ["메모.txt"]
    assert len([name for name in copies(usb) if (usb / name / LEDGER).exists()]) == 3


def test_a_folder_that_is_away_is_said_and_undoes_no_closing(home: Home, tmp_path: Path) -> None:
    a_day(home, NINE)
    home.services.backups.take_now()
    assert (ready(home, "backup").level, ready(home, "backup").say) == ("ok", "ok")
    (tmp_path / "usb").rename(tmp_path / "pulled out")
    a_day(home, NINE + timedelta(hours=9), seed=2)
    head = home.store.head
    with pytest.raises(Unavailable, match="backup_folder_away"):
        home.services.backups.after_closing()
    assert (home.store.head, home.services.closed_days()[0].day) == (head, "2026-11-20/2")
    assert not (tmp_path / "usb").exists()  # it is not made anew on the disk of the ledger
    line = ready(home, "backup")
    assert (line.level, line.say, line.facts["why"]) == ("warn", "failed", "backup_folder_away")
    moved_to(home, NINE + timedelta(days=4))
    assert ready(home, "backup").level == "bad"
    (tmp_path / "pulled out").rename(tmp_path / "usb")
    home.services.backups.take_now()
    assert (ready(home, "backup").level, ready(home, "backup").say) == ("ok", "ok")


def test_a_disk_that_is_full_in_the_middle_leaves_nothing_that_counts(home: Home, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("app.bootstrap.backup.first_file", side_effect=full), pytest.raises(Unavailable, match="disk_full"):
        home.services.backups.take_now()
    assert copies(usb) == [] and ready(home, "backup").facts["why"] == "disk_full"
    assert list(usb.iterdir()) == []


@pytest.mark.parametrize("where", ["copied", "keyed", "whole"])
def test_killed_in_the_middle_there_is_no_half_file_that_counts_as_a_backup(home: Home, tmp_path: Path, where: str) -> None:
    """The process is gone at that point of a copy, as after a kill or a power cut: no clean-up of ours runs."""
    usb = tmp_path / "usb"
    places = {"copied": "app.bootstrap.backup.first_file", "keyed": "app.bootstrap.backup.sync_folder", "whole": "os.fsync"}
    child = os.fork()
    if child == 0:
        if where == "whole":
            HomeBackups._checked = lambda *_: os._exit(9)  # type: ignore[method-assign]
            home.services.backups.take_now()
        with patch(places[where], side_effect=lambda *_: os._exit(9)):
            home.services.backups.take_now()
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    (left,) = usb.iterdir()
    assert left.name.startswith(".") and copies(usb) == []
    assert (left / LEDGER).exists() == (where != "copied")
    assert ready(home, "backup").say == "never"
    taken = home.services.backups.take_now()
    assert copies(usb) == [Path(taken.folder).name] and len(list(usb.iterdir())) == 1
    assert home.services.backups.check(Path(taken.folder)).behind == 0


def test_a_check_feeds_the_restore_test_and_leaves_backup_and_ledger_as_they_are(home: Home, tmp_path: Path) -> None:
    folder = Path(home.services.backups.take_now().folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    head = home.store.head
    assert (ready(home, "restore").level, ready(home, "restore").say) == ("warn", "never")
    found = home.services.backups.check(folder)
    assert (found.seq, found.entries, found.behind) == (head.seq, head.seq, 0)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before and home.store.head == head
    assert ready(home, "restore").level == "ok"
    moved_to(home, NINE + timedelta(days=31))
    assert (ready(home, "restore").level, ready(home, "restore").say) == ("warn", "old")
    assert not any((tmp_path / "home").rglob("copy"))


def test_one_changed_byte_anywhere_in_the_copy_is_found(home: Home) -> None:
    a_day(home, NINE)
    folder = Path(home.services.backups.take_now().folder)
    good = (folder / LEDGER).read_bytes()
    for place in range(100, len(good), len(good) // 12):
        (folder / LEDGER).write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(IntegrityViolated, match="backup_damaged"):
            home.services.backups.check(folder)
    for size in (len(good) // 2, 4096, 17):
        (folder / LEDGER).write_bytes(good[:size])
        with pytest.raises(IntegrityViolated, match="backup_damaged"):
            home.services.backups.check(folder)
    assert ready(home, "restore").say == "never"
    (folder / LEDGER).write_bytes(good)
    assert home.services.backups.check(folder).behind == 0


def test_a_copy_that_says_more_than_it_holds_and_one_of_another_past_are_found(home: Home, tmp_path: Path) -> None:
    folder = Path(home.services.backups.take_now().folder)
    about = (folder / ABOUT_FILE).read_text(encoding="utf-8")
    (folder / ABOUT_FILE).write_text(about.replace(f"seq = {home.store.head.seq}", f"seq = {home.store.head.seq + 5}"), encoding="utf-8")
    with pytest.raises(IntegrityViolated, match="backup_differs"):
        home.services.backups.check(folder)
    (folder / ABOUT_FILE).write_text(about, encoding="utf-8")
    home.connections.copy_to(tmp_path / "aside.db")
    a_day(home, NINE, seed=1)
    other = Path(home.services.backups.take_now().folder)
    home.close()
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (tmp_path / "home" / name).unlink(missing_ok=True)
    shutil.copy2(tmp_path / "aside.db", tmp_path / "home" / "ledger.db")
    again = a_home(tmp_path / "home")
    try:
        for seed in range(2, 5):
            a_day(again, NINE + timedelta(days=seed), seed=seed)
        with pytest.raises(IntegrityViolated, match="backup_differs"):
            again.services.backups.check(other)
        assert again.services.backups.check(folder).behind == again.store.head.seq - again.services.backups.check(folder).seq
    finally:
        again.close()


def test_a_second_program_waits_for_nobody_and_is_told(home: Home, tmp_path: Path) -> None:
    room = tmp_path / "home" / "backup.tmp"
    room.mkdir(exist_ok=True)
    held = FileLock(room)
    with pytest.raises(Unavailable, match="backup_running"):
        home.services.backups.take_now()
    held.release()
    assert home.services.backups.take_now().entries == home.store.head.seq


def test_whoever_closes_the_window_during_a_copy_still_gets_it(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    home = a_home(tmp_path / "home", on_lanes=True)
    park = on_writer(home, lambda: home.services.sign_in("park", PASSWORD))
    home.services.backups.set_plan(park, tmp_path / "usb")
    under_way, closing = Event(), Event()
    check, finish = HomeBackups._checked, HomeBackups.finish

    def slow_check(self: HomeBackups, folder: Path, progress: Progress) -> BackupChecked:
        under_way.set()
        assert closing.wait(PATIENCE_S)
        return check(self, folder, progress)

    def closing_now(self: HomeBackups) -> None:
        closing.set()
        finish(self)

    with patch.object(HomeBackups, "_checked", slow_check), patch.object(HomeBackups, "finish", closing_now), ThreadPoolExecutor(1) as pool:
        taken = pool.submit(home.services.backups.take_now)
        assert under_way.wait(PATIENCE_S)
        home.close()
        assert copies(tmp_path / "usb") == [Path(taken.result().folder).name]


def test_where_copies_go_is_the_leaders_word_and_never_the_desks_own_folder(home: Home, tmp_path: Path) -> None:
    backups = home.services.backups
    lee, park = home.services.sign_in("lee", PASSWORD), home.services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        backups.set_plan(lee, tmp_path / "usb")
    with pytest.raises(Refused, match="not_allowed"):
        backups.offsite(lee, tmp_path / "usb", "B-1", "정보통신과")
    (tmp_path / "home" / "inside").mkdir()
    for wrong in (Path("usb"), tmp_path / "home", tmp_path / "home" / "inside"):
        with pytest.raises(Refused, match="backup_folder_wrong"):
            backups.set_plan(park, wrong)
    with pytest.raises(Unavailable, match="backup_folder_away"):
        backups.set_plan(park, tmp_path / "nowhere")
    for keep in (0, 401):
        with pytest.raises(Refused, match="backup_keep_invalid"):
            backups.set_plan(park, tmp_path / "usb", keep)
    assert (backups.plan().folder, backups.plan().keep) == (str(tmp_path / "usb"), 3)
    backups.set_plan(park, None)
    assert backups.after_closing() is None and list((tmp_path / "usb").iterdir()) == []
    with pytest.raises(Refused, match="backup_not_set"):
        backups.take_now()


def test_the_quarters_set_leaves_with_its_slip_and_only_then_the_page_is_content(home: Home, tmp_path: Path) -> None:
    park, backups, usb = home.services.sign_in("park", PASSWORD), home.services.backups, tmp_path / "usb"
    assert ready(home, "offsite").level == "ok"  # nothing was done in the quarter before
    a_day(home, datetime(2026, 12, 10, 9, tzinfo=SEOUL))
    moved_to(home, datetime(2027, 1, 4, 9, tzinfo=SEOUL))
    assert (ready(home, "offsite").say, ready(home, "offsite").facts) == ("missing", {"quarter": "2026-Q4"})
    for medium, receiver, code in (("", "정보통신과", "medium_needed"), ("B-4", " ", "receiver_needed"), ("B" * 61, "과", "name_invalid")):
        with pytest.raises(Refused, match=code):
            backups.offsite(park, usb, medium, receiver)
    head = home.store.head.seq
    slip, found = backups.offsite(park, usb, "B-2026-4", "정보통신과 정하나")
    assert (slip.quarter, slip.medium, slip.giver, slip.receiver, slip.number, slip.seq) == (
        "2026-Q4",
        "B-2026-4",
        "박가람",
        "정보통신과 정하나",
        1,
        head,
    )
    folder = Path(found.folder)
    assert folder == usb / "minwon-26410-03-2026-Q4-20270104"
    sums = {line[66:]: line[:64] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    *copied, last = slip.files
    assert {each.name: each.sha256.hex() for each in copied} == sums and last.name == "SHA256SUMS"
    for each in slip.files:
        data = (folder / each.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (each.size, each.sha256.hex())
    assert {each.name for each in copied} == {LEDGER, KEY_FILE, ABOUT_FILE}
    assert ready(home, "offsite").say == "ok" and backups.check(folder).behind == 1
    (stored,) = [row for row in home.store.book.entries() if row[1] == home.store.head.seq]
    entry = decode_body("document_issued", stored[RAW_COLUMNS.index("body")])
    assert entry == DocumentIssued(document="offsite_slip", ref="26410-03-2026-Q4", sha256=bytes.fromhex(sums[LEDGER]))
    with pytest.raises(Refused, match="backup_exists"):
        backups.offsite(park, usb, "B-2026-5", "정보통신과 정하나")
    (tmp_path / "second").mkdir()
    assert backups.offsite(park, tmp_path / "second", "B-2026-5", "정보통신과 정하나")[0].number == 2
    for _ in range(5):
        backups.take_now()
    assert (folder / LEDGER).exists()  # a set is nobody's to prune


def test_which_quarter_a_set_is_for() -> None:
    for day, quarter in (("2026-09-16", "2026-Q2"), ("2026-09-17", "2026-Q3"), ("2026-10-01", "2026-Q3"), ("2026-12-31", "2026-Q4")):
        assert quarter_for(datetime.fromisoformat(day).date()) == quarter
    assert [quarter_of(datetime(2026, month, 1).date())[-1] for month in range(1, 13)] == list("111222333444")
    assert quarter_for(datetime(2027, 1, 2).date()) == "2026-Q4"


@pytest.mark.parametrize("patience", [0, 1, 2])
def test_a_copy_that_is_stopped_leaves_nothing_and_is_no_failure(tmp_path: Path, patience: int) -> None:
    """Broken off in the copy itself, and later in its check."""
    (tmp_path / "usb").mkdir()
    home = a_home(tmp_path / "home")
    try:
        park = home.services.sign_in("park", PASSWORD)
        home.services.backups.set_plan(park, tmp_path / "usb")
        with pytest.raises(Stopped):
            home.services.backups.take_now(Impatient(patience))
        assert list((tmp_path / "usb").iterdir()) == []
        assert not (tmp_path / "home" / FAILURE).exists()
        copy = Path(home.services.backups.take_now(UNWATCHED).folder)
        with pytest.raises(Stopped):
            home.services.backups.check(copy, Impatient(0))
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Stopped):
            patch.setattr(database, "_STEPS", 1)  # so small a ledger is copied before anybody looks
            home.recovery.back_up(tmp_path / "by-hand", Impatient(400 * patience))
        assert not (tmp_path / "by-hand").exists()
        assert home.services.offline.check_ledger()[1] == 0
    finally:
        home.close()


def test_a_long_question_that_is_stopped_is_broken_off_and_the_next_one_answered(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    ledger = home.connections
    long = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) SELECT sum(x) FROM n"
    with pytest.raises(Stopped), ledger.stoppable(Impatient(1)):
        ledger.value(long)
    assert ledger.value("SELECT 1") == 1
    with pytest.raises(IntegrityViolated, match="backup_damaged"), ledger.stoppable(Impatient(1_000)):
        raise IntegrityViolated("backup_damaged")  # what nobody stopped says what it is
    home.close()
