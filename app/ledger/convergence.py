"""What every desk of an office must agree on at one feed cursor, as one SHA-256 (GUARANTEES G14).

Only what central has confirmed goes in, and nothing that belongs to one desk: no row ids, no numbers of streams, none of our own
entries that are still under way. A case that carries such an entry is folded again without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

import msgspec

from app.domain.cases import Case, Misfit, apply, apply_conflicted
from app.domain.entries import Header
from app.domain.entry_body import Body
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.projections import case_bytes, decode_places
from app.ledger.tables import row_id
from app.wire.codec import decode_body, decode_header

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_STREAM = "t.device_id, t.epoch, t.branch"
_CONFIRMED = "JOIN standing s ON s.stream_id = {0}.stream_id AND s.seq = {0}.seq AND s.office_seq IS NOT NULL"
_PAGE = 2000


class Replica(msgspec.Struct, frozen=True, kw_only=True):
    """`cursor`: generation and last order number. `parts`: table → hex SHA-256 of its sorted rows; `digest`: over all of them."""

    cursor: tuple[int, int]
    digest: str
    parts: dict[str, str]


def replica_of(connections: Connections, entries: EntryReader, cursor: tuple[int, int]) -> Replica:
    """The confirmed part of the projections, as every desk at that cursor has it."""
    parts = {
        "cases": _hash(_cases(connections, entries)),
        "money": _hash(_money(connections)),
        "standings": _hash(_standings(connections)),
        "settlements": _hash(_settlements(connections)),
    }
    return Replica(cursor=cursor, digest=sha256(_encode(sorted(parts.items()))).hexdigest(), parts=parts)


def _hash(rows: Iterator[bytes]) -> str:
    found = sha256()
    for row in sorted(rows):
        found.update(len(row).to_bytes(4, "big") + row)
    return found.hexdigest()


def _cases(connections: Connections, entries: EntryReader) -> Iterator[bytes]:
    pending = _with_pending(connections)
    after = -(2**63)
    while True:
        rows = connections.all(
            "SELECT case_key, case_id, state_blob FROM case_row WHERE case_key > ? ORDER BY case_key LIMIT ?", (after, _PAGE)
        )
        for _, case_id, blob in rows:
            if case_id not in pending:
                yield case_bytes(blob)
            elif (case := _confirmed(connections, entries, UUID(bytes=case_id))) is not None:
                yield _encode(case)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _with_pending(connections: Connections) -> set[bytes]:
    """Cases that carry an entry central has not put in order yet."""
    waiting = {
        (row[0], row[1])
        for row in connections.all(
            "SELECT e.stream_id, e.seq FROM entry e LEFT JOIN standing s ON s.stream_id = e.stream_id AND s.seq = e.seq "
            "WHERE s.office_seq IS NULL"
        )
    }
    if not waiting:
        return set()
    rows = connections.all("SELECT case_id, places FROM case_row")
    return {case_id for case_id, places in rows if any(tuple(place) in waiting for place in decode_places(places))}


def _confirmed(connections: Connections, entries: EntryReader, case_id: UUID) -> Case | None:
    places = [row_id(*place) for place in entries.places(case_id)]
    rows = connections.all(
        "SELECT e.header, e.kind, e.body, s.outcome FROM entry e JOIN standing s ON s.stream_id = e.stream_id AND s.seq = e.seq "
        f"WHERE e.place IN ({','.join('?' * len(places))}) AND s.office_seq IS NOT NULL ORDER BY s.office_seq",
        places,
    )
    case: Case | None = None
    for header, kind, stored, outcome in rows:
        body = decode_body(kind, stored) if stored is not None else None
        if body is not None and outcome != "quarantined":
            case = _after(case, decode_header(header), body, outcome)
    return case


def _after(case: Case | None, header: Header, body: Body, outcome: str) -> Case | None:
    if outcome == "conflicted":
        return apply_conflicted(case, header, body)
    try:
        return apply(case, header, body)
    except Misfit:
        return apply_conflicted(case, header, body)


def _money(connections: Connections) -> Iterator[bytes]:
    confirmed = _CONFIRMED.format("a")
    for row in connections.all(
        f"SELECT {_STREAM}, a.seq, a.n, a.business_day, a.case_id, a.line, a.tender, a.amount_won, a.reversal "
        f"FROM allocation a JOIN stream t ON t.stream_id = a.stream_id {confirmed}"
    ):
        yield _encode(row)


def _standings(connections: Connections) -> Iterator[bytes]:
    for row in connections.all(
        f"SELECT s.office_seq, {_STREAM}, s.seq, s.outcome, s.code FROM standing s JOIN stream t ON t.stream_id = s.stream_id "
        "WHERE s.office_seq IS NOT NULL"
    ):
        yield _encode(row)


def _settlements(connections: Connections) -> Iterator[bytes]:
    for row in connections.all(
        f"SELECT {_STREAM}, d.seq, d.settled_at, d.way FROM settlement d JOIN stream t ON t.stream_id = d.stream_id "
        "JOIN standing s ON s.stream_id = d.by_stream AND s.seq = d.by_seq AND s.office_seq IS NOT NULL"
    ):
        yield _encode(row)
