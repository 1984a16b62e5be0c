"""Files of a case at one desk: in the book, sealed, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.domain.case_papers import Act
from app.domain.errors import IntegrityViolated, Refused
from app.services.desk import to_ms
from tests.attached_files import PDF, AtADesk, scan, with_a_case
from tests.desks import PASSWORD, a_home

__all__ = ["scan"]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[AtADesk]:
    home = a_home(tmp_path / "home")
    yield with_a_case(home)
    home.close()


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
