"""A backup that was in others' hands, made by somebody who has an office's keys: nothing gets into the book that the desk did not sign."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.bootstrap.backup import KEY_FILE, LEDGER, restore_from
from app.bootstrap.homes import Home
from app.crypto.signer import Ed25519Signer
from app.domain.entries import VisitOpened
from app.domain.errors import IntegrityViolated, Refused, Stopped, Unavailable
from app.ledger.database import Connections
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import CentralUnderTest
from tests.desks import ROOT
from tests.impatient import Impatient
from tests.integration.test_backups import made
from tests.later_release import later_release
from tests.streams import Stream


class Found(NamedTuple):
    """The desk's next computer, and a backup of the one before, of which central has nothing."""

    home: Home
    backup: Path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """For all tests: a home that recovers nothing stays as it was."""
    folder = tmp_path_factory.mktemp("hostile")
    central = CentralUnderTest(folder / "central")
    central.start()
    home = made(central, folder)
    yield Found(home, folder / "backup")
    home.close()
    central.close()


@pytest.fixture
def new(found: Found, tmp_path: Path) -> Home:
    """That computer; its backup is a copy in the test's own folder."""
    shutil.copytree(found.backup, tmp_path / "backup")
    return found.home


def changed(home: Home, backup: Path, change: Callable[[Any], object]) -> None:
    """The backup's ledger is another one: whoever sits at a computer of the office can open it."""
    sealed = (backup / KEY_FILE).read_bytes()
    key = bytes.fromhex(home.desk.sealer.unseal(sealed, entry_id=home.desk.identity.device_id, field_id="backup"))
    connections = Connections(backup / LEDGER, key, ROOT / "migrations" / "local")
    here = connections.here
    (trigger,) = here.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_immutable'").fetchone()
    here.execute("DROP TRIGGER entry_immutable")
    change(here)
    if here.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry' AND type = 'table'").fetchone():
        here.execute(trigger)
    here.commit()
    here.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.leave()


def restored(home: Home, tmp_path: Path) -> dict[str, Any]:
    return dict(home.recovery.restore_from(tmp_path / "backup").facts)


def sound(home: Home) -> bool:
    return check_ledger(home.connections.here, Trust(central_keys=(home.keys.central_public,))).bad == []


def test_a_backup_brings_no_stream_of_a_key_that_was_never_the_desks(new: Home, tmp_path: Path) -> None:
    identity = new.desk.identity
    forged = Stream(desk="03", device_id=identity.device_id, epoch=9, central_id=identity.central_id, signer=Ed25519Signer(bytes([7]) * 32))
    forged.add(VisitOpened(ticket="1"))

    def add(here: Any) -> None:
        here.execute("UPDATE stream SET desk = '05'")
        here.execute(
            "INSERT INTO stream (device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id) "
            "VALUES (?, 9, 0, '26410', '03', 1, ?, ?, ?, ?)",
            (identity.device_id.bytes, forged.root, bytes(32), forged.signer.public_key, identity.central_id),
        )
        stream_id = here.execute("SELECT max(stream_id) FROM stream").fetchone()[0]
        entry = forged.entries[0]
        here.execute(
            "INSERT INTO entry (place, entry_id, header, salt, body, digest, hash, head_sig, own, kind, business_day, recorded_at) "
            "SELECT ?, entry_id, ?, ?, ?, ?, ?, ?, 1, 'visit_opened', '2026-11-20', 0 FROM entry LIMIT 1",
            (stream_id << 40 | 1, entry.header, entry.salt, entry.body, forged.digest_at(1), forged.hash_at(1), forged.sign(1)),
        )

    changed(new, tmp_path / "backup", add)
    with pytest.raises(Refused, match="backup_of_another_desk"):
        restored(new, tmp_path)
    assert new.connections.value("SELECT count(*) FROM stream WHERE epoch = 9") == 0
    assert sound(new)


