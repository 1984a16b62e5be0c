"""What has to be settled before a day can be closed (COUNTER §6, 13), and where. What waits to be sent never holds up a closing."""

from __future__ import annotations

import msgspec

from app.services.desk import Desk, day_date
from app.services.drawer_settings import drawer_settings
from app.services.till_totals import quick_stamp_sums, terminals_left
from app.services.worklist import notices_overdue

PARKED = "parked:"


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: what settles it in the window, tab and key; `command`: at a shell, empty where only the window can."""

    code: str
    count: int
    key: str
    command: str


# code → where it is settled
_SETTLED_BY: dict[str, tuple[str, str]] = {
    "unlisted": ("sync", ""),
    "parked_visits": ("F4", ""),
    "unknown_cards": ("payments", "minwon pay resolve"),
    "refunds_due": ("payments", "minwon refund keep"),
    "agent_notices": ("worklist", "minwon worklist --list holder_notice"),
    "uncounted_stamps": ("closing", "minwon cash stamps"),
    "unexplained_stamps": ("closing", "minwon cash stamps"),
    "stale_stamps": ("closing", "minwon cash stamps"),
    "uncounted_terminal": ("closing", "minwon cash terminal"),
    "stale_terminal": ("closing", "minwon cash terminal"),
}


def blockers(desk: Desk) -> list[Blocker]:
    """Everything that holds up the closing of the open day; nothing while no day is open but parked visits and cards."""
    found = _counts(desk)
    return [
        Blocker(code=code, count=found[code], key=key, command=command) for code, (key, command) in _SETTLED_BY.items() if found.get(code)
    ]


def blocker_counts(desk: Desk) -> dict[str, int]:
    """Code → how many."""
    return {each.code: each.count for each in blockers(desk)}


def _counts(desk: Desk) -> dict[str, int]:
    store = desk.store
    found = {
        "parked_visits": sum(1 for key in store.working.drafts() if key.startswith(PARKED)),
        "unknown_cards": len(store.card_payments.open()),
    }
    last = store.days.last()
    if last is None or last.closed_at is not None:
        return found
    found["unlisted"] = store.exchange.listing()  # what else is in the way, and what is carried over, is not all seen yet
    found["agent_notices"] = notices_overdue(desk, last.day)
    found["refunds_due"] = store.refunds.promises_due(day_date(last.day).isoformat())
    wanted = drawer_settings(desk)
    if wanted.stamps != "none":
        counted = bool(store.drawer.stamps(last.day))
        found["uncounted_stamps"] = int(not counted)
        if counted:
            stamps = quick_stamp_sums(desk, last.day)
            found["unexplained_stamps"] = int(not stamps.explained and not stamps.stale)
            found["stale_stamps"] = int(stamps.stale)
    if wanted.terminal_totals:
        found["uncounted_terminal"], found["stale_terminal"] = terminals_left(desk, last.day)
    return found
