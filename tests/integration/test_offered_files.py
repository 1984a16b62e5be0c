"""Files people hand in, and what is no such file: links, pipes, folders, empty, huge and growing ones; and the folder's own care."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from pathlib import Path

import pytest

from app.blobs.folder import BlobFolder
from app.blobs.offered import FilesOnDisk
from app.domain.errors import Refused, Unavailable

MAX = 4 * 1024 * 1024


def taken(path: Path, limit: int = MAX) -> bytes:
    with FilesOnDisk().open(path, bytes_max=limit) as offered:
        data = b"".join(offered.blocks())
        assert len(data) == offered.size
        return data


def test_a_plain_file_is_read_to_its_end(tmp_path: Path) -> None:
    data = b"%PDF-" + bytes(3_000_000)
    (tmp_path / "위임장.pdf").write_bytes(data)
    assert taken(tmp_path / "위임장.pdf") == data


def test_a_link_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(b"%PDF-1.7")
    for name, target in (("link.pdf", "real.pdf"), ("away.pdf", "/etc/passwd"), ("broken.pdf", "nowhere"), ("self.pdf", "self.pdf")):
        (tmp_path / name).symlink_to(target)
        with pytest.raises(Refused, match="file_not_plain"):
            taken(tmp_path / name)


def test_a_pipe_a_device_and_a_folder_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "pipe.pdf", tmp_path, Path("/dev/zero")):
        with pytest.raises(Refused, match="file_not_plain"):
            taken(path)


def test_an_empty_a_huge_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(Refused, match="file_empty"):
        taken(tmp_path / "empty.pdf")
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(2**40)  # a terabyte that takes no room
    with pytest.raises(Refused, match="file_too_large") as refused:
        taken(tmp_path / "huge.pdf")
    assert refused.value.facts == {"limit_mib": 4}
    for path in (tmp_path / "none.pdf", tmp_path / "huge.pdf" / "inside.pdf", tmp_path / "nul\0l.pdf"):
        with pytest.raises(Refused, match="file_missing"):
            taken(path)
    with pytest.raises(Unavailable, match="file_unreadable"):
        taken(tmp_path / ("long" * 200))


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written over"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(b"II*\x00" + bytes(2_500_000))
    os.utime(path, ns=(1, 1))
    with pytest.raises(Refused, match="file_changed"), FilesOnDisk().open(path, bytes_max=MAX) as offered:
        for read, _ in enumerate(offered.blocks()):
            if read == 0:
                with path.open("r+b") as file:
                    if change == "grows":
                        file.seek(0, os.SEEK_END)
                        file.write(b"another page")
                    elif change == "shrinks":
                        file.truncate(1_200_000)
                    else:
                        file.write(b"MM\x00*")


def test_the_folder_is_its_owners_and_its_names_say_nothing(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path / "attachments")
    address, _ = folder.put([b"sealed"])
    folder.add(bytes(32), 0, b"half")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {address.hex(), bytes(32).hex()}
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_a_crash_left_half_written_is_tidied_away(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path)
    address, _ = folder.put([b"sealed"])
    (tmp_path / "parts" / "new.0123456789abcdef").write_bytes(b"half a dra")
    assert folder.tidy([address]) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [address.hex()]


def test_a_ciphertext_the_disk_has_spoiled_is_replaced(tmp_path: Path) -> None:
    folder, data = BlobFolder(tmp_path), bytes(100_000) + b"end"
    address, _ = folder.put([data])
    (tmp_path / address.hex()[:2] / address.hex()).write_bytes(bytes(100_003))
    assert not folder.proven(address)
    with pytest.raises(Refused, match="offset_differs"):
        folder.finish(address)
    folder.add(address, 0, data)
    assert folder.finish(address) == len(data)
    assert folder.proven(address)


def test_a_piece_that_waited_for_its_turn_never_touches_a_finished_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, data = BlobFolder(tmp_path), bytes(range(256)) * 4000
    address = hashlib.sha256(data).digest()
    folder.add(address, 0, data)
    real = fcntl.flock

    def finished_meanwhile(descriptor: int, how: int) -> None:
        monkeypatch.setattr("fcntl.flock", real)
        assert folder.finish(address) == len(data)
        real(descriptor, how)

    monkeypatch.setattr("fcntl.flock", finished_meanwhile)
    with pytest.raises(Refused, match="offset_differs"):
        folder.add(address, 0, bytes(1000))
    assert folder.proven(address)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    folder = BlobFolder(tmp_path)
    monkeypatch.setattr("app.blobs.folder.os.fsync", full)
    with pytest.raises(Unavailable, match="disk_full"):
        folder.put([b"sealed"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
