"""A body whose lists and maps lie too deep in one another is none, wherever they lie: in a value, a list, or the key of a map."""

from __future__ import annotations

import pytest

from app.domain.entries import CaseReceived
from app.domain.errors import IntegrityViolated
from app.wire.codec import decode_body, encode_body
from tests.streams import a_case

HERE = b"\xa4XXXX"  # a text of four letters, as msgpack has it
LISTS = 150


def with_instead(made: bytes) -> bytes:
    body = encode_body(a_case("26410-05-261120-0001-00", answers={"subject_name": "XXXX"}))
    assert body.count(HERE) == 1
    return body.replace(HERE, made)


@pytest.mark.parametrize(
    "deep", [b"\x91" * LISTS + b"\x01", b"\x81\x01" * LISTS + b"\x01", b"\x81" + b"\x91" * LISTS + b"\x01\x01"], ids=["list", "map", "key"]
)
def test_what_lies_too_deep_is_refused(deep: bytes) -> None:
    with pytest.raises(IntegrityViolated, match="body_unreadable"):
        decode_body("case_received", with_instead(deep))


def test_many_lists_beside_one_another_are_not_deep() -> None:
    wide = decode_body("case_received", with_instead(b"\xdc\x01\x2c" + b"\x91\x01" * 300))
    assert isinstance(wide, CaseReceived) and wide.answers["subject_name"] == [[1]] * 300
