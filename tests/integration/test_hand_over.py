"""Days without a line: entries go to central as a file and come back acknowledged, however often either is read (SYNC §8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from app.bootstrap.homes import Home
from app.central.import_pending import Imported, import_pending
from app.central.state import load_identity
from app.crypto.box import seal_to
from app.crypto.signer import verify_signature
from app.domain.errors import IntegrityViolated, Refused, Stopped
from app.services.hand_over import export_pending, import_acks
from app.services.recovery_reports import reports
from app.wire.handover import ACKS_HEAD
from tests.centrals import CentralUnderTest
from tests.impatient import Impatient
from tests.integration.test_two_desks import add_people, enrolled, rows, work


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    add_people(sqlite_central)
    three, five = enrolled(sqlite_central, tmp_path / "03", "03"), enrolled(sqlite_central, tmp_path / "05", "05")
    yield three, five
    three.close()
    five.close()


def taken(central: CentralUnderTest, file: bytes) -> Imported:
    with central.database() as db:
        return import_pending(db, load_identity(central.state_dir, crypto=central.tools, passphrase=None), file)


def exported(home: Home) -> bytes:
    return export_pending(home.desk, seal_to, version=__version__)[0]


def test_pending_entries_travel_in_a_file_and_count_once(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    numbers = work(three, 5, seed=3)
    pending = three.store.exchange.pending()[0]
    file = exported(three)
    assert not any(number.encode() in file for number in numbers)
    assert three.store.exchange.pending()[0] == pending  # a file that left is not yet a file that arrived
    first = taken(sqlite_central, file)
    again = taken(sqlite_central, file)
    assert (first.desk, first.entries, first.refused) == ("03", pending, [])
    assert first.acks == again.acks
    public = three.keys.central_public
    report = import_acks(three.desk, first.acks, public, verify_signature)
    assert (report.facts["entries"], report.facts["pending"]) == (pending, 0)
    import_acks(three.desk, again.acks, public, verify_signature)
    with pytest.raises(Refused, match="nothing_pending"):
        exported(three)
    five.sync_all()
    three.sync_all()
    assert rows(three) == rows(five)
    assert {row[1] for row in rows(five)} == set(numbers)
    assert sqlite_central.verified().ok


def test_stopped_before_its_end_neither_way_leaves_a_trace(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    """Also at the last moment at which it can be stopped: when all is read and nothing is written yet."""
    three, _ = desks
    work(three, 2, seed=3)
    pending, told = three.store.exchange.pending(), len(reports(three.desk))
    with pytest.raises(Stopped):
        export_pending(three.desk, seal_to, version=__version__, progress=Impatient(1))
    answer = taken(sqlite_central, exported(three))
    with pytest.raises(Stopped):
        import_acks(three.desk, answer.acks, three.keys.central_public, verify_signature, Impatient(1))
    assert three.store.exchange.pending() == pending and len(reports(three.desk)) == told + 1  # the export that was not stopped


def test_the_line_coming_back_meanwhile_changes_nothing(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, _ = desks
    work(three, 2, seed=3)
    file = exported(three)
    work(three, 1, seed=4)
    three.sync_all()
    answer = taken(sqlite_central, file)
    import_acks(three.desk, answer.acks, three.keys.central_public, verify_signature)
    assert three.store.exchange.pending() == (0, None)
    assert sqlite_central.verified().ok


def test_a_file_that_was_touched_or_is_not_ours_changes_nothing(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 1, seed=3)
    file = exported(three)
    for bad, code in ((file[:-1] + bytes([file[-1] ^ 1]), "file_of_another_central"), (b"something", "file_not_ours")):
        with pytest.raises(Refused, match=code):
            taken(sqlite_central, bad)
    answer = taken(sqlite_central, file)
    with pytest.raises(Refused, match="acks_of_another_desk"):
        import_acks(five.desk, answer.acks, five.keys.central_public, verify_signature)
    with pytest.raises(Refused, match="file_not_ours"):
        import_acks(three.desk, ACKS_HEAD + b"\x00", three.keys.central_public, verify_signature)
    forged = bytearray(answer.acks)
    forged[-1] ^= 1
    with pytest.raises((IntegrityViolated, Refused)):
        import_acks(three.desk, bytes(forged), three.keys.central_public, verify_signature)
    assert three.store.exchange.acked()[0] == 0
