"""Rows of what the office says about itself and of ratings: what their entries write into the projections."""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.office_entries import RatingGiven
from app.wire.codec import encode_body

_SAY = """
INSERT OR IGNORE INTO office_word (kind, stream_id, seq, entry_id, body, said_at, actor, confirmed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_RATE = "INSERT OR IGNORE INTO rating (day, desk, stream_id, seq, score) VALUES (?, ?, ?, ?, ?)"


def office_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; it is kept as it came, for the few times somebody asks."""
    actor, second = header.actor_entry, getattr(body, "confirmed_by", None)
    said = (header.kind, stream_id, header.seq, header.entry_id.bytes, encode_body(body), header.recorded_at)
    return [(_SAY, (*said, actor.bytes if actor else None, second.bytes if second else None))]


def rating_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What a rating writes."""
    if not isinstance(body, RatingGiven):
        return []
    return [(_RATE, (header.business_day[:10], header.desk, stream_id, header.seq, body.score))]
