"""`day open|status|close|deputy|deputies`: the business day of this desk, and who closes it while the team leader is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.cli import backups
from app.cli.call import Call
from app.cli.cash import both, pieces
from app.cli.options import Commands, won
from app.cli.times import seoul_text
from app.domain.claims import claims_of
from app.domain.closing import DayTotals
from app.domain.money_entries import DayClosed
from app.domain.views import DayStatus
from app.services.closing_blockers import Blocker


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
    closing.add_argument("--count", dest="notes", type=pieces, metavar="50000=3,10000=12,…", help="option.notes")
    closing.add_argument("--reason", metavar="TEXT", help="option.reason")
    closing.add_argument("--second", metavar="USER", help="option.second_person")
    deputy = day.add("deputy", "day_deputy", name_deputy)
    deputy.add_argument("deputy", metavar="USER", help="option.deputy")
    deputy.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="2026-11-23", help="option.deputy_from")
    deputy.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="2026-11-27", help="option.deputy_to")
    deputy.add_argument("--reason", metavar="TEXT", help="option.reason_deputy")
    deputy.add_argument("--end", action="store_true", help="option.deputy_end")
    day.add("deputies", "day_deputies", show_deputies)


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
        status, blocked = home.services.day_status(), home.services.closing.blockers()
        untold = home.services.security_paper.untold()
    if call.json:
        call.row(_status(status, blocked) | {"paper_untold": untold})
        return 0
    if status.day is None:
        call.say("day_none")
        return 0
    call.say("day_is_open", day=status.day, opened=seoul_text(status.opened_at), float_won=status.float_won)
    _say_totals(call, status.totals)
    if home.desk.identity.central_url:
        call.say("day_unsent", unsent=status.unsent, won=status.unsent_won)
    else:
        call.say("day_alone")
    for each in blocked:
        call.say("day_blocker", what=call.words.text(f"blocker.{each.code}"), count=each.count)
    if untold:
        call.say("day_paper_untold", papers=", ".join(untold))
    return 0


def _status(status: DayStatus, blocked: Sequence[Blocker]) -> dict[str, Any]:
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
        "settled_by": [{"code": each.code, "count": each.count, "where": each.key, "command": each.command or None} for each in blocked],
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
        "deferred": _deferred(totals),
        "collected_won": totals.collected_won,
        "waived_won": totals.waived_won,
        "reversed_won": totals.reversed_won,
        "net_won": totals.net_won,
    }


def _deferred(totals: DayTotals) -> dict[str, Any]:
    """후불 as JSON: `settled_won` is among `reversed_won` and, by its means, in `by_tender`; nobody got it back."""
    claims = claims_of(totals.claims)
    settled = {column: won for column, won in claims.settled.items() if won}
    return {
        "owed_won": claims.owed_won,
        "settled_won": claims.settled_won,
        "settled_by_tender": settled,
        "dropped_won": claims.dropped_won,
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
    if claims := claims_of(totals.claims):
        call.say("day_deferred", owed=claims.owed_won, settled=claims.settled_won, dropped=claims.dropped_won)


def close_day(call: Call) -> int:
    """The day is shut for ever by two people; its closing number and sums. What is told of it never waits for the copy.

    Scripts close without a count, as they always could: then it is said that nobody counted, as the sheet says it.
    """
    with both(call, call.get("second")) as (home, actor, confirmer):
        closed = home.services.closing.close(
            actor,
            counted_won=call.get("counted_won"),
            notes=call.get("notes"),
            reason=call.get("reason") or "",
            confirmer=confirmer,
            must_count=False,
        )
        report = home.services.day_report(actor, closed.day)
        kept = home.desk.store.days.closing(closed.day)
        if not call.json:
            call.say("day_closed", day=closed.day, label=closed.label)
            _say_totals(call, report.totals)
        copied = backups.after_closing(home)
    if copied is not None:
        copied.say(call)
    if kept is not None and isinstance(kept[1], DayClosed) and kept[1].counted_won is None:
        call.note("day_uncounted")
    if call.json:
        body = kept[1] if kept is not None and isinstance(kept[1], DayClosed) else None
        found = {
            "business_day": closed.day,
            "closing_no": closed.closing_no,
            "label": closed.label,
            "closed_at": seoul_text(closed.closed_at),
            **totals_of(report.totals),
            "grand_total": report.grand_total_won,
            "paper_sha256": body.paper_sha256.hex() if body is not None else None,
            "code": report.qr,
            **({"backup": copied.row()} if copied is not None else {}),
        }
        call.row(found)
    return 0


def name_deputy(call: Call) -> int:
    """That person stands in for the team leader on those days, or no longer."""
    ended = bool(call.get("end"))
    with call.signed_in() as (home, actor):
        deputy = home.services.closing.name_deputy(
            actor, call.get("deputy"), call.get("first"), call.get("last"), call.get("reason") or "", ended=ended
        )
    key = "deputy_ended" if ended else "deputy_named"
    call.answer({**msgspec.structs.asdict(deputy), "ended": ended}, key, user=deputy.user, first=deputy.first_day, last=deputy.last_day)
    return 0


def show_deputies(call: Call) -> int:
    """Who stands in today and in the year to come."""
    with call.signed_in() as (home, _):
        found = home.services.closing.deputies()
    call.listing(
        found,
        "deputies_none",
        row=msgspec.structs.asdict,
        line=lambda each: f"{each.first_day} – {each.last_day}  {each.user}  {each.reason}".rstrip(),
    )
    return 0
