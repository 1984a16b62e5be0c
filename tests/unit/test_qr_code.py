"""The codes on our papers, read back from the black modules by a reader."""

from __future__ import annotations

import pytest
from zxingcpp import BarcodeFormat, ImageFormat, ImageView, read_barcode

from app.documents.qr_code import Run, runs

SCALE, QUIET = 4, 4


def drawn(side: int, black: list[Run]) -> tuple[bytes, int]:
    """A grey picture of it with the quiet zone our papers leave, and its width."""
    wide = (side + 2 * QUIET) * SCALE
    rows = [bytearray(b"\xff" * wide) for _ in range(wide)]
    for down, across, long in black:
        for row in rows[(down + QUIET) * SCALE : (down + QUIET + 1) * SCALE]:
            row[(across + QUIET) * SCALE : (across + QUIET + long) * SCALE] = bytes(long * SCALE)
    return b"".join(rows), wide


@pytest.mark.parametrize(
    "text",
    [
        "MINWON:C:26410-03-261120-0042-K7",
        "MINWON:R:26410-03-R261120-0001-7T:600",
        "MINWON:O:26410:2026-11-20:4497500:655:0123456789abcdef",
        "MINWON:D:" + "0123456789abcdef" * 30,
        "금정구청 민원봉사과",
    ],
)
def test_a_reader_reads_what_was_drawn(text: str) -> None:
    picture, wide = drawn(*runs(text))
    found = read_barcode(ImageView(picture, wide, wide, ImageFormat.Lum))
    assert found is not None
    assert (found.text, found.format, found.ec_level) == (text, BarcodeFormat.QRCode, "M")


def test_the_same_text_is_the_same_code() -> None:
    assert runs("MINWON:C:26410-03-261120-0042-K7") == runs("MINWON:C:26410-03-261120-0042-K7")
