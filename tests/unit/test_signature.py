"""A signature on a paper: what the citizen's screen draws is read, anything else leaves the line empty."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zlib

import pytest
from PIL import Image, ImageDraw

from app.documents.signature import BYTES_MAX, MARK, read


def picture(mode: str = "L", size: tuple[int, int] = (900, 300), *, written: bool = True) -> bytes:
    image = Image.new(mode, size, 255 if mode == "L" else "white")
    if written:
        ImageDraw.Draw(image).line([(100, 200), (300, 100), (500, 220)], fill=0, width=6)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_what_was_written_is_read_and_cut_to_its_edges() -> None:
    found = read(picture())
    assert found is not None
    assert 395 <= found.width <= 420 and 110 <= found.height <= 140
    assert min(x for x, _, _ in found.runs) == 0 and {y for _, y, _ in found.runs} == set(range(found.height))
    assert max(x + long for x, _, long in found.runs) == found.width


def test_grey_of_every_filter_is_the_picture_it_was() -> None:
    chance = random.Random(7)
    image = Image.frombytes("L", (64, 48), bytes(chance.choice((0, 60, 200, 255)) for _ in range(64 * 48)))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    found = read(buffer.getvalue())
    assert found is not None
    assert sum(long for _, _, long in found.runs) == sum(grey < 128 for grey in image.tobytes())


@pytest.mark.parametrize(
    "png",
    [
        b"",
        b"%PDF-1.7",
        picture(written=False),
        picture("RGB"),
        picture(size=(1300, 40)),
        picture()[:200],
        picture().replace(b"IDAT", b"IDOT"),
        picture()[:60] + b"\0" * 200,
        picture() + b"\0" * BYTES_MAX,
    ],
    ids=["nothing", "pdf", "blank", "colour", "too wide", "cut", "no data", "spoiled", "too long"],
)
def test_anything_else_leaves_the_line_empty(png: bytes) -> None:
    assert read(png) is None


def test_a_picture_that_tells_no_size_is_not_unpacked() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(32)) + packer.flush()
    bomb = MARK + struct.pack(">I", len(packed)) + b"IDAT" + packed + bytes(4)
    assert len(bomb) < BYTES_MAX
    tracemalloc.start()
    try:
        assert read(bomb) is None
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
