"""The three kinds of tables (ARCHITECTURE A1): what `rebuild` may drop, and what it never touches."""

from __future__ import annotations

BOOK: tuple[str, ...] = ("stream", "entry", "standing", "disposal")
PROJECTIONS: tuple[str, ...] = (
    "case_row",
    "fee_line",
    "allocation",
    "paper",
    "day",
    "outage",
    "action_item",
    "lookup",
    "signed_in",
    "staff_log",
    "search_pending",
    "search",
)
WORKING: tuple[str, ...] = ("setting", "draft", "ack", "cursor", "credential", "login_attempt")
