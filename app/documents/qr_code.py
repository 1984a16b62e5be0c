"""QR codes as black modules. zxing-cpp makes one in a millisecond; in plain Python it took longer than all the rest of a paper."""

from __future__ import annotations

from typing import Any

Run = tuple[int, int, int]


def runs(text: str) -> tuple[int, list[Run]]:
    """That text at error correction M, without its quiet zone: modules a side, and (row, first column, length) of what is black."""
    from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

    code = create_barcode(text, BarcodeFormat.QRCode, ec_level="M")
    picture: Any = write_barcode_to_image(code, scale=1, add_quiet_zones=False)  # its stubs do not say that it is a buffer
    pixels: Any = memoryview(picture)
    rows: list[list[int]] = pixels.tolist()
    found: list[Run] = []
    for down, row in enumerate(rows):
        start: int | None = None
        for across, shade in enumerate([*row, 255]):
            if not shade and start is None:
                start = across
            elif shade and start is not None:
                found.append((down, start, across - start))
                start = None
    return len(rows), found
