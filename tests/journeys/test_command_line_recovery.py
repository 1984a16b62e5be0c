"""Losses and days without a line, at a shell: files instead of a line, a dead computer, a restored central, a stolen one."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.journeys.test_command_line_central import OFFICE, Central
from tests.shell import Program, drafts

LEDGER = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


def test_without_a_line_entries_travel_in_a_file_and_come_back_acknowledged(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("sync", "--once")
    desk.ok("day", "open", "--as", "lee")
    desk.ok("record", "--as", "lee", stdin=drafts(3, seed=1))
    waiting = desk.status()["pending"]
    pending, acks = str(tmp_path / "pending.minwon"), str(tmp_path / "acks.minwon")
    told = desk.ok("export", "--pending", pending, "--json").row
    assert (told["kind"], told["facts"]["entries"]) == ("exported", waiting)
    assert desk.status()["pending"] == waiting
    for _ in range(2):
        (taken,) = central.ok("import", pending, "--out", acks)
        assert (taken["desk"], taken["entries"], taken["refused"]) == ("03", waiting, [])
        Path(acks).rename(acks := f"{acks}.again")
    assert "서명" in desk.ok("import-ack", acks).out.decode()
    assert desk.status()["pending"] == 0
    assert central.verified()["cases"] == 3
    assert desk.run("export", "--pending", pending).code == 3
    assert desk.run("export", "--pending", pending, "--book").code == 2
    assert desk.run("import-ack", pending).code == 3


def test_a_dead_computer_is_replaced_and_its_backup_gives_back_what_central_never_got(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
        desk.ok("record", "--as", "lee", stdin=drafts(2, seed=1))
        desk.ok("sync", "--once")
        desk.ok("record", "--as", "lee", stdin=drafts(2, seed=2))
        desk.ok("backup", str(tmp_path / "backup"))
        assert desk.run("backup", str(tmp_path / "backup")).code == 3
        shutil.rmtree(desk.home)

        new = Program(tmp_path, home="new")
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        new.ok("enroll", "--central", central.url, "--code", "-", "--training", stdin=code.encode())
        report = new.ok("restore", "--from", str(tmp_path / "backup"), "--json").row
        assert report["facts"]["recovered"] > 0
        assert report["missing"] == []
        assert new.status()["pending"] == 0
        assert central.verified()["cases"] == 4
        shown = new.ok("recovered", "--lang", "en").out.decode()
        assert "Restored from a backup" in shown
        assert new.ok("verify", "--json").row["bad"] == []


def test_an_older_copy_of_a_ledger_goes_on_in_a_branch_and_says_what_may_be_missing(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
        aside = tmp_path / "aside"
        aside.mkdir()
        for name in LEDGER:
            if (desk.home / name).exists():
                shutil.copy2(desk.home / name, aside)
        desk.ok("record", "--as", "lee", stdin=drafts(2, seed=1))
        desk.ok("sync", "--once")
        desk.ok("record", "--as", "lee", stdin=drafts(1, seed=2))
        for name in LEDGER:
            (desk.home / name).unlink(missing_ok=True)
        for path in aside.iterdir():
            shutil.copy2(path, desk.home)
        desk.ok("day", "open", "--as", "lee")
        row = desk.ok("record", "--as", "lee", "--json", stdin=drafts(1, seed=3)).row
        assert row["number"].startswith("26410-03E1")
        (report,) = desk.ok("recovered", "--json").rows
        assert report["facts"]["reason"] == "older_than_anchor"
        assert report["missing"][0]["last"] > report["missing"][0]["first"]
        desk.ok("sync", "--once")
        desk.ok("sync", "--once")
        assert desk.status()["pending"] == 0
        assert central.verified()["cases"] == 3
        assert desk.ok("verify", "--json").row["bad"] == []


def test_a_central_that_was_restored_has_everything_again_after_one_sync(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
        desk.ok("record", "--as", "lee", stdin=drafts(2, seed=1))
        desk.ok("sync", "--once")
    shutil.copytree(tmp_path / "central", tmp_path / "backup")
    with central.serving():
        desk.ok("record", "--as", "lee", stdin=drafts(3, seed=2))
        desk.ok("sync", "--once")
        assert central.verified()["cases"] == 5
    shutil.rmtree(tmp_path / "central")
    (tmp_path / "backup").rename(tmp_path / "central")
    with central.serving():
        assert desk.ok("sync", "--once", "--json").row["pending"] == 0
        assert central.verified()["cases"] == 5
        assert central.shell.ok("central", *central.state, "missing", "--lang", "en").out == b"No entry is known to be missing.\n"


def test_a_revoked_desk_may_only_hand_in_what_it_has(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
        desk.ok("record", "--as", "lee", stdin=drafts(2, seed=1))
        mistyped = central.shell.run("central", *central.state, "revoke", "--office", OFFICE, "--desk", "30", "--stolen")
        assert (mistyped.code, "(desk_never_enrolled)" in mistyped.err) == (3, True)
        assert central.ok("revoke", "--office", OFFICE, "--desk", "03")[0]["devices"] == 1
        assert central.ok("revoke", "--office", OFFICE, "--desk", "03")[0]["devices"] == 0
        for asked in ("show", "drop"):
            said = central.shell.ok("central", *central.state, "notices", asked, "--lang", "en").out
            assert said.startswith(b"Nobody carries notices yet."), asked
        refused = desk.run("sync", "--once")
        assert (refused.code, "device_revoked" in refused.err) == (3, True)
        assert central.verified()["cases"] == 2
        assert "device_revoked" in desk.run("record", "--as", "lee", stdin=drafts(1, seed=2)).err
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        desk.ok("enroll", "--central", central.url, "--code", "-", stdin=code.encode())
        desk.ok("verify")  # who only looks makes nothing: the new stream has its place
        assert desk.status()["central"] == "up"
        desk.ok("sync", "--once")
        assert central.shell.ok("central", *central.state, "forks", "--lang", "en").out == b"No stream has forked.\n"
        assert central.shell.ok("central", *central.state, "missing", "--lang", "en").out == b"No entry is known to be missing.\n"
