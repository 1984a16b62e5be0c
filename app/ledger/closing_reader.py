"""Deputies, closings typed in from paper, and the closed days of a period (`ports.closings`)."""

from __future__ import annotations

from app.domain.money_entries import DayClosed, RoomTotalsTyped
from app.domain.numbers import closed_by, closing_label
from app.ledger.database import Connections
from app.ports.closings import Deputy, KnownClosing
from app.wire.codec import decode_body, decode_header

# The order in which every desk reads entries: central's, own ones that are not there yet last (ARCHITECTURE A1).
_ORDER = "ORDER BY s.office_seq IS NULL, s.office_seq, r.stream_id, r.seq"
_STANDING = "LEFT JOIN standing s ON s.stream_id = r.stream_id AND s.seq = r.seq"
_COUNTS = "coalesce(s.outcome, 'applied') != 'quarantined'"
_OWN = "(? = 0 OR r.stream_id IN (SELECT stream_id FROM stream WHERE own = 1))"


class ClosingReader:
    """See `ports.closings.Closings`. Any lane."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def deputies(self, day_from: str, day_to: str) -> list[Deputy]:
        rows = self._db.all(
            f"SELECT r.user, r.first_day, r.last_day, r.reason, r.named_by, r.ended FROM deputy r {_STANDING} "
            f"WHERE r.first_day <= ? AND r.last_day >= ? AND {_COUNTS} {_ORDER}",
            (day_to, day_from),
        )
        standing: dict[tuple[str, str, str], Deputy] = {}
        for user, first, last, reason, named_by, ended in rows:
            standing.pop((user, first, last), None)
            if not ended:
                standing[user, first, last] = Deputy(user=user, first_day=first, last_day=last, reason=reason, named_by=named_by)
        return list(standing.values())

    def closed(self, day_from: str, day_to: str, *, own: bool) -> list[KnownClosing]:
        rows = self._db.all(
            "SELECT e.header, e.kind, e.body, r.closed_at FROM day r JOIN entry e ON e.place = (r.stream_id << 40 | r.closing_seq) "
            f"WHERE r.day >= ? AND r.day <= ? AND {_OWN} ORDER BY substr(r.day, 1, 10), r.desk, length(r.day), r.day, r.stream_id",
            (day_from, day_to, int(own)),
        )
        found = []
        for header_bytes, kind, stored, closed_at in rows:
            body = decode_body(kind, stored) if stored is not None else None
            if isinstance(body, DayClosed):
                header = decode_header(header_bytes)
                label = closing_label(header.office, header.desk, header.epoch, header.branch, body.closing_no)
                found.append(KnownClosing(desk=header.desk, day=body.day, label=label, closed_at=closed_at, body=body))
        return found

    def unclosed(self, day_from: str, day_to: str, *, own: bool) -> list[tuple[str, str]]:
        return self._db.all(
            f"SELECT r.day, r.desk FROM day r WHERE r.closed_at IS NULL AND r.day >= ? AND r.day <= ? AND {_OWN} "
            "ORDER BY substr(r.day, 1, 10), r.desk, length(r.day), r.day",
            (day_from, day_to, int(own)),
        )

    def typed(self, day_from: str, day_to: str) -> list[RoomTotalsTyped]:
        # What was typed for a wrong day is put right by typing it for another: whatever came later than those of the span is read too.
        place = "room_typed r JOIN entry e ON e.place = (r.stream_id << 40 | r.seq)"
        rows = self._db.all(
            f"SELECT e.kind, e.body FROM {place} {_STANDING} WHERE e.recorded_at >= (SELECT min(e.recorded_at) FROM {place} "
            f"WHERE r.day >= ? AND r.day <= ?) AND {_COUNTS} {_ORDER}",
            (day_from, day_to),
        )
        newest: dict[tuple[str, str], RoomTotalsTyped] = {}
        for kind, stored in rows:
            body = decode_body(kind, stored) if stored is not None else None
            if isinstance(body, RoomTotalsTyped):
                if closed_by(body.closing) is not None:
                    newest = {key: each for key, each in newest.items() if each.closing != body.closing}
                newest[body.day, body.desk] = body
        found = [newest[key] for key in sorted(newest) if day_from <= key[0] <= day_to]
        return [each for each in found if not self.is_known(each.closing)]

    def is_known(self, label: str) -> bool:
        named = closed_by(label)
        if named is None:
            return False
        rows = self._db.all(
            "SELECT s.office, s.desk, s.epoch, s.branch, d.closing_no FROM day d JOIN stream s USING (stream_id) "
            "WHERE d.desk = ? AND d.closed_at IS NOT NULL",
            (named[1],),
        )
        return any(closing_label(*row) == label for row in rows)

    def silent_desks(self, on: str, since: str) -> list[str]:
        rows = self._db.all(
            "SELECT desk FROM day GROUP BY desk HAVING max(substr(day, 1, 10)) < ? AND max(substr(day, 1, 10)) >= ? ORDER BY desk",
            (on, since),
        )
        return [row[0] for row in rows]
