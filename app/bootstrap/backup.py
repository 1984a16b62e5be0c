"""Backups: a consistent encrypted copy of a ledger, made beside an open window, and read again on another computer (SYNC §8, G8).

A backup is a folder: `ledger.db` (encrypted with the home's own database key), `backup.key` (that key, sealed with the office's
data key, which a computer gets when it enrols at the office's central) and `backup.toml` (whose it is and what it was made for;
nothing personal).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from app.blobs.offered import FilesOnDisk
from app.crypto.signer import verify_signature
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.recovery import RecoveryReport
from app.ledger.database import Connections, translated
from app.ledger.entry_reader import EntryReader
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk
from app.services.restore_backup import restore_backup
from app.whole_file import first_file, sync_file, sync_folder

LEDGER, KEY_FILE, ABOUT_FILE = "ledger.db", "backup.key", "backup.toml"
FILES = (LEDGER, KEY_FILE, ABOUT_FILE)
Purpose = Literal["hand", "closing", "offsite"]
_FIELD = "backup"
_WORK = "restore.tmp"
_SMALL_BYTES_MAX = 64 * 1024
_SPARE_BYTES = 256 * 1024 * 1024


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Whose backup it is, as it says itself. `seq`: newest entry of the stream `epoch.branch` that was being written."""

    office: str
    desk: str
    device: UUID
    epoch: int
    branch: int
    seq: int
    made_at: datetime
    purpose: str = "hand"


def back_up(desk: Desk, connections: Connections, database_key: bytes, folder: Path, purpose: Purpose = "hand") -> int:
    """The folder is a backup of this home as it stands; how many entries of this desk it holds. `database_key`: the ledger's own.

    On the thread of those connections; also beside the program that writes.

    Refused `backup_exists`; Unavailable `file_unwritable`, `disk_full`.
    """
    identity, head = desk.identity, desk.store.exchange.head()
    target = folder / LEDGER
    if target.exists() or (folder / KEY_FILE).exists():
        raise Refused("backup_exists")
    nonce = desk.ids.random_bytes(12)
    sealed = desk.sealer.seal(database_key.hex(), entry_id=identity.device_id, field_id=_FIELD, nonce=nonce)
    about = (
        f'office = "{identity.office}"\ndesk = "{identity.desk}"\ndevice = "{identity.device_id}"\nepoch = {head.stream.epoch}\n'
        f"branch = {head.stream.branch}\nseq = {head.seq}\nmade_at = {desk.clock.now().isoformat(timespec='seconds')}\n"
        f'purpose = "{purpose}"\n'
    )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{LEDGER}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        try:
            connections.copy_to(draft)
        except BaseException:  # also where a person stopped it: nothing is left that nobody asked for
            draft.unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()
            raise
        draft.chmod(0o600)
        sync_file(draft)
        for name, data in ((KEY_FILE, sealed), (ABOUT_FILE, about.encode())):
            with first_file(folder / name) as file:
                file.write(data)
        draft.rename(target)
        sync_folder(folder)
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == 28 else "file_unwritable", errno=error.errno) from error
    return head.seq


def restore_from(
    desk: Desk, home: Path, migrations: Path, folder: Path, trusted: Collection[bytes], progress: Progress = UNWATCHED
) -> RecoveryReport:
    """What the backup holds of this desk and central never got is in the book again. On the writer's lane. `home`: where the
    backup is unpacked while it is read. `trusted`: see `services.restore_backup`.

    Refused `backup_missing`, `backup_of_another_desk`, `backup_key_wrong`, `ledger_newer`; Unavailable `disk_full`, `file_unreadable`.
    """
    with opened(desk, home / _WORK, migrations, folder, progress) as (_, backup):
        try:
            return restore_backup(desk, EntryReader(backup), verify_signature, trusted, progress)
        except IntegrityViolated as error:
            if error.facts.get("theirs"):
                raise Refused("backup_missing", damaged=True) from error
            raise


def _small(path: Path) -> bytes:
    """A file of a few lines. Refused `backup_missing`: a link, a device or much too long is none of a backup's."""
    try:
        with FilesOnDisk().open(path, bytes_max=_SMALL_BYTES_MAX) as file:
            return b"".join(file.blocks())
    except (Refused, Unavailable) as error:
        raise Refused("backup_missing") from error


def _copy(source: Path, target: Path) -> None:
    """The backup's ledger is at the target, its owner's only. The counter beside it must not run out of disk for it."""
    try:
        with FilesOnDisk().open(source, bytes_max=2**40) as file:
            if shutil.disk_usage(target.parent).free < file.size + _SPARE_BYTES:
                raise Unavailable("disk_full")
            with first_file(target) as copy:
                copy.writelines(file.blocks())
    except Refused as error:
        raise Refused("backup_missing") from error


def _book(path: Path, key: bytes, migrations: Path, progress: Progress) -> Connections:
    """The copy, open; its entries lie in real tables, not in something that computes them. Refused `backup_missing`, `ledger_newer`."""
    try:
        connections = Connections(path, key, migrations, theirs=progress)
    except IntegrityViolated as error:
        raise Refused("backup_missing", damaged=True) from error
    try:
        found = connections.all("SELECT name FROM sqlite_master WHERE name IN ('entry', 'stream') AND type = 'table' AND rootpage > 0")
        if len(found) != 2:
            raise Refused("backup_missing")
    except BaseException:
        connections.leave()
        raise
    return connections


def about_of(folder: Path) -> About:
    """What the backup says of itself. Refused `backup_missing`."""
    try:
        return msgspec.toml.decode(_small(folder / ABOUT_FILE), type=About)
    except (RecursionError, ValueError) as error:
        raise Refused("backup_missing") from error


@contextmanager
def opened(desk: Desk, work: Path, migrations: Path, folder: Path, progress: Progress = UNWATCHED) -> Iterator[tuple[About, Connections]]:
    """The backup's ledger, as a copy in the folder `work`, which is gone afterwards: the backup itself stays as it is. Stopped while a
    copy of an older release is brought up.
    """
    about, sealed = about_of(folder), _small(folder / KEY_FILE)
    identity = desk.identity
    if (about.office, about.desk, about.device) != (identity.office, identity.desk, identity.device_id):
        raise Refused("backup_of_another_desk")
    try:
        key = bytes.fromhex(desk.sealer.unseal(sealed, entry_id=about.device, field_id=_FIELD))
    except (IntegrityViolated, ValueError) as error:
        raise Refused("backup_key_wrong") from error
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
        _copy(folder / LEDGER, work / LEDGER)
        connections = _book(work / LEDGER, key, migrations, progress)
        try:
            with translated():
                yield about, connections
        finally:
            connections.leave()
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == 28 else "file_unreadable", errno=error.errno) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
