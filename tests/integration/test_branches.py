"""A ledger put back from a copy, or carried to another machine, goes on in a branch: no number twice, nothing forgotten (SYNC §8)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.bootstrap import homes
from app.bootstrap.homes import Home, open_home
from app.services.recovery_reports import reports
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import CentralUnderTest
from tests.desks import second
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work

LEDGER = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


@pytest.fixture
def folder(sqlite_central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk's home, enrolled; its anchor lies outside it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    add_people(sqlite_central)
    enrolled(sqlite_central, tmp_path / "03", "03").close()
    return tmp_path / "03"


def opened(folder: Path) -> Home:
    return open_home(settings_of(folder), ask)


def copy_of(folder: Path) -> Path:
    """The ledger as it stands, put aside; the home is closed."""
    aside = folder.parent / "aside"
    aside.mkdir(exist_ok=True)
    for name in LEDGER:
        if (folder / name).exists():
            shutil.copy2(folder / name, aside / name)
    return aside


def put_back(folder: Path) -> None:
    for name in LEDGER:
        (folder / name).unlink(missing_ok=True)
    for path in (folder.parent / "aside").iterdir():
        shutil.copy2(path, folder / path.name)


def verified(home: Home) -> None:
    trust = Trust(
        device_keys={home.desk.identity.device_id.bytes: (home.desk.signer.public_key,)}, central_keys=(home.keys.central_public,)
    )
    assert check_ledger(home.connections.here, trust).bad == []


def test_an_older_ledger_goes_on_in_a_branch_and_what_central_has_comes_back(sqlite_central: CentralUnderTest, folder: Path) -> None:
    home = opened(folder)
    before = work(home, 2, seed=1)
    home.close()
    copy_of(folder)
    home = opened(folder)
    sent = work(home, 3, seed=2)
    home.sync_all()
    lost = work(home, 2, seed=3)
    known = rows(home)
    last = home.store.head
    home.close()

    put_back(folder)
    home = opened(folder)
    stream = home.store.head.stream
    assert stream.branch > 0
    assert stream.epoch == 1
    (report,) = reports(home.desk)
    (span,) = report.missing
    assert (span.stream, span.last) == (str(last.stream), last.seq)
    assert home.services.worklist_counts()["dispute"] == 1
    # The day of the old branch may have been closed in what is missing: the next part opens.
    fresh = work(home, 2, seed=4)
    assert home.services.day_status().day == "2026-11-20/2"
    assert not set(fresh) & set(before + sent + lost)
    assert all("E1" in number for number in fresh)
    home.sync_all()
    home.sync_all()
    numbers = {row[1] for row in rows(home)}
    assert numbers == set(before + sent + fresh)
    assert [row for row in known if row[1] in numbers] == [row for row in rows(home) if row[1] in {each[1] for each in known}]
    assert home.store.exchange.pending() == (0, None)
    before_rebuild = rows(home)
    home.store.rebuild()
    assert rows(home) == before_rebuild
    verified(home)
    home.close()
    assert sqlite_central.verified().ok
    # Opened again it goes on where it was: one branch, not one for each start.
    home = opened(folder)
    assert home.store.head.stream == stream
    assert len(reports(home.desk)) == 1
    home.close()


def test_what_was_pending_in_the_old_branch_is_sent_before_the_new_one(sqlite_central: CentralUnderTest, folder: Path) -> None:
    home = opened(folder)
    pending = work(home, 2, seed=1)
    home.close()
    copy_of(folder)
    home = opened(folder)
    lost = work(home, 1, seed=2)
    home.close()
    put_back(folder)
    home = opened(folder)
    fresh = work(home, 1, seed=3)
    assert len(home.store.exchange.outgoing()) == 2
    home.sync_all()
    assert home.store.exchange.pending() == (0, None)
    assert {row[1] for row in rows(home)} == set(pending + fresh)
    assert set(lost).isdisjoint(fresh)
    report = sqlite_central.verified()
    assert report.ok
    assert report.streams == 2
    home.close()


def test_a_home_on_another_machine_goes_on_in_a_branch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = opened(folder)
    first = work(home, 1, seed=1)
    home.close()
    monkeypatch.setattr(homes, "machine_mark", lambda: bytes(32))
    home = opened(folder)
    assert [(report.kind, report.facts["reason"]) for report in reports(home.desk)] == [("branch", "other_machine")]
    assert set(work(home, 1, seed=2)).isdisjoint(first)
    home.close()
    home = opened(folder)
    assert len(reports(home.desk)) == 1
    home.close()


def test_the_days_before_a_branch_stay_readable_and_nothing_is_written_into_them(folder: Path) -> None:
    home = opened(folder)
    work(home, 2, seed=1)
    park = home.services.sign_in("park", "sam-pass-2026")
    closed = home.services.close_day(park, confirmer=second(home), counted_won=None)
    home.close()
    copy_of(folder)
    home = opened(folder)
    work(home, 1, seed=2)
    home.close()
    put_back(folder)
    home = opened(folder)
    work(home, 1, seed=3)
    park = home.services.sign_in("park", "sam-pass-2026")
    later = home.services.close_day(park, confirmer=second(home), counted_won=None)
    days = home.services.closed_days()
    assert [each.label for each in days] == [later.label, closed.label]
    assert later.label != closed.label
    assert home.services.day_report(park, "2026-11-20").closing_label == closed.label
    home.close()
