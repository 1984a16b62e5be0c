"""Who may do what: every cell of the table, written out a second time (GUARANTEES G19)."""

from __future__ import annotations

from typing import cast, get_args

import pytest

from app.domain.entries import Role
from app.domain.errors import Refused
from app.domain.rights import RIGHTS, Operation, may, require

# c clerk, p passport clerk, s supervisor, a administrator
ALLOWED: dict[Operation, str] = {
    "receive_case": "cs",
    "receive_passport": "cps",
    "take_payment": "cps",
    "cancel_case": "cps",
    "enter_official_no": "cps",
    "search": "cps",
    "view_case": "cps",
    "attach_file": "cps",
    "discard_scan": "cps",
    "set_folders": "sa",
    "set_lamp": "cps",
    "set_room_outage": "s",
    "print_slips": "cps",
    "open_day": "cps",
    "open_unready": "s",
    "close_day": "s",
    "sign_closing": "cps",
    "lead": "s",
    "stand_in": "cp",
    "name_deputy": "sa",
    "room_totals": "s",
    "move_cash": "cps",
    "count_cash": "cps",
    "hand_over": "cps",
    "set_drawer": "sa",
    "set_terminal": "sa",
    "set_printer": "cpsa",
    "report_day": "cps",
    "see_dashboard": "s",
    "export_book": "s",
    "manage_staff": "a",
    "view_access_log": "sa",
    "print_receipt": "cps",
    "refund": "cps",
    "settle_dispute": "s",
    "send_transfer": "cs",
    "take_transfer": "cs",
    "count_kiosk": "cps",
    "set_kiosks": "sa",
    "set_services": "sa",
    "review_handbook": "s",
    "keep_records": "s",
    "keep_security_paper": "cps",
    "sign_records": "cpsa",
    "give_rating": "cps",
    "set_fees": "sa",
    "set_calendar": "s",
    "hand_over_cases": "s",
    "run_notices": "cps",
    "refuse_notices": "cps",
    "set_notice_texts": "s",
    "set_stations": "sa",
    "set_idle_lock": "sa",
    "set_short_number": "cpsa",
    "acknowledge_privacy": "cpsa",
    "set_citizen_screen": "sa",
    "set_up": "sa",
    "print_recovery_sheet": "sa",
    "change_passphrase": "a",
    "set_own_look": "cpsa",
    "join_central": "a",
    "call_ticket": "cps",
    "set_ticket_machine": "sa",
    "set_backup": "sa",
    "hand_over_backup": "sa",
    "print_book": "s",
    "see_fees": "cpsa",
}
LETTER: dict[Role, str] = {"clerk": "c", "passport_clerk": "p", "supervisor": "s", "administrator": "a"}


def test_the_table_speaks_of_every_operation_and_of_every_role() -> None:
    assert set(RIGHTS) == set(ALLOWED) == set(get_args(Operation))
    assert set(LETTER) == set(get_args(Role))


@pytest.mark.parametrize("role", LETTER)
@pytest.mark.parametrize("operation", ALLOWED)
def test_a_role_may_what_the_table_says_and_nothing_else(operation: Operation, role: Role) -> None:
    if LETTER[role] in ALLOWED[operation]:
        assert may(role, operation)
        require(role, operation)
        return
    assert not may(role, operation)
    with pytest.raises(Refused) as refused:
        require(role, operation)
    assert (refused.value.code, refused.value.facts) == ("not_allowed", {"operation": operation, "role": role})


def test_what_the_table_does_not_name_is_nobodys() -> None:
    assert not any(may(role, cast(Operation, "erase_book")) for role in LETTER)
