"""The evening check (SYNC §5): what a stream's entries of one business date add up to, found from their stored bytes alone.

Desk and central compute it with the same functions here, so that a difference is one of the books and never one of the rules.
An entry's mark is SHA-256 of header ‖ digest, its digest computed anew from salt and body; the hash of a day is SHA-256 of the
marks in the order of seq. Entries that only their own desk can read are left out at both ends: they are disputed already.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.domain.money_entries import PaymentReversed, PaymentSettled
from app.wire.chain import digest_of
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamDay, StreamId

UNREAD: frozenset[str] = frozenset({"header_unreadable", "header_mismatch", "body_unreadable"})
MARK_BYTES = 8
MARKS_MAX = 20_000


class EntryMark(msgspec.Struct, frozen=True, array_like=True):
    """One entry of the day: its seq, its net won, the first bytes of its mark."""

    seq: int
    won: int
    mark: bytes


class DayMarks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every entry of one stream on a business date, to find those that differ."""

    day: str
    stream: StreamId
    marks: list[EntryMark] = []


class StoredEntry(msgspec.Struct, frozen=True, array_like=True):
    """An entry as either end keeps it. `outcome`, `code`: what central made of it, `applied` while nothing is known."""

    header: bytes
    salt: bytes | None
    body: bytes | None
    digest: bytes
    outcome: str = "applied"
    code: str = ""


def marks_of(entries: Iterable[StoredEntry], day: str) -> list[tuple[EntryMark, bytes]]:
    """Mark and whole hash of each entry of that date, in the order they come."""
    found = []
    for entry in entries:
        if entry.code in UNREAD or (header := _header(entry)) is None or header.business_day.partition("/")[0] != day:
            continue
        digest = digest_of(entry.salt, entry.body) if entry.salt is not None and entry.body is not None else entry.digest
        whole = sha256(entry.header + digest).digest()
        found.append((EntryMark(header.seq, _won(entry, header), whole[:MARK_BYTES]), whole))
    return found


def day_of(stream: StreamId, desk: str, marks: list[tuple[EntryMark, bytes]]) -> StreamDay:
    """The sums of those entries."""
    hashed = sha256()
    for _, whole in marks:
        hashed.update(whole)
    return StreamDay(
        stream=stream,
        desk=desk,
        entries=len(marks),
        won=sum(mark.won for mark, _ in marks),
        first_seq=marks[0][0].seq if marks else 0,
        last_seq=marks[-1][0].seq if marks else 0,
        hash=hashed.digest(),
    )


def differing(ours: list[EntryMark], theirs: list[EntryMark]) -> list[int]:
    """Seqs that only one side has, or that are not the same entry, in order."""
    here, there = {each.seq: each for each in ours}, {each.seq: each for each in theirs}
    return sorted(seq for seq in here.keys() | there.keys() if here.get(seq) != there.get(seq))


def _header(entry: StoredEntry) -> Header | None:
    try:
        return decode_header(entry.header)
    except IntegrityViolated:
        return None


def _won(entry: StoredEntry, header: Header) -> int:
    if entry.outcome == "quarantined" or entry.body is None or header.kind not in ("payment_settled", "payment_reversed"):
        return 0
    try:
        body: Body | None = decode_body(header.kind, entry.body)
    except IntegrityViolated:
        return 0
    if isinstance(body, PaymentSettled):
        return sum(each.amount_won for each in body.allocations)
    return -sum(each.amount_won for each in body.allocations) if isinstance(body, PaymentReversed) else 0
