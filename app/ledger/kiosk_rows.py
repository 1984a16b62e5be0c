"""Rows of the kiosk book: what a machine's daily count writes into the projections. The newest of a machine and day counts."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.kiosk_entries import KioskCounted

_PUT = """
INSERT OR IGNORE INTO kiosk_count
    (day, machine, at, stream_id, seq, papers, counts, amount_won, note, card_won, faults, paper_changed, paper_left, actor)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def kiosk_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for other kinds."""
    if not isinstance(body, KioskCounted):
        return []
    counts = msgspec.json.encode(body.papers, order="deterministic").decode()
    place = (body.day, body.machine, header.recorded_at, stream_id, header.seq)
    told = (body.note, body.card_won, body.faults, body.paper_changed, body.paper_left)
    actor = header.actor_entry.bytes if header.actor_entry else None
    return [(_PUT, (*place, sum(body.papers.values()), counts, body.amount_won, *told, actor))]
