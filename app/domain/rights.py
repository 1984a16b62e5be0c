"""Who may do what: one table, default deny (GUARANTEES G19). Decided here, below screen and command line, for both.

The steps of a case are not here: who may take which stands in the table of its life (`domain.lives`).
"""

from __future__ import annotations

from typing import Literal

from app.domain.entries import Role
from app.domain.errors import Refused

Operation = Literal[
    "receive_case",
    "receive_passport",
    "take_payment",
    "cancel_case",
    "enter_official_no",
    "search",
    "view_case",
    "attach_file",
    "set_folders",
    "discard_scan",
    "set_lamp",
    "set_room_outage",
    "print_slips",
    "open_day",
    "open_unready",
    "close_day",
    "sign_closing",
    "lead",
    "stand_in",
    "name_deputy",
    "room_totals",
    "move_cash",
    "count_cash",
    "hand_over",
    "set_drawer",
    "set_terminal",
    "set_printer",
    "report_day",
    "see_dashboard",
    "export_book",
    "manage_staff",
    "view_access_log",
    "print_receipt",
    "refund",
    "settle_dispute",
    "send_transfer",
    "take_transfer",
    "count_kiosk",
    "set_kiosks",
    "set_services",
    "review_handbook",
    "keep_records",
    "sign_records",
    "keep_security_paper",
    "give_rating",
    "set_fees",
    "see_fees",
    "set_calendar",
    "print_book",
    "hand_over_cases",
    "set_stations",
    "run_notices",
    "refuse_notices",
    "set_notice_texts",
    "call_ticket",
    "set_ticket_machine",
    "set_backup",
    "hand_over_backup",
    "set_idle_lock",
    "set_short_number",
    "acknowledge_privacy",
    "set_citizen_screen",
    "set_up",
    "print_recovery_sheet",
    "change_passphrase",
    "set_own_look",
    "join_central",
]

_DESK: frozenset[Role] = frozenset({"clerk", "passport_clerk", "supervisor"})

RIGHTS: dict[Operation, frozenset[Role]] = {
    "receive_case": frozenset({"clerk", "supervisor"}),
    "receive_passport": _DESK,
    "take_payment": _DESK,
    "cancel_case": _DESK,
    "enter_official_no": _DESK,
    "search": _DESK,
    "view_case": _DESK,
    "attach_file": _DESK,
    "discard_scan": _DESK,
    "set_folders": frozenset({"supervisor", "administrator"}),
    "set_lamp": _DESK,
    "set_room_outage": frozenset({"supervisor"}),
    "print_slips": _DESK,
    "open_day": _DESK,
    "open_unready": frozenset({"supervisor"}),
    "close_day": frozenset({"supervisor"}),
    "sign_closing": _DESK,
    "lead": frozenset({"supervisor"}),
    "stand_in": frozenset({"clerk", "passport_clerk"}),
    "name_deputy": frozenset({"supervisor", "administrator"}),
    "room_totals": frozenset({"supervisor"}),
    "move_cash": _DESK,
    "count_cash": _DESK,
    "hand_over": _DESK,
    "set_drawer": frozenset({"supervisor", "administrator"}),
    "set_terminal": frozenset({"supervisor", "administrator"}),
    "set_printer": _DESK | {"administrator"},
    "report_day": _DESK,
    "see_dashboard": frozenset({"supervisor"}),
    "export_book": frozenset({"supervisor"}),
    "manage_staff": frozenset({"administrator"}),
    "view_access_log": frozenset({"supervisor", "administrator"}),
    "print_receipt": _DESK,
    "refund": _DESK,
    "settle_dispute": frozenset({"supervisor"}),
    "send_transfer": frozenset({"clerk", "supervisor"}),
    "take_transfer": frozenset({"clerk", "supervisor"}),
    "set_calendar": frozenset({"supervisor"}),
    "print_book": frozenset({"supervisor"}),
    "count_kiosk": _DESK,
    "set_kiosks": frozenset({"supervisor", "administrator"}),
    "set_services": frozenset({"supervisor", "administrator"}),
    "review_handbook": frozenset({"supervisor"}),
    "keep_records": frozenset({"supervisor"}),
    "sign_records": _DESK | {"administrator"},
    "keep_security_paper": _DESK,
    "give_rating": _DESK,
    "set_fees": frozenset({"supervisor", "administrator"}),
    "see_fees": _DESK | {"administrator"},
    "hand_over_cases": frozenset({"supervisor"}),
    "run_notices": _DESK,
    "refuse_notices": _DESK,
    "set_notice_texts": frozenset({"supervisor"}),
    "set_idle_lock": frozenset({"supervisor", "administrator"}),
    "set_short_number": _DESK | {"administrator"},
    "acknowledge_privacy": _DESK | {"administrator"},
    "set_citizen_screen": frozenset({"supervisor", "administrator"}),
    "set_up": frozenset({"supervisor", "administrator"}),
    "print_recovery_sheet": frozenset({"supervisor", "administrator"}),
    "change_passphrase": frozenset({"administrator"}),
    "set_own_look": _DESK | {"administrator"},
    "join_central": frozenset({"administrator"}),
    "set_stations": frozenset({"supervisor", "administrator"}),
    "call_ticket": _DESK,
    "set_ticket_machine": frozenset({"supervisor", "administrator"}),
    "set_backup": frozenset({"supervisor", "administrator"}),
    "hand_over_backup": frozenset({"supervisor", "administrator"}),
}


def may(role: Role, operation: Operation) -> bool:
    """True if that role may do that; an operation missing from the table is nobody's."""
    return role in RIGHTS.get(operation, frozenset())


def receipt_at(station: str) -> Operation:
    """Which right a receipt at that station asks for: the passport counter's people receive at theirs only."""
    return "receive_passport" if station == "passport" else "receive_case"


def require(role: Role, operation: Operation) -> None:
    """Nothing if the role may; Refused `not_allowed` otherwise."""
    if not may(role, operation):
        raise Refused("not_allowed", operation=operation, role=role)
