"""Tampering with a book is found, at the exact entry; a clean book raises no alarm."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.crypto.signer import Ed25519Signer
from app.verify import book
from app.verify.book import Ack, Bad, Entry, Stream, Trust, check_rows
from app.verify.ledger import check_ledger
from tests.unit.book_writer import CENTRAL, Writer, a_book, a_ledger, trust_in


def first_bad(*writers: Writer, trust: Trust) -> Bad | None:
    return check_rows([row for writer in writers for row in writer.rows()], trust).first_bad


# ── clean books ──────────────────────────────────────────────────────────────────────────────────────────────────────


def a_clean_book(rng: random.Random) -> tuple[list[Writer], Trust]:
    """Own and foreign streams as a desk may have them: adopted by central or not, branches, erased and absent entries."""
    own = a_book(rng, commits=rng.randrange(1, 6), size=rng.randrange(1, 5), central=rng.random() < 0.3)
    if own.central:
        own.acknowledge(len(own.entries))
    elif rng.random() < 0.5:
        own.adopt()
    own.commit(rng.randrange(1, 6))
    branch = a_book(rng, commits=2, size=2, branch=rng.randrange(1, 1 << 20), old_head=own.entries[0].hash)
    foreign = a_book(rng, commits=4, size=3, device=2, desk="04", own=0, central=True)
    for seq in rng.sample(range(1, len(own.entries) + 1), 2 if len(own.entries) > 2 else 0):
        own.erase(seq)
    absent = set(rng.sample(range(1, 12), rng.randrange(0, 5)))
    foreign.entries = [row for row in foreign.entries if row.seq not in absent]
    if rng.random() < 0.5:
        foreign.entries = foreign.entries[:-1]
    return [own, branch, foreign], trust_in(own, branch, foreign, anchor=rng.choice([own, branch]))


def test_clean_books_raise_no_alarm_as_rows_and_as_a_ledger() -> None:
    rng = random.Random(20261120)
    for _ in range(150):
        writers, trust = a_clean_book(rng)
        rows = [row for writer in writers for row in writer.rows()]
        report = check_rows(rows, trust)
        assert report.bad == []
        assert report.streams == [writer.label for writer in writers]
        assert report.entries == sum(len(writer.entries) for writer in writers)
        assert report.unvouched == 0
        connection = a_ledger(*writers)
        assert check_ledger(connection, trust) == report
        connection.close()


def test_a_report_says_what_was_not_there_and_what_was_not_proven() -> None:
    foreign = a_book(random.Random(1), device=2, desk="04", own=0, central=True)
    foreign.entries = [row for row in foreign.entries if row.seq not in (1, 2, 9)]
    foreign.erase(5)
    report = check_rows(foreign.rows(), Trust())
    assert (report.bad, report.entries, report.missing, report.unproven, report.unvouched) == ([], 17, 3, 2, 1)
    assert report.erased == 1


def test_an_empty_ledger_is_clean_and_an_anchor_of_an_empty_one_is_not() -> None:
    assert check_rows([], Trust()).bad == []
    lost = a_book(random.Random(1))
    assert check_rows([], trust_in(lost, anchor=lost)).first_bad == Bad(lost.label, 1, "anchor")


def test_a_kind_and_a_schema_of_a_later_release_are_no_alarm() -> None:
    later = a_book(random.Random(1), commits=1, size=1, device=2, own=0)
    header = book.unpacked(later.entries[0].header)
    row = later.entries[0]._replace(header=book.msgspec.msgpack.encode([2, *header[1:], "a field of schema 2"]))
    later.entries[0] = row
    later.rechain(1)
    later.entries[0] = later.signed(later.entries[0])
    assert first_bad(later, trust=trust_in(later)) is None


def test_the_checker_reads_a_ledger_beside_its_own_open_transaction_and_leaves_the_connection_as_it_was() -> None:
    connection = a_ledger(a_book(random.Random(1)))
    factory = connection.text_factory
    connection.execute("INSERT INTO setting VALUES ('a', x'00')")
    assert check_ledger(connection, Trust()).bad == []
    assert connection.in_transaction
    connection.rollback()
    assert connection.text_factory is factory
    assert connection.execute("SELECT count(*) FROM setting").fetchone() == (0,)
    assert check_ledger(connection, Trust()).bad == []
    assert not connection.in_transaction


def test_the_checker_fits_on_a_few_pages() -> None:
    lines = {each.stem: len(each.read_text(encoding="utf-8").splitlines()) for each in Path(book.__file__).parent.glob("*.py")}
    sums = lines.pop("closings")  # what a day adds up to; the proof of the entries themselves needs none of it
    assert sum(lines.values()) <= 300 and sums <= 300


# ── every single byte ────────────────────────────────────────────────────────────────────────────────────────────────


def changed(value: Any) -> Iterator[Any]:
    """The value with each of its bytes changed once, as SQLite would give it back; and as nothing, if it was something."""
    if isinstance(value, bytes):
        for at in range(len(value)):
            yield value[:at] + bytes([value[at] ^ (1 << at % 8)]) + value[at + 1 :]
        yield value + b"\x00"
        yield value[:-1]
        yield value.decode(errors="surrogateescape")
    elif isinstance(value, str):
        data = value.encode()
        for at in range(len(data)):
            for flip in (1, 0x80):
                yield (data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]).decode(errors="surrogateescape")
        yield value + "\x00"
        yield value.encode()
    elif isinstance(value, int):
        for at in range(8):
            new = value ^ (1 << 8 * at)
            yield new - (1 << 64) if new >> 63 else new
        yield -1 - value
        yield str(value) + "x"
    if value is None:
        yield b"\x00" * 16
    else:
        yield None


def a_checked_book() -> tuple[Writer, Trust]:
    writer = a_book(random.Random(4), commits=2)
    writer.adopt()
    for _ in range(3):
        writer.commit(4)
    writer.acknowledge(12)
    writer.acknowledge(16)
    writer.erase(3)
    return writer, trust_in(writer, anchor=writer)


@pytest.mark.parametrize("column", [name for name in Entry._fields if name != "disposed"])
def test_every_byte_of_every_column_of_every_entry_counts(column: str) -> None:
    writer, trust = a_checked_book()
    originals = list(writer.entries)
    for row in originals:
        for value in changed(getattr(row, column)):
            # A signature between two others may be missing (the next one covers the same entries), except where central was joined.
            if value is None and column == "head_sig" and row.seq in (4, 12, 16):
                continue
            writer.entries[row.seq - 1] = row._replace(**{column: value})
            found = first_bad(writer, trust=trust)
            assert found is not None, (row.seq, value)
            assert (found.stream, found.seq) == (writer.label, row.seq), (value, found)
        writer.entries = list(originals)
    assert first_bad(writer, trust=trust) is None


# Where a change of a stream's own row shows: 0 is that row, 1 the first entry that contradicts it.
STREAM_COLUMNS = {"device_id": 0, "epoch": 0, "branch": 0, "root": 0, "old_head": 0, "public_key": 0, "central_id": 0, "own": 0}


@pytest.mark.parametrize("column", Stream._fields)
def test_every_byte_of_a_streams_own_row_counts(column: str) -> None:
    writer, trust = a_checked_book()
    original = writer.stream
    for value in changed(getattr(original, column)):
        writer.stream = original._replace(**{column: value})
        found = first_bad(writer, trust=trust)
        assert found is not None, value
        if column in STREAM_COLUMNS:
            assert found.seq == STREAM_COLUMNS[column], (value, found)
        elif column in ("office", "desk"):
            assert found.seq <= 1, (value, found)


@pytest.mark.parametrize("adopted", [-1, 0, 4, 7, 9, 12, 16, 20, 21, 1 << 40])
def test_the_moment_a_desk_joined_central_cannot_be_moved(adopted: int) -> None:
    writer, trust = a_checked_book()
    writer.stream = writer.stream._replace(adopted_seq=adopted)
    assert first_bad(writer, trust=trust) is not None


@pytest.mark.parametrize("column", Ack._fields)
def test_every_byte_of_an_acknowledgement_counts(column: str) -> None:
    writer, trust = a_checked_book()
    original = writer.acks[16]
    for value in changed(getattr(original, column)):
        writer.acks[16] = original._replace(**{column: value})
        found = first_bad(writer, trust=trust)
        assert found is not None, value
        assert found.code == "ack"
        assert found.seq == (17 if column == "seq" else 16)


# ── what somebody with the database key, but not the device key, may try ─────────────────────────────────────────────


def edited(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    row = writer.entries[at]
    column = rng.choice(["body", "header", "salt", "digest", "hash", "kind", "business_day", "recorded_at", "entry_id", "case_id"])
    writer.entries[at] = row._replace(**{column: rng.choice([value for value in changed(getattr(row, column)) if value is not None])})
    return row.seq


def deleted(rng: random.Random, writer: Writer, other: Writer) -> int:
    return writer.entries.pop(rng.randrange(len(writer.entries))).seq


def truncated(rng: random.Random, writer: Writer, other: Writer) -> int:
    left = rng.randrange(len(writer.entries))
    del writer.entries[left:]
    return left + 1


def renumbered(writer: Writer, start: int) -> None:
    writer.entries[start:] = [row._replace(seq=at + 1) for at, row in enumerate(writer.entries[start:], start)]


def inserted(rng: random.Random, writer: Writer, other: Writer) -> int:
    at, copied = rng.randrange(len(writer.entries)), rng.choice(other.entries)
    writer.entries.insert(at, copied)
    renumbered(writer, at)
    return at + 1


def repeated(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    writer.entries.insert(at, writer.entries[at])
    renumbered(writer, at)
    return at + 2


def removed_and_closed_up(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    del writer.entries[at]
    renumbered(writer, at)
    return at + 1


def swapped(rng: random.Random, writer: Writer, other: Writer) -> int:
    first, second = sorted(rng.sample(range(len(writer.entries)), 2))
    rows = writer.entries
    rows[first], rows[second] = rows[second]._replace(seq=first + 1), rows[first]._replace(seq=second + 1)
    return first + 1


def spliced(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    writer.entries[at:] = other.entries[at:]
    return at + 1


def next_signed(writer: Writer, seq: int) -> int:
    return next(row.seq for row in writer.entries[seq - 1 :] if row.head_sig is not None)


def rewritten_and_chained_again(rng: random.Random, writer: Writer, other: Writer) -> int:
    seq = rng.randrange(len(writer.entries)) + 1
    writer.rewrite(seq, kind="signed_out", business_day="2026-11-19")
    writer.rechain(seq)
    return next_signed(writer, seq)


def rewritten_and_signed_by_another(rng: random.Random, writer: Writer, other: Writer) -> int:
    seq = rewritten_and_chained_again(rng, writer, other)
    writer.entries = [writer.signed(row, other.signer) if row.seq >= seq else row for row in writer.entries]
    return seq


def rewritten_and_left_unsigned(rng: random.Random, writer: Writer, other: Writer) -> int:
    seq = rewritten_and_chained_again(rng, writer, other)
    writer.entries = [row._replace(head_sig=None) if row.seq >= seq else row for row in writer.entries]
    # Nothing is wrong in itself up to the acknowledgement or the end, but nothing after the last signature is proven.
    return next((ack for ack in writer.acks if ack >= seq), len(writer.entries))


def taken_over(rng: random.Random, writer: Writer, other: Writer) -> int:
    thief = Ed25519Signer(rng.randbytes(32))
    writer.stream = writer.stream._replace(public_key=thief.public_key)
    writer.entries = [writer.signed(row, thief) for row in writer.entries]
    return 0


def erased_without_ground(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    writer.entries[at] = writer.entries[at]._replace(salt=None, body=None)
    return at + 1


def half_erased(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    writer.entries[at] = writer.entries[at]._replace(disposed=1, **{rng.choice(["salt", "body"]): None})
    return at + 1


def boundary_of_salt_and_body_moved(rng: random.Random, writer: Writer, other: Writer) -> int:
    at = rng.randrange(len(writer.entries))
    row = writer.entries[at]
    writer.entries[at] = row._replace(salt=row.salt + row.body[:1], body=row.body[1:])
    return at + 1


def last_signature_removed(rng: random.Random, writer: Writer, other: Writer) -> int:
    writer.entries[-1] = writer.entries[-1]._replace(head_sig=None)
    return len(writer.entries)


MUTATIONS: list[Callable[[random.Random, Writer, Writer], int]] = [
    edited,
    deleted,
    truncated,
    inserted,
    repeated,
    removed_and_closed_up,
    swapped,
    spliced,
    rewritten_and_chained_again,
    rewritten_and_signed_by_another,
    rewritten_and_left_unsigned,
    taken_over,
    erased_without_ground,
    half_erased,
    boundary_of_salt_and_body_moved,
    last_signature_removed,
]


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_tampering_is_found_at_the_exact_entry(mutation: Callable[[random.Random, Writer, Writer], int]) -> None:
    rng = random.Random(mutation.__name__)
    for _ in range(40):
        before = a_book(rng, commits=2, size=2, device=3, desk="05", own=0)
        writer = a_book(rng, commits=rng.randrange(2, 7), size=rng.randrange(1, 4), central=True)
        other = a_book(rng, commits=12, size=2, device=2, desk="04", own=0)
        if rng.random() < 0.5:
            writer.acknowledge(rng.choice([row.seq for row in writer.entries if row.head_sig]))
        trust = trust_in(before, writer, other, anchor=writer)
        assert first_bad(before, writer, other, trust=trust) is None
        signed_before = [row.seq for row in writer.entries if row.head_sig]
        expected = mutation(rng, writer, other)
        found = first_bad(before, writer, other, trust=trust)
        assert found is not None
        assert (found.stream, found.seq) == (writer.label, expected), found
        assert found.proven_to in (0, *signed_before)
        assert found.proven_to <= expected


def test_the_first_bad_of_two_is_named_first_and_each_stream_names_its_own() -> None:
    rng = random.Random(5)
    first, second = a_book(rng), a_book(rng, device=2, desk="04", own=0)
    erased_without_ground(rng, second, first)
    for seq in (17, 9):
        first.entries[seq - 1] = first.entries[seq - 1]._replace(kind="signed_out")
    report = check_rows([*first.rows(), *second.rows()], trust_in(first, second))
    assert report.first_bad == Bad(first.label, 9, "column", 8)
    assert [each.stream for each in report.bad] == [first.label, second.label]
    assert report.entries == 40


def test_a_tail_cut_off_cleanly_is_found_only_by_anchor_or_acknowledgement() -> None:
    whole = a_book(random.Random(6), central=True)
    anchor = trust_in(whole, anchor=whole)
    whole.acknowledge(12)
    del whole.entries[8:]
    assert first_bad(whole, trust=anchor) == Bad(whole.label, 9, "ack", 8)
    assert first_bad(whole, trust=trust_in(whole)) == Bad(whole.label, 9, "ack", 8)
    whole.acks.clear()
    assert first_bad(whole, trust=anchor) == Bad(whole.label, 9, "anchor", 8)
    assert first_bad(whole, trust=trust_in(whole)) is None


def test_own_history_written_anew_by_its_own_device_is_found_by_anchor_or_acknowledgement() -> None:
    real, forged = a_book(random.Random(7), central=True), a_book(random.Random(8), central=True)
    real.acknowledge(8)
    assert first_bad(forged, trust=trust_in(real, anchor=real)) == Bad(real.label, 20, "anchor", 20)
    forged.acks = real.acks
    assert first_bad(forged, trust=trust_in(real)) == Bad(real.label, 8, "ack", 8)


def test_entries_lost_since_the_desk_joined_central_are_missed_without_anchor_or_acknowledgement() -> None:
    writer = a_book(random.Random(13))
    writer.adopt()
    del writer.entries[16:]
    assert first_bad(writer, trust=trust_in(writer)) == Bad(writer.label, 17, "gap", 16)


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x90", b"\x80\x80", b"\x91" * 5000, b"\x81\xa1\xff\x00"])
def test_a_signed_body_that_cannot_be_read_is_found(body: bytes) -> None:
    writer = a_book(random.Random(14))
    row = writer.entries[8]
    writer.entries[8] = row._replace(body=body, digest=sha256(row.salt + body).digest())
    writer.rechain(9)
    writer.entries = [writer.signed(row) if row.head_sig else row for row in writer.entries]
    assert first_bad(writer, trust=trust_in(writer)) == Bad(writer.label, 9, "body", 8)


def test_an_acknowledgement_of_a_stranger_is_found() -> None:
    writer = a_book(random.Random(9), central=True)
    writer.acknowledge(8)
    stranger = Trust(trust_in(writer).device_keys, central_keys=[Ed25519Signer(bytes(32)).public_key])
    assert first_bad(writer, trust=stranger) == Bad(writer.label, 0, "column")
    both = Trust(trust_in(writer).device_keys, central_keys=[Ed25519Signer(bytes(32)).public_key, CENTRAL.public_key])
    assert first_bad(writer, trust=both) is None
    alone = a_book(random.Random(9))
    alone.acks = writer.acks
    assert first_bad(alone, trust=trust_in(alone)) == Bad(alone.label, 8, "ack", 8)


def test_own_entries_cannot_be_passed_off_as_anothers_to_hide_a_gap() -> None:
    writer = a_book(random.Random(10))
    trust = trust_in(writer, anchor=writer)
    writer.stream = writer.stream._replace(own=0)
    writer.entries = [row._replace(own=0) for row in writer.entries if row.seq != 7]
    assert first_bad(writer, trust=trust) == Bad(writer.label, 0, "column")


# ── in the ledger file ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE entry SET kind = CAST(x'ff' AS TEXT) WHERE seq = 5", 5),
        ("UPDATE entry SET kind = CAST(kind AS BLOB) WHERE seq = 5", 5),
        ("UPDATE entry SET entry_id = CAST(x'6162ff' AS TEXT) WHERE seq = 6", 6),
        ("UPDATE entry SET recorded_at = 'soon' WHERE seq = 6", 6),
        ("UPDATE entry SET recorded_at = recorded_at + 0.5 WHERE seq = 6", 6),
        ("UPDATE entry SET place = place + 34 WHERE seq = 6", 6),
        ("UPDATE entry SET place = place - 6 WHERE seq = 6", 1),
        ("UPDATE entry SET place = 9 << 40 | 6 WHERE seq = 6", 6),
        ("UPDATE entry SET head_sig = zeroblob(64) WHERE seq = 7", 7),
        ("UPDATE entry SET body = CAST(body AS TEXT) WHERE seq = 7", 7),
        ("DELETE FROM entry WHERE seq = 20", 20),
        ("DELETE FROM disposal", 3),
        ("DELETE FROM entry", 1),
        ("UPDATE ack SET acked_seq = 9 WHERE acked_seq = 12", 9),
        ("UPDATE ack SET acked_seq = 21 WHERE acked_seq = 12", 21),
        ("UPDATE ack SET acked_hash = zeroblob(32) WHERE acked_seq = 12", 12),
        ("UPDATE ack SET generation = 2 WHERE acked_seq = 12", 12),
        ("UPDATE ack SET signature = CAST(x'ff' AS TEXT) WHERE acked_seq = 12", 12),
        ("UPDATE stream SET office = CAST(x'ff' AS TEXT)", 1),
        ("UPDATE stream SET desk = '04'", 1),
        ("UPDATE stream SET epoch = 'one'", 0),
        ("UPDATE stream SET own = 0", 0),
        ("UPDATE stream SET public_key = zeroblob(32)", 0),
        ("DELETE FROM stream", 1),
    ],
)
def test_a_change_in_the_file_is_found_where_it_is(change: str, seq: int) -> None:
    writer, trust = a_checked_book()
    connection = a_ledger(writer)
    assert check_ledger(connection, trust).bad == []
    connection.execute("PRAGMA foreign_keys = OFF")
    assert connection.execute(change).rowcount > 0
    found = check_ledger(connection, trust).first_bad
    assert found is not None
    assert found.seq == seq, found
    connection.close()


def test_rows_of_no_stream_and_office_numbers_given_twice_are_found() -> None:
    writer = a_book(random.Random(11))
    other = a_book(random.Random(12), device=2, desk="04", own=0)
    connection = a_ledger(writer, other)
    standing = "INSERT INTO standing (stream_id, seq, office_seq) VALUES (?, ?, ?)"
    connection.executemany(standing, [(1, 1, 7), (1, 2, 8), (2, 3, 9), (1, 3, None), (1, 4, None)])
    assert check_ledger(connection, trust_in(writer, other)).bad == []
    connection.execute("DROP INDEX standing_office")
    connection.execute(standing, (2, 5, 8))
    found = check_ledger(connection, trust_in(writer, other)).bad
    assert [each.code for each in found] == ["column"]
    connection.execute("DELETE FROM standing")
    connection.execute("DELETE FROM stream WHERE stream_id = 2")
    assert check_ledger(connection, trust_in(writer, other)).bad == [Bad("?", 0, "root")]
    connection.close()
