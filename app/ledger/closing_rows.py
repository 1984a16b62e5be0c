"""Rows of who stands in for the team leader, and of closings typed in from paper."""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import DeputyNamed, RoomTotalsTyped

Statement = tuple[str, tuple[Any, ...]]


def rows_of(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What a deputy_named or room_totals_typed entry writes; nothing for other kinds."""
    if isinstance(body, DeputyNamed):
        actor = header.actor_entry.bytes if header.actor_entry else None
        put = (
            "INSERT OR IGNORE INTO deputy (stream_id, seq, user, first_day, last_day, reason, ended, named_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, coalesce((SELECT user FROM signed_in WHERE entry_id = ?), ''))"
        )
        return [(put, (stream_id, header.seq, body.user, body.first_day, body.last_day, body.reason, int(body.ended), actor))]
    if isinstance(body, RoomTotalsTyped):
        put = "INSERT OR IGNORE INTO room_typed (day, desk, stream_id, seq) VALUES (?, ?, ?, ?)"
        return [(put, (body.day, body.desk, stream_id, header.seq))]
    return []
