"""Folders of backups of an open home: a copy after each closing, tried out, and for another building. See `ports.backups.Backups`.

A copy is written into a folder that is called a draft, opened there as a restore opens it, checked by the independent checker, and only
then given its name: whatever stops the program meanwhile leaves a draft, which the next copy removes and nobody takes for a backup.
"""

from __future__ import annotations

import errno
import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from app.blobs.offered import FilesOnDisk
from app.bootstrap.backup import FILES, LEDGER, About, Purpose, about_of, back_up, opened
from app.bootstrap.backup_files import OWN, copy_files, files_of, proven_files, shared_files
from app.bootstrap.backup_notes import BACKUP_STAMP, FAILURE, TEST_STAMP, forget, note
from app.bootstrap.self_check import trust_in
from app.domain.backups import BackupChecked, BackupTaken, CopiedFile, OffsiteSet, is_place_name, place_name, surplus
from app.domain.errors import CounterError, IntegrityViolated, Refused, Stopped, Unavailable
from app.ledger.database import Connections, translated_of_others
from app.ledger.home_lock import FileLock
from app.ports.progress import UNWATCHED, Progress
from app.ports.secrets import HomeKeys
from app.services.desk import SEOUL, Desk, to_ms
from app.services.lanes import Lane
from app.settings import Settings
from app.verify.ledger import check_ledger
from app.whole_file import new_file, sync_folder
from app.wire.messages import StreamId

T = TypeVar("T")
SUMS: Final = "SHA256SUMS"
_ROOM: Final = "backup.tmp"
_DAMAGED: Final = frozenset({"ledger_damaged", "key_does_not_fit"})  # the key came out of the backup's own seal: it is the file


