"""Cases as central keeps them: folded, or, as long as nothing but its receipt has touched a case, as that one entry alone.

Most cases that arrive are of the second kind, and their entry stands in full a table further: a second copy of it would be a third of
what a push writes. `case_state.data` is empty for them, and `office_seq` names the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from app.central.database import CentralDatabase
from app.central.fold import Opened
from app.domain.cases import Case, Misfit, apply
from app.domain.errors import IntegrityViolated
from app.wire.codec import decode_body, decode_header

AS_RECEIVED: Final = b""
CASE_COLUMNS = (
    "office_id",
    "case_id",
    "office_seq",
    "number",
    "service",
    "state",
    "money",
    "business_day",
    "received_at",
    "due_won",
    "paid_won",
    "data",
)
_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")
_decoder = msgspec.msgpack.Decoder(Case)


def encode_case(case: Case) -> bytes:
    """The case's bytes in its projection."""
    return _encoder.encode(case)


def cases_of(db: CentralDatabase, office: str, rows: Iterable[tuple[int, bytes]]) -> dict[UUID, Case]:
    """The cases of those rows (`office_seq`, `data`). IntegrityViolated `central_violated` where the entry of one is none that opens it."""
    found: dict[UUID, Case] = {}
    received: list[int] = []
    for office_seq, data in rows:
        if data != AS_RECEIVED:
            case = _decoder.decode(data)
            found[case.case_id] = case
        else:
            received.append(office_seq)
    if not received:
        return found
    opened = cases_as_received(db, office, received)
    if len(opened) < len(received):
        raise IntegrityViolated("central_violated", office=office, where=str(min(received)), what="case_differs")
    return found | opened


def cases_as_received(db: CentralDatabase, office: str, office_seqs: Sequence[int]) -> dict[UUID, Case]:
    """The cases that those entries open; an entry that opens none is left out."""
    among, values = db.among(office_seqs)
    found: dict[UUID, Case] = {}
    for header, body in db.rows(f"SELECT header, body FROM entry WHERE office_id = ? AND office_seq {among}", (office, *values)):  # noqa: S608
        try:
            read = decode_header(header)
            said = None if body is None else decode_body(read.kind, body)
            if read.case_id is not None and said is not None:
                found[read.case_id] = apply(None, read, said)
        except (IntegrityViolated, Misfit):
            continue
    return found


def case_row(office: str, case: Case | Opened, office_seq: int) -> tuple[object, ...]:
    """The case's row in its projection; columns as `CASE_COLUMNS` names them."""
    if isinstance(case, Opened):
        header, body = case.header, case.body
        return (
            office,
            case.case_id.bytes,
            office_seq,
            body.number,
            body.service,
            case.state,
            "free",
            header.business_day,
            header.recorded_at,
            0,
            0,
            AS_RECEIVED,
        )
    return (
        office,
        case.case_id.bytes,
        office_seq,
        case.number,
        case.service,
        case.state,
        case.money,
        case.business_day,
        case.received_at,
        case.due_won,
        case.paid_won,
        encode_case(case),
    )
