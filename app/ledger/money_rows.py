"""Rows of the drawer, of card payments, refunds, stamps and the office's own fees: what their entries write into the projections.

One function for each subject in a file of its own; this one asks those that a kind concerns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.ledger.calendar_rows import calendar_rows
from app.ledger.card_rows import rows_of as card_rows
from app.ledger.closing_rows import rows_of as closing_rows
from app.ledger.drawer_rows import drawer_rows
from app.ledger.fee_rows import fee_rows
from app.ledger.kiosk_rows import kiosk_rows
from app.ledger.notice_rows import notice_rows
from app.ledger.office_rows import office_rows, rating_rows
from app.ledger.refund_rows import refund_rows
from app.ledger.visit_rows import visit_rows

Statement = tuple[str, tuple[Any, ...]]
_Rows = Callable[[int, Header, Body], list[Statement]]

# Who has rows of which kind; asked by kind, because nearly every entry of a day has none.
_ROWS: dict[str, tuple[_Rows, ...]] = {
    "payment_started": (card_rows,),
    "payment_unknown": (card_rows,),
    "payment_ended": (card_rows,),
    "payment_settled": (card_rows, refund_rows),
    "payment_reversed": (card_rows, refund_rows),
    "refund_promised": (refund_rows,),
    "refund_promise_dropped": (refund_rows,),
    "cash_counted": (drawer_rows,),
    "cash_moved": (drawer_rows,),
    "remittance_numbered": (drawer_rows,),
    "shift_handed_over": (drawer_rows,),
    "stamps_counted": (drawer_rows,),
    "terminal_counted": (drawer_rows,),
    "deputy_named": (closing_rows,),
    "room_totals_typed": (closing_rows,),
    "fee_amount_set": (fee_rows,),
    "calendar_changed": (calendar_rows,),
    "kiosk_counted": (kiosk_rows,),
    "notice_requested": (notice_rows,),
    "notice_answered": (notice_rows,),
    "notice_refused": (notice_rows,),
    "notice_text_set": (notice_rows,),
    "notices_posted": (notice_rows,),
    "visit_opened": (visit_rows,),
    "visit_closed": (visit_rows,),
    "kiosk_machine_set": (office_rows,),
    "own_service_set": (office_rows,),
    "own_target_set": (office_rows,),
    "handbook_reviewed": (office_rows,),
    "record_files_transferred": (office_rows,),
    "record_files_appraised": (office_rows,),
    "record_file_counted": (office_rows,),
    "record_files_disclosed": (office_rows,),
    "security_paper_received": (office_rows,),
    "security_paper_moved": (office_rows,),
    "security_paper_used": (office_rows,),
    "security_paper_spoiled": (office_rows,),
    "security_paper_counted": (office_rows,),
    "security_paper_voided": (office_rows,),
    "access_reviewed": (office_rows,),
    "privacy_acknowledged": (office_rows,),
    "rating_given": (rating_rows,),
}
MONEY_KINDS = frozenset(_ROWS)


def money_rows(stream_id: int, header: Header, body: Body) -> list[Statement]:
    """What that entry writes; nothing for kinds without rows."""
    return [statement for rows in _ROWS.get(header.kind, ()) for statement in rows(stream_id, header, body)]
