"""A file is there whole or not at all, and it is its owner's only."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from app.whole_file import first_file, new_file


def test_a_file_that_was_not_finished_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"the old one")
    with pytest.raises(ValueError, match="half way"), new_file(path) as file:
        file.write(b"the new o")
        raise ValueError("half way")
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_file_before_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"the old one")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"), new_file(path) as file:
        patched.setattr(os, "fsync", full)
        file.write(b"the new one")
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_or_a_pipe_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    # `--out /dev/stdout` of root would take it away from everybody.
    pipe, link = tmp_path / "pipe", tmp_path / "stdout"
    os.mkfifo(pipe)
    link.symlink_to("/dev/null")
    for path in (pipe, link, tmp_path):
        with pytest.raises(OSError, match="Invalid argument"), new_file(path) as file:
            file.write(b"a report")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()


def test_what_was_written_is_synced_before_it_gets_its_name_and_the_folder_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, synced = tmp_path / "keys", []
    real = os.fsync

    def seen(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.exists()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    with new_file(path) as file:
        file.write(b"a key")
    assert synced == [(False, False), (True, True)]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_synced_is_no_reason_to_refuse_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def on_a_share(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no such call")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", on_a_share)
    with new_file(tmp_path / "report.pdf") as file:
        file.write(b"paper")
    assert (tmp_path / "report.pdf").read_bytes() == b"paper"


def test_a_first_file_takes_nobodys_place(tmp_path: Path) -> None:
    (tmp_path / "backup.key").write_bytes(b"somebody's")
    with pytest.raises(FileExistsError), first_file(tmp_path / "backup.key"):
        pass
    assert (tmp_path / "backup.key").read_bytes() == b"somebody's"
