"""The database itself refuses to change an entry; whoever removes that with the right key is found out by `verify` (A1, GUARANTEES G2)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.answers import Draft
from app.ledger.database import Connections
from app.verify.book import Bad, Trust
from app.verify.ledger import check_ledger
from tests.desks import PASSWORD, a_home, keys_of
from tests.shell import drafts

SEED = 1


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with an open day and three cases, closed."""
    folder = tmp_path_factory.mktemp("book")
    home = a_home(folder, seed=SEED)
    clerk = home.services.sign_in("lee", PASSWORD)
    home.services.open_day(clerk)
    for line in drafts(3, service="seal_certificate_issue").splitlines():
        home.services.record_case(clerk, msgspec.json.decode(line, type=Draft))
    home.close()
    return folder


@pytest.fixture
def ledger(book: Path, tmp_path: Path) -> Iterator[Any]:
    """A copy of it, opened with the right key by somebody who is not this program."""
    shutil.copytree(book, tmp_path / "copy")
    connection = sqlcipher.connect(str(tmp_path / "copy" / "ledger.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{keys_of(SEED).database.hex()}'\"")
    yield connection
    connection.close()


def columns(ledger: Any) -> list[str]:
    return [row[1] for row in ledger.execute("PRAGMA table_info(entry)")]


@pytest.mark.parametrize(
    "column", ["body", "header", "salt", "digest", "hash", "head_sig", "kind", "business_day", "recorded_at", "own", "place"]
)
def test_no_column_of_an_entry_can_be_updated(ledger: Any, column: str) -> None:
    value = 987_654 if column in ("recorded_at", "own", "place") else b"forged"
    with pytest.raises(sqlcipher.DatabaseError, match="an entry is never changed"):
        ledger.execute(f"UPDATE entry SET {column} = ? WHERE seq = 7", (value,))  # noqa: S608 - a name of the list above


def test_a_body_can_not_be_erased_without_a_disposal(ledger: Any) -> None:
    with pytest.raises(sqlcipher.DatabaseError, match="an entry is never changed"):
        ledger.execute("UPDATE entry SET salt = NULL, body = NULL WHERE seq = 7")


def test_no_entry_can_be_deleted(ledger: Any) -> None:
    with pytest.raises(sqlcipher.DatabaseError, match="an entry is never deleted"):
        ledger.execute("DELETE FROM entry WHERE seq = 7")
    with pytest.raises(sqlcipher.DatabaseError, match="an entry is never deleted"):
        ledger.execute("DELETE FROM entry")


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_entry_can_be_replaced_however_the_file_was_opened(ledger: Any, recursive: str) -> None:
    ledger.execute(f"PRAGMA recursive_triggers = {recursive}")
    names = columns(ledger)
    everything = f"SELECT {', '.join(names)} FROM entry ORDER BY place"  # noqa: S608
    before = ledger.execute(everything).fetchall()
    row = dict(zip(names, before[6], strict=True))
    for changed in ({"body": b"forged"}, {"body": b"forged", "entry_id": b"another".ljust(16, b"\0")}, {"_rowid_": row["place"]}):
        forged = {**row, **changed}
        if "_rowid_" in changed:
            del forged["place"]
        sql = f"INSERT OR REPLACE INTO entry ({', '.join(forged)}) VALUES ({', '.join('?' for _ in forged)})"  # noqa: S608
        with pytest.raises(sqlcipher.DatabaseError, match="an entry is never"):
            ledger.execute(sql, list(forged.values()))
        assert ledger.execute(everything).fetchall() == before


def test_the_programs_own_connection_refuses_too(book: Path, tmp_path: Path) -> None:
    shutil.copytree(book, tmp_path / "copy")
    migrations = Path(__file__).resolve().parents[2] / "migrations" / "local"
    connections = Connections(tmp_path / "copy" / "ledger.db", keys_of(SEED).database, migrations)
    for sql in ("UPDATE entry SET body = x'00' WHERE seq = 7", "DELETE FROM entry WHERE seq = 7"):
        with pytest.raises(sqlcipher.DatabaseError, match="an entry is never"):
            connections.here.execute(sql)
    connections.leave()


TAMPERED = {
    "body": ("UPDATE entry SET body = x'80' WHERE seq = ?", "digest"),
    "column": ("UPDATE entry SET business_day = '2026-11-19' WHERE seq = ?", "column"),
    "erased": ("UPDATE entry SET body = NULL, salt = NULL WHERE seq = ?", "erased"),
    "hash": ("UPDATE entry SET hash = zeroblob(32) WHERE seq = ?", "chain"),
    "header": ("UPDATE entry SET header = x'90' WHERE seq = ?", "header"),
}


@pytest.mark.parametrize(("sql", "code"), TAMPERED.values(), ids=TAMPERED)
@pytest.mark.parametrize("seq", [1, 6, 9])
def test_whoever_tears_the_triggers_out_and_edits_one_entry_is_named(ledger: Any, sql: str, code: str, seq: int) -> None:
    for (trigger,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'").fetchall():
        ledger.execute(f"DROP TRIGGER {trigger}")
    assert check_ledger(ledger, Trust()).bad == []
    ledger.execute(sql, (seq,))
    (bad,) = check_ledger(ledger, Trust()).bad
    assert isinstance(bad, Bad)
    assert (bad.seq, bad.code) == (seq, code)


@pytest.mark.parametrize("seq", [1, 6])
def test_an_entry_that_was_taken_out_leaves_a_gap(ledger: Any, seq: int) -> None:
    ledger.execute("DROP TRIGGER entry_permanent")
    ledger.execute("PRAGMA foreign_keys = OFF")
    ledger.execute("DELETE FROM entry WHERE seq = ?", (seq,))
    (bad,) = check_ledger(ledger, Trust()).bad
    assert (bad.seq, bad.code) == (seq, "gap")
