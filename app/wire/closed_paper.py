"""What the papers of a closed day say, packed into its entry: names, labels and outages change afterwards, this paper does not (G6)."""

from __future__ import annotations

import zlib
from typing import Final

import msgspec

from app.domain.papers import DayReport

PLAIN_MAX: Final = 4 * 1024 * 1024
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(DayReport).decode


def pack_paper(report: DayReport) -> bytes:
    """The bytes that stand in `DayClosed.paper`."""
    return zlib.compress(_encode(report), 9)


def unpack_paper(packed: bytes) -> DayReport | None:
    """The report of those bytes; None where they hold none: an older program's closing, or another desk's nonsense."""
    try:
        inflating = zlib.decompressobj()
        plain = inflating.decompress(packed, PLAIN_MAX)
        return _decode(plain) if inflating.eof else None
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError):
        return None
