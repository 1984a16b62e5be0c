"""`dashboard`: a date's figures beside the same weekday a week before, on the screen, as JSON or as a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.waiting import clock, told
from app.cli.wrong_use import WrongUse
from app.domain.dashboard import Dashboard, change_percent


def add(commands: Commands) -> None:
    """`dashboard`."""
    board = commands.add("dashboard", "dashboard", show_dashboard)
    board.add_argument("--date", metavar="2026-11-20", help="option.dashboard_date")
    board.add_argument("--desk", metavar="NN", help="option.dashboard_desk")
    board.add_argument("--out", metavar="FILE.pdf", help="option.dashboard_out")
    board.add_argument("--large", action="store_true", help="option.large_print")


def show_dashboard(call: Call) -> int:
    """The figures of that date and place; with `--out` also as a paper."""
    on, place, out = _date(call), call.get("desk", ""), call.path("out")
    with call.signed_in() as (home, actor):
        sheet = home.services.dashboards.sheet(actor, on, place)
    board = sheet.board
    if out is not None:
        with new_file(out) as file:
            file.write(call.joints.paper_pdf(call.settings, sheet, large=call.get("large", False)))
        call.answer({"out": str(out), **_found(board)}, "dashboard_written", out=out, cases=board.now.cases, net=board.now.net_won)
    elif call.json:
        call.row(_found(board))
    else:
        _tell(call, board)
    return 0


def _date(call: Call) -> date | None:
    given = call.get("date")
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise WrongUse("use_bad_value", command="minwon dashboard", what="--date", value=given[:20]) from error


def _found(board: Dashboard) -> dict[str, Any]:
    """Everything as numbers: won, cases, seconds; null where nobody knows."""
    return {
        "date": board.date,
        "before": board.before.date,
        "desk": board.desk or None,
        "running": board.running,
        "cases": {
            "now": board.now.cases,
            "before": board.before.cases,
            "before_by_then": board.before.by_then,
            "change_percent": change_percent(board.now.cases, board.compared),
        },
        "hours": [{"hour": each.hour, "now": each.now, "before": each.before} for each in board.hours()],
        "services": [{"services": each.services, "now": each.now, "before": each.before} for each in board.services()],
        "money": {
            "taken_won": board.now.taken_won,
            "back_won": board.now.back_won,
            "net_won": board.now.net_won,
            "before_net_won": board.before.net_won,
            "tenders": [
                {
                    "tender": each.tender or None,
                    "taken_won": each.taken_won,
                    "back_won": each.back_won,
                    "net_won": each.net_won,
                    "before_net_won": each.before_won,
                }
                for each in board.tenders()
            ],
        },
        "waiting": told(board.now.waiting),
        "waiting_before": told(board.before.waiting),
        "waits": [{"hour": each.hour, "now": told(each.now), "before": told(each.before)} for each in board.waits()],
        "desks": [
            {
                "desk": each.now.desk,
                "cases": each.now.cases,
                "before_cases": each.before.cases,
                "net_won": each.now.net_won,
                "before_net_won": each.before.net_won,
                "closed": each.now.closed if each.now.opened else None,
                "typed": each.now.typed,
                "waiting": told(each.now.waiting),
            }
            for each in board.desks()
        ],
    }


def _tell(call: Call, board: Dashboard) -> None:
    now, before, text = board.now, board.before, call.words.text
    place = text("dashboard.desk", desk=board.desk) if board.desk else text("dashboard.room")
    percent = change_percent(now.cases, board.compared)
    change = text("dashboard.nothing_before") if percent is None else f"{percent:+d}%"
    call.say("dashboard_title", day=board.date, place=place)
    call.say("dashboard_cases", now=now.cases, before=board.compared, change=change)
    call.say("dashboard_money", taken=now.taken_won, back=now.back_won, net=now.net_won, before=before.net_won)
    waiting = now.waiting
    call.say("dashboard_waiting", called=waiting.called, wait=clock(waiting.mean_wait_s), service=clock(waiting.mean_service_s))
    for line in board.hours():
        if line.hour is None:
            call.say("dashboard_by_hand", now=line.now, before=line.before)
        else:
            call.say("dashboard_hour", hour=f"{line.hour:2}", now=line.now, before=line.before)
