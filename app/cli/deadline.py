"""`deadline`: by when something is due, and every day between told with whether it counted. Needs no home."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.cli.call import Call
from app.cli.forms import catalogue_with
from app.cli.options import Commands
from app.cli.outage import moment
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.deadlines import deadline, period, target
from app.domain.errors import Refused
from app.domain.explain_deadline import Explained, day_words, explain
from app.domain.forms import FormDef, Processing
from app.domain.terms import PICK_UP_MONTHS, last_pick_up, reminder, retention
from app.domain.work_calendar import Span, WorkCalendar, calendar_of, whole_days
from app.services.desk import to_ms

SPAN_MAX = timedelta(days=3_660)  # longer stops are slips of the pen


def add(commands: Commands) -> None:
    """`deadline`."""
    command = commands.add("deadline", "deadline", show_deadline)
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("--service", metavar="SERVICE", help="option.deadline_service")
    asked.add_argument("--case", metavar="NUMBER", help="option.deadline_case")
    asked.add_argument("--issued", metavar="DATE", help="option.deadline_issued")
    asked.add_argument("--period", metavar="PERIOD", help="option.deadline_period")
    command.add_argument("--finished", metavar="DATE", help="option.deadline_finished")
    command.add_argument("--received", metavar="T", help="option.deadline_received")
    command.add_argument("--supplement", metavar="FROM/TO", action="append", help="option.deadline_supplement")
    command.add_argument("--outage", metavar="FROM/TO", action="append", help="option.deadline_outage")
    command.add_argument("--extend", metavar="PERIOD", action="append", help="option.deadline_extend")
    command.add_argument("--holiday", metavar="DATE", action="append", help="option.deadline_holiday")
    command.add_argument("--workday", metavar="DATE", action="append", help="option.deadline_workday")


def show_deadline(call: Call) -> int:
    """The moment something is due, and why; no moment for a service that has no period. Of a case: as its book has it."""
    if call.get("case") is not None:
        return show_case_due(call)
    if call.get("issued") is not None:
        return show_pick_up(call, day_of(call.get("issued")))
    if call.get("finished") is not None and call.get("service") is not None:
        return show_retention(call, day_of(call.get("finished")))
    if call.get("received") is None:
        raise WrongUse("use_required", command="minwon deadline", what="--received")
    calendar = _calendar(call)
    processing = _processing(call)
    received = moment(call.get("received"))
    stops = [_supplement(each) for each in call.get("supplement") or ()] + [_outage(each) for each in call.get("outage") or ()]
    extensions = [period(each) for each in call.get("extend") or ()]
    try:
        found = explain(processing, received, calendar, stops, extensions)
        promised = _promised(processing, received, calendar, stops)
    except (OverflowError, ValueError) as error:  # a moment at the edge of all years
        raise Refused("moment_unknown_form") from error
    _warn(call, found)
    if call.json:
        call.row(_told(call, found, promised))
        return 0
    _say(call, found, promised)
    return 0


def _warn(call: Call, found: Explained) -> None:
    """Said where days were counted of a year whose holidays the table does not know: they count as if there were none."""
    known = {day.year for day in call.joints.catalogue(call.settings).holidays}
    if unknown := sorted({step.day.year for step in found.steps} - known):
        call.note("deadline_years_unknown", years=", ".join(map(str, unknown)))


def show_pick_up(call: Call, issued: date) -> int:
    """When a passport issued on that day is reminded of, the last day it can be fetched, and from when it is void (여권법)."""
    calendar, last = _calendar(call), last_pick_up(issued)
    reminders = [day for times in range(PICK_UP_MONTHS) if (day := reminder(issued, times, calendar)) <= last]
    void = last + timedelta(days=1)
    told = {"reminders": [day.isoformat() for day in reminders], "last_pick_up": last.isoformat(), "void_from": void.isoformat()}
    call.answer(told, "deadline_pick_up", last=last.isoformat(), void=void.isoformat(), reminders=", ".join(told["reminders"]))
    return 0


def show_retention(call: Call, finished: date) -> int:
    """From when to when the record of a case finished on that day is kept, and the first day on which it may be appraised."""
    kept = retention(finished, _form(call, call.get("service")).retention.years)
    if kept is None:
        call.answer({"kept_from": None, "kept_until": None, "appraised_from": None}, "deadline_kept_for_ever")
        return 0
    days = {"kept_from": kept.first.isoformat(), "kept_until": kept.last.isoformat(), "appraised_from": kept.appraised.isoformat()}
    call.answer(days, "deadline_kept", **days)
    return 0


def show_case_due(call: Call) -> int:
    """By when a case of this book is due, and every day of its period; needs its home."""
    with call.signed_in() as (home, actor):
        found = home.services.calendar.why(actor, call.get("case"))
    if call.json:
        due = {"number": found.number, "state": found.state, "limit_at": seoul_text(found.limit_at) or None}
        call.row({**_told(call, found.told, ""), **due, "due_at": seoul_text(found.due_at) or None})
        return 0
    if found.due_at is not None and found.due_at != found.limit_at:
        call.say("deadline_next", at=_minute(seoul_text(found.due_at)))
    _say(call, found.told, "")
    return 0


def _say(call: Call, found: Explained, promised: str) -> None:
    if found.deadline is None:
        call.say("deadline_none")
        return
    call.say("deadline_due", at=_minute(seoul_text(to_ms(found.deadline.at))))
    for part, each in enumerate(found.periods):
        if part + 1 < len(found.periods):
            call.say("deadline_before", at=_minute(seoul_text(to_ms(each.at))))
    if promised:
        call.say("deadline_target", at=_minute(promised))
    for step in found.steps:
        call.line(f"  {step.day.isoformat()} {call.words.text(f'deadline.weekday.{step.day.weekday()}')}  {day_words(step, call.words)}")


def _processing(call: Call) -> Processing:
    service = call.get("service")
    if service is None:
        return period(call.get("period"))
    return _form(call, service).processing


def _form(call: Call, service: str) -> FormDef:
    form = catalogue_with(call, service).forms.get(service)
    if form is None:
        raise Refused("service_unknown", service=service[:60])
    return form


def _calendar(call: Call) -> WorkCalendar:
    """The table of the release with the days that were named."""
    extra, gone = (frozenset(day_of(each) for each in call.get(name, None) or ()) for name in ("holiday", "workday"))
    return calendar_of(call.joints.catalogue(call.settings).holidays, extra, gone, None)


def _promised(processing: Processing, received: Any, calendar: WorkCalendar, stops: list[Span]) -> str:
    promise = target(processing)
    found = deadline(promise, received, calendar, stops) if promise is not None else None
    return seoul_text(to_ms(found.at)) if found is not None else ""


def _told(call: Call, found: Explained, promised: str) -> dict[str, Any]:
    return {
        "due_at": seoul_text(to_ms(found.deadline.at)) if found.deadline is not None else None,
        "by": found.deadline.by if found.deadline is not None else None,
        "periods": [seoul_text(to_ms(each.at)) for each in found.periods],
        "target_at": promised or None,
        "steps": [
            {
                "date": step.day.isoformat(),
                "counted": step.counted,
                "reason": step.reason,
                "minutes": step.minutes,
                "part": step.part,
                "text": day_words(step, call.words),
            }
            for step in found.steps
        ],
    }


def _minute(told: str) -> str:
    return told[:16].replace("T", " ")


def day_of(text: str) -> date:
    """The day of `2026-11-20`. Refused `date_unknown_form`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("date_unknown_form") from error


def _supplement(text: str) -> Span:
    first, last = (day_of(each) for each in _both(text))
    if not timedelta() <= last - first <= SPAN_MAX:
        raise Refused("span_unknown_form")
    return whole_days(first, last, "supplement")


def _outage(text: str) -> Span:
    start, end = (moment(each) for each in _both(text))
    if not timedelta() <= end - start <= SPAN_MAX:
        raise Refused("span_unknown_form")
    return Span(start, end, "outage")


def _both(text: str) -> tuple[str, str]:
    first, slash, last = text.partition("/")
    if not slash:
        raise Refused("span_unknown_form")
    return first, last