class HomeBackups:
    """`lane`: where the open ledger is asked. Any thread but the ledger's lanes; one copy at a time."""

    def __init__(self, desk: Desk, keys: HomeKeys, settings: Settings, lane: Lane) -> None:
        self._desk, self._keys, self._settings, self._lane = desk, keys, settings, lane
        self._thread = threading.Lock()

    def finish(self) -> None:
        """No copy or check of this program is under way."""
        with self._thread:
            return

    # ── the port ──

    def usable(self, folder: Path) -> None:
        with _told():
            self._there(folder)
            probe = folder / f".{self._desk.ids.new_id().hex}.probe"
            probe.touch()
            probe.unlink()

    def take(self, folder: Path, keep: int, progress: Progress = UNWATCHED) -> BackupTaken:
        home = self._settings.home
        try:
            with self._alone():
                now, identity = self._desk.clock.now(), self._desk.identity
                name = _free(folder, place_name(identity.office, identity.desk, now.astimezone(SEOUL)))
                # After the ledger: a file is in the home before its entry is.
                checked = self._put(folder, name, "closing", lambda _: copy_files(home, shared_files(folder, identity)), progress)
                removed = self._prune(folder, name, keep)
                note(home, BACKUP_STAMP, to_ms(now))
                forget(home, FAILURE)
        except Stopped:
            raise  # a person wanted it; the age of the last copy tells the rest
        except CounterError as error:
            with suppress(OSError):  # of a home without room for these bytes the first error is the one to tell
                note(home, FAILURE, to_ms(self._desk.clock.now()), error.code)
            raise
        return BackupTaken(folder=str(folder / name), entries=checked.seq, removed=removed)

    def check(self, folder: Path, progress: Progress = UNWATCHED) -> BackupChecked:
        with self._alone():
            checked = self._checked(folder, progress)
            files = sum(proven_files(each) for each in files_of(folder, self._desk.identity))
            note(self._settings.home, TEST_STAMP, to_ms(self._desk.clock.now()))
        return msgspec.structs.replace(checked, files=files)

    def offsite(self, folder: Path, name: str, progress: Progress = UNWATCHED) -> OffsiteSet:
        with self._alone():
            if (folder / name).exists():
                raise Refused("backup_exists")
            place = folder / name
            checked = self._put(folder, name, "offsite", self._completed, progress)
            files = [_copied(place / each) for each in (*FILES, SUMS)]
            number = len(_sealed(place))
        return OffsiteSet(folder=str(place), checked=msgspec.structs.replace(checked, files=number), files=files)

    def _completed(self, place: Path) -> None:
        """The sealed files are in the set too, whole, and the list of all hashes."""
        copy_files(self._settings.home, place / OWN)
        proven_files(place / OWN)
        lines = [f"{each.sha256.hex()} *{each.name}\n" for each in (_copied(place / name) for name in FILES)]
        lines += [f"{path.name} *{path.relative_to(place).as_posix()}\n" for path in _sealed(place)]  # a sealed file's name is its hash
        with new_file(place / SUMS) as sums:
            sums.writelines(line.encode() for line in lines)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One copy or check at a time: threads of this program wait, another program beside it is told. The disk's errors are ours."""
        with self._thread, _told():
            room = self._settings.home / _ROOM
            room.mkdir(mode=0o700, exist_ok=True)
            try:
                lock = FileLock(room)
            except Unavailable as error:
                if error.code != "home_in_use":
                    raise
                raise Unavailable("backup_running") from error
            try:
                yield
            finally:
                lock.release()

    # ── making ──

    def _there(self, folder: Path) -> None:
        """A disk that was pulled out, or a share that is away, must not be made anew on the disk of the ledger."""
        home = self._settings.home.resolve()
        if not folder.is_dir():
            raise Unavailable("backup_folder_away")
        if folder.resolve() == home or home in folder.resolve().parents:
            raise Refused("backup_folder_wrong")

    def _put(self, folder: Path, name: str, purpose: Purpose, complete: Callable[[Path], object], progress: Progress) -> BackupChecked:
        """A checked copy of that name is in the folder. `complete`: adds what else belongs to it, before it has its name."""
        self._there(folder)
        identity = self._desk.identity
        draft = folder / f".minwon-{identity.office}-{identity.desk}-{identity.device_id.hex[-12:]}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            self._beside(lambda beside: self._copied(beside, draft, purpose, progress))
            checked = self._checked(draft, progress)
            progress.step()
            complete(draft)
            draft.rename(folder / name)
            sync_folder(folder)
        except CounterError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return checked

    def _copied(self, beside: Connections, draft: Path, purpose: Purpose, progress: Progress) -> int:
        with beside.stoppable(progress):
            return back_up(self._desk, beside, self._keys.database, draft, purpose)

    def _beside(self, work: Callable[[Connections], T]) -> T:
        """`work` done over a connection of its own: neither lane of the window waits for a copy."""
        home = self._settings.home
        beside = Connections(home / LEDGER, self._keys.database, self._migrations, read_only=True)
        try:
            return work(beside)
        finally:
            beside.leave()

    @property
    def _migrations(self) -> Path:
        return self._settings.data / "migrations" / "local"

    def _prune(self, folder: Path, newest: str, keep: int) -> int:
        """Of this desk's copies that were made after a closing at most `keep` are left, one of them `newest`; nothing else is touched."""
        identity = self._desk.identity
        found: list[tuple[str, int, str]] = []
        for path in folder.iterdir():
            if path.name != newest and is_place_name(path.name, identity.office, identity.desk) and path.is_dir() and not path.is_symlink():
                about = _about(path)
                if about is not None and (about.device, about.purpose) == (identity.device_id, "closing"):
                    found.append((about.made_at.isoformat(), about.epoch << 72 | about.branch << 40 | about.seq, path.name))
        old = surplus(found, keep - 1)
        for name in old:
            _remove(folder / name)
        return len(old)

    # ── checking ──

    def _checked(self, folder: Path, progress: Progress) -> BackupChecked:
        """What stands in it is whole, signed by this desk, and the same as here."""
        try:
            with opened(self._desk, self._settings.home / _ROOM / "copy", self._migrations, folder, progress) as (about, backup):
                with backup.stoppable(progress):
                    return self._compared(about, backup)
        except CounterError as error:
            if error.code in _DAMAGED or error.facts.get("damaged"):
                raise IntegrityViolated("backup_damaged") from error
            raise

    def _compared(self, about: About, backup: Connections) -> BackupChecked:
        if backup.all("PRAGMA cipher_integrity_check"):
            raise IntegrityViolated("backup_damaged")
        trust = trust_in(self._keys, about.device, self._desk.signer.public_key)
        with translated_of_others():
            report = check_ledger(backup.here, trust)
        if report.first_bad is not None:
            first = report.first_bad
            raise IntegrityViolated("backup_bad", stream=first.stream, seq=first.seq, what=first.code)
        stream = StreamId(about.device, about.epoch, about.branch)
        found = backup.one(
            "SELECT count(*), max(e.seq) FROM entry e JOIN stream s USING (stream_id) WHERE (device_id, epoch, branch) = (?, ?, ?)",
            (about.device.bytes, about.epoch, about.branch),
        )
        count, last = (int(found[0]), int(found[1] or 0)) if found is not None else (0, 0)
        if count != last or last < about.seq:
            raise IntegrityViolated("backup_differs", stream=str(stream), seq=about.seq, found=last)
        behind = self._behind(backup, stream, last)
        return BackupChecked(made_at=about.made_at, stream=str(stream), seq=last, entries=report.entries, behind=behind)

    def _behind(self, backup: Connections, stream: StreamId, last: int) -> int | None:
        """How many entries of that stream came after; None if it is not in this ledger. IntegrityViolated `backup_differs`."""
        exchange = self._desk.store.exchange
        here = self._lane(lambda: exchange.last_seq(stream))
        if not here:
            return None
        both = min(last, here)
        known = self._lane(lambda: exchange.hash_at(stream, both))
        there = backup.value(
            "SELECT hash FROM entry JOIN stream USING (stream_id) WHERE (device_id, epoch, branch, seq) = (?, ?, ?, ?)",
            (stream.device_id.bytes, stream.epoch, stream.branch, both),
        )
        if known != there:
            raise IntegrityViolated("backup_differs", stream=str(stream), seq=both, found=last)
        return max(0, here - last)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _told() -> Iterator[None]:
    """What the disk says leaves this block as ours."""
    try:
        yield
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == errno.ENOSPC else "file_unwritable", errno=error.errno) from error


def _free(folder: Path, name: str) -> str:
    """That name, or with a number behind it where two copies were made in one second."""
    found, numbers = name, itertools.count(2)
    while (folder / found).exists():
        found = f"{name}-{next(numbers)}"
    return found


def _about(folder: Path) -> About | None:
    """What a whole backup says of itself; None of anything else."""
    if not (folder / LEDGER).is_file():
        return None
    try:
        return about_of(folder)
    except Refused:
        return None


def _copied(path: Path) -> CopiedFile:
    """The file as it lies there."""
    found = sha256()
    with FilesOnDisk().open(path, bytes_max=2**40) as file:
        for block in file.blocks():
            found.update(block)
        return CopiedFile(name=path.name, size=file.size, sha256=found.digest())


def _sealed(place: Path) -> list[Path]:
    """The sealed files of a set."""
    return sorted((place / OWN).glob("[0-9a-f][0-9a-f]/*"))


def _remove(folder: Path) -> None:
    """A backup's own files are gone, the ledger first: what is left of a half removed one is none. What else lies there stays."""
    for each in FILES:
        (folder / each).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
