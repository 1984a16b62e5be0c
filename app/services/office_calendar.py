"""The office's own calendar: days off declared beyond the table, days worked in spite of it, hours of work. A team leader says it.

Bound to a desk as `DeskServices.calendar`. Each method runs on the calling thread; what writes belongs on the writer lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

import msgspec

from app.domain.case_clock import NO_PERIOD, period_of, stops_of
from app.domain.cases import Case
from app.domain.clock_entries import CalendarChanged
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.explain_deadline import Explained, explain
from app.domain.office_calendar import FIRST_YEAR, LAST_YEAR, CalendarWord, Change, calendar_with, hours_of
from app.domain.rights import require
from app.domain.views import Actor
from app.domain.work_calendar import WorkCalendar
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk, entry_day, from_ms, seoul_date
from app.services.find_cases import find_case_id
from app.services.free_text import checked
from app.services.move_dues import MovedDue, move_in, moves_of, open_cases
from app.services.own_targets import own_due_at
from app.services.whole_book import stop_while_listing, unknown
from app.services.work_time import work_calendar

NAME_MAX = 40
REASON_MAX = 200


class DayOff(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the calendar that is no plain working day or weekend. `off` False: worked in spite of the table.

    `printed`: it is in the table of the release; `name`: what the office calls it, or the table; `said`: the office's word about it.
    """

    day: date
    off: bool
    printed: bool
    name: str = ""
    said: CalendarWord | None = None


class CaseDue(msgspec.Struct, frozen=True, kw_only=True):
    """`due_at`: by when the next thing has to happen, `limit_at`: the end of the period as it was promised, both ms; None: neither.

    `told`: the days of that period by today's calendar; none where it has ended or there is none.
    """

    number: str
    service: str
    state: str
    due_at: int | None
    limit_at: int | None
    told: Explained
    own_due_at: int | None = None  # ms; the office's own, shorter promise


