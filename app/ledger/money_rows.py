"""Rows of the drawer, of card payments, refunds, stamps and the office's own fees: what their entries write into the projections.

One function for each subject in a file of its own; this one only asks them all.
"""

from __future__ import annotations

from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.ledger.card_rows import rows_of as card_rows
from app.ledger.closing_rows import rows_of as closing_rows
from app.ledger.drawer_rows import drawer_rows
from app.ledger.fee_rows import fee_rows
from app.ledger.refund_rows import refund_rows

# Kinds with rows of their own; asked first, because nearly every entry of a day has none.
MONEY_KINDS = frozenset(
    {
        "payment_started",
        "payment_unknown",
        "payment_ended",
        "payment_settled",
        "payment_reversed",
        "refund_promised",
        "refund_promise_dropped",
        "cash_counted",
        "cash_moved",
        "remittance_numbered",
        "shift_handed_over",
        "stamps_counted",
        "terminal_counted",
        "deputy_named",
        "room_totals_typed",
        "fee_amount_set",
    }
)
Statement = tuple[str, tuple[Any, ...]]


def money_rows(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What that entry writes; nothing for kinds without rows."""
    return [
        *closing_rows(stream_id, header, body),
        *fee_rows(stream_id, header, body),
        *card_rows(stream_id, header, body),
        *drawer_rows(stream_id, header, body),
        *refund_rows(stream_id, header, body),
    ]
