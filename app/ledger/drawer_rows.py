"""Rows of the drawer, of stamps and of terminals: what their entries write into the projections.

Only what is added up stands in a row; everything else is read from the entry, of which there are a few each day. Cash taken and
given back stands in the rows of payments.
"""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import CashCounted, CashMoved, RemittanceNumbered, ShiftHandedOver, StampsCounted, TerminalCounted

_ACT = "INSERT OR IGNORE INTO drawer_act (business_day, stream_id, seq, kind, way, amount_won) VALUES (?, ?, ?, ?, ?, ?)"

_NUMBER = "INSERT OR IGNORE INTO remit_number (moved, recorded_at, stream_id, seq, number) VALUES (?, ?, ?, ?, ?)"


def drawer_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for other kinds."""
    if isinstance(body, RemittanceNumbered):
        return [(_NUMBER, (body.moved.bytes, header.recorded_at, stream_id, header.seq, body.number))]
    way, amount_won = "", 0
    if isinstance(body, CashMoved):
        way, amount_won = "remit" if (body.way, body.purpose) == ("out", "remit") else body.way, body.amount_won
    elif not isinstance(body, CashCounted | ShiftHandedOver | StampsCounted | TerminalCounted):
        return []
    return [(_ACT, (header.business_day, stream_id, header.seq, header.kind, way, amount_won))]
