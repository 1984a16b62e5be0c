"""Rows of who stands in for the team leader, and of closings typed in from paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import DeputyNamed, RoomTotalsTyped
from app.ledger.signers import roles_of
from app.wire.closing_code import sound

Statement = tuple[str, tuple[Any, ...]]

# Both count only as the word of somebody who may: a clerk at a desk with another program could name themself, or tell sums.
_DEPUTY = (
    "INSERT OR IGNORE INTO deputy (stream_id, seq, user, first_day, last_day, reason, ended, named_by) "
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, user FROM signed_in "
    f"WHERE entry_id = ?8 AND user != ?3 AND role IN ({roles_of('name_deputy')})"
)
_TYPED = (
    "INSERT OR IGNORE INTO room_typed (day, desk, stream_id, seq) SELECT ?1, ?2, ?3, ?4 FROM signed_in a "
    f"WHERE a.entry_id = ?5 AND (a.role IN ({roles_of('room_totals')}) OR a.role IN ({roles_of('stand_in')}) "
    "AND EXISTS (SELECT 1 FROM deputy d WHERE d.user = a.user AND d.ended = 0 "
    "AND date(?6 / 1000 + 32400, 'unixepoch') BETWEEN d.first_day AND d.last_day))"  # the day in Seoul, nine hours ahead
)


def rows_of(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What a deputy_named or room_totals_typed entry writes; nothing for other kinds."""
    actor = header.actor_entry.bytes if header.actor_entry else None
    if isinstance(body, DeputyNamed) and _is_day(body.first_day) and _is_day(body.last_day):
        values = (stream_id, header.seq, body.user, body.first_day, body.last_day, body.reason, int(body.ended), actor)
        return [(_DEPUTY, values)]
    if isinstance(body, RoomTotalsTyped) and sound(body):
        return [(_TYPED, (body.day, body.desk, stream_id, header.seq, actor, header.recorded_at))]
    return []


def _is_day(text: str) -> bool:
    """True for `2026-11-20`: days are compared as text, and `~` would be later than all of them."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
