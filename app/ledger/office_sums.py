"""What all streams of the office add up to on a date, as this desk knows them."""

from __future__ import annotations

from app.ledger.database import Connections
from app.ledger.tables import SEQ_MAX, row_ids


def office_sums(db: Connections, date: str) -> tuple[int, int, int]:
    """Cases, net won and entries of a calendar date over all streams."""
    end = date + "~"
    entries = cases = 0
    for (stream_id,) in db.all("SELECT stream_id FROM stream"):
        first = db.value("SELECT max(closing_seq) FROM day WHERE stream_id = ? AND day < ?", (stream_id, date)) or 0
        last = db.value("SELECT min(closing_seq) FROM day WHERE stream_id = ? AND day > ?", (stream_id, end)) or SEQ_MAX
        row = db.one(
            "SELECT count(*), coalesce(sum(kind = 'case_received' AND coalesce(s.outcome, 'applied') = 'applied'), 0) "
            "FROM entry e LEFT JOIN standing s USING (stream_id, seq) "
            "WHERE e.place BETWEEN ? AND ? AND business_day >= ? AND business_day < ?",
            (*row_ids(stream_id, first + 1, last), date, end),
        )
        if row is not None:
            entries, cases = entries + row[0], cases + row[1]
    won = db.value(
        "SELECT coalesce(sum(CASE WHEN reversal = 1 THEN -amount_won ELSE amount_won END), 0) FROM allocation "
        "WHERE business_day >= ? AND business_day < ?",
        (date, end),
    )
    return int(cases), int(won), int(entries)
