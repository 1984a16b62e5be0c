"""Questions about refunds, promises and claims. See `ports.refunds.Refunds`. Any lane."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentReversed, PaymentSettled, RefundPromised
from app.ledger.database import Connections
from app.ledger.entry_reader import EntryReader
from app.ledger.tables import row_id
from app.ports.refunds import Claim, Promised, Returned, Undone
from app.wire.codec import decode_body, decode_header

_ENTRY = "e.header, e.kind, e.body"
_COUNTS = "coalesce((SELECT outcome FROM standing s WHERE s.stream_id = {0}.stream_id AND s.seq = {0}.seq), 'applied') != 'quarantined'"
_RETURNED = f"SELECT {_ENTRY} FROM refund r JOIN entry e ON e.place = (r.stream_id << 40 | r.seq) WHERE {_COUNTS.format('r')} "
# A promise is kept, whatever else was said of it; one that was only dropped is dropped.
_END = f"(SELECT max(way) FROM refund_promise_end x WHERE x.promise_id = p.promise_id AND {_COUNTS.format('x')})"
_PROMISED = (
    f"SELECT {_ENTRY}, {_END} AS ended FROM refund_promise p JOIN entry e ON e.place = (p.stream_id << 40 | p.seq) "
    f"WHERE {_COUNTS.format('p')} "
)
_PAID = f"coalesce((SELECT sum(r.claim_won) FROM refund r WHERE r.payment_id = c.payment_id AND {_COUNTS.format('r')}), 0)"
_CLAIM = (
    f"SELECT c.payment_id, c.receipt_no, c.case_id, c.business_day, c.desk, c.at, c.amount_won, c.amount_won - {_PAID} AS open_won "
    f"FROM claim c WHERE {_COUNTS.format('c')} "
)
_UNDOING = "'case_cancelled', 'payment_reversed', 'refund_promised', 'document_reprinted'"
_STATES: dict[str | None, Literal["open", "kept", "dropped"]] = {None: "open", "kept": "kept", "dropped": "dropped"}


class RefundReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._entries = EntryReader(connections)

    def payment(self, payment_id: UUID, case_id: UUID) -> tuple[Header, PaymentSettled] | None:
        places = [row_id(*place) for place in self._entries.places(case_id)]
        marks = ",".join("?" * len(places))
        sql = f"SELECT {_ENTRY} FROM entry e WHERE e.place IN ({marks}) AND e.kind = 'payment_settled' ORDER BY e.place"
        for row in self._db.all(sql, places):
            header, body = _decoded(row)
            if isinstance(body, PaymentSettled) and body.payment_id == payment_id:
                return header, body
        return None

    def returned(self, payment_id: UUID) -> list[Returned]:
        return self._returned("AND r.payment_id = ? ORDER BY r.stream_id, r.seq", (payment_id.bytes,))

    def by_number(self, receipt_no: str) -> list[Returned]:
        return self._returned("AND r.receipt_no = ? AND r.receipt_no != '' ORDER BY r.stream_id, r.seq", (receipt_no,))

    def _returned(self, where: str, values: Iterable[object]) -> list[Returned]:
        decoded = (_decoded(row) for row in self._db.all(_RETURNED + where, tuple(values)))
        return [Returned(header, body) for header, body in decoded if isinstance(body, PaymentReversed)]

    # ── promises ──

    def promised(self, payment_id: UUID) -> list[Promised]:
        return self._promised("AND p.payment_id = ? ORDER BY p.stream_id, p.seq", (payment_id.bytes,))

    def promise(self, promise_id: UUID) -> Promised | None:
        return next(iter(self._promised("AND p.promise_id = ?", (promise_id.bytes,))), None)

    def promise_by_number(self, slip_no: str) -> Promised | None:
        return next(iter(self._promised("AND p.slip_no = ?", (slip_no,))), None)

    def open_promises(self, limit: int) -> list[Promised]:
        return self._promised("AND ended IS NULL ORDER BY p.due, p.stream_id, p.seq LIMIT ?", (limit,))

    def _promised(self, where: str, values: Iterable[object]) -> list[Promised]:
        rows = self._db.all(_PROMISED + where, tuple(values))
        decoded = ((*_decoded(row), _STATES[row[3]]) for row in rows)
        return [Promised(header, body, state) for header, body, state in decoded if isinstance(body, RefundPromised)]

    def promised_won(self, payment_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Payment → won that open promises will give back of it; a payment without one is not named. One query."""
        ids = [each.bytes for each in payment_ids]
        found: dict[UUID, int] = {}
        if ids:
            for each in self._promised(f"AND ended IS NULL AND p.payment_id IN ({','.join('?' * len(ids))})", ids):
                body = each.body
                found[body.payment_id] = found.get(body.payment_id, 0) + sum(part.amount_won for part in body.allocations)
        return found

    def promises_due(self, day: str) -> int:
        return self._open_promises("AND p.due <= ? AND p.stream_id IN (SELECT stream_id FROM stream WHERE own = 1)", (day,))

    def open_count(self) -> int:
        return self._open_promises("", ())

    def _open_promises(self, where: str, values: tuple[object, ...]) -> int:
        sql = f"SELECT count(*) FROM refund_promise p WHERE {_COUNTS.format('p')} AND {_END} IS NULL {where}"
        return int(self._db.value(sql, values))

    def undone(self, day: str, desk: str | None) -> list[Undone]:
        found = []
        for (stream_id,) in self._db.all(
            "SELECT stream_id FROM day WHERE day = ?1 AND (?2 IS NULL OR desk = ?2) ORDER BY desk", (day, desk)
        ):
            rows = self._db.all(
                f"SELECT {_ENTRY} FROM entry e WHERE e.place BETWEEN ? AND ? AND e.business_day = ? AND e.kind IN ({_UNDOING}) "
                f"AND {_COUNTS.format('e')} ORDER BY e.place",
                (*self._entries.span(stream_id, day), day),
            )
            found += [Undone(header, body) for header, body in map(_decoded, rows) if body is not None]
        return found

    # ── claims ──

    def claims(self, limit: int) -> list[Claim]:
        return self._claims("AND open_won > 0 ORDER BY c.at, c.stream_id, c.seq LIMIT ?", (limit,))

    def claim(self, receipt_no: str) -> Claim | None:
        return next(iter(self._claims("AND c.receipt_no = ?", (receipt_no,))), None)

    def _claims(self, where: str, values: Iterable[object]) -> list[Claim]:
        return [
            Claim(
                payment_id=UUID(bytes=row[0]),
                receipt_no=row[1],
                case_id=UUID(bytes=row[2]),
                business_day=row[3],
                desk=row[4],
                at=row[5],
                amount_won=row[6],
                open_won=row[7],
            )
            for row in self._db.all(_CLAIM + where, tuple(values))
        ]


def _decoded(row: tuple[Any, ...]) -> tuple[Header, Body | None]:
    return decode_header(row[0]), decode_body(row[1], row[2]) if row[2] is not None else None
