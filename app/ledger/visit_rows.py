"""Rows of visits that had a ticket: when it was issued and called, until when its holder was served."""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header, VisitClosed, VisitOpened
from app.domain.entry_body import Body
from app.ledger.tables import as_blob

_OPENED = """
INSERT OR IGNORE INTO visit_ticket (business_day, stream_id, seq, desk, visit_id, ticket, kind, since, called_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CLOSED = "INSERT OR IGNORE INTO visit_end (visit_id, stream_id, seq, cases, calls, until, way) VALUES (?, ?, ?, ?, ?, ?, ?)"


def visit_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for a visit without a ticket."""
    if header.visit_id is None or (isinstance(body, VisitOpened) and (not body.ticket or body.called_at is None)):
        return []
    visit, place = as_blob(header.visit_id.bytes), (stream_id, header.seq)
    if isinstance(body, VisitOpened):
        since = body.issued_at if body.waits_from is None else body.waits_from
        named = (header.desk, visit, body.ticket, body.kind)
        return [(_OPENED, (header.business_day, *place, *named, since, body.called_at))]
    if isinstance(body, VisitClosed):
        return [(_CLOSED, (visit, *place, body.cases, body.calls, body.served_until, body.end or "served"))]
    return []
