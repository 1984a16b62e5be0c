"""`holidays list|declare|remove|hours|closing|recount`: the office's own calendar beside the table of the release (REFERENCE §3.1)."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.cli.call import Call
from app.cli.deadline import day_of
from app.cli.options import Commands, Parser
from app.cli.times import seoul_text
from app.domain.closing_time import WEEKDAYS, typed_closing_time, weekdays_of
from app.domain.office_calendar import hours_text, typed_hours
from app.services.desk import seoul_date
from app.services.move_dues import MovedDue
from app.services.office_calendar import DayOff


def add(commands: Commands) -> None:
    """`holidays`."""
    group = commands.group("holidays", "holidays")
    listing = group.add("list", "holidays_list", list_days)
    listing.add_argument("--year", type=int, metavar="Y", help="option.holidays_year")
    declaring = group.add("declare", "holidays_declare", declare)
    declaring.add_argument("day", metavar="DATE", help="option.holidays_day")
    declaring.add_argument("--name", metavar="TEXT", help="option.holidays_name")
    _why(declaring)
    removing = group.add("remove", "holidays_remove", remove)
    removing.add_argument("day", metavar="DATE", help="option.holidays_day")
    _why(removing)
    working = group.add("hours", "holidays_hours", set_hours)
    working.add_argument("hours", metavar="HOURS", help="option.holidays_hours")
    _why(working)
    closing = group.add("closing", "holidays_closing", set_closing)
    closing.add_argument("closes", metavar="18:00", nargs="?", help="option.closing_at")
    closing.add_argument("--evenings", metavar="tue,thu", help="option.closing_evenings")
    closing.add_argument("--until", metavar="20:00", help="option.closing_until")
    group.add("recount", "holidays_recount", recount)


def _why(parser: Parser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help="option.holidays_reason")


def list_days(call: Call) -> int:
    """Every public holiday of a year and every day the office spoke about; this year, where none is named."""
    with call.signed_in() as (home, _):
        year = call.get("year") or seoul_date(home.desk.clock.now()).year
        days = home.services.calendar.days(year)
    call.listing(days, "nothing_found", row=_row, line=partial(_line, call))
    return 0


def declare(call: Call) -> int:
    """That day is off for the whole office; what moved is told, old and new."""
    return _say(call, off=True)


def remove(call: Call) -> int:
    """That day is worked; what moved is told, old and new."""
    return _say(call, off=False)


def _say(call: Call, *, off: bool) -> int:
    day = day_of(call.get("day"))
    with call.signed_in() as (home, actor):
        moved = home.services.calendar.declare(actor, day, off, call.get("name", ""), call.get("reason", ""))
    _tell(call, {"day": day.isoformat(), "off": off}, "holiday_declared" if off else "holiday_removed", moved, day=day.isoformat())
    return 0


def set_hours(call: Call) -> int:
    """The office works in those hours from now on; `default`: in those of the program."""
    hours = [] if call.get("hours") == "default" else typed_hours(call.get("hours"))
    with call.signed_in() as (home, actor):
        moved = home.services.calendar.set_hours(actor, hours, call.get("reason", ""))
        now = home.services.calendar.calendar().hours
    told = hours_text(now)
    _tell(call, {"hours": told}, "hours_set", moved, hours=told)
    return 0


def set_closing(call: Call) -> int:
    """When this desk closes, on which evenings later; `none`: nobody is reminded. Without a time it is only shown."""
    closes, evenings, until = (call.get(name) for name in ("closes", "evenings", "until"))
    said = None
    if (closes, evenings, until) != (None, None, None):
        usual = "" if closes in (None, "none") else closes
        said = typed_closing_time(usual, weekdays_of(evenings or ""), until or "")
    with call.signed_in() as (home, actor):
        if said is not None:
            home.services.closing.set_time(actor, said)
        found = home.services.closing.time()
    days = [WEEKDAYS[each] for each in found.evenings]
    closes, until = (f"{each:%H:%M}" if each is not None else "" for each in (found.closes, found.until))
    names = ", ".join(call.words.text(f"deadline.weekday.{each}") for each in found.evenings)
    facts = {"closes": closes, "evenings": days, "until": until}
    said_as = "closing_time_none" if not closes else "closing_time_evenings" if names else "closing_time"
    call.answer(facts, said_as, closes=closes, evenings=names, until=until)
    return 0


def recount(call: Call) -> int:
    """Every open case this desk knows is due by today's calendar."""
    with call.signed_in() as (home, actor):
        moved = home.services.calendar.recount(actor)
    _tell(call, {}, "dues_recounted", moved)
    return 0


def _tell(call: Call, found: dict[str, Any], key: str, moved: list[MovedDue], **facts: object) -> None:
    rows = [
        {"number": each.number, "service": each.service, "was": seoul_text(each.was), "due_at": seoul_text(each.due_at)} for each in moved
    ]
    if call.json:
        call.row({**found, "moved": rows})
        return
    call.say(key, count=len(moved), **facts)
    for row in rows:
        call.say("due_moved", **row)


def _row(each: DayOff) -> dict[str, Any]:
    said = each.said
    return {
        "day": each.day.isoformat(),
        "off": each.off,
        "printed": each.printed,
        "name": each.name,
        "reason": said.reason if said is not None else "",
        "user": said.user if said is not None else "",
    }


def _line(call: Call, each: DayOff) -> str:
    text = call.words.text
    weekday = text(f"deadline.weekday.{each.day.weekday()}")
    if each.said is None:
        return f"{each.day.isoformat()} {weekday}  {text('calendar.printed')}  {each.name}"
    kind = text("calendar.declared" if each.off else "calendar.worked")
    return "  ".join(part for part in (f"{each.day.isoformat()} {weekday}", kind, each.name, each.said.reason, each.said.user) if part)
