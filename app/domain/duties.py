"""What is waited for in a case, since when, and what the next act is: from the case alone. Pure.

Read by the projection that keeps it in rows, by the 업무함, by what holds up a closing and by the papers that list it. A certificate that
is issued while the citizen stands there is waited for by nobody, and most cases are that: they cost one comparison here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from app.domain.cases import Case
from app.domain.lives import is_done, steps_from
from app.domain.moments import is_known, moment_of, ms_of
from app.domain.terms import last_pick_up, months_after
from app.domain.work_calendar import SEOUL

# The lists of the 업무함 in the order in which they press. `due` and `open` are kept for each case; the screen shows them as others.
OVERDUE, DUE_TODAY, DUE_SOON = "overdue", "due_today", "due_soon"
HOLDER_NOTICE, OFFICIAL_NO = "holder_notice", "official_no"
LISTS: Final = (
    OVERDUE,
    DUE_TODAY,
    HOLDER_NOTICE,
    "supplement_over",
    "to_call",
    "to_hand_over",
    "to_send",
    "to_notify",
    "returned",
    "unclaimed",
    "uncollected",
    "void_soon",
    "to_void",
    "to_destroy",
    DUE_SOON,
    OFFICIAL_NO,
)
OPEN, DUE = "open", "due"

SOON_DAYS: Final = 2  # working days after today in which what is due is told beforehand
UNPRESSING: Final = (DUE_SOON, OFFICIAL_NO)  # told, and nobody has to act today
VOID_SOON_DAYS: Final = 10  # D-10: the last reminder before a passport is void
_STATES: Final[Mapping[tuple[str, str], str]] = {  # where a state alone says what is to be done
    ("certificate", "received_only"): "to_call",
    ("exchange", "received_only"): "to_call",
    ("passport", "pre_applied"): "to_call",
    ("pickup", "received"): "to_hand_over",
    ("filing", "accepted"): "to_send",
    ("passport", "applied"): "to_send",
    ("passport", "examined"): "to_send",
    ("exchange", "issued"): "to_send",
    ("posting", "received"): "to_send",
    ("living_report", "received"): "to_send",
    ("filing", "recorded"): "to_notify",
    ("petition", "decided"): "to_notify",
    ("disclosure", "decided"): "to_notify",
    ("living_report", "resolved"): "to_notify",
    ("certificate", "returned_by_post"): "returned",
    ("passport", "returned_by_post"): "returned",
    ("posting", "returned_by_post"): "returned",
    ("passport", "void"): "to_destroy",
}
ASKED: Final = frozenset({"supplement_requested", "supplement_requested_again"})
_ON_THE_SHELF: Final = frozenset({"arrived", "returned_by_post"})
_NEXT: Final[Mapping[tuple[str, str], str]] = {  # the ordinary way on, where a state has several
    ("certificate", "received"): "issue",
    ("certificate", "received_only"): "issue",
    ("filing", "received"): "examine",
    ("filing", "examined"): "accept",
    ("filing", "supplement_requested"): "supplement",
    ("filing", "supplemented"): "accept",
    ("filing", "accepted"): "send",
    ("passport", "applied"): "send",
    ("passport", "examined"): "send",
    ("passport", "sent"): "arrive",
    ("passport", "produced"): "arrive",
    ("passport", "returned_by_post"): "dispatch",
    ("petition", "received"): "assign",
    ("petition", "assigned"): "decide",
    ("petition", "supplemented"): "decide",
    ("petition", "extended"): "decide",
    ("petition", "supplement_requested"): "supplement",
    ("petition", "supplement_requested_again"): "supplement",
    ("disclosure", "assigned"): "decide",
    ("disclosure", "supplemented"): "decide",
    ("disclosure", "extended"): "decide",
    ("disclosure", "notified"): "disclose",
    ("living_report", "forwarded"): "resolve",
    ("guardianship", "appointed"): "contact",
    ("consultation", "advised"): "contact",
    ("exchange", "received"): "request",
    ("exchange", "received_only"): "request",
}
_NEXT_IN: Final[Mapping[str, str]] = {  # what that list is for, where it is not the ordinary way on
    HOLDER_NOTICE: "notify_holder",
    "supplement_over": "return",
    "unclaimed": "close_unclaimed",
    "uncollected": "remind",
    "void_soon": "remind",
    "to_void": "void",
    OFFICIAL_NO: "enter_official_no",
}


class Duty(NamedTuple):
    """`code`: the list; `at`: ms from which on the case stands in it, for `due` the moment it is due."""

    code: str
    at: int


def tells_holder(case: Case) -> bool:
    """An agent asks for the paper, and the holder of the seal has to be told once it is issued."""
    return case.agent is not None and case.life == "certificate" and "notice_by" in case.answers


def awaits_notice(case: Case) -> bool:
    """Issued to an agent, and the holder of the seal has not been told (인감 대리발급 사실 통보)."""
    return (
        tells_holder(case)
        and case.state not in ("received", "received_only", "voided", "cancelled", "refused")
        and "notice_way" not in case.facts
    )


def duties(case: Case) -> tuple[Duty, ...]:
    """Everything that is waited for in that case, each list once; nothing for a case that is over, or served while the citizen waits."""
    if case.agent is not None and awaits_notice(case):
        notice: tuple[Duty, ...] = (Duty(HOLDER_NOTICE, case.changed_at), *(() if case.due_at is None else (Duty(DUE, case.due_at),)))
    elif case.life == "certificate" and case.state in ("issued", "received") and case.due_at is None:
        return ()
    else:
        notice = ()
    if is_done(case.life, case.state):
        return notice
    found = [*notice, Duty(OPEN, case.received_at)]
    if case.due_at is not None and not notice:
        found.append(Duty(DUE, case.due_at))
    if (code := _STATES.get((case.life, case.state))) is not None:
        found.append(Duty(code, case.changed_at))
    if case.state in ASKED and case.due_at is not None:
        found.append(Duty("supplement_over", case.due_at))
    if (case.life, case.state) == ("exchange", "arrived") and case.due_at is not None:
        found.append(Duty("unclaimed", case.due_at))
    if case.life == "passport" and case.state in _ON_THE_SHELF:
        found += _uncollected(case)
    return tuple(found)


def next_act(case: Case, code: str = "") -> str:
    """The step that does the next thing to that case, as that list means it; `pay` where money is owed first, '' where nothing is left."""
    late = code in (OVERDUE, DUE_TODAY, DUE_SOON)  # what is due of a paper that is given already is that its holder is told
    step = _NEXT_IN[HOLDER_NOTICE] if late and awaits_notice(case) else _NEXT_IN.get(code, "")
    if step == "enter_official_no" or step in (possible := _possible(case)):
        return step
    if case.open_won and not case.provisional:
        return "pay"
    ordinary = _NEXT.get((case.life, case.state), "")
    return ordinary if ordinary in possible else next(iter(possible), "")


def _possible(case: Case) -> list[str]:
    """Steps from there, those that move on first."""
    rows = [row for row in steps_from(case.life, case.state) if row.trigger.startswith("case_advanced:")]
    return [row.trigger.removeprefix("case_advanced:") for row in sorted(rows, key=lambda row: row.next == row.state)]


def _uncollected(case: Case) -> list[Duty]:
    """From one month after issue on; ten days before the passport is void; void (여권법: six months after issue).

    None where it was issued at a moment that no calendar has: somebody else's clock holds up nobody's feed.
    """
    issued = next((mark.start for mark in reversed(case.clock) if mark.kind == "issued"), case.changed_at)
    if not is_known(issued):
        return []
    day = moment_of(issued).astimezone(SEOUL).date()
    last = last_pick_up(day)
    return [
        Duty("uncollected", _midnight(months_after(day, 1))),
        Duty("void_soon", _midnight(last - timedelta(days=VOID_SOON_DAYS))),
        Duty("to_void", _midnight(last + timedelta(days=1))),
    ]


def _midnight(day: date) -> int:
    return ms_of(datetime.combine(day, time(), tzinfo=SEOUL))
