"""Rows of notices to citizens: what was asked for, what became of it, who wants none, the office's own words."""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header, NoticeRequested
from app.domain.entry_body import Body
from app.domain.notice_entries import NoticeAnswered, NoticeRefused, NoticesPosted, NoticeTextSet
from app.domain.notices import RANK

# Whichever of the two comes first, the row ends the same; only the desk that asked was told by central, any other's word has no effect,
# nor has a second request of the same id.
_REQUESTED = """
INSERT INTO notice (notice_id, thing, case_id, template, way, at, desk, until, rank, state, code, told_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', 0)
ON CONFLICT (notice_id) DO UPDATE SET thing = excluded.thing, case_id = excluded.case_id, template = excluded.template,
    way = excluded.way, at = excluded.at, desk = excluded.desk, until = excluded.until,
    rank = iif(notice.desk = excluded.desk, notice.rank, 0), state = iif(notice.desk = excluded.desk, notice.state, ''),
    code = iif(notice.desk = excluded.desk, notice.code, ''), told_at = iif(notice.desk = excluded.desk, notice.told_at, 0)
    WHERE notice.template = ''
"""
_ANSWERED = """
INSERT INTO notice (notice_id, thing, case_id, template, way, at, desk, until, rank, state, code, told_at)
VALUES (?, '', ?, '', '', ?, ?, 0, ?, ?, ?, ?)
ON CONFLICT (notice_id) DO UPDATE SET rank = excluded.rank, state = excluded.state, code = excluded.code, told_at = excluded.told_at
    WHERE excluded.rank > notice.rank AND excluded.desk = notice.desk
"""
_REFUSED = "INSERT OR IGNORE INTO notice_refusal (mac, stream_id, seq, at, refused) VALUES (?, ?, ?, ?, ?)"
_POSTED = "INSERT OR IGNORE INTO notice_posted (template, mac, ref, at) VALUES (?, ?, ?, ?)"
_TEXT = """
INSERT OR IGNORE INTO notice_text (template, stream_id, seq, at, text, subject, actor, confirmed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def notice_rows(stream_id: int, header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What that entry writes; nothing for other kinds."""
    case_id = header.case_id.bytes if header.case_id is not None else b""
    if isinstance(body, NoticeRequested):
        notice_id = body.notice_id or header.entry_id
        thing = body.thing or f"{body.template}:{notice_id}"
        values = (notice_id.bytes, thing, case_id, body.template, body.way, header.recorded_at, header.desk, body.until)
        return [(_REQUESTED, values)]
    if isinstance(body, NoticeAnswered):
        at = body.at or header.recorded_at
        return [(_ANSWERED, (body.notice_id.bytes, case_id, header.recorded_at, header.desk, RANK[body.state], body.state, body.code, at))]
    if isinstance(body, NoticeRefused):
        return [(_REFUSED, (body.mac, stream_id, header.seq, header.recorded_at, int(body.refused)))]
    if isinstance(body, NoticeTextSet):
        signed = [each.bytes if each else None for each in (header.actor_entry, body.confirmed_by)]
        return [(_TEXT, (body.template, stream_id, header.seq, header.recorded_at, body.text, body.subject, *signed))]
    if isinstance(body, NoticesPosted):
        return [(_POSTED, (body.template, mac, body.ref, header.recorded_at)) for mac in body.told]
    return []
