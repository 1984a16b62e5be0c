"""Rows of the office's own calendar: what its entries write into the projections."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.clock_entries import CalendarChanged
from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.office_calendar import sound

_SAY = """
INSERT OR IGNORE INTO calendar_word (stream_id, seq, entry_id, change, day, name, hours, reason, set_at, actor)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def calendar_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for other kinds."""
    if not isinstance(body, CalendarChanged) or not sound(body.change, body.day, body.hours):
        return []
    values = (
        stream_id,
        header.seq,
        header.entry_id.bytes,
        body.change,
        body.day,
        body.name,
        msgspec.json.encode(body.hours).decode(),
        body.reason,
        header.recorded_at,
        header.actor_entry.bytes if header.actor_entry else None,
    )
    return [(_SAY, values)]
