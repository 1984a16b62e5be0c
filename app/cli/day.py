"""`day open|status|close`: the business day of this desk."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.options import Commands, won
from app.cli.times import seoul_text
from app.domain.closing import DayTotals
from app.domain.views import DayStatus


def add(commands: Commands) -> None:
    """`day`."""
    day = commands.group("day", "day")
    opening = day.add("open", "day_open", open_day)
    opening.add_argument("--float", dest="float_won", type=won, metavar="WON", help="option.float")
    opening.add_argument("--reason", metavar="TEXT", help="option.reason_unready")
    opening.add_argument("--second", metavar="USER", help="option.second")
    day.add("status", "day_status", show_day)
    closing = day.add("close", "day_close", close_day)
    closing.add_argument("--counted", dest="counted_won", type=won, metavar="WON", help="option.counted")
    closing.add_argument("--reason", metavar="TEXT", help="option.reason")


def open_day(call: Call) -> int:
    """A business day is open; where something of the readiness page is red, a team leader signs with a reason."""
    second = call.get("second")
    password = call.second_password_of(second) if second else ""
    with call.signed_in() as (home, actor):
        float_won, services = call.get("float_won", 0), home.services
        confirmer = services.sign_in(second, password, second=True) if second else None
        machine = services.offline.machine_facts()
        day = services.open_day(actor, float_won, machine=machine, reason=call.get("reason") or "", confirmer=confirmer)
    call.answer({"business_day": day, "float_won": float_won}, "day_opened", day=day)
    return 0


def show_day(call: Call) -> int:
    """The sums of the open day so far."""
    with call.signed_in() as (home, _):
        status = home.services.day_status()
    if call.json:
        call.row(_status(status))
        return 0
    if status.day is None:
        call.say("day_none")
        return 0
    call.say("day_is_open", day=status.day, opened=seoul_text(status.opened_at), float_won=status.float_won)
    _say_totals(call, status.totals)
    call.say("day_unsent", unsent=status.unsent, won=status.unsent_won)
    for code, count in status.blockers.items():
        call.say("day_blocker", what=call.words.text(f"blocker.{code}") if call.words.has(f"blocker.{code}") else code, count=count)
    return 0


def _status(status: DayStatus) -> dict[str, Any]:
    return {
        "business_day": status.day,
        "opened_at": seoul_text(status.opened_at) if status.opened_at is not None else None,
        "unclosed": status.unclosed,
        "float_won": status.float_won,
        **totals_of(status.totals),
        "unsent": status.unsent,
        "unsent_won": status.unsent_won,
        "closings": status.closings,
        "grand_total": status.grand_total_won,
        "blockers": status.blockers,
    }


def totals_of(totals: DayTotals) -> dict[str, Any]:
    """The sums of a day as JSON: won, and counts of cases."""
    by_service: dict[str, dict[str, int]] = {}
    for service, count in totals.received.items():
        by_service[service] = {"cases": count, "copies": 0, "collected_won": 0, "waived_won": 0, "reversed_won": 0, "net_won": 0}
    for row in totals.rows:
        sums = by_service.setdefault(
            row.service, {"cases": 0, "copies": 0, "collected_won": 0, "waived_won": 0, "reversed_won": 0, "net_won": 0}
        )
        sums["copies"] += row.copies
        sums["collected_won"] += row.collected_won
        sums["waived_won"] += row.waived_won
        sums["reversed_won"] += row.reversed_won
        sums["net_won"] += row.net_won
    return {
        "cases": sum(totals.received.values()),
        "cancelled": totals.cancelled,
        "payments": totals.payments,
        "first_number": totals.first_number,
        "last_number": totals.last_number,
        "by_service": by_service,
        "by_tender": totals.by_tender(),
        "by_owner": totals.by_owner(),
        "collected_won": totals.collected_won,
        "waived_won": totals.waived_won,
        "reversed_won": totals.reversed_won,
        "net_won": totals.net_won,
    }


def _say_totals(call: Call, totals: DayTotals) -> None:
    call.say(
        "day_totals",
        cases=sum(totals.received.values()),
        collected=totals.collected_won,
        reversed=totals.reversed_won,
        net=totals.net_won,
        waived=totals.waived_won,
    )


def close_day(call: Call) -> int:
    """The day is shut for ever; its closing number and sums."""
    with call.signed_in() as (home, actor):
        closed = home.services.close_day(actor, counted_won=call.get("counted_won"), reason=call.get("reason", ""))
        totals = home.desk.store.days.totals_by_sql(closed.day)
        grand_total = home.desk.store.days.grand_total()
    found = {
        "business_day": closed.day,
        "closing_no": closed.closing_no,
        "label": closed.label,
        "closed_at": seoul_text(closed.closed_at),
        **totals_of(totals),
        "grand_total": grand_total,
    }
    if call.json:
        call.row(found)
        return 0
    call.say("day_closed", day=closed.day, label=closed.label)
    _say_totals(call, totals)
    return 0
