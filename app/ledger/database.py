"""The encrypted file: opened with its raw key, checked, migrated; SQLite's errors become ours here and nowhere else.

One `Connections` per home. The writer lane's thread has the one connection that writes, the reader lane's a `query_only`
one; a third thread gets none (ARCHITECTURE A7).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import get_ident
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.errors import CounterError, IntegrityViolated, Refused, Stopped, Unavailable
from app.ports.progress import Progress

if TYPE_CHECKING:
    from app.ledger.engine import Engine

SQLITE_MIN = (3, 51, 3)  # below it lies the WAL-reset corruption bug
_STEPS = 2_000  # of the engine between two looks whether to stop: less than a millisecond
_NORMAL, _FULL = 1, 2  # of `synchronous`: only a checkpoint waits for the disk, or every commit
_PRAGMAS: dict[str, object] = {
    "cipher_log_level": "NONE",
    "journal_mode": "wal",
    "synchronous": "FULL",
    "recursive_triggers": "ON",
    "foreign_keys": "ON",
    "wal_autocheckpoint": 4000,
    "cache_size": -65536,
    "temp_store": "MEMORY",
    "trusted_schema": "OFF",  # the file may be a backup that was in others' hands
    "busy_timeout": 5000,
}


def translate(error: Exception) -> Exception:
    """Our error for one of SQLite's; the same object back if it is a bug (wrong SQL, broken constraint)."""
    text = str(error)
    if "disk is full" in text or "disk full" in text:
        return Unavailable("disk_full")
    if "disk I/O error" in text:
        return Unavailable("disk_failed")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return Unavailable("disk_readonly")
    if "locked" in text or "busy" in text:
        return Unavailable("ledger_busy")
    if "not a database" in text:
        return Refused("key_does_not_fit")
    if "malformed" in text or "corrupt" in text:
        return IntegrityViolated("ledger_damaged")
    return error


def _is_drivers(error: Exception) -> bool:
    """Whether the engine raised it, or peewee, if it is there, in the engine's name."""
    peewee = sys.modules.get("peewee")
    return isinstance(error, sqlcipher.DatabaseError) or (peewee is not None and isinstance(error, peewee.DatabaseError))


def _opened(path: Path, passphrase: str) -> Any:
    """A connection as peewee would open it (`playhouse.sqlcipher_ext`)."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = '{passphrase.replace(chr(39), chr(39) * 2)}'")
        for name, value in _PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection


class translated:
    """Errors of the engine leave this block as ours. A class: each commit enters several, and a generator takes five times as long."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception) and _is_drivers(error) and (ours := translate(error)) is not error:
            raise ours from error


class translated_of_others:
    """The same where the file was in others' hands: what would be a bug of ours is how that file was made. IntegrityViolated
    `ledger_damaged`, with the fact `theirs`.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, ArithmeticError | LookupError | TypeError | ValueError) or (
            isinstance(error, Exception) and _is_drivers(error)
        ):
            ours = translate(error)
            if ours is error or isinstance(ours, IntegrityViolated):
                ours = IntegrityViolated("ledger_damaged", theirs=True)
            raise ours from error


def fits(path: Path, key: bytes) -> None:
    """That key opens that ledger, of whatever release; its schema is left as it is. Whoever asks holds the home.

    Refused `key_does_not_fit`, `ledger_missing`; IntegrityViolated `ledger_damaged`.
    """
    if not path.exists():
        raise Refused("ledger_missing")
    with translated():
        connection = _opened(path, f"x'{key.hex()}'")
        try:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'").fetchone()
        finally:
            connection.close()
    if found is None:  # every key opens an empty file
        raise IntegrityViolated("ledger_damaged")


class Lanes:
    """Two threads, `writer` and `reader`; nothing else touches SQLite. Executors keep Python's thread-locals (Qt's pool does not)."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self.reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    def close(self) -> None:
        """Both threads are done with what was queued and gone."""
        self.writer.shutdown(wait=True)
        self.reader.shutdown(wait=True)


