"""Entries that no program of ours would write, made by a desk with a valid key: fifteen kinds (G12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.entries import CaseReceived, VisitOpened
from app.domain.money_entries import DayOpened
from app.domain.outage_entries import OutageOpened
from app.wire.codec import encode_body
from tests.streams import Stream, a_case, a_payment

_FIELDS = ("schema", "office", "desk", "device_id", "epoch", "branch", "seq", "entry_id", "kind", "case_id", "visit_id", "day", "at")
_GOOD = encode_body(VisitOpened())
_MARK = "XXXX"


def header_of(stream: Stream, **changes: Any) -> bytes:
    """A header like the stream's own, with something wrong."""
    probe = Stream(seed=77, office=stream.office, desk=stream.desk, device_id=stream.id.device_id, epoch=stream.id.epoch)
    probe.add(VisitOpened())
    header = msgspec.msgpack.decode(probe.entries[0].header)
    told = {"seq": len(stream.entries) + 1, "entry_id": stream.new_id().bytes, **changes}
    for name, value in told.items():
        header[_FIELDS.index(name)] = value
    return msgspec.msgpack.encode(header)


def _body_with(body: Any, wrong: bytes) -> bytes:
    return encode_body(body).replace(b"\xa4" + _MARK.encode(), wrong)


def _known_id(stream: Stream) -> int:
    """An id that an earlier entry of the stream has already."""
    header = msgspec.msgpack.decode(header_of(stream))
    header[_FIELDS.index("entry_id")] = msgspec.msgpack.decode(stream.entries[0].header)[_FIELDS.index("entry_id")]
    return stream.add_raw(msgspec.msgpack.encode(header), _GOOD)


def _payment_without_end(stream: Stream) -> int:
    body = a_payment(stream.new_id(), [stream.new_id()], 600)
    huge = msgspec.structs.replace(body, allocations=[msgspec.structs.replace(each, amount_won=2**63) for each in body.allocations])
    return stream.add_raw(header_of(stream, kind="payment_settled"), encode_body(huge))


POISON: dict[str, Callable[[Stream], int]] = {
    "no header": lambda stream: stream.add_raw(b"\xc1", _GOOD),
    "an empty entry": lambda stream: stream.add_raw(b"", b""),
    "no body": lambda stream: stream.add_raw(header_of(stream), b"\xc1"),
    "a header of another place": lambda stream: stream.add_raw(header_of(stream, seq=999), _GOOD),
    "a header of another office": lambda stream: stream.add_raw(header_of(stream, office="11111"), _GOOD),
    "a header of a colleague's desk": lambda stream: stream.add_raw(header_of(stream, desk="03"), _GOOD),
    "a header of another epoch": lambda stream: stream.add_raw(header_of(stream, epoch=9), _GOOD),
    "a kind nobody knows": lambda stream: stream.add_raw(header_of(stream, kind="moon_landed"), _GOOD),
    "no UTF-8 in the header": lambda stream: stream.add_raw(header_of(stream, day=_MARK).replace(b"XXXX", b"\xff\xfe\xff\xfe"), _GOOD),
    "no UTF-8 in the body": lambda stream: stream.add_raw(
        header_of(stream), _body_with(VisitOpened(ticket=_MARK), b"\xa4\xff\xfe\xff\xfe")
    ),
    "a time no clock has": lambda stream: stream.add_raw(header_of(stream, at=2**63), _GOOD),
    "an outage since for ever": lambda stream: stream.add(OutageOpened(outage_id=stream.new_id(), system="seal", since=2**63)),
    "more float than there is money": lambda stream: stream.add(DayOpened(day="2026-11-20", float_won=2**63)),
    "answers without an end": lambda stream: stream.add_raw(
        header_of(stream, kind="case_received", case_id=stream.new_id().bytes),
        _body_with(msgspec.structs.replace(a_case("1"), answers={"a": _MARK}), b"\x91" * 60_000 + b"\x01"),
    ),
    "a known id once more": _known_id,
    "a case in the body of a payment": lambda stream: stream.add(
        CaseReceived(**{name: getattr(a_case(), name) for name in CaseReceived.__struct_fields__}), kind="payment_settled"
    ),
    "a payment beyond any money": _payment_without_end,
}
