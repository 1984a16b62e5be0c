"""Copies of the ledger outside the home, as the services see them. Each takes as long as the ledger is large: never on a lane of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.domain.backups import BackupChecked, BackupTaken, OffsiteSet
from app.ports.progress import UNWATCHED, Progress


class Backups(Protocol):
    """Folders of backups; one at a time. What is stopped leaves nothing behind, and is no failure."""

    def usable(self, folder: Path) -> None:
        """Nothing if copies can be put there. Refused `backup_folder_wrong`; Unavailable `backup_folder_away`, `file_unwritable`."""
        ...

    def take(self, folder: Path, keep: int, progress: Progress = UNWATCHED) -> BackupTaken:
        """A checked copy lies in a folder of its own below that one, and of those that were put there this way at most `keep` are left.

        A failure is remembered until the next copy that is good, and leaves nothing that could be taken for one. Unavailable
        `backup_folder_away`, `file_unwritable`, `file_unreadable`, `disk_full`; IntegrityViolated `backup_bad`, `backup_differs`.
        """
        ...

    def check(self, folder: Path, progress: Progress = UNWATCHED) -> BackupChecked:
        """That backup was opened, its chains and signatures checked, count and newest entry compared with this ledger; remembered.

        Refused `backup_missing`, `backup_of_another_desk`, `backup_key_wrong`, `ledger_newer`; Unavailable `backup_running`,
        `disk_full`, `file_unreadable`; IntegrityViolated as above.
        """
        ...

    def offsite(self, folder: Path, name: str, progress: Progress = UNWATCHED) -> OffsiteSet:
        """A checked copy of that name lies below the folder, with the SHA-256 of its files, the ledger's first.

        Refused `backup_exists`; else as `take`.
        """
        ...