class Connections:
    """The database of one home and who may use it."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        migrations: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        peewee_later: bool = False,
        theirs: Progress | None = None,
    ) -> None:
        """Opens (or, with `create`, makes) the file and brings its schema up, on the calling thread, which becomes the writer.

        `read_only`: a look beside the program that holds the home; nothing is written, not even a migration. `peewee_later`: whoever opens
        it calls `through_peewee` before anything but the settings is read. `theirs`: the file was in others' hands, who may have put
        anything into it (see `translated_of_others`); whoever watches may stop what it does while its schema is brought up: Stopped.

        Refused `key_does_not_fit`, `ledger_missing`, `ledger_newer` (made by a newer program), `ledger_exists`;
        IntegrityViolated `ledger_damaged`.
        """
        if sqlcipher.sqlite_version_info < SQLITE_MIN:
            raise Unavailable("engine_too_old", found=sqlcipher.sqlite_version)
        if create and path.exists():
            raise Refused("ledger_exists")
        if not create and not path.exists():
            raise Refused("ledger_missing")
        self.path = path
        self._migrations = migrations
        self._translated: Callable[[], AbstractContextManager[None]] = translated if theirs is None else translated_of_others
        self._writer_thread = get_ident()
        self.may_join = False  # only the store of a training home sets it
        self._joined = False
        self._waits = True  # for the disk, at each commit
        self.newest_case: int | None = None  # no case has a greater key; None until somebody asks. Writer lane
        self._passphrase = f"x'{key.hex()}'"
        self._engine: Engine | None = None
        with self._translated():
            first = _opened(path, self._passphrase)
            self.cache: dict[int, Any] = {get_ident(): first}
            try:
                if not self._has_every_step():
                    with nullcontext() if theirs is None else self.stoppable(theirs), self._translated():
                        self._migrate(read_only=read_only)
                if not peewee_later:
                    self.through_peewee()
                if read_only:
                    first.execute("PRAGMA query_only = ON")
            except BaseException:
                first.close()
                raise
        if create:
            path.chmod(0o600)

    def through_peewee(self) -> Engine:
        """peewee has the connection that was opened first, and opens every other. Writer lane. Safe to repeat."""
        if self._engine is None:
            self.assert_writer()
            from app.ledger.engine import Engine

            self._engine = Engine(str(self.path), self._passphrase, _PRAGMAS, self.here)
            self._engine.connect()
        return self._engine

    def _has_every_step(self) -> bool:
        """True where the file is exactly as far as this program; all else is for the runner to see."""
        if self.value("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'") is None:
            return False
        applied = {name for (name,) in self.all("SELECT name FROM schema_migration")}
        return applied == {name.removesuffix(".py") for name in os.listdir(self._migrations) if name[0].isdigit() and name.endswith(".py")}

    def _migrate(self, *, read_only: bool) -> None:
        from playhouse.migrations import Runner  # only after an update is there anything for it to do

        runner = Runner(self.through_peewee(), str(self._migrations))
        status = runner.status()
        if any(step.path is None for step in status):
            raise Refused("ledger_newer")
        if read_only:
            if any(step.applied is None for step in status):
                raise Unavailable("home_in_use")
            return
        if any(step.applied is None for step in status):
            if any(step.applied for step in status):
                self._copy_before_migration()
            runner.up()

    def _copy_before_migration(self) -> None:
        """A verified copy of the file as it was (GUARANTEES G9); it is overwritten by the next upgrade's."""
        copy = self.path.with_suffix(".before-update")
        copy.unlink(missing_ok=True)
        self.here.execute("VACUUM INTO ?", (str(copy),))

    def join_as_reader(self) -> None:
        """The calling thread may read, and only read."""
        with translated():
            if self._engine is None:
                raise RuntimeError("peewee has the file before anybody reads beside the writer")
            self._engine.connect(reuse_if_open=True)
            self._engine.execute_sql("PRAGMA query_only = ON")
        self.cache[get_ident()] = self._engine.connection()

    @property
    def here(self) -> Any:
        """The DB-API connection of the calling thread. RuntimeError on a thread that is no lane: a bug."""
        connection = self.cache.get(get_ident())
        if connection is None:
            raise RuntimeError("SQLite was touched outside its two lanes")
        return connection

    def assert_writer(self) -> None:
        """RuntimeError unless this is the writer's thread."""
        if get_ident() != self._writer_thread:
            raise RuntimeError("this needs the writer lane")

    def all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query on the calling lane."""
        with self._translated():
            return self.here.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with self._translated():
            return self.here.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    @contextmanager
    def atomic(self, *, on_disk: bool = True) -> Iterator[Any]:
        """One IMMEDIATE transaction on the writer lane: committed with one fsync, or rolled back on any exception.

        Without `on_disk` the disk is not waited for: a power cut may take the commit back, whole, until the next one that waits. Only for
        what nobody was told and what will come again.

        An I/O error at COMMIT leaves it open whether the commit happened: Unavailable `commit_unknown`; the caller looks the
        entries up again before it says anything (GUARANTEES G7).
        """
        self.assert_writer()
        connection = self.here
        if self._joined:
            with self._part(connection):
                yield connection
            return
        if on_disk != self._waits:
            self._wait_for_disk(connection, on_disk)
        with translated():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        try:
            connection.execute("COMMIT")
        except sqlcipher.DatabaseError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
                ours = translate(error)
                raise ours if ours is not error else Unavailable("disk_failed") from error
            raise Unavailable("commit_unknown") from error

    def _wait_for_disk(self, connection: Any, wanted: bool) -> None:
        """Commits wait for the disk from now on, or no longer. Said before a transaction, so that what can't be said stops it: said
        after one, nobody would know that later records are not on disk.
        """
        self._waits = False
        with translated():
            connection.execute(f"PRAGMA synchronous = {_FULL if wanted else _NORMAL}")
        self._waits = wanted

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Questions inside are answered from one moment of the file, whatever is committed meanwhile. Any lane."""
        connection = self.here
        if connection.in_transaction:
            yield
            return
        with translated():
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def joined(self) -> Iterator[None]:
        """All commits inside are one, on disk at the end; an exception takes all of them back. RuntimeError unless `may_join`: a record
        at a counter is on disk before its number is shown (G1).
        """
        if not self.may_join:
            raise RuntimeError("only a training home joins its commits")
        with self.atomic():
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    @contextmanager
    def _part(self, connection: Any) -> Iterator[None]:
        """One of the joined commits: an exception takes back this one alone."""
        if not connection.in_transaction:  # a full disk made the engine take everything back; a savepoint would begin anew
            raise Unavailable("disk_failed")
        with translated():
            connection.execute("SAVEPOINT part")
            try:
                yield
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO part")
                    connection.execute("RELEASE part")
                raise
            connection.execute("RELEASE part")

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the file as it stands, with the same key; commits go on meanwhile."""
        with translated():
            self.here.execute("PRAGMA query_only = OFF")  # nothing of this file is written, and SQLite asks for it all the same
            self.here.execute("VACUUM INTO ?", (str(path),))
            if get_ident() != self._writer_thread:
                self.here.execute("PRAGMA query_only = ON")

    def checkpoint(self) -> None:
        """The write-ahead log is folded into the file as far as readers allow; called when the desk is idle."""
        with translated():
            self.here.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def stoppable(self, progress: Progress) -> Iterator[None]:
        """Whatever this thread asks in the block is broken off soon after somebody wants it to stop: `Stopped` leaves the block."""
        progress.step()
        broken = False

        def look() -> int:
            nonlocal broken
            broken = progress.stopping
            return int(broken)

        self.here.set_progress_handler(look, _STEPS)
        try:
            yield
        except (CounterError, sqlcipher.DatabaseError) as error:
            if broken:
                raise Stopped() from error
            raise
        finally:
            self.here.set_progress_handler(None, 0)

    def leave(self) -> None:
        """The calling thread's connection is closed."""
        connection = self.cache.pop(get_ident(), None)
        if self._engine is not None:
            self._engine.close()
        elif connection is not None:
            connection.close()
