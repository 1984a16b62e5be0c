"""A case that nothing but its receipt has touched is kept as that one entry; who reads cases does not see the difference."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.entries import CaseAdvanced, Fact
from app.domain.errors import IntegrityViolated
from app.ledger.convergence import Replica
from app.ledger.database import Connections
from app.ledger.exchange import LedgerExchange
from app.ledger.projections import case_bytes, decode_case
from tests.desks import ROOT, a_home, keys_of
from tests.streams import a_case

STEPS = ROOT / "migrations" / "local"
DAY = "2026-11-20"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


def received(home: Home, number: int) -> UUID:
    case_id = home.desk.ids.new_id()
    with home.store.transaction(actor=None, day=DAY) as tx:
        tx.append(Fact(a_case(f"26410-03-261120-{number:04d}-00"), home.desk.ids.new_id(), case_id=case_id))
    return case_id


def issued(home: Home, case_id: UUID) -> None:
    with home.store.transaction(actor=None, day=DAY) as tx:
        tx.append(Fact(CaseAdvanced(step="issue", based_on=1), home.desk.ids.new_id(), case_id=case_id))


def kept(home: Home, case_id: UUID) -> bytes:
    """What stands in the table itself."""
    return bytes(home.connections.value("SELECT state_blob FROM case_kept WHERE case_id = ?", (case_id.bytes,)))


def seen(home: Home, case_id: UUID) -> bytes:
    """What a reader gets."""
    return bytes(home.connections.value("SELECT state_blob FROM case_row WHERE case_id = ?", (case_id.bytes,)))


def replica(home: Home) -> Replica:
    exchange = home.store.exchange
    assert isinstance(exchange, LedgerExchange)
    return exchange.replica()


def test_only_a_case_that_moved_on_is_kept_folded(home: Home) -> None:
    moved, still = received(home, 1), received(home, 2)
    assert kept(home, moved) == kept(home, still) == b""
    before = home.store.cases.find(moved)
    issued(home, moved)
    after = home.store.cases.find(moved)
    assert before is not None and after is not None and (before.state, after.state) == ("received", "issued")
    assert kept(home, moved) == seen(home, moved) == case_bytes(seen(home, moved))
    assert kept(home, still) == b""
    agreed, rows = replica(home), home.connections.all("SELECT * FROM case_kept ORDER BY case_key")
    home.store.rebuild()
    assert home.connections.all("SELECT * FROM case_kept ORDER BY case_key") == rows
    assert replica(home) == agreed


def test_both_forms_of_a_case_are_the_same_to_every_reader(home: Home) -> None:
    case_id = received(home, 1)
    home.connections.here.execute("UPDATE standing SET office_seq = seq")
    case, agreed = home.store.cases.find(case_id), replica(home)
    assert case is not None and case == decode_case(seen(home, case_id))
    home.connections.here.execute("UPDATE case_kept SET state_blob = ?", (case_bytes(seen(home, case_id)),))
    assert kept(home, case_id) == seen(home, case_id) != b""
    assert home.store.cases.find(case_id) == case
    assert replica(home) == agreed


def test_the_receipt_of_a_case_that_is_gone_or_another_is_damage(home: Home) -> None:
    case_id = received(home, 1)
    issued(home, received(home, 2))
    home.connections.here.execute("UPDATE case_kept SET last_seq = (SELECT max(seq) FROM entry) WHERE case_id = ?", (case_id.bytes,))
    with pytest.raises(IntegrityViolated, match="ledger_damaged"):  # an entry that opens no case
        home.store.cases.find(case_id)
    home.connections.here.execute("UPDATE case_kept SET last_seq = 999 WHERE case_id = ?", (case_id.bytes,))
    reader = home.store.cases
    readers = (reader.find, lambda case_id: reader.page(after=None, limit=9), home.store.office_fees.charges)
    for read in readers:  # and where there is none: it is no case that was never here
        with pytest.raises(IntegrityViolated, match="ledger_damaged"):
            read(case_id)


def test_a_book_of_the_form_before_opens_with_its_cases_as_they_were(tmp_path: Path, home: Home) -> None:
    before, path = tmp_path / "before", tmp_path / "old.db"
    before.mkdir()
    shutil.copy(STEPS / "0001_ledger.py", before)
    key = keys_of(1).database
    case_id = received(home, 1)
    folded = case_bytes(seen(home, case_id))
    columns = ", ".join(row[1] for row in home.connections.all("PRAGMA table_info(case_kept)"))
    row = home.connections.one(f"SELECT {columns} FROM case_kept")  # noqa: S608 - names of ours
    assert row is not None
    old = Connections(path, key, before, create=True)
    old.here.execute(f"INSERT INTO case_row ({columns}) VALUES ({', '.join('?' * len(row))})", (*row[:-1], folded))  # noqa: S608
    old.leave()
    for _ in range(2):
        now = Connections(path, key, STEPS)
        assert now.all("SELECT * FROM case_row") == now.all("SELECT * FROM case_kept") == [(*row[:-1], folded)]
        assert {"case_open", "case_due", "case_official"} <= {name for (name,) in now.all("SELECT name FROM sqlite_master")}
        now.leave()
