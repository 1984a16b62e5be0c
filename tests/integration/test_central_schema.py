"""Central's tables and the statements it really runs: an office never waits for another one, and the schema can be spread (A15).

`office_id` leads every key and index, nothing counts for the whole country, every statement of the hot path names its office, and
no transaction touches two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee
import psycopg
import pytest

from app.central import admin
from app.central.database import CentralDatabase, open_database
from app.central.give_feed import give_feed
from app.central.receive_push import receive_push
from app.central.sessions import Caller
from app.central.state import load_identity
from app.central.tables import DeviceRow
from tests.centrals import MIGRATIONS, OFFICE, CentralUnderTest
from tests.streams import Stream

# What a stranger brings before anybody knows his office: found by a hash or a device, one row, outside every transaction of an office.
BEFORE_THE_OFFICE_IS_KNOWN = {("device", "device_id"), ("invite", "secret_hash"), ("session", "token_hash")}
NO_OFFICE = {"central", "_peewee_migrations", "peewee_migrations", "migrations", "migrationhistory"}
OTHER = "26440"


@pytest.fixture
def postgres(postgres_url: str, tmp_path: Path) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a central's fresh database."""
    open_database(postgres_url, tmp_path, MIGRATIONS).close()
    with psycopg.connect(postgres_url) as connection:
        yield connection


def leading_columns(connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Table and first column of every key and index."""
    return connection.execute(
        "SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
        "JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public' "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]"
    ).fetchall()


def central_tables(connection: psycopg.Connection[Any]) -> set[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {row[0] for row in rows if "migration" not in row[0]} - NO_OFFICE


def test_the_office_leads_every_key_and_every_index(postgres: psycopg.Connection[Any]) -> None:
    tables = central_tables(postgres)
    found = {(table, column) for table, column in leading_columns(postgres) if table in tables}
    assert {table for table, _ in found} == tables, "a table without a key"
    assert {pair for pair in found if pair[1] != "office_id"} <= BEFORE_THE_OFFICE_IS_KNOWN


def test_nothing_counts_for_the_whole_country(postgres: psycopg.Connection[Any]) -> None:
    tables = central_tables(postgres)
    sequences = postgres.execute(
        "SELECT t.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S'"
    ).fetchall()
    assert not {row[0] for row in sequences} & tables
    free = "SELECT relname FROM pg_class WHERE relkind = 'S' AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype IN ('a', 'i'))"
    assert postgres.execute(free).fetchall() == []
    defaults = (
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND (column_default LIKE 'nextval%' OR is_identity = 'YES')"
    )
    assert not {row[0] for row in postgres.execute(defaults).fetchall()} & tables
    assert postgres.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall() == []
    foreign = "SELECT conname FROM pg_constraint WHERE contype = 'f'"
    assert postgres.execute(foreign).fetchall() == [], "a reference that a spread table could not check"


class Spy:
    """Every statement a database ran, with its values; transactions as lists of them."""

    def __init__(self) -> None:
        self.transactions: list[list[tuple[str, str]]] = []
        self._open = False

    def saw(self, sql: object, values: object = ()) -> None:
        text = " ".join(str(sql).split())
        if text.upper().startswith(("BEGIN", "START")):
            self.transactions.append([])
            self._open = True
        elif text.upper() in ("COMMIT", "ROLLBACK"):
            self._open = False
        elif self._open and not text.upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            self.transactions[-1].append((text, repr(values)))


@contextmanager
def spied(db: CentralDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spy]:
    """What runs inside is seen, whichever way it goes to the database."""
    spy = Spy()
    plain_execute, rows, copy, upsert, transaction = peewee.Database.execute_sql, db.rows, db.copy, db.upsert, db.transaction

    def execute_sql(self: Any, sql: Any, params: Any = None, *more: Any, **named: Any) -> Any:
        spy.saw(sql, params)
        return plain_execute(self, sql, params, *more, **named)

    @contextmanager
    def marked() -> Iterator[None]:
        spy.saw("BEGIN")
        with transaction():
            yield
        spy.saw("COMMIT")

    with monkeypatch.context() as patch:
        patch.setattr(type(db._db), "execute_sql", execute_sql)

        def asked(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
            spy.saw(sql, values)
            return rows(sql, values)

        def copied(model: Any, columns: Any, given: Any) -> None:
            given = list(given)
            spy.saw(f"COPY {model.__name__} {columns}", [row[0] for row in given])
            copy(model, columns, given)

        def upserted(model: Any, keys: Any, columns: Any, given: Any, **named: Any) -> None:
            given = list(given)
            spy.saw(f"UPSERT {model.__name__} ON {keys} {columns}", [row[0] for row in given])
            upsert(model, keys, columns, given, **named)

        patch.setattr(db, "rows", asked)
        patch.setattr(db, "copy", copied)
        patch.setattr(db, "upsert", upserted)
        patch.setattr(db, "transaction", marked)
        yield spy


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> CentralUnderTest:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return CentralUnderTest(tmp_path, url)


def test_every_statement_of_the_hot_path_names_the_office_and_no_transaction_two(
    room: CentralUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = load_identity(room.state_dir, crypto=room.tools, passphrase=None)
    with room.database() as db:
        admin.add_office(db, OTHER, "나루구청", "민원과")
        streams = [
            Stream(seed=number, office=office, desk="03", central_id=identity.central_id) for number, office in ((1, OFFICE), (2, OTHER))
        ]
        for stream in streams:
            row = {"office_id": stream.office, "device_id": stream.id.device_id.bytes, "epoch": 1, "desk": "03", "adopted": False}
            db.run(DeviceRow.insert(**row, public_key=stream.signer.public_key, enrolled_at=0))
            for _ in range(3):
                stream.add_case()
        with spied(db, monkeypatch) as spy:
            for stream in streams:
                caller = Caller(stream.office, stream.id.device_id, 1, "03")
                for first, last in ((1, 6), (7, 12), (1, 12)):
                    receive_push(db, identity, caller, stream.id, stream.push(first, last))
                give_feed(db, identity, stream.office, stream.id.device_id, generation=0, after=0, limit=100)
    assert len(spy.transactions) == 6
    for transaction in spy.transactions:
        assert len(transaction) >= 3
        named = {office for _, values in transaction for office in (OFFICE, OTHER) if re.search(rf"\b{office}\b", values)}
        assert len(named) == 1, "a transaction of two offices"
        for sql, values in transaction:
            assert "office_id" in sql, sql
            assert next(iter(named)) in values, sql
