"""Closing, the room sheet, months and deputies of one desk, bound to it: `services.closing`. Lanes as in `desk_services`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.closing_papers import MonthSheet
from app.domain.closing_time import ClosingTime
from app.domain.money_entries import RoomTotalsTyped
from app.domain.papers import DayReport
from app.domain.views import Actor, ClosedDay
from app.ports.closings import Deputy
from app.services import close_day, closing_blockers, closing_time, day_report, leading, period_sheet, room_totals
from app.services.close_day import Draw
from app.services.closing_blockers import Blocker
from app.services.desk import Desk
from app.services.room_totals import TypedClosing


class Closing:
    """`draw`: makes the PDF of a day's report; a closing keeps its hash."""

    def __init__(self, desk: Desk, draw: Draw) -> None:
        self._desk, self.draw = desk, draw

    def blockers(self) -> list[Blocker]:
        return closing_blockers.blockers(self._desk)

    def close(
        self,
        actor: Actor,
        *,
        counted_won: int | None = None,
        notes: Mapping[int, int] | None = None,
        reason: str = "",
        confirmer: Actor | None = None,
        must_count: bool = True,
    ) -> ClosedDay:
        """As an office closes: no drawer with money in it is left uncounted (REFERENCE §6), unless a script closes without `must_count`."""
        return close_day.close_day(
            self._desk, actor, self.draw, counted_won=counted_won, notes=notes, reason=reason, confirmer=confirmer, must_count=must_count
        )

    def time(self) -> ClosingTime:
        return closing_time.closing_time(self._desk)

    def set_time(self, actor: Actor, said: ClosingTime) -> None:
        closing_time.set_closing_time(self._desk, actor, said)

    # ── the room, months and years ──

    def room_sheet(self, actor: Actor, day: str) -> DayReport:
        """The room's sheet of a date: by feed, and what was scanned or typed from paper."""
        return day_report.day_report(self._desk, actor, day, "office")

    def late_after_closing(self, day: str) -> int:
        """전일 마감 후: cases of that business day of this desk that came on an earlier date. Read lane."""
        return day_report.late_after_closing(self._desk, day)

    def add_code(self, actor: Actor, code: str) -> RoomTotalsTyped:
        return room_totals.add_code(self._desk, actor, code)

    def type_totals(self, actor: Actor, typed: TypedClosing) -> RoomTotalsTyped:
        return room_totals.type_totals(self._desk, actor, typed)

    def period_sheet(self, actor: Actor, period: str, scope: str = "desk") -> MonthSheet:
        """월계 (`2026-11`) or 연계 (`2026`)."""
        return period_sheet.period_sheet(self._desk, actor, period, scope)

    # ── who leads ──

    def leads(self, actor: Actor, on: date | None = None) -> bool:
        return leading.leads(self._desk, actor, on)

    def deputies(self, first: date | None = None, last: date | None = None) -> list[Deputy]:
        return leading.deputies(self._desk, first, last)

    def name_deputy(self, actor: Actor, user: str, first: date, last: date, reason: str = "", *, ended: bool = False) -> Deputy:
        return leading.name_deputy(self._desk, actor, user, first, last, reason, ended=ended)
