"""Central's database: PostgreSQL in production, SQLite in the state directory to try it out. One connection for each thread.

Every method may raise Unavailable `database_unavailable`: the connection, the disk or a lock; the same call may work later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeVar

import peewee
from playhouse.migrations import Runner

from app.central.state import state_folder
from app.domain.errors import Refused, Unavailable

T = TypeVar("T")
DATABASE_FILE = "central.sqlite3"
_BUSY_MS = 20_000
_REPEATS_MAX = 5
_UNDONE = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_random = Random()  # noqa: S311 - spreads repeats, guards no secret
# Central's own number among PostgreSQL's advisory locks: two processes that start at once migrate one after the other.
_MIGRATION_LOCK = 0x6D696E776F6E

_inside_peewee = vars(peewee)
# Turns the errors of a driver's own cursors (COPY, executemany) into peewee's, as peewee does with its own.
_driver_errors = _inside_peewee["__exception_wrapper__"]
_psycopg: Any = _inside_peewee.get("psycopg")  # None where only SQLite is used

# One entry's own fault: a value the database cannot hold. Anything else is trouble with the database itself.
ENTRY_FAULTS: tuple[type[Exception], ...] = (
    peewee.DataError,
    peewee.IntegrityError,
    peewee.ProgrammingError,
    OverflowError,
    TypeError,
    ValueError,
)


_POSTGRES_TYPES = {"TEXT": "text", "BIGINT": "int8", "INT": "int4", "BLOB": "bytea", "BOOL": "bool"}


def _types(model: Any, columns: Sequence[str]) -> list[str]:
    """PostgreSQL's names of those columns' types."""
    return [_POSTGRES_TYPES[model._meta.fields[name].field_type] for name in columns]


class CentralDatabase:
    """The one way to the tables. Any thread; each has its own connection until it calls `close`."""

    def __init__(self, database: Any, engine: Literal["sqlite", "postgresql"]) -> None:
        self._db = database
        self.engine = engine
        self.repeated = 0

    def all(self, query: Any) -> list[dict[str, Any]]:
        """All rows of a query, as dicts."""
        with self._translated():
            return list(query.dicts().execute(self._db))

    def first(self, query: Any) -> dict[str, Any] | None:
        """The first row of a query."""
        rows = self.all(query.limit(1))
        return rows[0] if rows else None

    def locked(self, query: Any) -> dict[str, Any] | None:
        """The row of a query, locked until the transaction ends (on SQLite the whole transaction is)."""
        rows = self.all(query.for_update() if self.engine == "postgresql" else query)
        return rows[0] if rows else None

    def run(self, query: Any) -> int:
        """The query is done; how many rows it touched."""
        if isinstance(query, peewee.Insert):
            query = query.as_rowcount()
        with self._translated():
            return int(query.execute(self._db) or 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is durable after it, or undone when it raises. SQLite takes the write lock now, not halfway through."""
        with self._translated(), self._db.atomic() if self.engine == "postgresql" else self._db.atomic("IMMEDIATE"):
            yield

    def settled(self, work: Callable[[], T]) -> T:
        """`work` done in one transaction; done again, a few times, where the database undid it for the sake of another one
        (a serialization failure or a deadlock): nothing of it was kept then. `repeated` counts these."""
        for attempt in range(_REPEATS_MAX):
            try:
                with self.transaction():
                    return work()
            except Unavailable as error:
                if error.facts.get("state") not in _UNDONE:
                    raise
            self.repeated += 1
            time.sleep(_random.uniform(0.0, 0.01 * 2**attempt))
        with self.transaction():
            return work()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see the database as it stood at the first one; nobody is locked out."""
        with self._translated(), self._db.atomic("REPEATABLE READ") if self.engine == "postgresql" else self._db.atomic("DEFERRED"):
            yield

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction that can fail alone (a savepoint)."""
        with self._translated(), self._db.savepoint():
            yield

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement of the hot path, written with `?` for its values; blobs are bytes."""
        with self._translated():
            if self.engine == "sqlite":
                return list(self._db.connection().execute(sql, values).fetchall())
            with self._db.connection().cursor(binary=True) as cursor:
                cursor.execute(sql.replace("?", "%b"), values)
                return list(cursor.fetchall()) if cursor.description is not None else []

    def among(self, values: Sequence[bytes] | Sequence[int]) -> tuple[str, tuple[object, ...]]:
        """The end of a condition that a column is one of these, and its values: one array on PostgreSQL, a mark for each on SQLite."""
        if self.engine == "postgresql":
            return "= ANY(?)", (list(values),)
        return f"IN ({', '.join('?' for _ in values)})", tuple(values)

    def copy(self, model: Any, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The rows are in the table: COPY on PostgreSQL, executemany on SQLite. Raises one of ENTRY_FAULTS, without PostgreSQL's DETAIL.

        PostgreSQL works on the first rows while the next ones are made; making one asks nothing of this database.
        """
        table, names = model._meta.table_name, ", ".join(f'"{name}"' for name in columns)
        with self._translated():
            cursor = self._db.connection().cursor()
            if self.engine == "sqlite":
                marks = ", ".join("?" for _ in columns)
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of our own tables
                return
            # Binary: as text every byte of a header or a body would be two.
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT BINARY)') as copy:
                # Whoever is registered last serves a type; by default that is an alias in Python, six times as slow.
                cursor.adapters.register_dumper(bytes, _psycopg.types.string.BytesBinaryDumper)
                copy.set_types(_types(model, columns))
                for row in rows:
                    copy.write_row(row)

    def upsert(
        self, model: Any, keys: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[object]], *, add: bool = False
    ) -> None:
        """Each row is there, new or in place of the one with the same keys; `add`: numbers are added to, `last_…` become the greatest."""
        table, greatest = model._meta.table_name, "MAX" if self.engine == "sqlite" else "GREATEST"
        changes = []
        for name in columns:
            if name in keys:
                continue
            if not add:
                changes.append(f'"{name}" = excluded."{name}"')
            elif name.startswith("last_"):
                changes.append(f'"{name}" = {greatest}("{table}"."{name}", excluded."{name}")')
            else:
                changes.append(f'"{name}" = "{table}"."{name}" + excluded."{name}"')
        names, conflict = ", ".join(f'"{name}"' for name in columns), ", ".join(f'"{name}"' for name in keys)
        target, settle = f'INSERT INTO "{table}" ({names})', f"ON CONFLICT ({conflict}) DO UPDATE SET {', '.join(changes)}"
        if self.engine == "sqlite":
            with self._translated():
                sql = f"{target} VALUES ({', '.join('?' for _ in columns)}) {settle}"
                self._db.connection().cursor().executemany(sql, list(rows))
            return
        # One statement and one array for each column, however many rows.
        arrays = ", ".join(f"?::{kind}[]" for kind in _types(model, columns))
        self.rows(f"{target} SELECT * FROM unnest({arrays}) {settle}", [list(column) for column in zip(*rows, strict=True)])  # noqa: S608

    def ready(self) -> None:
        """This thread has a working connection, a fresh one if the last was lost."""
        with self._translated():
            if not self._db.is_closed() and not self._db.is_connection_usable():
                self._db.close()
            self._db.connect(reuse_if_open=True)

    def close(self) -> None:
        """This thread's connection is closed."""
        with self._translated():
            self._db.close()

    def migrate(self, migrations: Path) -> list[str]:
        """The tables are those of this program; names of the steps done. Refused `database_newer` before anything is touched.

        A SQLite file with something in it is copied beside itself first; PostgreSQL has backups of its own.
        """
        runner = Runner(self._db, str(migrations))
        with self._translated():
            status = runner.status()
            if any(step.path is None for step in status):
                raise Refused("database_newer")
            pending = [step.name for step in status if not step.applied]
            if not pending:
                return []
            if self.engine == "sqlite" and len(pending) < len(status):
                self._copy_before(pending[0])
        with self.transaction():
            if self.engine == "postgresql":
                self._db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
            return list(runner.up())

    def _copy_before(self, step: str) -> None:
        path = Path(f"{self._db.database}.before-{step}")
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        self._db.execute_sql("VACUUM INTO ?", (str(path),))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with _driver_errors:
                yield
        except (peewee.OperationalError, peewee.InterfaceError, peewee.InternalError) as error:
            # `from None`: PostgreSQL writes values of the row into its messages; they belong in no log.
            state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
            raise Unavailable("database_unavailable", engine=self.engine, kind=type(error).__name__, state=state) from None


