"""Rows of refunds, promises and claims: what their entries write into the projections.

A promise and what ends it have rows of their own, and so have a claim and what pays it: whichever way the feed brings them,
every desk and every `rebuild` come to the same rows.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentReversed, PaymentSettled, RefundPromised, RefundPromiseDropped
from app.domain.tenders import is_claim

Statement = tuple[str, tuple[Any, ...]]

_REFUND = "INSERT OR IGNORE INTO refund (payment_id, stream_id, seq, receipt_no, claim_won) VALUES (?, ?, ?, ?, ?)"
_PROMISE = "INSERT OR IGNORE INTO refund_promise (promise_id, stream_id, seq, payment_id, slip_no, due, desk) VALUES (?, ?, ?, ?, ?, ?, ?)"
_END = "INSERT OR IGNORE INTO refund_promise_end (promise_id, stream_id, seq, way) VALUES (?, ?, ?, ?)"
_CLAIM = (
    "INSERT OR IGNORE INTO claim (payment_id, stream_id, seq, receipt_no, case_id, business_day, desk, at, amount_won) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def refund_rows(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What that entry writes; nothing for other kinds."""
    place = (stream_id, header.seq)
    if isinstance(body, PaymentSettled):
        owed = [each for each in body.allocations if is_claim(each.tender)]
        if not owed:
            return []
        about = (body.receipt_no, owed[0].case_id.bytes, header.business_day, header.desk, header.recorded_at)
        return [(_CLAIM, (body.payment_id.bytes, *place, *about, sum(each.amount_won for each in owed)))]
    if isinstance(body, PaymentReversed):
        paid = sum(each.amount_won for each in body.allocations if is_claim(each.tender))
        found: list[Statement] = [(_REFUND, (body.payment_id.bytes, *place, body.receipt_no, paid))]
        if body.promise is not None:
            found.append((_END, (body.promise.bytes, *place, "kept")))
        return found
    if isinstance(body, RefundPromised) and _is_promise(body):
        about_it = (body.payment_id.bytes, body.slip_no, body.due, header.desk)
        return [(_PROMISE, (body.promise_id.bytes, *place, *about_it))]
    if isinstance(body, RefundPromiseDropped):
        return [(_END, (body.promise_id.bytes, *place, "dropped"))]
    return []


def _is_promise(body: RefundPromised) -> bool:
    """True if there is something to keep, on a day: one that promises nothing would stand in everybody's 업무함 for ever."""
    try:
        date.fromisoformat(body.due)
    except ValueError:
        return False
    return bool(body.allocations) and all(each.amount_won > 0 for each in body.allocations)
