"""Bodies of any kind with any values that their types allow, as a program without our rules would write them."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from random import Random
from typing import Any, Final, get_args, get_origin
from uuid import UUID

import msgspec

from app.domain.bounds import LIMIT
from app.domain.entries import KINDS
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.domain.lives import TABLES
from app.wire.codec import decode_body, encode_body
from tests.streams import NOON_MS, an_id

CASES: Final = [an_id(number) for number in range(5)]
IDS: Final = [an_id(number) for number in range(100, 110)]
_TEXTS: Final = (
    *("", " ", "²", "٣", "\0", "\x1b[2J", "\u202e", "\ud7ff", "가", "<b>x</b>", "%s{0}{x}", "~", "a" * 3_000, "9" * 4_500, "🏛" * 40),
    *("=cmd|' /C calc'!A0", "../../x", "CON", "file:///etc/passwd", "\r\n", "x" * 64, "00:00", "25:61", "10:00-09:00", "09:00-18:00"),
    *("2026-11-20", "2026-11-20/2", "2026-11-20/9999", "9999-12-31", "0001-01-01", "2026-02-30", "2026-11", "2026", "-1", "1e9"),
    *("cash", "card", "transit", "deferred", "none", "park", "lee", "05", "03", "store", "resident_registration_copy", "passport_new"),
    *("26410-03-261120-0001-K7", "26410-05-261120-9999999-00", "26410-05-P-0042-4M", "26410-05-P-²-00", "26410-03-P", "26410-05-P"),
)
_NUMBERS: Final = (
    *(0, 1, -1, 2, 7, 400, 5_000, 2**31 - 1, -(2**31), 2**40 - 1, 1 - 2**40),
    *(NOON_MS, 253_402_300_800_000, LIMIT - 1, 1 - LIMIT),
)
_BLOBS: Final = (b"", bytes(16), bytes(24), bytes(32), b"\xff" * 32, b"26410-03-261120-0001-K7")


# Words that lead further in: where one is asked for, half of what is drawn is one.
_KNOWN: Final = {
    "life": tuple(TABLES),
    "step": tuple({row.trigger.partition(":")[2] for table in TABLES.values() for row in table} - {""}),
    "service": ("resident_registration_copy", "seal_certificate", "passport_new", "passport", "living_report"),
    "tender": ("cash", "card", "transit", "deferred"),
    "system": ("seal", "resident", "central"),
    "slip_no": ("26410-05-P-0042-4M", "26410-05-P-²-00", "26410-05-P-99999999999999999999-00", "26410-05-P-٣٣٣٣-00"),
}


def any_body(random: Random, kind: str) -> Body | None:
    """A body of that kind that everybody can read; None where these values make none."""
    try:
        body: Body = _struct(random, KINDS[kind])
        return decode_body(kind, encode_body(body))
    except (IntegrityViolated, OverflowError, TypeError, ValueError):
        return None


def _struct(random: Random, kind: type[Any]) -> Any:
    given = {each.name: _field(random, each) for each in msgspec.structs.fields(kind) if each.required or random.random() < 0.6}
    return kind(**given)


def _field(random: Random, field: Any) -> Any:
    known = _KNOWN.get(field.encode_name)
    return random.choice(known) if known and random.random() < 0.5 else _value(random, field.type)


def _value(random: Random, kind: Any) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return random.choice([each for each in _NUMBERS if _fits(each, inside[1:])]) if inside[0] is int else _value(random, inside[0])
    if origin is typing.Literal:
        return random.choice(inside)
    if origin in (typing.Union, types.UnionType):
        return _value(random, random.choice([each for each in inside if each is not msgspec.UnsetType]))
    if origin is tuple and Ellipsis not in inside:
        return tuple(_value(random, each) for each in inside)
    if origin in (list, tuple, Sequence):
        return [_value(random, inside[0]) for _ in range(random.choice((0, 1, 1, 2, 3)))]
    if origin is dict:
        return {_value(random, inside[0]): _value(random, inside[1]) for _ in range(random.choice((0, 1, 1, 2, 3)))}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(random, kind)
    return _plain(random, kind)


def _plain(random: Random, kind: Any) -> Any:
    drawn: dict[Any, Any] = {
        str: random.choice(_TEXTS),
        int: random.choice(_NUMBERS),
        bool: random.random() < 0.5,
        bytes: random.choice(_BLOBS),
        UUID: random.choice(CASES + IDS),
        type(None): None,
    }
    return drawn[kind] if kind in drawn else _anything(random, 0)


def _anything(random: Random, depth: int) -> Any:
    """What stands where a type says nothing: answers, facts, rows."""
    simple = (random.choice(_TEXTS), random.choice((*_NUMBERS, 2**64 - 1)), random.choice(_BLOBS), None, True, float("nan"), 1e308)
    drawn = random.randrange(10)
    if drawn == 0 and depth < 3:
        return [_anything(random, depth + 1) for _ in range(random.randrange(4))]
    if drawn == 1 and depth < 3:
        return {random.choice((*_TEXTS, "name", "phone", "rrn")): _anything(random, depth + 1) for _ in range(random.randrange(4))}
    if drawn == 2:
        return random.choice((msgspec.msgpack.Ext(5, b"x"), {1: 2}))
    return random.choice(simple)


def _fits(number: int, metas: tuple[Any, ...]) -> bool:
    bounds = [(each.gt, each.lt, each.ge, each.le) for each in metas if isinstance(each, msgspec.Meta)]
    return all(
        (gt is None or number > gt) and (lt is None or number < lt) and (ge is None or number >= ge) and (le is None or number <= le)
        for gt, lt, ge, le in bounds
    )
