"""Rows of the office's own fee amounts: what their entries write into the projections."""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import FeeAmountSet
from app.domain.office_fees import sound

_SET = """
INSERT OR IGNORE INTO fee_amount
    (stream_id, seq, entry_id, service, fee, valid_from, amount_won, share_bp, source, set_at, actor, confirmed_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def fee_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for other kinds."""
    if not isinstance(body, FeeAmountSet) or not sound(body.valid_from, body.amount_won, body.share_bp):
        return []
    values = (
        stream_id,
        header.seq,
        header.entry_id.bytes,
        body.service,
        body.fee,
        body.valid_from,
        body.amount_won,
        body.share_bp,
        body.source,
        header.recorded_at,
        header.actor_entry.bytes if header.actor_entry else None,
        body.confirmed_by.bytes if body.confirmed_by else None,
    )
    return [(_SET, values)]
