"""An exported book is checked like the ledger it came from, and a damaged file says where it breaks off."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.verify.book import Ack, Bad, Entry, Stream, Trust, check_rows
from app.verify.bundle import check_bundle
from tests.unit.book_writer import Writer, a_book, trust_in

HEAD = b"MINWON-BOOK/1\n"
WORDS: dict[type, str] = {Stream: "stream", Entry: "entry", Ack: "ack"}


def framed(row: list[Any]) -> bytes:
    data = msgspec.msgpack.encode(row)
    return len(data).to_bytes(4, "big") + data


def exported(*writers: Writer) -> bytes:
    rows = [row for writer in writers for row in writer.rows()]
    ending = framed(["end", len(writers), sum(len(writer.entries) for writer in writers)])
    return b"".join(framed([WORDS[type(row)], *row]) for row in rows) + ending


def saved(folder: Path, raw: bytes) -> Path:
    path = folder / "book.minwon"
    path.write_bytes(HEAD + gzip.compress(raw, mtime=0))
    return path


def two_streams() -> tuple[list[Writer], Trust]:
    rng = random.Random(1)
    own = a_book(rng, commits=2, size=2, central=True)
    own.acknowledge(2)
    own.erase(1)
    foreign = a_book(rng, commits=1, size=2, device=2, desk="04", own=0)
    return [own, foreign], trust_in(own, foreign, anchor=own)


def test_an_exported_book_reads_like_the_rows_it_was_made_of(tmp_path: Path) -> None:
    writers, trust = two_streams()
    report = check_bundle(saved(tmp_path, exported(*writers)), trust)
    assert report.bad == []
    assert report == check_rows([row for writer in writers for row in writer.rows()], trust)
    assert report.entries == 6
    assert report.erased == 1


def test_tampering_in_an_exported_book_is_found_at_the_exact_entry(tmp_path: Path) -> None:
    writers, trust = two_streams()
    writers[0].entries[2] = writers[0].entries[2]._replace(business_day="2026-11-21")
    assert check_bundle(saved(tmp_path, exported(*writers)), trust).first_bad == Bad(writers[0].label, 3, "column", 2)


def test_the_same_stream_twice_is_found(tmp_path: Path) -> None:
    writers, trust = two_streams()
    assert check_bundle(saved(tmp_path, exported(*writers, writers[1])), trust).first_bad == Bad(writers[1].label, 0, "root")


def test_a_book_cut_off_anywhere_is_found_where_it_breaks_off(tmp_path: Path) -> None:
    writers, trust = two_streams()
    whole = saved(tmp_path, exported(*writers)).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:length])
        found = check_bundle(tmp_path / "cut", trust).first_bad
        assert found is not None, length
        assert found.code == "file"


def test_rows_cut_off_before_packing_are_found_at_the_entry_that_is_missing(tmp_path: Path) -> None:
    writers, trust = two_streams()
    raw = exported(*writers)
    third = raw.index(framed(["entry", *writers[0].entries[2]]))
    assert check_bundle(saved(tmp_path, raw[:third]), trust).first_bad == Bad(writers[0].label, 3, "file", 2)


def test_every_changed_byte_of_the_file_is_found_or_changes_no_row(tmp_path: Path) -> None:
    writers, trust = two_streams()
    path = saved(tmp_path, exported(*writers))
    whole, clean = path.read_bytes(), check_bundle(path, trust)
    # What gzip notes about time, file system and kind of text stands outside the packed rows and their checksum.
    notes = range(len(HEAD) + 3, len(HEAD) + 10)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = check_bundle(path, trust)
        assert (found == clean) if at in notes else found.bad, at


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x00\x00\x00",
        framed([]),
        framed(["end", 1, 0]),
        framed(["end", 0, 0]) + b"\x00",
        framed(["end"]),
        framed([["end"], 0, 0]),
        framed(["stream", 1]),
        framed(["photo", b""]),
        framed({"end": 0}),  # type: ignore[arg-type]
        (1 << 21).to_bytes(4, "big") + b"\x90" * (1 << 21),
        b"\x00\x00\x00\x05" + b"\xc1" * 5,
    ],
)
def test_what_is_no_row_is_called_a_damaged_file(tmp_path: Path, raw: bytes) -> None:
    assert check_bundle(saved(tmp_path, raw), Trust()).first_bad == Bad("?", 1, "file")


@pytest.mark.parametrize("wrong", [None, 7, "text", [], {"a": 1}, b"", True, 1 << 63])
@pytest.mark.parametrize("kind", [Stream, Entry, Ack])
def test_any_value_in_any_column_is_judged_and_never_stops_the_check(tmp_path: Path, kind: Any, wrong: Any) -> None:
    writers, trust = two_streams()
    own = writers[0]
    for column in kind._fields:
        rows = [row._replace(**{column: wrong}) if type(row) is kind else row for row in own.rows()]
        raw = b"".join(framed([WORDS[type(row)], *row]) for row in rows) + framed(["end", 1, 4])
        found = check_bundle(saved(tmp_path, raw), trust)
        same = all(getattr(row, column) == wrong for row in own.rows() if isinstance(row, kind))
        assert found.bad or same or column in ("head_sig", "disposed"), column


def test_an_empty_book_is_clean_and_another_file_is_not(tmp_path: Path) -> None:
    assert check_bundle(saved(tmp_path, framed(["end", 0, 0])), Trust()).bad == []
    (tmp_path / "other").write_bytes(b"%PDF-1.7\n")
    found = check_bundle(tmp_path / "other", Trust()).first_bad
    assert found is not None
    assert found.code == "file"
    with pytest.raises(FileNotFoundError):
        check_bundle(tmp_path / "absent", Trust())
