"""A dead computer: the desk enrols again, takes central's snapshot, and reads the backup for what central never got (SYNC §8, G8)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.bootstrap.homes import Home, open_home
from app.domain.errors import Refused, Stopped
from app.services.recovery_reports import reports
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import CentralUnderTest
from tests.impatient import Impatient
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work


def test_a_new_computer_recovers_what_only_the_backup_had(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    old = enrolled(central, tmp_path / "old", "03")
    sent = work(old, 3, seed=1)
    old.sync_all()
    unsent = work(old, 2, seed=2)
    beside = open_home(settings_of(tmp_path / "old"), ask, exclusive=False)
    beside.recovery.back_up(tmp_path / "backup")
    beside.close()
    lost = work(old, 1, seed=3)
    old.close()
    shutil.rmtree(tmp_path / "old")

    new = enrolled(central, tmp_path / "new", "03")
    new.sync_all()
    assert {row[1] for row in rows(new)} == set(sent)
    for told in (1, 4):  # while it is read, and where it would be written
        impatient = Impatient(told)
        with pytest.raises(Stopped):
            new.recovery.restore_from(tmp_path / "backup", impatient)
        assert {row[1] for row in rows(new)} == set(sent) and not reports(new.desk)
    report = new.recovery.restore_from(tmp_path / "backup")
    assert report.facts["recovered"] == new.store.exchange.pending()[0] > 0
    assert report.facts["refused"] == 0
    assert reports(new.desk)[0] == report
    fresh = work(new, 1, seed=4)
    assert not set(fresh) & set(sent + unsent + lost)
    new.sync_all()
    assert new.store.exchange.pending() == (0, None)
    assert {row[1] for row in rows(new)} == set(sent + unsent + fresh)
    # Reading it again recovers nothing more and changes nothing.
    assert new.recovery.restore_from(tmp_path / "backup").facts["recovered"] == 0
    before = rows(new)
    new.store.rebuild()
    assert rows(new) == before
    trust = Trust(central_keys=(new.keys.central_public,))
    assert check_ledger(new.connections.here, trust).bad == []
    assert central.verified().ok
    five = enrolled(central, tmp_path / "05", "05")
    five.sync_all()
    assert rows(five) == rows(new)
    five.close()
    new.close()


def made(central: CentralUnderTest, tmp_path: Path) -> Home:
    """A desk with a backup, and its next computer."""
    add_people(central)
    old = enrolled(central, tmp_path / "old", "03")
    work(old, 2, seed=1)
    old.recovery.back_up(tmp_path / "backup")
    old.close()
    new = enrolled(central, tmp_path / "new", "03")
    new.sync_all()
    return new


def test_a_backup_is_never_overwritten_and_only_read_where_it_belongs(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    new = made(sqlite_central, tmp_path)
    with pytest.raises(Refused, match="backup_exists"):
        new.recovery.back_up(tmp_path / "backup")
    with pytest.raises(Refused, match="backup_missing"):
        new.recovery.restore_from(tmp_path / "nowhere")
    other = enrolled(sqlite_central, tmp_path / "05", "05")
    with pytest.raises(Refused, match="backup_of_another_desk"):
        other.recovery.restore_from(tmp_path / "backup")
    key = tmp_path / "backup" / "backup.key"
    sealed = key.read_bytes()
    key.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))  # one in 256 ends with any given byte
    with pytest.raises(Refused, match="backup_key_wrong"):
        new.recovery.restore_from(tmp_path / "backup")
    assert not (tmp_path / "new" / "restore.tmp").exists()
    other.close()
    new.close()


def test_the_copy_says_nothing_without_its_key(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    made(sqlite_central, tmp_path).close()
    data = (tmp_path / "backup" / "ledger.db").read_bytes()
    assert not data.startswith(b"SQLite format 3")
    assert b"case_received" not in data
