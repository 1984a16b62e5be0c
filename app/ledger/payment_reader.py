"""Payments as a list. See `ports.payments.Payments`. Any lane."""

from __future__ import annotations

from typing import Any

from app.domain.money_entries import PaymentSettled
from app.ledger.database import Connections
from app.ledger.refund_reader import RefundReader
from app.ledger.tables import SEQ_BITS
from app.ports.payments import TakenRow
from app.wire.codec import decode_body, decode_header

_LIMIT_MAX = 500
_NEWEST = 1 << 62
_PLACES = (
    f"SELECT DISTINCT a.stream_id << {SEQ_BITS} | a.seq AS place FROM allocation a JOIN stream t USING (stream_id) "
    "WHERE a.business_day = ? AND a.reversal = 0 AND t.own = 1 AND place < ? ORDER BY place DESC LIMIT ?"
)
_ENTRIES = "SELECT place, recorded_at, header, kind, body FROM entry WHERE body IS NOT NULL AND place IN ({marks}) ORDER BY place DESC"
_SERVICES = "SELECT DISTINCT case_id, service FROM fee_line WHERE case_id IN ({marks})"
_RETURNED = (
    "SELECT r.payment_id, sum(a.amount_won) FROM refund r "
    f"JOIN entry e ON e.place = (r.stream_id << {SEQ_BITS} | r.seq) "
    "JOIN allocation a ON a.business_day = e.business_day AND a.stream_id = r.stream_id AND a.seq = r.seq AND a.reversal = 1 "
    "WHERE r.payment_id IN ({marks}) GROUP BY 1"
)
_SETTLED = "SELECT payment_id, sum(claim_won) FROM refund WHERE payment_id IN ({marks}) AND claim_won > 0 GROUP BY 1"
_USERS = "SELECT entry_id, user FROM signed_in WHERE entry_id IN ({marks})"


class PaymentReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._refunds = RefundReader(connections)

    def of_day(self, day: str, *, before: int | None = None, limit: int = 200) -> list[TakenRow]:
        chosen = self._db.all(_PLACES, (day, _NEWEST if before is None else before, max(1, min(limit, _LIMIT_MAX))))
        found = []
        for place, at, header, kind, stored in self._some(_ENTRIES, [row[0] for row in chosen]):
            body = decode_body(kind, stored)
            if isinstance(body, PaymentSettled):
                found.append((place, at, decode_header(header).actor_entry, body))
        cases = {each.case_id.bytes for *_, body in found for each in body.allocations}
        services: dict[bytes, str] = dict(self._some(_SERVICES, sorted(cases)))
        returned: dict[bytes, int] = dict(self._some(_RETURNED, [body.payment_id.bytes for *_, body in found]))
        settled: dict[bytes, int] = dict(self._some(_SETTLED, [body.payment_id.bytes for *_, body in found]))
        promised = self._refunds.promised_won(body.payment_id for *_, body in found)
        users: dict[bytes, str] = dict(self._some(_USERS, sorted({actor.bytes for _, _, actor, _ in found if actor is not None})))
        return [
            TakenRow(
                key=place,
                receipt_no=body.receipt_no,
                at=at,
                user=users.get(actor.bytes, "") if actor is not None else "",
                parts=body.parts,
                services=list(dict.fromkeys(services.get(each.case_id.bytes, "") for each in body.allocations)),
                returned_won=returned.get(body.payment_id.bytes, 0),
                settled_won=settled.get(body.payment_id.bytes, 0),
                promised_won=promised.get(body.payment_id, 0),
            )
            for place, at, actor, body in found
        ]

    def _some(self, sql: str, keys: list[bytes] | list[int]) -> list[Any]:
        """The rows of those keys; none for none."""
        return list(self._db.all(sql.format(marks=",".join("?" * len(keys))), keys)) if keys else []
