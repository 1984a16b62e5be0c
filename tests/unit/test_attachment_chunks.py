"""A sealed file opens only as a whole, in its order, with its own key (SYNC §2)."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto.chunks import FileCipher
from app.domain.attachments import FILE_BYTES_MAX, NAME_MAX, medium_of, shown_name
from app.domain.errors import IntegrityViolated, Refused
from app.wire.attachments import CHUNK_BYTES, SEALED_CHUNK_BYTES, parse_address, parse_place, place_text, sealed_size
from app.wire.messages import StreamId
from tests.streams import an_id

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
CIPHER = FileCipher()
SIZES = st.one_of(
    st.integers(1, 200),
    st.sampled_from([CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]),
)


def some_bytes(size: int, seed: int = 7) -> bytes:
    return bytes((seed + 31 * at + at // 251) % 256 for at in range(min(size, 4096))) * (size // min(size, 4096) + 1)


def plain_of(size: int, seed: int = 7) -> bytes:
    return some_bytes(size, seed)[:size]


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """The data in blocks of those sizes, again and again."""
    at, turn = 0, 0
    while at < len(data):
        step = sizes[turn % len(sizes)]
        yield data[at : at + step]
        at, turn = at + step, turn + 1


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    return b"".join(CIPHER.seal(key, [plain]))


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(CIPHER.open(key, [data]))


@settings(max_examples=60, deadline=None)
@given(SIZES, st.lists(st.integers(1, 200_000), min_size=1, max_size=4), st.lists(st.integers(1, 200_000), min_size=1, max_size=4))
def test_what_was_sealed_opens_however_it_was_cut_on_the_way(size: int, before: list[int], after: list[int]) -> None:
    plain = plain_of(size)
    data = b"".join(CIPHER.seal(KEY, cut(plain, [max(each, 997) for each in before])))
    assert len(data) == sealed_size(size)
    assert data == sealed(plain)
    assert b"".join(CIPHER.open(KEY, cut(data, [max(each, 997) for each in after]))) == plain
    assert plain[:64] not in data or size < 16


@settings(max_examples=80, deadline=None)
@given(SIZES, st.data())
def test_one_changed_byte_anywhere_is_noticed(size: int, data: st.DataObject) -> None:
    whole = bytearray(sealed(plain_of(size)))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        opened(bytes(whole))


@settings(max_examples=80, deadline=None)
@given(SIZES, st.data())
def test_a_shorter_file_is_no_file(size: int, data: st.DataObject) -> None:
    whole = sealed(plain_of(size))
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        opened(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_file_cut_between_two_chunks_is_no_file(kept: int) -> None:
    whole = sealed(plain_of(4 * CHUNK_BYTES))
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        opened(whole[: kept * SEALED_CHUNK_BYTES])


def test_chunks_in_another_order_twice_or_from_another_file_are_noticed() -> None:
    whole = sealed(plain_of(4 * CHUNK_BYTES))
    one, two, three, four = (whole[at : at + SEALED_CHUNK_BYTES] for at in range(0, len(whole), SEALED_CHUNK_BYTES))
    foreign = sealed(plain_of(4 * CHUNK_BYTES, seed=8), OTHER)[SEALED_CHUNK_BYTES : 2 * SEALED_CHUNK_BYTES]
    longer = sealed(plain_of(5 * CHUNK_BYTES))
    for wrong in (
        [two, one, three, four],
        [one, two, two, four],
        [one, three, two, four],
        [one, two, four],
        [two, three, four],
        [one, foreign, three, four],
        [one, two, three, four, four],
        [one, two, three, four, b"more"],
        [one, two, three, longer[3 * SEALED_CHUNK_BYTES : 4 * SEALED_CHUNK_BYTES]],
    ):
        with pytest.raises(IntegrityViolated, match="attachment_broken"):
            opened(b"".join(wrong))
    assert opened(one + two + three + four) == plain_of(4 * CHUNK_BYTES)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        opened(sealed(b"scan"), OTHER)


def test_nothing_is_not_sealed_and_a_key_is_32_bytes() -> None:
    for call in (lambda: sealed(b""), lambda: sealed(b"scan", b"short"), lambda: sealed_size(0), lambda: sealed_size(FILE_BYTES_MAX + 1)):
        with pytest.raises(ValueError):
            call()
    with pytest.raises(IntegrityViolated, match="attachment_broken"):
        opened(b"")


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(chunks: int) -> int:
        block = bytes(CHUNK_BYTES)
        tracemalloc.start()
        for _ in CIPHER.open(KEY, CIPHER.seal(KEY, (block for _ in range(chunks)))):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)
    assert peak(160) < 2 * peak(8) < 4 * 1024 * 1024


def test_a_kind_is_what_the_first_bytes_say() -> None:
    assert medium_of(b"%PDF-1.7\n") == "pdf"
    assert medium_of(b"\xff\xd8\xff\xe0\x00\x10JF") == "jpeg"
    assert medium_of(b"\x89PNG\r\n\x1a\n") == "png"
    assert medium_of(b"II*\x00\x08\x00") == medium_of(b"MM\x00*\x00\x00") == "tiff"
    for other in (b"", b"PK\x03\x04", b"MZ\x90\x00", b"<svg xml", b"%!PS-Ado", b"\x89PNG", b" %PDF-1.", b"#!/bin/s", b"GIF89a.."):
        assert medium_of(other) is None


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_name_becomes_one_that_can_be_shown(given_name: str) -> None:
    name = shown_name(given_name, "pdf")
    assert name.isprintable()
    assert 0 < len(name) <= NAME_MAX
    assert not set(name) & {"/", "\\", "\u202e"}
    assert shown_name(name, "pdf") == name


def test_a_name_keeps_its_ending_and_loses_its_folders() -> None:
    assert shown_name("C:\\스캔\\위임장.pdf", "pdf") == "위임장.pdf"
    assert shown_name("../../etc/passwd", "png") == "passwd"
    assert shown_name("위임장.pdf", "pdf") == "위임장.pdf"
    assert shown_name("가" * 500 + ".jpeg", "jpeg") == "가" * (NAME_MAX - 5) + ".jpeg"
    assert shown_name("\x00..", "tiff") == "file.tif"


def test_places_and_addresses_are_read_as_they_are_written() -> None:
    stream = StreamId(an_id(1), 2, 3)
    assert parse_place(place_text(stream, 4)) == (stream, 4)
    assert parse_address(bytes(range(32)).hex()) == bytes(range(32))
    for wrong in ("", "1.2.3", f"{an_id(1)}.1.0", f"{an_id(1)}.1.0.0", f"{an_id(1)}.-1.0.4", f"{an_id(1)}.1.0.4.5", f"{an_id(1)}.1.0.x"):
        with pytest.raises(Refused, match="message_unreadable"):
            parse_place(wrong)
    for wrong in ("", "ab", "G" * 64, "A" * 64, "../" + "a" * 61, "a" * 65):
        with pytest.raises(Refused, match="message_unreadable"):
            parse_address(wrong)
