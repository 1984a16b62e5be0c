"""Entries of this desk's older streams, found in a backup: checked like anybody's, put into the book, and handed in (SYNC §8).

They stay entries of the stream they were written in, which is sealed: nothing is ever added to it. A cursor `acked <stream_id>`
makes it an outgoing one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.domain.entries import Header
from app.domain.errors import IntegrityViolated
from app.ledger.outgoing import Outgoing, acked_name
from app.ledger.projections import Projector
from app.ledger.tables import row_id
from app.ledger.transaction import INSERT_ENTRY
from app.wire import chain, signed
from app.wire.codec import decode_body, decode_header
from app.wire.messages import StreamInfo
from app.wire.signed import Verify


class Found(NamedTuple):
    """`known`: were here already. `refused`: another history, or not signed by that stream's key. `last`: the newest one here now."""

    recovered: int
    known: int
    refused: int
    last: int


class Importer:
    """One stream of a backup; inside one transaction on the writer lane."""

    def __init__(self, connection: Any, outgoing: Outgoing, projector: Projector, verify: Verify) -> None:
        self._connection, self._outgoing, self._projector, self._verify = connection, outgoing, projector, verify

    def take(self, stream_id: int, info: StreamInfo, rows: Iterable[tuple[Any, ...]]) -> Found:
        """Its entries after the newest one known here, up to the last commit that is signed, are in the book."""
        known_to = self._outgoing.known(stream_id)
        known = refused = 0
        fresh: list[tuple[Any, ...]] = []
        for row in rows:
            if row[1] > known_to:
                fresh.append(row)
            else:
                known += 1
                if row[1] == known_to and row[7] != self._outgoing.hash_at(stream_id, known_to):
                    known_to = -1  # another history: nothing behind it belongs here
        good = 0 if known_to < 0 else self._signed_part(stream_id, info, known_to, fresh)
        for row in fresh[:good]:
            self._put(stream_id, row)
        if good:
            put = "INSERT OR IGNORE INTO cursor (name, value) VALUES (?, ?)"
            self._connection.execute(put, (acked_name(stream_id), known_to))
        refused = len(fresh) - good
        return Found(good, known, refused, max(known_to, 0) + good)

    def _signed_part(self, stream_id: int, info: StreamInfo, known_to: int, rows: list[tuple[Any, ...]]) -> int:
        """How many of them chain on and end with a right signature."""
        prev, good = self._outgoing.hash_at(stream_id, known_to), 0
        for place, row in enumerate(rows, start=1):
            _, seq, _, header, salt, body, digest, entry_hash, head_sig = row[:9]
            # A backup was in others' hands: what stands in it may be of any type.
            if not all(isinstance(each, bytes) for each in (header, digest, entry_hash)):
                break
            if not all(each is None or isinstance(each, bytes) for each in (salt, body, head_sig)):
                break
            if seq != known_to + place or chain.digest_carried(salt, body, digest) != digest:
                break
            if chain.hash_of(prev, header, digest) != entry_hash:
                break
            prev = entry_hash
            if head_sig is not None:
                if not self._is_signed(info, seq, entry_hash, head_sig):
                    break
                good = place
        return good

    def _is_signed(self, info: StreamInfo, seq: int, entry_hash: bytes, head_sig: bytes) -> bool:
        of = info.stream
        centrals = [info.central_id, signed.NO_CENTRAL] if seq <= info.adopted_seq else [info.central_id]
        return any(
            self._verify(info.public_key, signed.head(each, info.office, of.device_id, of.epoch, of.branch, seq, entry_hash), head_sig)
            for each in centrals
        )

    def _put(self, stream_id: int, row: tuple[Any, ...]) -> None:
        _, seq, entry_id, header, salt, body, digest, entry_hash, head_sig = row[:9]
        try:
            said: Header | None = decode_header(header)
        except IntegrityViolated:
            said = None
        # Only the header is signed; the backup's columns beside it are anybody's word.
        columns: tuple[bytes, str, bytes | None, bytes | None, str, int] = (entry_id, "", None, None, "", 0)
        if said is not None:
            case_id, visit_id = (each.bytes if each is not None else None for each in (said.case_id, said.visit_id))
            columns = (said.entry_id.bytes, said.kind, case_id, visit_id, said.business_day, said.recorded_at)
        values = (row_id(stream_id, seq), columns[0], header, salt, body, digest, entry_hash, head_sig, 0)
        self._connection.execute(INSERT_ENTRY, (*values, *columns[1:]))
        if said is None:
            return  # signed and chained, and yet unreadable: central keeps it without effect, and so do we
        try:
            meaning = decode_body(said.kind, body) if body is not None else None
        except IntegrityViolated:
            return
        self._projector.add(stream_id, said, meaning)
