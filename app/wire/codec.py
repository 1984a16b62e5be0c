"""Bytes of headers, bodies and messages: msgpack, UUIDs as 16 bytes. Encoders are shared and stateless; any thread."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import msgspec

from app.domain.entries import KINDS, Header
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated

_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")
# Broken UTF-8 and endless nesting are not msgspec's own errors.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# Far more than any form needs, and far less than Python's own end: what can be read here can be read, written and shown everywhere.
_DEEPEST = 100
_OPENING = bytes([*range(0x80, 0xA0), *range(0xDC, 0xE0)])  # what a list or a map begins with, and many another byte
_header_decoder = msgspec.msgpack.Decoder(Header)
_body_decoders = {kind: msgspec.msgpack.Decoder(body) for kind, body in KINDS.items()}


def encode_header(header: Header) -> bytes:
    """The header's final bytes."""
    return _encoder.encode(header)


def decode_header(data: bytes) -> Header:
    """The header of those bytes. IntegrityViolated `header_unreadable` if they are not one."""
    try:
        return _header_decoder.decode(data)
    except _UNREADABLE as error:
        raise IntegrityViolated("header_unreadable") from error


def encode_body(body: Body) -> bytes:
    """The body's final bytes, defaults left out."""
    return _encoder.encode(body)


def decode_body(kind: str, data: bytes) -> Body | None:
    """The body of those bytes; None for a kind this program does not know yet (it is kept and passed on unchanged).

    IntegrityViolated `body_unreadable` if a known kind's bytes do not fit it.
    """
    decoder = _body_decoders.get(kind)
    if decoder is None:
        return None
    try:
        body: Body = decoder.decode(data)
        deep = _is_deep(data)
    except _UNREADABLE as error:
        raise IntegrityViolated("body_unreadable", kind=kind) from error
    if deep:
        raise IntegrityViolated("body_unreadable", kind=kind)
    return body


def _is_deep(data: bytes) -> bool:
    """Whether lists and maps lie deeper in one another than `_DEEPEST`."""
    if len(data) - len(data.translate(None, _OPENING)) <= _DEEPEST:
        return False
    level, depth = [msgspec.msgpack.decode(data)], 0
    while level and depth <= _DEEPEST:
        level = [inner for each in level for inner in _inside(each)]
        depth += 1
    return bool(level)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return chain(value.keys(), value.values())
    return value if isinstance(value, list | tuple) else ()