class OfficeCalendar:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def days(self, year: int) -> list[DayOff]:
        """Every public holiday of that year, and every day the office spoke about, in order. Refused `year_unknown`."""
        if not FIRST_YEAR <= year < LAST_YEAR:
            raise Refused("year_unknown")
        newest = {each.day: each for each in self._desk.store.office_calendar.said() if each.day is not None}
        said = {day: each for day, each in newest.items() if each.change != "dropped"}
        printed, calendar = self._desk.catalogue.holidays, self.calendar()
        days = sorted(day for day in printed | said.keys() if day.year == year)
        names = {day: each.name for day, each in said.items() if each.name}
        return [
            DayOff(
                day=day,
                off=calendar.day_off(day),
                printed=day in printed,
                name=names.get(day) or self._desk.catalogue.holiday_names.get(day, ""),
                said=said.get(day),
            )
            for day in days
        ]

    def calendar(self) -> WorkCalendar:
        """When the office works, as this desk knows it."""
        return work_calendar(self._desk)

    def known(self) -> WorkCalendar:
        """The same as it was read last: on any thread, for what the screen tells while somebody types."""
        return self._desk.store.office_calendar.known(self._desk.catalogue.holidays)

    def declare(self, actor: Actor, day: date, off: bool, name: str = "", reason: str = "") -> list[MovedDue]:
        """That day is off, or worked, for every desk that reads the feed, and every open case this desk knows is counted by it: those that
        moved, old and new. Saying again what the table says takes back what the office had said.

        Refused `not_allowed`, `day_name_missing`, `reason_missing`, `calendar_unchanged`, `day_is_weekend`, `day_too_late`,
        `book_unlisted` (cases that are not seen yet would keep their due dates).
        """
        require(actor.role, "set_calendar")
        name, reason = checked(name)[:NAME_MAX], checked(reason)[:REASON_MAX]
        printed = day in self._desk.catalogue.holidays
        change: Change = "dropped" if off == printed else "added" if off else "removed"
        if change == "added" and not name:
            raise Refused("day_name_missing")
        if not reason:
            raise Refused("reason_missing")
        if day.weekday() >= 5:
            raise Refused("day_is_weekend")
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            raise Refused("year_unknown")
        if day < seoul_date(self._desk.clock.now()):
            raise Refused("day_too_late")
        return self._say(actor, CalendarChanged(change=change, day=day.isoformat(), name=name, reason=reason))

    def why(self, actor: Actor, number: str) -> CaseDue:
        """Why that case is due when it is, day by day, with everything its clock keeps; nothing personal is in it.

        Refused `not_allowed`, `case_unknown`.
        """
        desk = self._desk
        require(actor.role, "view_case")
        case = desk.store.cases.find(find_case_id(desk, number))
        if case is None:
            raise unknown(desk, "case_unknown")
        processing = period_of(desk.catalogue.forms.get(case.service), case)
        stops, extensions = stops_of(case.clock, processing)
        told = explain(processing if case.limit_at is not None else NO_PERIOD, from_ms(case.intake_at), self.calendar(), stops, extensions)
        return CaseDue(
            number=case.number,
            service=case.service,
            state=case.state,
            due_at=case.due_at,
            limit_at=case.limit_at,
            told=told,
            own_due_at=own_due_at(desk, case),
        )

    def set_hours(self, actor: Actor, hours: Sequence[tuple[time, time]], reason: str) -> list[MovedDue]:
        """The office works in those hours from now on; none: in those of the program. Open cases are counted by them.

        Refused `not_allowed`, `reason_missing`, `hours_invalid`, `calendar_unchanged`, `book_unlisted`.
        """
        require(actor.role, "set_calendar")
        reason = checked(reason)[:REASON_MAX]
        if not reason:
            raise Refused("reason_missing")
        pairs = [[start.hour * 60 + start.minute, end.hour * 60 + end.minute] for start, end in hours]
        if pairs and hours_of(pairs) is None:
            raise Refused("hours_invalid")
        return self._say(actor, CalendarChanged(change="hours" if pairs else "dropped", hours=pairs, reason=reason))

    def stale(self) -> list[MovedDue]:
        """Open cases that are still due by an older calendar: received at another desk before it knew of the change."""
        return [
            MovedDue(case_id=case.case_id, number=case.number, service=case.service, state=case.state, was=move.was, due_at=move.due_at)
            for case, move in moves_of(self._desk, open_cases(self._desk), self.calendar())
        ]

    def recount(self, actor: Actor, progress: Progress = UNWATCHED) -> list[MovedDue]:
        """Every open case this desk knows is due by today's calendar; those that moved. Stopped, none has.

        Refused `not_allowed`, `book_unlisted`.
        """
        require(actor.role, "set_calendar")
        stop_while_listing(self._desk)
        moves = moves_of(self._desk, _told(open_cases(self._desk), progress), self.calendar())
        progress.step()
        if not moves:
            return []
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            return move_in(self._desk, tx, moves, "calendar")

    def _say(self, actor: Actor, body: CalendarChanged) -> list[MovedDue]:
        desk = self._desk
        word = CalendarWord(
            entry_id=desk.ids.new_id(),
            change=body.change,
            day=date.fromisoformat(body.day) if body.day else None,
            hours=tuple((start, end) for start, end in body.hours),
            set_at=desk.clock.now(),
        )
        after = calendar_with(desk.catalogue.holidays, [*desk.store.office_calendar.said(), word])
        if after == self.calendar():
            raise Refused("calendar_unchanged")
        stop_while_listing(desk)
        moves = moves_of(desk, open_cases(desk), after)
        with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
            tx.append(Fact(body, word.entry_id))
            return move_in(desk, tx, moves, "calendar", ref=word.entry_id)


def _told(cases: Iterable[Case], progress: Progress) -> Iterator[Case]:
    """The same cases; how many came so far is told."""
    for at, case in enumerate(cases):
        progress.step(at)
        yield case
