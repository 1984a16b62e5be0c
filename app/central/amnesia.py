"""Central was restored from a backup: desks prove it with what central itself signed, and a new generation begins (SYNC §8).

Nothing is believed that is not signed by this central. The proof says two things: that something is missing here, and up to
which order number desk and central remember the same. That number is published; every desk sends again what lies after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.sessions import Caller
from app.central.state import Identity
from app.central.tables import EntryRow, GenerationRow, KnownStreamRow, OfficeRow, StreamRow
from app.domain.errors import Refused
from app.wire.acks import is_signed
from app.wire.messages import StreamId, encode, parse_stream
from app.wire.recovery import PROOFS_MAX, AmnesiaProof, GenerationNotice, KeptAck
from app.wire.signed import generation as generation_message

GENERATION_MAX = 2**16 - 1
_SEEN_MAX = 10_000


class MissingRange(msgspec.Struct, frozen=True):
    """Entries that were here once, or that a desk has seen, and are not here now."""

    office: str
    desk: str
    stream: str
    first: int
    last: int


def receive_proof(db: CentralDatabase, identity: Identity, caller: Caller, proof: AmnesiaProof) -> GenerationNotice:
    """Central's word on what is valid for a desk of that generation; a new generation begins if the proof shows a loss. Safe to repeat."""
    if len(proof.acks) > PROOFS_MAX or len(proof.seen) > _SEEN_MAX or not 0 <= proof.generation <= GENERATION_MAX:
        raise Declined("message_unreadable")
    office = caller.office
    acks = [ack for ack in proof.acks if _is_ours(identity, office, ack)]
    known = _noticed(identity, office, proof.notice)
    with db.transaction():
        row = db.locked(OfficeRow.select().where(OfficeRow.office_id == office))
        if row is None:
            raise Declined("not_found")
        # What a desk only says it has seen is believed of one that still is the office's: a stolen one would list losses for ever.
        seen = [] if caller.retired else _seen(proof.seen)
        _remember(db, office, [(ack.stream, ack.acked_seq) for ack in acks] + seen)
        lost = [ack for ack in acks if _is_lost(db, office, row, ack)]
        if lost or known > row["generation"]:
            _begin(db, row, acks, lost, known, identity.crypto.now_ms(), encode(proof))
        return notice_for(db, identity, office, proof.generation)


def _is_ours(identity: Identity, office: str, ack: KeptAck) -> bool:
    key, verify = identity.public_key, identity.crypto.verify
    return is_signed(ack, ack.stream, central_id=identity.central_id, office=office, public_key=key, verify=verify)


def _noticed(identity: Identity, office: str, notice: GenerationNotice | None) -> int:
    """The generation of a notice this central signed, 0 for any other."""
    if notice is None or not 0 <= notice.generation <= GENERATION_MAX or not 0 <= notice.valid_up_to < 2**63:
        return 0
    message = generation_message(identity.central_id, office, notice.generation, notice.valid_up_to)
    return notice.generation if identity.crypto.verify(identity.public_key, message, notice.signature) else 0


def _seen(seen: dict[str, int]) -> list[tuple[StreamId, int]]:
    found = []
    for name, seq in seen.items():
        try:
            found.append((parse_stream(name), seq))
        except Refused as error:
            raise Declined("message_unreadable") from error
    return found


def _remember(db: CentralDatabase, office: str, known: Iterable[tuple[StreamId, int]]) -> None:
    highest: dict[StreamId, int] = {}
    for stream, seq in known:
        highest[stream] = max(seq, highest.get(stream, 0))
    rows = [(office, stream.device_id.bytes, stream.epoch, stream.branch, seq) for stream, seq in highest.items() if 0 < seq < 2**62]
    if rows:
        keys = ("office_id", "device_id", "epoch", "branch")
        db.upsert(KnownStreamRow, keys, (*keys, "last_seq"), rows, add=True)


