"""`stats waiting`: waiting and service times day by day, from the calls that stand in the book."""

from __future__ import annotations

from typing import Any, Final

from app.cli.call import Call
from app.cli.options import Parser
from app.cli.wrong_use import WrongUse
from app.domain.waiting import WaitingTimes, merge_times
from app.services.waiting import waiting_by_day

TABLE: Final = "waiting"


def add_options(stats: Parser) -> None:
    """The days it is asked for."""
    stats.add_argument("--from", dest="first", metavar="2026-11-01", help="option.stats_from")
    stats.add_argument("--to", dest="last", metavar="2026-11-30", help="option.stats_to")


def show(call: Call) -> int:
    """Each day on which somebody was called, and the sum of them. WrongUse `use_required` without the days."""
    for name, option in (("first", "--from"), ("last", "--to")):
        if not call.get(name):
            raise WrongUse("use_required", command="minwon stats waiting", what=option)
    with call.looking() as home:
        days = waiting_by_day(home.desk, call.get("first"), call.get("last"), own=call.get("scope") == "desk")
    total = merge_times(days.values())
    if call.json:
        call.row({"days": [{"day": day, **told(times)} for day, times in days.items()], "total": told(total)})
        return 0
    for day, times in days.items():
        call.say("waiting_day", day=day, **_said(times))
    if days:
        call.say("waiting_total", **_said(total))
    else:
        call.say("waiting_none")
    return 0


def told(times: WaitingTimes) -> dict[str, Any]:
    """The times as JSON: seconds; null where nobody was measured."""
    return {
        "called": times.called,
        "absent": times.absent,
        "passed": times.passed,
        "priority": times.priority,
        "by_kind": times.by_kind,
        "mean_wait_s": times.mean_wait_s,
        "longest_wait_s": times.longest_wait_s,
        "mean_service_s": times.mean_service_s,
        "longest_service_s": times.longest_service_s,
    }


def _said(times: WaitingTimes) -> dict[str, object]:
    return {
        "called": times.called,
        "wait": clock(times.mean_wait_s),
        "longest": clock(times.longest_wait_s),
        "service": clock(times.mean_service_s),
        "priority": times.priority,
        "absent": times.absent,
    }


def clock(seconds: int | None) -> str:
    """4:12, or 1:04:12."""
    if seconds is None:
        return "-"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
