"""A dead computer: the desk enrols again, takes central's snapshot, and reads the backup for what central never got (SYNC §8, G8)."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.crypto.signer import verify_signature
from app.domain.errors import Refused, Stopped
from app.services.recovery_reports import reports
from app.services.restore_backup import restore_backup
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.messages import StreamId, StreamInfo
from tests.centrals import CentralUnderTest
from tests.impatient import Impatient
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work


def test_a_new_computer_recovers_what_only_the_backup_had(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    old = enrolled(central, tmp_path / "old", "03")
    sent = work(old, 3, seed=1)
    old.sync_all()
    unsent = work(old, 2, seed=2)
    beside = open_home(settings_of(tmp_path / "old"), ask, exclusive=False)
    beside.recovery.back_up(tmp_path / "backup")
    beside.close()
    lost = work(old, 1, seed=3)
    old.close()
    shutil.rmtree(tmp_path / "old")

    new = enrolled(central, tmp_path / "new", "03")
    new.sync_all()
    assert {row[1] for row in rows(new)} == set(sent)
    for told in (1, 4):  # while it is read, and where it would be written
        impatient = Impatient(told)
        with pytest.raises(Stopped):
            new.recovery.restore_from(tmp_path / "backup", impatient)
        assert {row[1] for row in rows(new)} == set(sent) and not reports(new.desk)
    report = new.recovery.restore_from(tmp_path / "backup")
    assert report.facts["recovered"] == new.store.exchange.pending()[0] > 0
    assert report.facts["refused"] == 0
    assert reports(new.desk)[0] == report
    fresh = work(new, 1, seed=4)
    assert not set(fresh) & set(sent + unsent + lost)
    new.sync_all()
    assert new.store.exchange.pending() == (0, None)
    assert {row[1] for row in rows(new)} == set(sent + unsent + fresh)
    # Reading it again recovers nothing more and changes nothing.
    assert new.recovery.restore_from(tmp_path / "backup").facts["recovered"] == 0
    before = rows(new)
    new.store.rebuild()
    assert rows(new) == before
    trust = Trust(central_keys=(new.keys.central_public,))
    assert check_ledger(new.connections.here, trust).bad == []
    assert central.verified().ok
    five = enrolled(central, tmp_path / "05", "05")
    five.sync_all()
    assert rows(five) == rows(new)
    five.close()
    new.close()


def made(central: CentralUnderTest, tmp_path: Path) -> Home:
    """A desk with a backup, and its next computer."""
    add_people(central)
    old = enrolled(central, tmp_path / "old", "03")
    work(old, 2, seed=1)
    old.recovery.back_up(tmp_path / "backup")
    old.close()
    new = enrolled(central, tmp_path / "new", "03")
    new.sync_all()
    return new


class LargeBook:
    """A backup with one older stream of this desk, of many large entries."""

    def __init__(self, info: StreamInfo) -> None:
        self._info = info

    def streams(self) -> list[tuple[int, StreamInfo, bool, bytes]]:
        return [(1, self._info, True, bytes(32))]

    def entries(self) -> Iterator[tuple[Any, ...]]:
        for seq in range(1, 2_001):
            yield (1, seq, bytes(16), bytes(200), bytes(16), bytes(10_000) + seq.to_bytes(4, "big"), bytes(32), bytes(32), None)


def test_a_large_backup_is_never_in_memory_as_a_whole(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    """20 MB of entries that are here already, as most of a backup is: a row at a time."""
    new = made(sqlite_central, tmp_path)
    own = new.store.head.stream
    info = StreamInfo(StreamId(own.device_id, 9, 0), new.desk.identity.office, "03", b"key", bytes(32), 0, bytes(32))
    taken: list[int] = []

    def take(_info: StreamInfo, rows: Iterable[tuple[Any, ...]], _verify: object) -> tuple[int, int, int, int]:
        taken.append(sum(1 for _ in rows))
        return (0, taken[-1] - 1, 1, taken[-1] - 1)

    book: Any = LargeBook(info)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(new.store.exchange, "take_stream", take)
        tracemalloc.start()
        report = restore_backup(new.desk, book, verify_signature, [b"key"])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert taken == [2_000] and peak < 2_000_000
    assert [(each.first, each.last) for each in report.missing] == [(2_000, 2_000)]
    for epoch, key in ((9, b"another key"), (0, b"key"), (2**32, b"key")):
        strange: Any = LargeBook(msgspec.structs.replace(info, stream=StreamId(own.device_id, epoch, 0), public_key=key))
        with pytest.raises(Refused, match="backup_of_another_desk"):
            restore_backup(new.desk, strange, verify_signature, [b"key"])
    new.close()


def test_rows_of_a_backup_whose_place_is_no_number_are_passed_over(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    new = made(sqlite_central, tmp_path)
    own, seen = new.store.head.stream, list[object]()
    book: Any = LargeBook(StreamInfo(StreamId(own.device_id, 9, 0), new.desk.identity.office, "03", b"key", bytes(32), 0, bytes(32)))
    book.entries = lambda: iter([(1, seq) for seq in (1, "2", None, 2.0, True, 3)])

    def take(_info: StreamInfo, rows: Iterable[tuple[Any, ...]], _verify: object) -> tuple[int, int, int, int]:
        seen.extend(row[1] for row in rows)
        return (0, 0, 0, 0)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(new.store.exchange, "take_stream", take)
        restore_backup(new.desk, book, verify_signature, [b"key"])
    assert seen == [1, 3]
    new.close()


def test_a_backup_is_never_overwritten_and_only_read_where_it_belongs(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    new = made(sqlite_central, tmp_path)
    with pytest.raises(Refused, match="backup_exists"):
        new.recovery.back_up(tmp_path / "backup")
    with pytest.raises(Refused, match="backup_missing"):
        new.recovery.restore_from(tmp_path / "nowhere")
    other = enrolled(sqlite_central, tmp_path / "05", "05")
    with pytest.raises(Refused, match="backup_of_another_desk"):
        other.recovery.restore_from(tmp_path / "backup")
    key = tmp_path / "backup" / "backup.key"
    sealed = key.read_bytes()
    key.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))  # one in 256 ends with any given byte
    with pytest.raises(Refused, match="backup_key_wrong"):
        new.recovery.restore_from(tmp_path / "backup")
    assert not (tmp_path / "new" / "restore.tmp").exists()
    other.close()
    new.close()


def test_the_copy_says_nothing_without_its_key(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    made(sqlite_central, tmp_path).close()
    data = (tmp_path / "backup" / "ledger.db").read_bytes()
    assert not data.startswith(b"SQLite format 3")
    assert b"case_received" not in data
