"""Rows of card payments that were started: what their entries write into the projections, by the table of `domain.card_payment`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from app.domain.card_payment import Event, event_of, sources
from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentEnded, PaymentReversed, PaymentSettled, PaymentStarted, PaymentUnknown

Statement = tuple[str, tuple[Any, ...]]
_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode

_STARTED = """
INSERT OR IGNORE INTO card_payment (payment_id, stream_id, seq, way, tender, amount_won, terminal, trace_no, cases, original, visit_id,
    started_by, business_day, started_at, state, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intent', ?)
"""


def _case(event: Event) -> str:
    """SQL: the state after that event, decided by the table; a state in which it does not count stays."""
    rows = "".join(
        f" WHEN way = '{way}' AND state = '{state}' THEN '{target}'"
        for way in ("purchase", "cancel")
        for state, target in sources(way, event)
    )
    return f"CASE{rows} ELSE state END" if rows else "state"


# A payment ends by the word of the desk that began it, on whatever computer it works now: nobody else has asked the terminal.
_OF_DESK = "EXISTS (SELECT 1 FROM stream t WHERE t.stream_id = card_payment.stream_id AND t.desk = ?)"
_CHANGED: dict[Event, str] = {
    event: f"UPDATE card_payment SET state = {_case(event)}, code = ?, changed_at = ? WHERE payment_id = ? AND {_OF_DESK}"
    for event in ("approved", "unanswered", "told", "queued", "declined", "gone", "reversed", "abandoned")
}
_TOLD = f"UPDATE card_payment SET receipt_no = ?, approval_no = ?, last4 = ?, approved_at = ? WHERE payment_id = ? AND {_OF_DESK}"


def rows_of(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What that entry writes; nothing for payments that no terminal was asked about."""
    if isinstance(body, PaymentStarted):
        values = (
            body.payment_id.bytes,
            stream_id,
            header.seq,
            body.way,
            body.tender,
            body.amount_won,
            body.terminal,
            body.trace_no,
            _encode(body.cases),
            _bytes(body.original),
            _bytes(header.visit_id),
            _bytes(header.actor_entry),
            header.business_day,
            header.recorded_at,
            header.recorded_at,
        )
        return [(_STARTED, values)]
    event = event_of(body)
    if event is None:
        return []
    if isinstance(body, PaymentUnknown | PaymentEnded):
        return [_changed(event, header, body.payment_id, body.code)]
    if isinstance(body, PaymentSettled):
        asked = next((part for part in body.parts if part.trace_no), None)  # none: cash, or typed in without a terminal
        if asked is None:
            return []
        told = (body.receipt_no, asked.approval_no, asked.last4, asked.approved_at or 0)
        return [_changed(event, header, body.payment_id, ""), (_TOLD, (*told, body.payment_id.bytes, header.desk))]
    if isinstance(body, PaymentReversed) and body.started is not None:
        told = (body.receipt_no, body.approval_no, "", header.recorded_at)
        return [_changed(event, header, body.started, ""), (_TOLD, (*told, body.started.bytes, header.desk))]
    return []


def _changed(event: Event, header: Header, payment_id: UUID, code: str) -> Statement:
    return _CHANGED[event], (code, header.recorded_at, payment_id.bytes, header.desk)


def _bytes(value: UUID | None) -> bytes | None:
    return value.bytes if value is not None else None
