"""Files of a case from one desk through central to another: behind the entries, whole or not at all, only the rest after a break."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.blobs.folder import BlobFolder
from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.central.attachments import PIECES_KEPT_S
from app.domain.case_papers import Act
from app.domain.entries import Role
from app.domain.errors import CounterError, IntegrityViolated, Refused, Unavailable
from app.domain.sampling import sample
from app.domain.views import Actor, AttachmentRow
from app.ports.blobs import AttachmentEntry
from app.services.desk import SEOUL, to_ms
from app.settings import Settings
from app.sync.attachments import CentralAttachments
from app.wire.attachments import PIECE_BYTES, sealed_size
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, ROOT, a_home, cheap_passwords, the_people

PASSPHRASE = "sealed for tests"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 6000  # three pieces and a bit


@dataclass
class AtADesk:
    """A desk with somebody at it and a case in hand."""

    home: Home
    park: Actor
    case_id: UUID
    number: str

    @property
    def files(self) -> BlobFolder:
        return BlobFolder(self.home.settings.home / "attachments")

    def attach(self, path: Path) -> AttachmentRow:
        return self.home.services.attachments.attach_file(self.park, self.case_id, path)

    def listed(self) -> list[AttachmentRow]:
        return self.home.services.view_case(self.park, self.case_id).attachments

    def opened(self, row: AttachmentRow) -> bytes:
        return b"".join(self.home.services.attachments.open_attachment(self.park, self.case_id, row.entry_id)[2])

    def address(self, row: AttachmentRow) -> bytes:
        return next(each.body.sha256 for each in self.entries() if each.entry_id == row.entry_id and each.body is not None)

    def entries(self) -> list[AttachmentEntry]:
        return self.home.store.attachments.of_case(self.case_id)


def with_a_case(home: Home) -> AtADesk:
    park = home.services.sign_in("park", PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(park, 0)
    form = next(form for form in home.desk.catalogue.forms.values() if all(fee.amount_won is not None for fee in form.fees))
    today = home.desk.clock.now().astimezone(SEOUL).date()
    recorded = home.services.record_case(park, sample(form, seed=5, index=0, today=today, people=the_people()))
    return AtADesk(home, park, recorded.case_id, recorded.number)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[AtADesk]:
    home = a_home(tmp_path / "home")
    yield with_a_case(home)
    home.close()


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, data=ROOT, at="2026-11-20T09:00+09:00", passphrase=PASSPHRASE)


def a_desk(central: CentralUnderTest, folder: Path, desk: str) -> Home:
    enroll_home(settings_of(folder), lambda _: PASSPHRASE, url=central.running.url, code=central.invite(desk), training=True)
    return open_home(settings_of(folder), lambda _: PASSPHRASE)


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


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "위임장 홍길동.pdf"
    path.write_bytes(PDF)
    return path


def test_a_file_is_in_the_book_and_opens_after_the_view_is_logged(alone: AtADesk, scan: Path) -> None:
    row = alone.attach(scan)
    assert (row.name, row.medium, row.size, row.user, row.standing) == ("위임장 홍길동.pdf", "pdf", len(PDF), "park", "queued")
    assert alone.listed() == [row]
    before = alone.home.store.head.seq
    name, medium, blocks = alone.home.services.attachments.open_attachment(alone.park, alone.case_id, row.entry_id)
    assert alone.home.store.head.seq == before + 1
    assert alone.home.services.access_log(alone.park)[0].purpose == "첨부 열람"
    assert (name, medium, b"".join(blocks)) == ("위임장 홍길동.pdf", "pdf", PDF)
    history = [line.kind for line in alone.home.services.view_case(alone.park, alone.number).history]
    assert history[-1] == "attachment_added"
    alone.home.store.rebuild()
    assert alone.opened(alone.listed()[0]) == PDF


def test_a_file_keeps_how_many_pages_it_has(alone: AtADesk, tmp_path: Path, scan: Path) -> None:
    sheets = [Image.new("L", (60, 80), shade) for shade in (10, 20, 30)]
    canvas = Canvas(str(tmp_path / "three.pdf"))
    for _ in sheets:
        canvas.showPage()
    canvas.save()
    sheets[0].save(tmp_path / "two.tiff", save_all=True, append_images=sheets[1:2])
    sheets[0].save(tmp_path / "one.png")
    made = [alone.attach(tmp_path / name).pages for name in ("three.pdf", "two.tiff", "one.png")]
    assert made == [3, 2, 1]
    assert alone.attach(scan).pages == 0  # begins as a PDF and is none: it is the case's all the same
    alone.home.desk.store.rebuild()
    assert [row.pages for row in alone.listed()] == [3, 2, 1, 0]


def test_neither_the_ledger_folder_nor_any_row_shows_name_or_content(alone: AtADesk, scan: Path) -> None:
    alone.attach(scan)
    alone.home.connections.checkpoint()
    mark = PDF[:600]
    for path in alone.home.settings.home.rglob("*"):
        assert "홍길동" not in path.name
        if path.is_file():
            assert mark not in path.read_bytes()
    tables = alone.home.connections.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (table,) in tables:
        for row in alone.home.connections.all(f'SELECT * FROM "{table}"'):  # noqa: S608
            for value in row:
                data = value if isinstance(value, bytes) else str(value).encode()
                assert "위임장".encode() not in data, table
                assert mark not in data, table


def test_a_file_under_the_name_of_a_signature_is_no_signature(alone: AtADesk, tmp_path: Path) -> None:
    path = tmp_path / "민원인 서명.png"
    Image.new("L", (60, 40), 0).save(path)
    assert alone.attach(path).name == "민원인 서명 (파일).png"
    files, now = alone.home.services.attachments, to_ms(alone.home.desk.clock.now())
    assert files.signature_of(alone.case_id, Act(now, now)) == b""
    files.attach_made(alone.park, alone.case_id, path.name, path.read_bytes())
    assert files.signature_of(alone.case_id, Act(now, now)) == path.read_bytes()


def test_what_may_not_be_attached_leaves_nothing(alone: AtADesk, tmp_path: Path, scan: Path) -> None:
    program = tmp_path / "scan.pdf.exe"
    program.write_bytes(b"MZ" + bytes(100))
    person = tmp_path / "900101-1234568.pdf"
    person.write_bytes(PDF)
    link = tmp_path / "link.pdf"
    link.symlink_to(scan)
    before = alone.home.store.head.seq
    for path, code in ((program, "file_kind_unknown"), (person, "rrn_in_text"), (link, "file_not_plain"), (tmp_path, "file_not_plain")):
        with pytest.raises(Refused, match=code):
            alone.attach(path)
    service = alone.home.services.attachments
    with pytest.raises(Refused, match="case_unknown"):
        service.attach_file(alone.park, alone.park.entry_id, scan)
    admin_ = alone.home.services.sign_in("admin", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        service.attach_file(admin_, alone.case_id, scan)
    assert alone.home.store.head.seq == before + 1  # the sign-in
    assert alone.listed() == []
    assert [path for path in (alone.home.settings.home / "attachments").rglob("*") if path.is_file()] == []


def test_a_crash_before_the_entry_leaves_nothing_that_counts(alone: AtADesk, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = alone.attach(scan)

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.ledger.transaction.LedgerTransaction.queue_attachment", breaks)
    with pytest.raises(KeyboardInterrupt):
        alone.attach(scan)
    assert [row.entry_id for row in alone.listed()] == [kept.entry_id]
    assert len(alone.files.addresses()) == 2  # bytes whose key nobody has
    assert alone.home.services.attachments.tidy() == 0
    assert alone.home.store.attachments.waiting() == 1
    assert alone.opened(kept) == PDF


def test_a_file_whose_row_an_older_ledger_has_lost_waits_to_be_sent_again(alone: AtADesk, scan: Path) -> None:
    row = alone.attach(scan)
    with alone.home.connections.atomic() as connection:  # the older copy knew nothing of it; the entry came back with the feed
        connection.execute("DELETE FROM attachment")
    assert alone.listed()[0].standing == "away"
    assert alone.opened(row) == PDF
    assert alone.home.services.attachments.tidy() == 1
    assert alone.listed()[0].standing == "queued"
    assert alone.home.services.attachments.tidy() == 0


def test_a_damaged_file_is_not_shown_as_if_it_were_whole(alone: AtADesk, scan: Path) -> None:
    row = alone.attach(scan)
    address = alone.address(row)
    path = alone.home.settings.home / "attachments" / address.hex()[:2] / address.hex()
    data = path.read_bytes()
    for wrong in (data[:-1], data[: len(data) // 65552 * 65552], data[:70000] + b"\0" + data[70001:], b""):
        path.write_bytes(wrong)
        with pytest.raises(IntegrityViolated, match="attachment_broken"):
            alone.opened(row)


def test_an_erased_entry_takes_the_key_with_it(alone: AtADesk, scan: Path) -> None:
    row = alone.attach(scan)
    address = alone.address(row)
    with alone.home.connections.atomic() as connection:
        place = connection.execute("SELECT stream_id, seq, place FROM entry WHERE kind = 'attachment_added'").fetchone()
        connection.execute("INSERT INTO disposal (stream_id, seq, at, ground) VALUES (?, ?, 0, 'retention')", place[:2])
        connection.execute("UPDATE entry SET salt = NULL, body = NULL WHERE place = ?", (place[2],))
    erased = alone.listed()[0]
    assert (erased.name, erased.standing) == ("", "erased")
    with pytest.raises(Refused, match="attachment_erased"):
        alone.opened(row)
    assert alone.files.proven(address)  # the ciphertext may still lie about: there is no key to it any more


def test_a_case_has_room_for_so_many_files(alone: AtADesk, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.attachments.PER_CASE_MAX", 2)
    alone.attach(scan)
    alone.attach(scan)
    with pytest.raises(Refused, match="too_many_files"):
        alone.attach(scan)


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
