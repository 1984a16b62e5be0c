"""The kiosk book: see `ports.kiosks`. Central's order first, so that every desk calls the same count the newest. Any lane."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.domain.kiosks import KioskDay
from app.ledger.database import Connections

_NEWEST = """
SELECT day, machine, counts, amount_won, note, papers, card_won, faults, paper_changed, paper_left, actor FROM (
    SELECT k.*, row_number() OVER (
        PARTITION BY day, machine ORDER BY s.office_seq IS NULL DESC, s.office_seq DESC, at DESC, k.stream_id DESC, k.seq DESC) AS place
    FROM kiosk_count k LEFT JOIN standing s USING (stream_id, seq)
    WHERE day BETWEEN ? AND ? AND coalesce(s.outcome, 'applied') != 'quarantined') WHERE place = 1
"""


class KioskReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def days(self, first: str, last: str) -> list[KioskDay]:
        who = "LEFT JOIN signed_in a ON a.entry_id = n.actor"
        newest = f"SELECT n.*, coalesce(a.name, '') FROM ({_NEWEST}) n {who} ORDER BY n.day, n.machine"
        return [
            KioskDay(
                day=row[0],
                machine=row[1],
                papers=msgspec.json.decode(row[2], type=dict[str, int]),
                amount_won=row[3],
                note=row[4],
                card_won=row[6],
                faults=row[7],
                paper_changed=row[8],
                paper_left=row[9],
                user=row[11],
            )
            for row in self._db.all(newest, (first, last))
        ]

    def by_month(self, year: int) -> Mapping[int, int]:
        rows = self._db.all(f"SELECT CAST(substr(day, 6, 2) AS INTEGER), sum(papers) FROM ({_NEWEST}) GROUP BY 1", _span(year))
        return dict(rows)


def _span(year: int) -> tuple[str, str]:
    return f"{year}-01-01", f"{year}-12-31"
