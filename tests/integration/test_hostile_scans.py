"""Files made to break what opens them: each is refused with a sentence and waits; the reader is a process of its own."""

from __future__ import annotations

import io
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from app.devices import code_reader, watched_folder
from app.devices.code_page import answer
from app.devices.code_reader import PageCodes
from app.devices.watched_folder import WatchedFolder
from app.domain.errors import Refused
from app.domain.words import LANGS
from app.formfiles.words import load_words
from tests.desks import ROOT, a_home, on_writer
from tests.patience import PATIENCE_S, until
from tests.scans import Folder, a_case, a_cover, a_picture, signed_in


@pytest.fixture(scope="module")
def reader() -> Iterator[PageCodes]:
    made = PageCodes()
    yield made
    made.close()


@pytest.fixture(scope="module")
def cover(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """A real cover sheet and what its code says."""
    home = a_home(tmp_path_factory.mktemp("covers"))
    try:
        actor = signed_in(home)
        number = a_case(home, actor)
        return f"MINWON:C:{number}", a_cover(home, actor, number)
    finally:
        home.close()


def drawn(cover: bytes, dpi: int, turned: float = 0.0) -> Image.Image:
    document = PdfDocument(cover)
    page = document[0]
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
    page.close()
    document.close()
    return picture.rotate(turned, expand=True, fillcolor=255)


def saved(picture: Image.Image, form: str, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **more)
    return file.getvalue()


@pytest.mark.parametrize("dpi", [100, 150, 300])
@pytest.mark.parametrize("turned", [0, 3, 90, 180, 187])
def test_a_cover_is_read_as_scanners_deliver_it(reader: PageCodes, cover: tuple[str, bytes], dpi: int, turned: float) -> None:
    said, pdf = cover
    picture = drawn(pdf, dpi, turned)
    assert reader.codes(saved(picture, "JPEG", quality=60), "jpeg") == [said]
    assert reader.codes(saved(picture.convert("1"), "TIFF", compression="group4"), "tiff") == [said]
    assert reader.codes(saved(picture, "PDF", resolution=dpi), "pdf") == [said]


def test_only_the_first_page_says_whose_file_it_is(reader: PageCodes, cover: tuple[str, bytes]) -> None:
    said, pdf = cover
    first, blank = drawn(pdf, 150), Image.new("L", (1240, 1754), 255)
    assert reader.codes(saved(first, "PDF", save_all=True, append_images=[blank]), "pdf") == [said]
    assert reader.codes(saved(blank, "PDF", save_all=True, append_images=[first]), "pdf") == []
    assert reader.codes(saved(blank, "TIFF", save_all=True, append_images=[first]), "tiff") == []


def a_png_that_says_it_is(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be a picture of that size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def a_pdf(page: bytes, *more: bytes) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, *more]
    out = b"%PDF-1.4\n"
    for number, each in enumerate(objects, start=1):
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    return out + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def a_pdf_with_a_bomb() -> bytes:
    """A page whose picture is said to have 60,000 by 60,000 points, from a few kilobytes."""
    data = zlib.compress(b"\0" * 4_000_000)
    image = b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    image += b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
    draw = b"600 0 0 800 0 0 cm /I Do"
    content = b"<< /Length %d >>\nstream\n" % len(draw) + draw + b"\nendstream"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /XObject << /I 4 0 R >> >> /Contents 5 0 R >>"
    return a_pdf(page, image, content)


HUGE_PAGE = a_pdf(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000000 1000000000] >>")
NO_PAGE = a_pdf(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 0 0] >>")
HOSTILE: dict[str, tuple[str, bytes]] = {
    "cut.pdf": ("pdf", b"%PDF-1.7\n1 0 obj\n<< /Type"),
    "noise.pdf": ("pdf", b"%PDF-1.7\n" + bytes(range(256)) * 200 + b"%%EOF"),
    "pages in a ring.pdf": (
        "pdf",
        b"%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n%%EOF",
    ),
    "giant.png": ("png", a_png_that_says_it_is(60_000, 60_000)),
    "long.png": ("png", a_png_that_says_it_is(2**31 - 1, 1)),
    "half.png": ("png", a_png_that_says_it_is(3_000, 3_000)),
    "noise.png": ("png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200),
    "noise.jpg": ("jpeg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200),
    "cut.jpg": ("jpeg", a_picture(form="JPEG", size=(900, 900))[:700]),
    "noise.tif": ("tiff", b"II*\x00" + bytes(range(256)) * 200),
    "ring.tif": ("tiff", b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_or_monstrous_file_is_refused_and_the_next_one_is_read(reader: PageCodes, cover: tuple[str, bytes], name: str) -> None:
    medium, data = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        reader.codes(data, medium)
    assert refused.value.code in ("page_broken", "page_too_large", "page_not_read")
    for lang in LANGS:
        assert load_words(ROOT / "resources", lang).message(refused.value)
    assert reader.codes(cover[1], "pdf") == [cover[0]]


@pytest.mark.parametrize("data", [HUGE_PAGE, NO_PAGE, a_pdf_with_a_bomb()], ids=["huge page", "no page", "bomb"])
def test_a_page_of_any_size_takes_bounded_memory(reader: PageCodes, cover: tuple[str, bytes], data: bytes) -> None:
    try:
        assert reader.codes(data, "pdf") == []
    except Refused as refused:
        assert refused.code in ("page_broken", "page_too_large", "page_not_read")
    assert reader.codes(cover[1], "pdf") == [cover[0]]


def test_a_file_with_a_password_says_so(reader: PageCodes) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("open", "own"))
    canvas.drawString(10, 10, "x")
    canvas.save()
    with pytest.raises(Refused, match="page_locked"):
        reader.codes(file.getvalue(), "pdf")


def test_a_picture_at_the_bound_is_read_and_one_above_it_is_not() -> None:
    assert answer("png", saved(Image.new("1", (10_000, 10_000), 1), "PNG")).code == ""
    assert answer("png", saved(Image.new("1", (10_000, 10_001), 1), "PNG")).code == "page_too_large"


A_CHILD_THAT = """
import sys, os, time
sys.stdin.buffer.read(1)
{}
"""


@pytest.mark.parametrize(
    "deed",
    ["os.abort()", "os._exit(0)", "time.sleep(600)", "sys.stdout.buffer.write(b'{\"texts\": ')", "print('[]', flush=True)"],
    ids=["crashes", "ends", "hangs", "half an answer", "nonsense"],
)
def test_a_reader_that_breaks_costs_one_file_and_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cover: tuple[str, bytes], deed: str
) -> None:
    (tmp_path / "broken_child.py").write_text(A_CHILD_THAT.format(deed), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    reader = PageCodes(timeout_s=1.0 if "sleep" in deed else 20.0)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(code_reader, "CHILD", "broken_child")
            with pytest.raises(Refused, match="page_not_read"):
                reader.codes(a_picture(), "png")
        reader.timeout_s = 20.0
        assert reader.codes(cover[1], "pdf") == [cover[0]]
    finally:
        reader.close()


def test_hostile_files_in_the_folder_wait_with_their_sentence(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    try:
        actor = signed_in(home)
        number = a_case(home, actor)
        folder = Folder(home, tmp_path / "scans")
        for name, (_, data) in HOSTILE.items():
            folder.put(name, data)
        folder.put("the real one.pdf", a_cover(home, actor, number))
        folder.look()
        folder.clock_s += 700
        folder.look()
        rows = home.services.inbox.waiting()
        assert {row.name for row in rows} == set(HOSTILE) and folder.names() == []
        for lang in LANGS:
            words = load_words(ROOT / "resources", lang)
            assert all(words.has(f"inbox_why.{row.why}") for row in rows)
        assert len(home.services.view_case(actor, number).attachments) == 1
    finally:
        home.close()


def test_a_reader_that_has_nothing_to_do_goes_and_comes_back(cover: tuple[str, bytes]) -> None:
    reader = PageCodes()
    children = []
    try:
        for idle_s in (3600, 0, 0):
            assert reader.codes(cover[1], "pdf") == [cover[0]]
            children.append(reader.child)
            reader.rest(idle_s)
            children.append(reader.child)
    finally:
        reader.close()
    first, kept, same, gone, other, _ = children
    assert first == kept == same and gone is None and other not in (None, first)


def test_a_reader_goes_with_its_file_where_the_desk_did_not_wait_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, go = threading.Event(), threading.Event()
    ask = PageCodes._ask

    def slow(reader: PageCodes, data: bytes, medium: str) -> object:
        found = ask(reader, data, medium)
        there.set()
        go.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(PageCodes, "_ask", slow)
    monkeypatch.setattr(watched_folder, "_END_S", 0.1)
    home = a_home(tmp_path / "home", on_lanes=True)
    park = on_writer(home, lambda: signed_in(home, "park"))
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.png").write_bytes(a_picture())
    home.start_folders()
    on_writer(home, lambda: home.services.folders.set_folder(park, "scans", tmp_path / "scans"))
    assert there.wait(PATIENCE_S)
    home.close()
    assert home.folders._codes.child is not None
    go.set()
    until(lambda: home.folders._codes.child is None, "the end of the reader")


def test_names_that_are_no_text_or_move_a_terminal_are_told_in_one_plain_line(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    try:
        actor = signed_in(home)
        number = a_case(home, actor)
        folder = Folder(home, tmp_path / "scans")
        cover = a_cover(home, actor, number)
        for place, name in enumerate((b"\xff\xfe.pdf", b"\x1b[2J\n.pdf")):
            (folder.path / os.fsdecode(name)).write_bytes(cover + b"\n" * place)
        (folder.path / os.fsdecode(b"link\xff\x1b[31m\n.pdf")).symlink_to("/etc/passwd")
        folder.look()
        news = folder.look()
        assert (news.state, news.taken) == ("watching", 2)
        assert [(name.isprintable(), why) for name, why in news.refused] == [(True, "file_not_plain")]
        assert news.refused[0][0].encode()
        names = [each.name for each in home.services.view_case(actor, number).attachments]
        assert len(names) == 2 and all(each.isprintable() for each in names)
    finally:
        home.close()


def test_a_pipe_put_in_the_place_of_a_file_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_home(tmp_path / "home")
    try:
        folder = Folder(home, tmp_path / "scans")
        folder.put("a.pdf", b"%PDF-1.4 %%EOF")
        looked_at = WatchedFolder._mark

        def swapped(self: WatchedFolder, entry: os.DirEntry[str]) -> object:
            found = looked_at(self, entry)
            os.unlink(entry.path)
            os.mkfifo(entry.path)
            return found

        monkeypatch.setattr(WatchedFolder, "_mark", swapped)
        looks = threading.Thread(target=folder.look, daemon=True)
        looks.start()
        looks.join(10)
        assert not looks.is_alive()
    finally:
        home.close()
