"""Rows of outages, of paper slips and of cases typed in later: what their entries write into the projections.

An outage's row can be begun by its opening or by its closing, in either order, and the earliest end counts: whichever way the
feed brings them, every desk and every `rebuild` come to the same row.
"""

from __future__ import annotations

from typing import Any

from app.domain.entries import CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.numbers import own_slip, prints_slips
from app.domain.outage_entries import OutageClosed, OutageOpened, SlipsMarked
from app.domain.outages import CENTRAL, SYSTEMS

Statement = tuple[str, tuple[Any, ...]]

_OPENED = """
INSERT INTO outage (outage_id, system, since, cause, scope, opened_by, desk, stream_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (outage_id) DO UPDATE SET system = excluded.system, since = excluded.since, cause = excluded.cause, scope = excluded.scope,
    opened_by = excluded.opened_by, desk = excluded.desk, stream_id = excluded.stream_id WHERE since IS NULL
"""
_CLOSED = """
INSERT INTO outage (outage_id, system, until) VALUES (?, ?, ?)
ON CONFLICT (outage_id) DO UPDATE SET until = min(coalesce(until, excluded.until), excluded.until)
"""
_MARKED = "INSERT OR IGNORE INTO slip_mark (stream_id, seq, slips, first, last, mark, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
_SLIP = "INSERT OR IGNORE INTO slip_case (slips, serial, stream_id, seq, case_id) VALUES (?, ?, ?, ?, ?)"
_LATE = "INSERT OR IGNORE INTO late_case (intake_at, case_id) VALUES (?, ?)"


def rows_of(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What that entry writes; nothing for other kinds."""
    if isinstance(body, OutageOpened | OutageClosed) and body.system not in (*SYSTEMS, CENTRAL):
        return []  # no lamp, no word and no line of a paper is there for it
    if isinstance(body, OutageOpened):
        values = (body.outage_id.bytes, body.system, body.since, body.cause, body.scope, body.by, header.desk, stream_id)
        return [(_OPENED, values)]
    if isinstance(body, OutageClosed):
        return [(_CLOSED, (body.outage_id.bytes, body.system, body.until))]
    if isinstance(body, SlipsMarked):
        # Only the desk that prints them knows what became of them: another one's word would hide a missing slip, or make up a million.
        if not 1 <= body.first <= body.last or not prints_slips(body.slips, header.office, header.desk):
            return []
        return [(_MARKED, (stream_id, header.seq, body.slips, body.first, body.last, body.mark, body.reason))]
    if isinstance(body, CaseReceived) and header.case_id is not None:
        return _received(stream_id, header, body, header.case_id.bytes)
    return []


def _received(stream_id: int, header: Header, body: CaseReceived, case_id: bytes) -> list[Statement]:
    found: list[Statement] = []
    if header.intake_at is not None:
        found.append((_LATE, (header.intake_at, case_id)))
    if slip := own_slip(body.slip_no or "", header.office, header.desk):
        found.append((_SLIP, (*slip, stream_id, header.seq, case_id)))
    return found
