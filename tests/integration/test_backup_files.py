"""Sealed files of cases beside the copies of a ledger: once for all copies, in a set of their own, and back on the next computer."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.blobs.folder import BlobFolder
from app.domain.errors import IntegrityViolated
from tests.attached_files import PDF, AtADesk, with_a_case
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, a_home
from tests.integration.test_two_desks import add_people, enrolled


def attached(desk: AtADesk, folder: Path, name: str, more: bytes = b"") -> bytes:
    """A file of that name is attached to the case; its address."""
    path = folder / name
    path.write_bytes(PDF + more)
    return desk.address(desk.attach(path))


def test_files_lie_once_beside_all_copies_and_a_spoiled_one_is_found(tmp_path: Path) -> None:
    home, usb = a_home(tmp_path / "home"), tmp_path / "usb"
    usb.mkdir()
    try:
        desk = with_a_case(home)
        first = attached(desk, tmp_path, "위임장.pdf")
        home.services.backups.set_plan(desk.park, usb, 2)
        home.services.backups.take_now()
        files = usb / "minwon-26410-03-files"
        kept = files / first.hex()[:2] / first.hex()
        before = kept.stat().st_mtime_ns
        second = attached(desk, tmp_path, "동의서.pdf", b"two")
        for _ in range(3):
            copy = Path(home.services.backups.take_now().folder)
        assert set(BlobFolder(files).addresses()) == {first, second}
        assert kept.stat().st_mtime_ns == before and PDF[:200] not in kept.read_bytes()  # sealed, and not written again
        assert home.services.backups.check(copy).files == 2
        kept.write_bytes(kept.read_bytes()[:-1] + b"\x00")
        with pytest.raises(IntegrityViolated, match="backup_damaged"):
            home.services.backups.check(copy)
    finally:
        home.close()


def test_a_set_has_its_own_files_and_any_computer_can_compare_their_hashes(tmp_path: Path) -> None:
    home, usb = a_home(tmp_path / "home"), tmp_path / "usb"
    usb.mkdir()
    try:
        desk = with_a_case(home)
        attached(desk, tmp_path, "위임장.pdf")
        slip, found = home.services.backups.offsite(desk.park, usb, "B-2026-3", "정보통신과")
        assert slip.sealed_files == 1 and {each.name for each in slip.files} == {"ledger.db", "backup.key", "backup.toml", "SHA256SUMS"}
        compared = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=found.folder, capture_output=True, check=False)
        assert compared.returncode == 0 and len(compared.stdout.splitlines()) == 4
        assert home.services.backups.check(Path(found.folder)).files == 1
        assert [path.name for path in usb.iterdir()] == [Path(found.folder).name]
    finally:
        home.close()


def test_the_next_computer_gets_the_files_back_that_central_never_got(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(sqlite_central)
    (tmp_path / "usb").mkdir()
    old = enrolled(sqlite_central, tmp_path / "old", "03")
    desk = with_a_case(old)
    attached(desk, tmp_path, "위임장.pdf")
    old.services.backups.set_plan(desk.park, tmp_path / "usb")
    copy = Path(old.services.backups.take_now().folder)
    old.close()
    shutil.rmtree(tmp_path / "old")

    new = enrolled(sqlite_central, tmp_path / "new", "03")
    new.sync_all()
    assert new.services.backups.check(copy).behind is None
    assert new.recovery.restore_from(copy).facts["recovered"] != 0
    park = new.services.sign_in("park", PASSWORD)
    again = AtADesk(new, park, desk.case_id, desk.number)
    (row,) = again.listed()
    assert again.opened(row) == PDF
    new.sync_all()
    assert new.store.attachments.waiting() == 0 and sqlite_central.verified().ok
    new.close()
