"""The three kinds of tables (ARCHITECTURE A1): what `rebuild` may drop, and what it never touches."""

from __future__ import annotations

SEQ_BITS = 40  # 10¹² entries a stream; leaves 2²³ streams
SEQ_MAX = (1 << SEQ_BITS) - 1


# The driver looks for an adapter of each `bytes` it is handed (3 µs, a tenth of a commit in all); a bytearray it takes as it is.
as_blob = bytearray
# It looks for one of None too: where a column is nearly always empty, '' is bound and becomes NULL in the statement.
NOTHING = ""
OR_NULL = f"nullif(?, '{NOTHING}')"


def row_id(stream_id: int, seq: int) -> int:
    """The row id of an entry: those of one stream lie together, in the order of seq."""
    return stream_id << SEQ_BITS | seq


def key_of(case_id: str) -> str:
    """SQL: the key of the case with the id in that column or parameter, NULL if nobody knows it; also of one that waits for its index."""
    return f"(SELECT case_key FROM case_key_of WHERE case_id = {case_id} LIMIT 1)"


def line_of(case_id: str, line: str) -> str:
    """SQL: the join that finds the fee line of these two columns, if its case is known."""
    return f"LEFT JOIN case_row c ON c.case_key = {key_of(case_id)} LEFT JOIN fee_line f ON f.case_id = c.case_id AND f.line = {line}"


def row_ids(stream_id: int, first: int = 0, last: int = SEQ_MAX) -> tuple[int, int]:
    """First and last row id of a stream's entries from seq `first` to `last`, for BETWEEN."""
    return row_id(stream_id, first), row_id(stream_id, last)


BOOK: tuple[str, ...] = ("stream", "entry", "standing", "disposal")
PROJECTIONS: tuple[str, ...] = (
    "case_kept",
    "case_duty",
    "fee_line",
    "allocation",
    "paper",
    "day",
    "outage",
    "card_payment",
    "deputy",
    "room_typed",
    "slip_mark",
    "slip_case",
    "late_case",
    "drawer_act",
    "remit_number",
    "fee_amount",
    "calendar_word",
    "kiosk_count",
    "visit_ticket",
    "visit_end",
    "office_word",
    "rating",
    "action_item",
    "settlement",
    "refund",
    "refund_promise",
    "refund_promise_end",
    "claim",
    "transfer_link",
    "notice",
    "notice_refusal",
    "notice_text",
    "notice_posted",
    "lookup",
    "signed_in",
    "staff_log",
    "case_at",
    "search_pending",
    "search",
)
WORKING: tuple[str, ...] = (
    "setting",
    "draft",
    "ack",
    "cursor",
    "credential",
    "login_attempt",
    "attachment",
    "inbox_file",
    "print_job",
    "transfer",
    "terminal_job",
    "ticket",
)
