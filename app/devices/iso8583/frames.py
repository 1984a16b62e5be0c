"""Messages on a byte stream: two bytes of length, most significant first, then so many bytes. Without limits nothing is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import iso8583

from app.devices.iso8583.spec import SPEC

FRAME_MAX: Final = 1_024  # the longest message of the spec has less than 400 bytes
_LENGTH: Final = 2
Message = dict[str, str]


class BrokenFrame(Exception):
    """What came is no message, or the line ended in it. Says nothing of what came: it may hold somebody's card."""


def to_frame(message: Mapping[str, str]) -> bytes:
    """The bytes to send. iso8583.EncodeError is a bug of who made the message."""
    encoded, _ = iso8583.encode(dict(message), SPEC)
    if len(encoded) > FRAME_MAX:
        raise ValueError("message longer than a frame")
    return len(encoded).to_bytes(_LENGTH, "big") + bytes(encoded)


def read_frame(read: Callable[[int], bytes]) -> bytes:
    """The next message's bytes. `read(n)`: up to n bytes, none at the line's end. BrokenFrame."""
    length = int.from_bytes(_exactly(read, _LENGTH), "big")
    if not 0 < length <= FRAME_MAX:
        raise BrokenFrame
    return _exactly(read, length)


def _exactly(read: Callable[[int], bytes], wanted: int) -> bytes:
    got = b""
    while len(got) < wanted:
        more = read(wanted - len(got))
        if not more:
            raise BrokenFrame
        got += more
    return got


def to_message(payload: bytes) -> Message:
    """Field → text, everything of the payload used up. BrokenFrame for anything that the spec does not know."""
    try:
        decoded, _ = iso8583.decode(payload, SPEC)
    except (iso8583.DecodeError, KeyError):  # a KeyError: the number of a field that is not in the spec
        raise BrokenFrame from None  # the error below carries the whole message
    return {field: text for field, text in decoded.items() if field not in ("p", "1")}
