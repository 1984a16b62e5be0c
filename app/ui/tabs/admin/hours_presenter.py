"""근무시간: the hours in which this office works, by which periods are counted. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.errors import Refused
from app.domain.office_calendar import hours_text, typed_hours
from app.domain.work_calendar import WorkCalendar
from app.services.move_dues import MovedDue
from app.ui.context import Context
from app.ui.tabs.admin.moved_dues import Row, moved_rows


class HoursScreen(Protocol):
    def show_hours(self, told: str, hours: str, *, may_set: bool) -> None: ...
    def show_moved(self, rows: Sequence[Row]) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class HoursPresenter:
    def __init__(self, context: Context, screen: HoursScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        """The hours as they are now."""
        self._context.read(self._context.services.calendar.calendar, done=self._show, failed=self._context.failing(self._screen))

    def set(self, typed: str, reason: str) -> None:
        """The office works in those hours from now on, without any in those of the program; what moved is shown."""
        try:
            hours = typed_hours(typed) if typed.strip() else []
        except Refused as error:
            self._screen.say(self._context.words.message(error), "danger")
            return
        actor, calendar = self._context.session.signed_in(), self._context.services.calendar

        def done(moved: list[MovedDue]) -> None:
            self._screen.clear_typed()
            self._screen.show_moved(moved_rows(self._context, moved))
            self._screen.say(self._text("hours_page.done", count=len(moved)), "success")
            self._context.session.tell("cases")
            self.enter()

        self._context.write(lambda: calendar.set_hours(actor, hours, reason), done=done, failed=self._context.failing(self._screen))

    def _show(self, calendar: WorkCalendar) -> None:
        minutes = sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in calendar.hours)
        spans = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in calendar.hours)
        length = self._text("hours_page.length" if minutes % 60 else "hours_page.whole", whole=minutes // 60, minutes=minutes % 60)
        told = self._text("hours_page.now", hours=spans, length=length)
        self._screen.show_hours(told, hours_text(calendar.hours), may_set=self._context.session.may("set_calendar"))