def _is_lost(db: CentralDatabase, office: str, row: dict[str, Any], ack: KeptAck) -> bool:
    """Central signed that it holds this, and it does not; and no generation that began since says so already."""
    if _holds(db, office, ack):
        return ack.generation > row["generation"]
    limit = valid_up_to(db, office, ack.generation)
    return limit is None or ack.office_last <= limit


def _holds(db: CentralDatabase, office: str, ack: KeptAck) -> bool:
    query = EntryRow.select(EntryRow.hash, EntryRow.office_seq).where(
        EntryRow.office_id == office,
        EntryRow.device_id == ack.stream.device_id.bytes,
        EntryRow.epoch == ack.stream.epoch,
        EntryRow.branch == ack.stream.branch,
        EntryRow.seq == ack.acked_seq,
    )
    found = db.first(query)
    return found is not None and bytes(found["hash"]) == ack.acked_hash and found["office_seq"] == ack.office_last


def valid_up_to(db: CentralDatabase, office: str, generation: int) -> int | None:
    """Up to which order number that generation and today's agree; None if none began since."""
    rows = db.all(
        GenerationRow.select(GenerationRow.valid_up_to).where(GenerationRow.office_id == office, GenerationRow.generation > generation)
    )
    return min((int(row["valid_up_to"]) for row in rows), default=None)


def _begin(db: CentralDatabase, row: dict[str, Any], acks: list[KeptAck], lost: list[KeptAck], known: int, now: int, proof: bytes) -> None:
    office = row["office_id"]
    generation = max(int(row["generation"]), known, *(ack.generation for ack in acks), 0) + 1
    if generation > GENERATION_MAX:
        raise Declined("internal_error")
    # The newest thing both remember; between it and what is lost nobody can tell which numbers were given twice.
    before = min((ack.office_first for ack in lost), default=int(row["last_office_seq"]) + 1)
    agreed = [ack.office_last for ack in acks if ack.office_last < before and ack not in lost and _holds(db, office, ack)]
    valid = min(max(agreed, default=0), int(row["last_office_seq"]))
    db.run(GenerationRow.insert(office_id=office, generation=generation, valid_up_to=valid, began_at=now, proof=proof))
    db.run(OfficeRow.update(generation=generation).where(OfficeRow.office_id == office))


def notice_for(db: CentralDatabase, identity: Identity, office: str, generation: int) -> GenerationNotice:
    """Today's generation, and what a desk that still lives in that one may keep. Declined `not_found`."""
    row = db.first(OfficeRow.select(OfficeRow.generation, OfficeRow.last_office_seq).where(OfficeRow.office_id == office))
    if row is None:
        raise Declined("not_found")
    limit = valid_up_to(db, office, generation)
    valid = int(row["last_office_seq"]) if limit is None else limit
    return GenerationNotice(
        generation=row["generation"],
        valid_up_to=valid,
        last=row["last_office_seq"],
        signature=identity.sign(generation_message(identity.central_id, office, row["generation"], valid)),
    )


def missing(db: CentralDatabase) -> list[MissingRange]:
    """Ranges central knows to have existed and does not hold, by office and desk; they shrink as desks send again."""
    known = db.all(KnownStreamRow.select().order_by(KnownStreamRow.office_id, KnownStreamRow.device_id))
    found = []
    for row in known:
        here = db.first(
            StreamRow.select(StreamRow.last_seq, StreamRow.desk).where(
                StreamRow.office_id == row["office_id"],
                StreamRow.device_id == row["device_id"],
                StreamRow.epoch == row["epoch"],
                StreamRow.branch == row["branch"],
            )
        )
        last = int(here["last_seq"]) if here else 0
        if last < row["last_seq"]:
            stream = StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])
            desk = here["desk"] if here else ""
            found.append(MissingRange(row["office_id"], desk, str(stream), last + 1, int(row["last_seq"])))
    return found