def test_content_that_is_not_bound_to_its_signature_is_not_believed(new: Home, tmp_path: Path) -> None:
    changed(
        new,
        tmp_path / "backup",
        lambda here: here.execute("UPDATE entry SET salt = NULL WHERE kind = 'case_received'"),
    )
    facts = restored(new, tmp_path)
    assert facts["refused"] > 0
    assert new.connections.all("SELECT * FROM case_row") == []
    assert sound(new)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET header = 'text', hash = 7",
        "UPDATE stream SET device_id = x'00'",
        "UPDATE stream SET central_id = 'text', public_key = 5",
        "UPDATE stream SET epoch = 1 << 40",
    ],
)
def test_a_backup_of_nonsense_is_refused_and_no_bug(new: Home, tmp_path: Path, change: str) -> None:
    changed(new, tmp_path / "backup", lambda here: here.execute(change))
    try:
        assert restored(new, tmp_path)["recovered"] == 0
    except Refused as refused:
        assert refused.code in ("backup_missing", "backup_of_another_desk")
    assert sound(new)


def test_entries_that_would_be_computed_without_end_are_refused(new: Home, tmp_path: Path) -> None:
    def endless(here: Any) -> None:
        here.execute("ALTER TABLE entry RENAME TO kept")
        here.execute(
            "CREATE VIEW entry AS WITH RECURSIVE n(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM n) "
            "SELECT n.place AS place, k.* FROM n, kept k"
        )

    changed(new, tmp_path / "backup", endless)
    with pytest.raises(Refused, match="backup_missing"):
        restored(new, tmp_path)


@pytest.mark.parametrize("name", ["backup.toml", KEY_FILE, LEDGER])
def test_links_and_devices_in_the_folder_are_not_followed(new: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / "backup" / name).unlink()
    os.symlink("/dev/zero", tmp_path / "backup" / name)
    with pytest.raises(Refused, match="backup_missing"):
        restored(new, tmp_path)
    assert not (new.settings.home / "restore.tmp").exists()


def test_a_backup_does_not_fill_the_counters_disk(new: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(2**40, 2**40, 1024 * 1024))
    with pytest.raises(Unavailable, match="disk_full"):
        restored(new, tmp_path)
    assert not (new.settings.home / "restore.tmp").exists()


def test_what_stands_beside_the_signed_header_comes_from_the_header(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    new = made(sqlite_central, tmp_path)
    changed(
        new,
        tmp_path / "backup",
        lambda here: here.execute(
            "UPDATE entry SET kind = 'payment_reversed', business_day = '2020-01-01', recorded_at = 7, case_id = NULL"
        ),
    )
    facts = restored(new, tmp_path)
    assert facts["recovered"] > 0
    assert sound(new)
    assert new.connections.value("SELECT count(*) FROM entry WHERE business_day = '2020-01-01'") == 0
    new.close()


_STEP = ("ALTER TABLE ack ADD COLUMN later INTEGER", "CREATE UNIQUE INDEX later_once ON stream (office)", "UPDATE setting SET value = name")


def with_two_streams(here: Any) -> None:
    here.execute(
        "INSERT INTO stream (device_id, epoch, branch, office, desk, own, root, old_head, public_key, central_id) "
        "SELECT device_id, 77, branch, office, desk, own, root, old_head, public_key, central_id FROM stream LIMIT 1"
    )


def with_a_trigger(here: Any) -> None:
    here.execute("CREATE TRIGGER no BEFORE UPDATE ON setting BEGIN SELECT RAISE(ABORT, 'no'); END")


@pytest.mark.parametrize(
    "change",
    [
        lambda here: here.execute("DROP TABLE ack"),
        lambda here: here.execute("ALTER TABLE ack ADD COLUMN later TEXT"),
        lambda here: here.execute("DROP TABLE setting"),
        with_two_streams,
        with_a_trigger,
        lambda here: here.execute("ALTER TABLE schema_migration DROP COLUMN applied"),
    ],
    ids=["no table", "a column too many", "no settings", "not once", "a trigger", "no history"],
)
def test_an_old_backup_that_a_migration_stumbles_over_is_refused_and_nothing_is_lost(
    new: Home, tmp_path: Path, change: Callable[[Any], object]
) -> None:
    changed(new, tmp_path / "backup", change)
    (before,) = new.connections.all("SELECT count(*), max(place) FROM entry")
    kept = (tmp_path / "backup" / LEDGER).read_bytes()
    steps = later_release(tmp_path / "later", *_STEP) / "migrations" / "local"
    with pytest.raises(Refused, match="backup_missing") as caught:
        restore_from(new.desk, new.settings.home, steps, tmp_path / "backup", {new.desk.signer.public_key})
    assert caught.value.facts == {"damaged": True}
    assert new.connections.all("SELECT count(*), max(place) FROM entry") == [before]
    assert (tmp_path / "backup" / LEDGER).read_bytes() == kept
    assert sound(new)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE schema_migration SET name = NULL",
        "UPDATE schema_migration SET applied = x'00'",
        "ALTER TABLE schema_migration DROP COLUMN applied",
        "ALTER TABLE schema_migration RENAME COLUMN name TO other",
        "ALTER TABLE entry RENAME COLUMN head_sig TO other",
        "ALTER TABLE stream RENAME COLUMN root TO other",
        "DROP TABLE ack",
    ],
)
def test_a_backup_without_what_is_asked_of_it_is_damaged_and_no_bug(new: Home, tmp_path: Path, change: str) -> None:
    def loosened(here: Any) -> None:
        for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            here.execute(f"DROP TRIGGER {name}")
        (made_by,) = here.execute("SELECT sql FROM sqlite_master WHERE name = 'schema_migration'").fetchone()
        here.execute("ALTER TABLE schema_migration RENAME TO before")
        here.execute(made_by.replace("NOT NULL", ""))
        here.execute("INSERT INTO schema_migration SELECT * FROM before")
        here.execute(change)

    changed(new, tmp_path / "backup", loosened)
    try:
        assert restored(new, tmp_path)["refused"] >= 0
    except Refused as refused:
        assert refused.code in ("backup_missing", "backup_of_another_desk", "ledger_newer")
    try:
        new.services.backups.check(tmp_path / "backup")
    except (IntegrityViolated, Refused) as told:
        assert told.code in ("backup_damaged", "backup_bad", "backup_differs", "backup_missing", "ledger_newer")
        assert "schema_migration" not in change or told.code != "backup_bad"
    assert sound(new)


