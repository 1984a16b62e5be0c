"""The clock of a case: by when the next thing has to happen, at receipt and after each step of its life. Pure (REFERENCE §3).

The statutory period runs from receipt; a supplement and an outage stand still in it, an extension follows on it. While something else
is waited for (a supplement, the notice of a decision, a passport on its shelf) that is what is due; the end of the period itself is
kept beside it (`Case.limit_at`). All moments here are ms, as entries carry them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from app.domain.cases import Case
from app.domain.clock_entries import ClockMark
from app.domain.deadlines import deadline, in_days, period
from app.domain.duties import ASKED, awaits_notice, tells_holder
from app.domain.errors import Refused
from app.domain.forms import FormDef, Processing
from app.domain.lives import is_done
from app.domain.moments import day_counted, moment_of, ms_of
from app.domain.terms import UNCLAIMED_DAYS, last_pick_up, reminder
from app.domain.work_calendar import SEOUL, Span, WorkCalendar, whole_days

INTERIM_DAYS: Final = 30  # 민원처리법 시행령 제23조: told how far it is, and again each 30 days
DISCLOSED: Final = ("full", "partial")  # the decisions after which something is disclosed
DISCLOSE_DAYS: Final = 10  # 정보공개법 제13조: within so many days of the decision
THIRD_PARTY_DAYS: Final = 30  # … so many days later at the least where a third party had objected (제21조)
_BY_DAY: Final = frozenset({"days_ge6", "calendar_units"})  # counted in whole days from the day of receipt
_NOTICE: Final = in_days(1)  # "without delay" (지체 없이): a working day, the office's own measure
_IMMEDIATE: Final = period("immediate")
NO_PERIOD: Final = Processing(kind="not_set", value=0, unit="none", rule="none", verified=False)
_ONLINE: Final = Processing(kind="hours", value=4, unit="hour", rule="hours_le5", verified=False)
_IN_WORK: Final = frozenset({"received", "assigned", "supplemented", "extended"})
_PERIOD_RUNS: Final[Mapping[str, frozenset[str]]] = {  # where the end of the period is what is due
    "certificate": frozenset({"received", "received_only"}),
    "passport": frozenset({"pre_applied", "applied", "examined", "sent", "produced"}),
    "petition": _IN_WORK,
    "disclosure": _IN_WORK,
    "living_report": frozenset({"received", "forwarded"}),
    "exchange": frozenset({"received", "received_only", "requested"}),
    "report": frozenset({"received"}),
    "pickup": frozenset({"received"}),
    "posting": frozenset({"received"}),
}


class Tick(NamedTuple):
    """What a step does to the clock, as `CaseAdvanced` carries it: None leaves as it is, 0 ends."""

    due_at: int | None = None
    limit_at: int | None = None
    mark: ClockMark | None = None


UNCHANGED: Final = Tick()


def at_receipt(life: str, processing: Processing, received: datetime, calendar: WorkCalendar) -> tuple[int | None, int | None]:
    """`due_at` and `limit_at` of a case received at that moment; None for a service without a period."""
    if processing.rule in _BY_DAY:
        return _at_receipt_on(life, processing, _local(received), calendar)
    return _counted(life, processing, received, calendar)


@lru_cache(maxsize=512)
def _at_receipt_on(life: str, processing: Processing, day: date, calendar: WorkCalendar) -> tuple[int | None, int | None]:
    """The same whenever on that day it was received: a counter receives many of a kind."""
    return _counted(life, processing, _midnight(day), calendar)


def _counted(life: str, processing: Processing, received: datetime, calendar: WorkCalendar) -> tuple[int | None, int | None]:
    found = deadline(processing, received, calendar)
    if found is None:
        return None, None
    limit = ms_of(found.at)
    due = _next_of(life, limit, _interim_day(received, ()), calendar)
    return due, limit


def after_step(
    case: Case, step: str, state: str, facts: Mapping[str, Any], processing: Processing, now: datetime, calendar: WorkCalendar
) -> Tick:
    """What that step, which leads to that state, does to the clock of the case. `facts`: what the step says."""
    if step == "extend":
        return _again(case, processing, calendar, ClockMark(kind="extension", days=_number(facts, "days")))
    if step in ("request_supplement", "request_again", "prolong_supplement"):
        asked = ClockMark(kind="asked", start=ms_of(_midnight(_day(facts, "sent_on", now))))
        until = _day_or_none(facts, "until")
        return Tick(_closing(until, calendar) if until is not None else None, None, None if step == "prolong_supplement" else asked)
    if step == "supplement":
        arrived = _day(facts, "arrived_on", now)
        sent = _day_or_none(facts, "sent_on") or _local(_asked_at(case) or now)
        gone = whole_days(min(sent, arrived), arrived, "supplement")
        tick = _again(case, processing, calendar, ClockMark(kind="supplement", start=ms_of(gone.start), end=ms_of(gone.end or now)))
        return tick if tick.due_at is not None else tick._replace(due_at=0 if case.due_at is not None else None)
    if step == "interim_notice":
        told = ClockMark(kind="interim", start=ms_of(_midnight(_day(facts, "interim_on", now))))
        return _again(case, processing, calendar, told) if runs(case) else Tick(mark=told)
    if step == "decide":
        return Tick(_ms_of(_NOTICE, now, calendar))
    if case.life == "passport":
        return _passport(case, step, state, facts, now, calendar)
    if case.life == "disclosure" and step == "notify" and case.facts.get("decision") in DISCLOSED:
        return Tick(_disclosure_day(case, facts, now, calendar))
    if case.life == "exchange" and step == "arrive":
        return Tick(_closing(_rolled(_local(now) + timedelta(days=UNCLAIMED_DAYS), calendar), calendar))
    if case.life == "living_report" and step == "resolve":
        return Tick(_ms_of(_NOTICE, now, calendar))
    if case.life == "certificate" and step == "issue" and tells_holder(case):
        return Tick(holder_day(now, calendar))
    if step != "notify_holder" and awaits_notice(case):
        return UNCHANGED
    if case.due_at is not None and (is_done(case.life, state) or step in ("notify", "disclose", "dispatch")):
        return Tick(0)
    return UNCHANGED


def holder_day(now: datetime, calendar: WorkCalendar) -> int:
    """By when the holder of a seal is told that an agent was given the certificate: on the next working day."""
    return _closing(_rolled(_local(now) + timedelta(days=1), calendar), calendar)


def processing_of(form: FormDef, answers: Mapping[str, Any]) -> Processing:
    """The period of such a case: what its receipt says in days (`period_days`), for permits whose law names one, or the form's.

    A certificate that was asked for online is to be made within four hours of work (전자민원).
    """
    if form.life == "certificate" and answers.get("received_by") == "online":
        return _ONLINE
    said = answers.get("period_days")
    if isinstance(said, int) and said > 0:
        return in_days(said)
    return form.processing if form.life != "certificate" or form.processing.rule != "none" else _IMMEDIATE


def period_of(form: FormDef | None, case: Case) -> Processing:
    """The period a case was received with; of older ones, and where it cannot be read, what its form says now."""
    if case.period:
        try:
            return period(case.period)
        except Refused:
            pass  # another desk's word that nobody can mean
    return processing_of(form, case.answers) if form is not None else NO_PERIOD


def runs(case: Case) -> bool:
    """The period of the case runs: what is due follows from it, and a holiday or an outage moves it."""
    return case.state in _PERIOD_RUNS.get(case.life, ())


def still_runs(life: str, state: str) -> bool:
    """In that state the period runs, or waits for a supplement to run on."""
    return state in _PERIOD_RUNS.get(life, ()) or state in ASKED


def limit_of(case: Case, processing: Processing, calendar: WorkCalendar, more: Sequence[ClockMark] = ()) -> int | None:
    """The end of the case's period by that calendar, with everything its clock keeps and `more`; None without a period, and for one
    that no calendar holds."""
    stops, extensions = stops_of([*case.clock, *more], processing)
    try:
        found = deadline(processing, moment_of(case.intake_at), calendar, stops, extensions)
    except (OverflowError, ValueError):  # another desk's program may say any number of days: that holds up nobody's calendar or table
        return None
    return ms_of(found.at) if found is not None else None


def stops_of(marks: Sequence[ClockMark], processing: Processing) -> tuple[list[Span], list[Processing]]:
    """What stood still and what was added, as `deadlines.deadline` takes them: also for `explain`."""
    stops = [Span(moment_of(mark.start), moment_of(mark.end), mark.kind) for mark in marks if mark.kind in ("supplement", "outage")]
    return stops, [in_days(mark.days) if mark.days else processing for mark in marks if mark.kind == "extension"]


def recounted(case: Case, processing: Processing, calendar: WorkCalendar, more: Sequence[ClockMark] = ()) -> tuple[int, int] | None:
    """`due_at` and `limit_at` of an open case by another calendar, or with a mark more; None where neither changes.

    Only what follows from the period is counted again: a day somebody named, or a passport's term, stays.
    """
    if case.due_at is None or case.limit_at is None or not runs(case):
        return None
    limit = limit_of(case, processing, calendar, more)
    if limit is None:
        return None
    due = _next_of(case.life, limit, _interim_day(moment_of(case.intake_at), case.clock), calendar)
    return (due, limit) if (due, limit) != (case.due_at, case.limit_at) else None


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _again(case: Case, processing: Processing, calendar: WorkCalendar, mark: ClockMark) -> Tick:
    """The period is counted again with that mark; what the case has no period for stays as it is."""
    limit = limit_of(case, processing, calendar, [mark])
    if limit is None:
        return Tick(mark=mark)
    due = _next_of(case.life, limit, _interim_day(moment_of(case.intake_at), [*case.clock, mark]), calendar)
    return Tick(due, limit, mark)


def _passport(case: Case, step: str, state: str, facts: Mapping[str, Any], now: datetime, calendar: WorkCalendar) -> Tick:
    marks = case.clock
    if step in ("produce", "arrive"):
        issued = _day_or_none(facts, "issued_on") or _issued(marks) or _local(now)
        mark = ClockMark(kind="issued", start=ms_of(_midnight(issued)))
        if step == "produce":
            return Tick(mark=mark)
        return Tick(_next_reminder(issued, _local(now), calendar), 0 if case.limit_at is not None else None, mark)
    if step in ("remind", "post_returned"):
        told = ClockMark(kind="reminded", start=ms_of(now)) if step == "remind" else None
        return Tick(_next_reminder(_issued(marks) or _local(now), _local(now), calendar), None, told)
    if step == "dispatch" or (is_done("passport", state) and case.due_at is not None):
        return Tick(0)
    if step == "void":
        return Tick(_ms_of(_NOTICE, now, calendar))  # struck out and destroyed by two people
    return UNCHANGED


def _next_reminder(issued: date, today: date, calendar: WorkCalendar) -> int:
    """The first reminder after that day, or the first working day on which the passport is void if that comes before."""
    void = _rolled(last_pick_up(issued) + timedelta(days=1), calendar)
    times = 0
    while (found := reminder(issued, times, calendar)) <= today:
        times += 1
    return _closing(min(found, void), calendar)


def _issued(marks: Sequence[ClockMark]) -> date | None:
    return next((_local(moment_of(mark.start)) for mark in reversed(marks) if mark.kind == "issued"), None)


def _asked_at(case: Case) -> datetime | None:
    """When the supplement that has not come yet was first asked for."""
    asked: int | None = None
    for mark in case.clock:
        if mark.kind == "supplement":
            asked = None
        elif mark.kind == "asked" and asked is None:
            asked = mark.start
    return moment_of(asked) if asked is not None else None


def _disclosure_day(case: Case, facts: Mapping[str, Any], now: datetime, calendar: WorkCalendar) -> int:
    """The day the notice names, else the last one the law leaves; 30 days where a third party had objected."""
    if (named := _day_or_none(facts, "disclose_on")) is not None:
        return _closing(named, calendar)
    decided = _day_or_none(case.facts, "decided_on") or _local(now)
    if case.facts.get("opinion") == "opposes":
        return _closing(_rolled(decided + timedelta(days=THIRD_PARTY_DAYS), calendar), calendar)
    return _ms_of(in_days(DISCLOSE_DAYS), _midnight(decided), calendar)


def _interim_day(received: datetime, marks: Sequence[ClockMark]) -> date:
    """The day of the next interim notice: 30 days after receipt, or after the one before."""
    last = max([moment_of(mark.start) for mark in marks if mark.kind == "interim"], default=received)
    return _local(last) + timedelta(days=INTERIM_DAYS)


def _next_of(life: str, limit: int, interim: date, calendar: WorkCalendar) -> int:
    """What comes first: the end of the period, or the notice that it lasts."""
    if life != "petition":
        return limit
    return min(limit, _closing(_rolled(interim, calendar), calendar))


def _rolled(day: date, calendar: WorkCalendar) -> date:
    return date.fromordinal(calendar.first_working(day.toordinal()))


def _closing(day: date, calendar: WorkCalendar) -> int:
    return ms_of(calendar.closing(day))


def _ms_of(processing: Processing, since: datetime, calendar: WorkCalendar) -> int:
    found = deadline(processing, since, calendar)
    return ms_of(found.at) if found is not None else 0


def _number(facts: Mapping[str, Any], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) and 0 < value < 1_000 else 0


def _day(facts: Mapping[str, Any], name: str, now: datetime) -> date:
    return _day_or_none(facts, name) or _local(now)


def _day_or_none(facts: Mapping[str, Any], name: str) -> date | None:
    return day_counted(facts.get(name))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL)


def _local(moment: datetime) -> date:
    return moment.astimezone(SEOUL).date()
