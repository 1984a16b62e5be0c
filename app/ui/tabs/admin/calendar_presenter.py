"""달력: days off beyond the table, days worked in spite of it, and what due dates a word about them moves. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.services.move_dues import MovedDue
from app.services.office_calendar import DayOff
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.admin.moved_dues import Row, moved_rows


class TypedDay(NamedTuple):
    """What stands in the form. `off` False: that day is worked."""

    day: str
    off: bool
    name: str
    reason: str


class CalendarScreen(Protocol):
    def show_days(self, year: int, rows: Sequence[Row], *, may_set: bool) -> None: ...
    def show_moved(self, rows: Sequence[Row]) -> None: ...
    def show_stale(self, text: str) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class CalendarPresenter:
    def __init__(self, context: Context, screen: CalendarScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._year = 0

    def enter(self) -> None:
        """The days of this year, and how many cases are still counted by an older calendar."""
        self._year = self._year or self._context.today().year
        calendar, year = self._context.services.calendar, self._year

        def read() -> tuple[list[DayOff], int]:
            return calendar.days(year), len(calendar.stale()) if self._context.session.may("set_calendar") else 0

        self._context.read(read, done=lambda found: self._show(*found), failed=self._context.failing(self._screen))

    def turn(self, years: int) -> None:
        """Another year."""
        self._year += years
        self.enter()

    def declare(self, typed: TypedDay) -> None:
        """That day is off, or worked, for the whole office; what moved is shown."""
        words = self._context.words
        try:
            day = parse_date(typed.day, today=self._context.today())
        except Refused as error:
            self._screen.say(words.problem(error.code), "danger")
            return
        actor, calendar = self._context.session.signed_in(), self._context.services.calendar

        def done(moved: list[MovedDue]) -> None:
            self._year = day.year
            self._screen.clear_typed()
            self._moved(moved)

        self._context.write(
            lambda: calendar.declare(actor, day, typed.off, typed.name, typed.reason),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def recount(self) -> None:
        """Every open case is due by today's calendar."""
        actor, calendar = self._context.session.signed_in(), self._context.services.calendar
        context = self._context
        context.long(
            context.write,
            "busy.recount",
            lambda progress: calendar.recount(actor, progress),
            done=self._moved,
            failed=context.failing(self._screen),
        )

    def _moved(self, moved: list[MovedDue]) -> None:
        self._screen.show_moved(moved_rows(self._context, moved))
        self._screen.say(self._text("calendar_page.done", count=len(moved)), "success")
        self.enter()

    def _show(self, days: Sequence[DayOff], stale: int) -> None:
        words = self._context.words
        rows = [
            (
                formats.day_text(each.day, words),
                self._text("calendar.printed" if each.said is None else "calendar.declared" if each.off else "calendar.worked"),
                each.name,
                each.said.reason if each.said is not None else "",
                each.said.user if each.said is not None else "",
            )
            for each in days
        ]
        self._screen.show_days(self._year, rows, may_set=self._context.session.may("set_calendar"))
        self._screen.show_stale(self._text("calendar_page.stale", count=stale) if stale else "")
