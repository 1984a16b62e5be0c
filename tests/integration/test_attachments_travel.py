"""Files of a case from one desk through central to another: behind the entries, whole or not at all, only the rest after a break."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.blobs.folder import BlobFolder
from app.bootstrap.homes import open_home
from app.central import admin
from app.central.attachments import PIECES_KEPT_S
from app.domain.entries import Role
from app.domain.errors import CounterError, IntegrityViolated, Refused, Unavailable
from app.sync.attachments import CentralAttachments
from app.wire.attachments import PIECE_BYTES, sealed_size
from tests.attached_files import PASSPHRASE, PDF, AtADesk, a_desk, scan, with_a_case
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords

__all__ = ["scan"]


@pytest.fixture
def two(central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[AtADesk, AtADesk]]:
    """Two desks of one office; both see the case of the first."""
    with central.database() as db:
        people: tuple[tuple[str, Role], ...] = (("park", "supervisor"), ("lee", "clerk"))
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, "박가람", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
    homes = [a_desk(central, tmp_path / desk, desk) for desk in ("03", "05")]
    first = with_a_case(homes[0])
    for home in homes:
        home.sync_all()
    second = AtADesk(homes[1], homes[1].services.sign_in("park", PASSWORD), first.case_id, first.number)
    yield first, second
    first.home.close()
    second.home.close()


def test_the_other_desk_lists_it_at_once_and_fetches_it_when_asked(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest
) -> None:
    here, there = two
    row = here.attach(scan)
    assert here.home.sync_status().attachments_waiting == 1
    here.home.sync_all()
    assert here.home.sync_status().attachments_waiting == 0
    assert here.listed()[0].standing == "sent"
    there.home.sync_all()
    assert [(each.name, each.standing) for each in there.listed()] == [("위임장 홍길동.pdf", "away")]
    before = there.home.store.head.seq
    with pytest.raises(Unavailable, match="attachment_not_here"):
        there.opened(row)
    assert there.home.store.head.seq == before  # nothing was shown, so nothing was viewed
    assert there.listed()[0].standing == "wanted"
    there.home.sync_all()
    assert there.listed()[0].standing == "here"
    assert there.opened(row) == PDF
    report = central.verified()
    assert (report.ok, report.attachments, report.awaited) == (True, 1, 0)


def test_central_holds_neither_name_nor_content_in_plain(two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest) -> None:
    here, _ = two
    here.attach(scan)
    here.home.sync_all()
    files = [path for path in central.state_dir.rglob("*") if path.is_file()]
    assert any("attachments" in path.parts for path in files)
    for path in files:
        data = path.read_bytes()
        assert PDF[:600] not in data, path
        assert "위임장".encode() not in data, path
        assert "위임장" not in str(path.relative_to(central.state_dir))


def test_the_entry_does_not_wait_for_its_file(two: tuple[AtADesk, AtADesk], scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = two
    row = here.attach(scan)

    def away(*_: object) -> None:
        raise Unavailable("central_busy", retry_after_s=60)

    with monkeypatch.context() as broken:
        broken.setattr(CentralAttachments, "state", away)
        with pytest.raises(Unavailable):
            here.home.sync_all()
    assert here.home.sync_status().pending == 0
    there.home.sync_all()
    assert there.listed()[0].standing == "away"
    assert there.home.services.attachments.want(there.park, there.case_id, row.entry_id) == "wanted"
    there.home.sync_all()  # central has the entry and not the file: put off, nothing else is held up
    assert there.home.store.attachments.troubled() == {"attachment_awaited": 1}
    here.home.sync_all()
    there.home.desk.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    there.home.sync_all()
    assert there.opened(row) == PDF


def test_no_piece_travels_while_entries_wait(two: tuple[AtADesk, AtADesk], scan: Path) -> None:
    here, _ = two
    here.attach(scan)
    assert here.home.sync_status().pending > 0
    assert here.home.files_once() is False
    here.home.push_once()
    assert here.home.files_once() is True
    here.listed()  # a look, and with it an entry: it goes first, though the file is half way
    assert here.home.files_once() is False
    here.home.push_once()
    assert here.home.files_once() is True


def test_what_nobody_added_to_for_a_month_is_swept_at_central_and_can_still_be_sent(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest
) -> None:
    here, _ = two
    row = here.attach(scan)
    here.home.push_once()
    while not (pieces := list((central.state_dir / "attachments" / OFFICE / "parts").glob("*"))):
        here.home.files_once()
    assert central.attachments.sweep(PIECES_KEPT_S) == 0
    central.stop()
    os.utime(pieces[0], (0, 0))
    central.start()
    for _ in range(2_000):
        if not pieces[0].exists():
            break
        threading.Event().wait(0.01)
    assert not pieces[0].exists()
    address = here.address(row)
    here.home.close()
    here.home = open_home(here.home.settings, lambda _: PASSPHRASE)  # nobody's program runs for a month
    here.home.sync_all()
    assert central.attachments(OFFICE).proven(address)


def test_after_a_break_only_the_rest_is_sent(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    row = here.attach(scan)
    here.home.push_once()
    sent: list[tuple[int, int]] = []
    real = CentralAttachments.add

    def counted(self: CentralAttachments, address: bytes, stream: object, seq: int, offset: int, data: bytes) -> object:
        sent.append((offset, len(data)))
        answer = real(self, address, stream, seq, offset, data)  # type: ignore[arg-type]
        if len(sent) == 2:
            raise Unavailable("central_down", kind="ReadError")  # the piece arrived, its answer did not
        return answer

    monkeypatch.setattr(CentralAttachments, "add", counted)
    with pytest.raises(Unavailable):
        here.home.attachments.all(here.home.central)  # type: ignore[arg-type]
    central.stop()
    with pytest.raises(Unavailable):
        here.home.files_once()
    central.start()
    size = sealed_size(len(PDF))
    here.home.close()
    here.home = open_home(here.home.settings, lambda _: PASSPHRASE)  # also the desk was started anew in between
    here.home.sync_all()
    assert here.home.sync_status().attachments_waiting == 0
    assert sent[:2] == [(0, PIECE_BYTES), (PIECE_BYTES, PIECE_BYTES)]
    assert sum(length for _, length in sent) == size
    assert sent[2][0] == 2 * PIECE_BYTES
    there.home.sync_all()
    there.home.services.attachments.want(there.park, there.case_id, row.entry_id)
    there.home.sync_all()
    assert there.opened(row) == PDF


def test_a_file_spoiled_on_its_way_is_thrown_away_and_sent_again(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = two
    here.attach(scan)
    real = CentralAttachments.add

    def spoiled(self: CentralAttachments, address: bytes, stream: object, seq: int, offset: int, data: bytes) -> object:
        return real(self, address, stream, seq, offset, bytes(len(data)))  # type: ignore[arg-type]

    with monkeypatch.context() as bad:
        bad.setattr(CentralAttachments, "add", spoiled)
        here.home.sync_all()
    assert here.home.store.attachments.troubled() == {"attachment_differs": 1}
    assert central.verified().awaited == 1
    here.home.desk.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    here.home.sync_all()
    assert here.listed()[0].standing == "sent"
    assert central.verified().ok


def test_a_file_this_disk_has_spoiled_comes_back_from_central(two: tuple[AtADesk, AtADesk], scan: Path) -> None:
    here, _ = two
    row = here.attach(scan)
    here.home.sync_all()
    address = here.address(row)
    path = here.home.settings.home / "attachments" / address.hex()[:2] / address.hex()
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        here.opened(row)
    with pytest.raises(Unavailable, match="attachment_not_here"):
        here.opened(row)
    here.home.sync_all()
    assert here.opened(row) == PDF


def test_one_file_that_is_lost_holds_up_no_other(two: tuple[AtADesk, AtADesk], scan: Path) -> None:
    here, _ = two
    lost, good = here.attach(scan), here.attach(scan)
    here.files.drop(here.address(lost))
    here.home.sync_all()
    assert [row.standing for row in here.listed()] == ["queued", "sent"]
    assert here.listed()[1].entry_id == good.entry_id
    assert here.home.store.attachments.troubled() == {"attachment_lost": 1}


def test_only_what_an_entry_of_the_office_names_is_taken_or_given(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest
) -> None:
    here, _ = two
    row = here.attach(scan)
    here.home.sync_all()
    entry = next(each for each in here.entries() if each.entry_id == row.entry_id)
    stream, seq, address = entry.stream, entry.seq, here.address(row)
    line = CentralAttachments(here.home.central)  # type: ignore[arg-type]
    assert line.read(address, stream, seq, 5, 7) == here.files.read(address, 5, 7)
    for wrong_address, wrong_seq in ((address, seq - 1), (bytes(32), seq), (address, seq + 1000)):
        wrong = (wrong_address, stream, wrong_seq)
        calls: list[Callable[[], object]] = [
            partial(line.state, *wrong),
            partial(line.finish, *wrong),
            partial(line.read, *wrong, 0, 10),
            partial(line.add, *wrong, 0, b"x"),
        ]
        for call in calls:
            with pytest.raises(Refused, match="attachment_unknown"):
                call()
    for offset, piece in ((0, bytes(PIECE_BYTES + 1)), (2**30, b"x")):
        with pytest.raises(Refused, match="piece_too_large"):
            line.add(address, stream, seq, offset, piece)
    with pytest.raises(Refused, match="range_wrong"):
        line.read(address, stream, seq, 2**40, 10)
    with central.database() as db:
        admin.add_office(db, "11110", "다른구청")
    stranger = CentralAttachments(central.desk("01", seed=9, office="11110").central)
    with pytest.raises(Refused, match="attachment_unknown"):
        stranger.read(address, stream, seq, 0, 10)
    with pytest.raises(Refused, match="other_office"):
        CentralAttachments(_Posing(stranger._central)).read(address, stream, seq, 0, 10)  # type: ignore[arg-type]


class _Posing:
    """A line that names another office than its own."""

    office = OFFICE

    def __init__(self, line: object) -> None:
        self.raw = line.raw  # type: ignore[attr-defined]


def test_verify_finds_a_file_that_is_missing_or_spoiled(two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest) -> None:
    here, _ = two
    first, second = here.attach(scan), here.attach(scan)
    here.home.sync_all()
    folder = central.state_dir / "attachments" / OFFICE
    addresses = [here.address(row).hex() for row in (first, second)]
    (folder / addresses[0][:2] / addresses[0]).unlink()
    path = folder / addresses[1][:2] / addresses[1]
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    found = {violation.code for violation in central.verified().violations}
    assert found == {"attachment_missing", "attachment_differs"}


def test_a_central_put_back_from_an_older_copy_gets_the_files_again(
    two: tuple[AtADesk, AtADesk], scan: Path, central: CentralUnderTest
) -> None:
    here, _ = two
    row = here.attach(scan)
    here.home.sync_all()
    address = here.address(row)
    BlobFolder(central.state_dir / "attachments" / OFFICE).drop(address)
    here.home.sync_all()
    assert not central.verified().ok
    with here.home.connections.atomic() as connection:  # as the feed of a restored central leaves it
        connection.execute("UPDATE cursor SET value = value + 1 WHERE name = 'generation'")
    here.home.attachments.all(here.home.central)  # type: ignore[arg-type]
    assert central.verified().ok
    assert here.home.files_once() is False


def test_errors_of_central_say_what_they_mean(two: tuple[AtADesk, AtADesk], scan: Path) -> None:
    here, _ = two
    assert here.home.central is not None
    for method, path in (("PUT", "abc?entry=1"), ("GET", "../x?entry=1"), ("GET", f"{'a' * 64}?entry=1.2.3.4")):
        with pytest.raises(CounterError) as told:
            here.home.central.raw(method, f"/v1/offices/{OFFICE}/attachments/{path}", data=b"x" if method == "PUT" else None)
        assert told.value.code in ("message_unreadable", "not_found")