def test_a_page_of_entries_that_comes_again_and_again_is_read_once(new: Home, tmp_path: Path) -> None:
    def again(here: Any) -> None:
        for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            here.execute(f"DROP TRIGGER {name}")
        names = [row[1] for row in here.execute("PRAGMA table_xinfo(entry)").fetchall()]
        here.execute("ALTER TABLE entry RENAME TO kept")
        here.execute(f"CREATE TABLE entry ({', '.join('place INTEGER PRIMARY KEY' if name == 'place' else name for name in names)})")
        others = ", ".join(name for name in names if name not in ("place", "stream_id", "seq"))
        here.execute(
            f"INSERT INTO entry (place, stream_id, seq, {others}) "  # noqa: S608 - names of columns only
            "WITH n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 4100) "
            f"SELECT k, 0, 0, {others} FROM n, (SELECT * FROM kept LIMIT 1)"
        )

    changed(new, tmp_path / "backup", again)
    assert restored(new, tmp_path)["recovered"] == 0
    assert sound(new)


def test_an_old_backup_that_is_never_brought_up_is_stopped_by_whoever_waits_for_it(new: Home, tmp_path: Path) -> None:
    def endless(here: Any) -> None:
        here.execute(
            "CREATE TRIGGER endless BEFORE UPDATE ON setting BEGIN SELECT max(k) FROM "
            "(WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n) SELECT k FROM n); END"
        )

    changed(new, tmp_path / "backup", endless)
    steps = later_release(tmp_path / "later", *_STEP) / "migrations" / "local"
    with pytest.raises(Stopped):
        restore_from(new.desk, new.settings.home, steps, tmp_path / "backup", {new.desk.signer.public_key}, Impatient(1_000))
    assert not (new.settings.home / "restore.tmp").exists()
    assert sound(new)


def test_a_sound_backup_of_an_older_release_is_brought_up_and_read(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    new = made(sqlite_central, tmp_path)
    kept = (tmp_path / "backup" / LEDGER).read_bytes()
    steps = later_release(tmp_path / "later", *_STEP) / "migrations" / "local"
    before = new.keys.devices_before
    trusted = {before[start : start + 32] for start in range(0, len(before), 32)}
    report = restore_from(new.desk, new.settings.home, steps, tmp_path / "backup", trusted)
    assert report.facts["recovered"] == new.store.exchange.pending()[0] > 0
    assert (tmp_path / "backup" / LEDGER).read_bytes() == kept
    assert sound(new)
    new.close()
