"""The scanner's folder: a finished file is with its case, or waits; each file exactly once, whatever happens in between."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.devices import watched_folder
from app.devices.watched_folder import WatchedFolder
from app.domain.entries import AttachmentAdded
from app.domain.errors import Refused, Unavailable
from app.domain.views import Actor, AttachmentRow
from app.services.inbox import Inbox, TakenIn
from tests.desks import PASSWORD, a_home, on_writer
from tests.patience import until
from tests.scans import Codes, Folder, a_case, a_cover, a_picture, signed_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def lee(home: Home) -> Actor:
    return signed_in(home)


def files_of(home: Home, actor: Actor, number: str) -> list[AttachmentRow]:
    return home.services.view_case(actor, number).attachments


def bytes_of(home: Home, actor: Actor, number: str, row: AttachmentRow) -> bytes:
    case_id = home.services.view_case(actor, number).row.case_id
    return b"".join(home.services.attachments.open_attachment(actor, case_id, row.entry_id)[2])


def waiting(home: Home) -> list[tuple[str, str]]:
    return [(each.name, each.why) for each in home.services.inbox.waiting()]


def test_a_scan_under_its_cover_is_with_the_case_and_no_longer_in_the_folder(home: Home, lee: Actor, tmp_path: Path) -> None:
    number, folder = a_case(home, lee), Folder(home, tmp_path / "scans")
    scanned = a_cover(home, lee, number)
    folder.put("SCAN0001.pdf", scanned)
    assert folder.look().taken == 1
    (row,) = files_of(home, lee, number)
    assert (row.name, row.medium, row.size, row.user, row.standing) == ("SCAN0001.pdf", "pdf", len(scanned), "", "queued")
    assert bytes_of(home, lee, number, row) == scanned
    assert folder.names() == [] and waiting(home) == []


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.tiff", "TIFF")])
def test_a_picture_without_a_code_waits_until_somebody_says_whose_it_is(
    home: Home, lee: Actor, tmp_path: Path, name: str, form: str
) -> None:
    number, folder, picture = a_case(home, lee), Folder(home, tmp_path / "scans"), a_picture(form=form)
    folder.put(name, picture)
    folder.look()
    assert waiting(home) == [(name, "no_code")] and folder.names() == []
    inbox = home.services.inbox
    (file,) = inbox.waiting()
    assert inbox.read(lee, file.file_id) == (name, file.medium, picture)
    inbox.attach(lee, file.file_id, number)
    (row,) = files_of(home, lee, number)
    assert (row.name, row.user, bytes_of(home, lee, number, row)) == (name, "lee", picture)
    assert waiting(home) == []
    with pytest.raises(Refused, match="inbox_unknown"):
        inbox.attach(lee, file.file_id, number)


def test_a_code_of_a_case_that_is_not_known_yet_waits_for_that_case(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans", codes=Codes(["MINWON:C:26410-03-261120-0001-KI"]))
    folder.put("a.png", a_picture())
    folder.look()
    (file,) = home.services.inbox.waiting()
    assert (file.why, file.code) == ("case_unknown", "26410-03-261120-0001-KI")
    assert home.services.inbox.look_again() == 0
    number = a_case(home, lee)
    assert number == file.code
    assert home.services.inbox.look_again() == 1
    assert len(files_of(home, lee, number)) == 1 and waiting(home) == []


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["https://example.kr/form"], "no_code"),
        (["MINWON:C:26410-03-261120-0001-KJ"], "code_wrong"),
        (["MINWON:C:' OR 1=1 --"], "code_wrong"),
        (["MINWON:C:26410-03-261120-0001-KI", "MINWON:C:26410-03-261120-0002-ZZ"], "several_codes"),
        (["MINWON:R:26410-03-R-261120-0001-AA:1200"], "no_code"),
    ],
)
def test_what_else_stands_in_codes_attaches_nothing(home: Home, lee: Actor, tmp_path: Path, texts: list[str], why: str) -> None:
    a_case(home, lee)
    folder = Folder(home, tmp_path / "scans", codes=Codes(texts))
    folder.put("a.png", a_picture())
    folder.look()
    assert waiting(home) == [("a.png", why)]


def test_half_a_file_is_left_until_it_is_whole(home: Home, lee: Actor, tmp_path: Path) -> None:
    number = a_case(home, lee)
    folder, scanned = Folder(home, tmp_path / "scans", settle_s=2.0), a_cover(home, lee, number)
    path = folder.put("a.pdf", scanned[:1000])
    assert folder.look().unfinished == 1
    with path.open("ab") as file:
        file.write(scanned[1000:2000])
    assert folder.look(after_s=2.5).unfinished == 1  # it has grown
    assert folder.look(after_s=2.5).unfinished == 1  # it rests, and its end is missing
    with path.open("ab") as file:
        file.write(scanned[2000:])
    folder.look(after_s=1.0)
    assert files_of(home, lee, number) == []
    folder.look(after_s=2.5)
    assert [row.size for row in files_of(home, lee, number)] == [len(scanned)]


def test_a_file_that_never_gets_its_end_comes_in_as_it_is_in_the_end(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans", settle_s=2.0)
    folder.put("a.pdf", b"%PDF-1.4\nthe scanner was switched off")
    folder.look()
    folder.look(after_s=60)
    assert waiting(home) == []
    folder.look(after_s=600)
    assert waiting(home) == [("a.pdf", "page_broken")]


@pytest.mark.parametrize("name", [".a.png", "a.png.part", "a.png.tmp", "~$a.png", "a.png.crdownload", "a.docx", "Thumbs.db"])
def test_names_of_what_is_not_finished_or_not_a_scan_are_left_alone(home: Home, lee: Actor, tmp_path: Path, name: str) -> None:
    folder = Folder(home, tmp_path / "scans")
    path = folder.put(name, a_picture())
    news = folder.look()
    assert (news.taken, path.exists(), waiting(home)) == (0, True, [])
    path.rename(folder.path / "b.png")
    assert folder.look().taken == 1


def test_links_pipes_folders_and_giants_are_named_and_left(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans")
    (tmp_path / "secret.png").write_bytes(a_picture())
    (folder.path / "link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(folder.path / "pipe.png")
    (folder.path / "folder.png").mkdir()
    with (folder.path / "giant.png").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    folder.put("text.png", b"not a picture")
    folder.put("empty.png", b"")
    expected = (
        ("folder.png", "file_not_plain"),
        ("giant.png", "file_too_large"),
        ("link.png", "file_not_plain"),
        ("pipe.png", "file_not_plain"),
        ("text.png", "file_kind_unknown"),
    )
    assert folder.look().refused == expected
    again = folder.look()
    assert (again.refused, again.taken, again.unfinished) == (expected, 0, 1)
    assert waiting(home) == [] and len(folder.names()) == 6
    folder.put("text.png", a_picture())  # written anew: it is looked at anew
    assert [name for name, _ in folder.look().refused] == ["folder.png", "giant.png", "link.png", "pipe.png"]
    assert waiting(home) == [("text.png", "no_code")]


def test_after_a_crash_at_any_moment_each_file_is_there_once(
    home: Home, lee: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, scanned = a_case(home, lee), a_cover(home, lee, a_case(home, lee, index=2))
    folder = Folder(home, tmp_path / "scans", codes=Codes([f"MINWON:C:{number}"]))

    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    unlink = os.unlink

    def cut_in_the_folder(path: str | Path, *more: object, **named: object) -> None:
        if ".26410-03" in str(path):
            raise PowerCut
        unlink(path)

    moments = [
        (home.services.inbox, "_place", cut),  # sealed, and not in the book
        (home.desk.store, "transaction", cut),
        (os, "unlink", cut_in_the_folder),  # in the book, and not out of the folder
    ]
    for at, (owner, name, deed) in enumerate(moments):
        folder.put(f"{at}.pdf", scanned + b"%" * at)
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, deed)
            with pytest.raises(PowerCut):
                folder.look()
    after = Folder(home, tmp_path / "scans", codes=Codes([f"MINWON:C:{number}"]))
    after.look()
    assert sorted(row.name for row in files_of(home, lee, number)) == ["0.pdf", "1.pdf", "2.pdf"]
    assert not list((folder.path / ".26410-03").iterdir())


def test_a_file_brought_again_is_not_attached_again_but_one_thrown_away_may_come_back(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder, picture, inbox = Folder(home, tmp_path / "scans"), a_picture(), home.services.inbox
    folder.put("a.png", picture)
    folder.look()
    folder.put("copy of a.png", picture)
    folder.look()
    assert waiting(home) == [("a.png", "no_code")] and folder.names() == []
    with pytest.raises(Refused, match="reason_missing"):
        inbox.discard(lee, inbox.waiting()[0].file_id, "  ")
    inbox.discard(lee, inbox.waiting()[0].file_id, "빈 종이")
    assert waiting(home) == []
    assert list((home.settings.home / "attachments").glob("[0-9a-f][0-9a-f]/*")) == []
    folder.put("b.png", picture)
    folder.look()
    assert waiting(home) == [("b.png", "no_code")]


def test_a_disk_that_is_full_keeps_the_file_for_later(home: Home, lee: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(home, tmp_path / "scans")
    folder.put("a.png", a_picture())
    folder.put("b.png", a_picture(1))

    def full(*_: object, **__: object) -> None:
        raise Unavailable("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "take", full)
        assert (folder.look().state, folder.told[-1].code) == ("waiting", "disk_full")
    assert folder.look().state == "watching"
    assert [name for name, _ in waiting(home)] == ["a.png", "b.png"]


def test_a_file_that_cannot_be_read_stands_before_no_other_and_is_tried_again(
    home: Home, lee: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(home, tmp_path / "scans")
    folder.put("a.png", a_picture())
    folder.put("b.png", a_picture(1))
    tried: list[str] = []
    take = Inbox.take

    def only_b(self: Inbox, kind: str, path: Path, mark: str, **more: Any) -> TakenIn:
        tried.append(path.name)
        if path.name == "a.png":
            raise Unavailable("file_unreadable", errno=errno.EACCES)
        return take(self, kind, path, mark, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "take", only_b)
        for _ in range(3):
            news = folder.look()
            assert (news.state, news.taken, news.refused) == ("watching", 1, (("a.png", "file_unreadable"),))
    assert tried == ["a.png", "b.png"] and (folder.path / "a.png").exists()
    folder.look(after_s=watched_folder.PATIENCE_S)
    assert [name for name, _ in waiting(home)] == ["b.png", "a.png"]


def test_a_folder_that_was_deleted_is_told_and_comes_back_by_itself(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans")
    assert folder.look().state == "watching"
    folder.path.rmdir()
    assert folder.look().state == "away"
    folder.path.mkdir()
    folder.put("a.png", a_picture())
    assert folder.look().state == "watching"
    assert waiting(home) == [("a.png", "no_code")]
    assert [each.state for each in folder.told] == ["watching", "away", "watching"]  # told once each


def test_a_link_in_the_place_of_our_own_folder_leads_us_nowhere(home: Home, lee: Actor, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.png").write_bytes(a_picture())
    folder = Folder(home, tmp_path / "scans")
    (folder.path / ".26410-03").symlink_to(theirs)
    folder.put("a.png", a_picture(1))
    assert folder.look().state == "barred"
    assert [path.name for path in theirs.iterdir()] == ["letter.png"] and folder.names() == ["a.png"]
    (theirs / "letter.png").unlink()
    assert folder.look().state == "barred"
    assert folder.names() == ["a.png"] and waiting(home) == []
    (folder.path / ".26410-03").unlink()
    assert folder.look().state == "watching"
    assert waiting(home) == [("a.png", "no_code")]


def test_what_is_refused_after_a_crash_comes_back_beside_a_new_file_of_its_name(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans")
    (folder.path / ".26410-03").mkdir()
    (folder.path / ".26410-03" / "a.png").write_bytes(b"no picture")
    folder.put("a.png", a_picture())
    assert folder.look().refused == (("a (2).png", "file_kind_unknown"),)
    assert folder.names() == ["a (2).png"] and waiting(home) == [("a.png", "no_code")]


def test_a_bug_of_ours_is_said_and_not_taken_for_a_watched_folder(
    home: Home, lee: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(home, tmp_path / "scans")
    surfaced: list[object] = []
    monkeypatch.setattr(threading, "excepthook", surfaced.append)
    monkeypatch.setattr(WatchedFolder, "_left_over", lambda _: 1 / 0)
    folder.watched.start()
    until(lambda: [each.state for each in folder.told] == ["stopped"])
    until(lambda: len(surfaced) == 1)  # and it surfaces as every bug does


def test_two_desks_at_one_share_take_each_file_once(home: Home, lee: Actor, tmp_path: Path) -> None:
    other = a_home(tmp_path / "other", desk="04", seed=2)
    try:
        signed_in(other)
        share = tmp_path / "share"
        here, there = Folder(home, share, settle_s=1.0), Folder(other, share, settle_s=1.0)
        names = [f"{at:02}.png" for at in range(20)]
        for at, name in enumerate(names):
            here.put(name, a_picture(at))
        here.look()
        there.look()  # both have seen all of them
        for name in names[::2]:  # and this desk is quicker with every second one
            os.rename(share / name, share / f"{name}.part")
        there.look(after_s=1.5)
        for name in names[::2]:
            os.rename(share / f"{name}.part", share / name)
        here.look(after_s=1.5)
        here.look(after_s=1.5)
        taken = [[name for name, _ in waiting(each)] for each in (home, other)]
        assert taken == [names[::2], names[1::2]]
        assert here.names() == []
    finally:
        other.close()


def test_a_burst_of_files_is_taken_in_to_the_last_one_while_others_still_come(home: Home, lee: Actor, tmp_path: Path) -> None:
    codes = Codes()
    folder = Folder(home, tmp_path / "scans", codes=codes)
    for at in range(120):
        folder.put(f"{at:03}.png", b"\x89PNG\r\n\x1a\n" + str(at).encode() + b"IEND")
    folder.look()
    for at in range(120, 150):
        folder.put(f"{at:03}.png", b"\x89PNG\r\n\x1a\n" + str(at).encode() + b"IEND")
    folder.look()
    assert [name for name, _ in waiting(home)] == [f"{at:03}.png" for at in range(150)]
    assert (codes.seen, home.services.inbox.counts(), folder.names()) == (150, {"scans": 150}, [])
    pages, after = [], None
    while rows := home.services.inbox.waiting(limit=40, after=after):
        pages.append(len(rows))
        after = rows[-1].file_id
    assert pages == [40, 40, 40, 30]


@pytest.mark.parametrize("share", [False, True])
def test_an_open_window_watches_the_folder_by_itself_also_after_it_was_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: bool
) -> None:
    monkeypatch.setattr(watched_folder, "EVERY_S", 0.2)
    monkeypatch.setitem(WatchedFolder.__init__.__kwdefaults__ or {}, "settle_s", 0.2)
    home = a_home(tmp_path / "home", on_lanes=True)
    try:
        park = on_writer(home, lambda: signed_in(home, "park"))
        scans = tmp_path / "scans"
        scans.mkdir()
        home.start_folders()
        on_writer(home, lambda: home.services.folders.set_folder(park, "scans", scans, share=share))
        (scans / "a.png").write_bytes(a_picture())
        until(lambda: on_writer(home, home.services.inbox.counts) == {"scans": 1})
        scans.rename(tmp_path / "gone")
        until(lambda: home.services.folders.news()["scans"].state == "away")
        scans.mkdir()
        (scans / "b.png").write_bytes(a_picture(1))
        until(lambda: on_writer(home, home.services.inbox.counts) == {"scans": 2})
        assert home.services.folders.news()["scans"].state == "watching"
    finally:
        home.close()


def test_only_who_leads_sets_a_folder_and_only_one_that_can_be_one(home: Home, lee: Actor, tmp_path: Path) -> None:
    folders = home.services.folders
    with pytest.raises(Refused, match="not_allowed"):
        folders.set_folder(lee, "scans", tmp_path / "scans")
    park = home.services.sign_in("park", PASSWORD)
    for path in (Path("scans"), home.settings.home, home.settings.home / "in", tmp_path):
        with pytest.raises(Refused, match="folder_invalid"):
            folders.set_folder(park, "scans", path)
    with pytest.raises(Refused, match="folder_kind_unknown"):
        folders.set_folder(park, "faxes", tmp_path / "scans")
    folders.set_folder(park, "scans", tmp_path / "scans", share=True)
    with pytest.raises(Refused, match="folder_used"):
        folders.set_folder(park, "passport_arrivals", tmp_path / "scans")
    assert folders.set_folder(park, "scans", None) == {}


def test_a_folder_of_this_computer_has_to_be_there_when_it_is_set(home: Home, tmp_path: Path) -> None:
    folders, park = home.services.folders, home.services.sign_in("park", PASSWORD)
    (tmp_path / "lists").mkdir()
    kept = folders.set_folder(park, "passport_arrivals", tmp_path / "lists")
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "scna", tmp_path / "file"):
        for kind in ("scans", "passport_arrivals", "kiosk_counts"):
            with pytest.raises(Refused, match="folder_missing") as caught:
                folders.set_folder(park, kind, path)
            assert caught.value.facts["path"] == str(path)
    assert folders.folders() == kept
    assert folders.set_folder(park, "scans", tmp_path / "scna", share=True).keys() == {
        "scans",
        "passport_arrivals",
    }  # its computer may be off


def test_a_name_with_a_resident_number_is_not_kept_and_nothing_lies_open(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder, picture = Folder(home, tmp_path / "scans"), a_picture(200)
    folder.put("가람 900101-1234568.png", picture)
    folder.look()
    assert waiting(home) == [("scan.png", "no_code")]
    for path in home.settings.home.rglob("*"):
        assert not path.is_file() or picture[40:] not in path.read_bytes()


def test_tidying_up_leaves_what_waits_and_a_rebuilt_ledger_still_knows_it(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "scans")
    folder.put("a.png", a_picture())
    folder.look()
    assert home.services.attachments.tidy() == 0
    home.desk.store.rebuild()
    (file,) = home.services.inbox.waiting()
    assert home.services.inbox.read(lee, file.file_id)[2] == a_picture()


def test_what_was_attached_by_itself_is_in_the_book_without_a_person(home: Home, lee: Actor, tmp_path: Path) -> None:
    number = a_case(home, lee)
    folder = Folder(home, tmp_path / "scans", codes=Codes([f"MINWON:C:{number}"]))
    folder.put("a.png", a_picture())
    folder.look()
    home.desk.store.rebuild()
    (row,) = files_of(home, lee, number)
    assert (row.user, row.pages) == ("", 1)
    found = home.desk.store.attachments.of_case(home.services.view_case(lee, number).row.case_id)
    assert [type(each.body) for each in found] == [AttachmentAdded]