def open_database(url: str | None, state_dir: Path, migrations: Path) -> CentralDatabase:
    """The database is open and its tables are those of this program.

    `url`: `postgresql://…`; None: a SQLite file in `state_dir` (WAL; other processes may use it meanwhile). Raises Refused
    `database_url_unknown`, `database_newer`, `postgresql_not_installed`; Unavailable `database_unavailable`, and what `state_folder`
    raises.
    """
    if url is None:
        from playhouse.sqlcipher_ext import SqlCipherDatabase  # 5 MiB that a central on PostgreSQL never needs

        path = state_dir / DATABASE_FILE
        with state_folder(state_dir):
            path.touch(mode=0o600, exist_ok=True)
        # The bundled SQLite is newer than the one Python was built with, which may still have the WAL-reset corruption bug (before
        # 3.51.3). FULL: what central has acknowledged must survive a power cut.
        pragmas = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": _BUSY_MS, "wal_autocheckpoint": 4000}
        database = CentralDatabase(SqlCipherDatabase(str(path), passphrase="", pragmas=pragmas), "sqlite")
    elif url.startswith(("postgresql://", "postgres://")):
        if _psycopg is None:
            raise Refused("postgresql_not_installed")
        target = "postgresql://" + url.partition("://")[2]
        database = CentralDatabase(peewee.PostgresqlDatabase(target, prefer_psycopg3=True), "postgresql")
    else:
        raise Refused("database_url_unknown")
    database.ready()
    database.migrate(migrations)
    return database
