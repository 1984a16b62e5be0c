"""민원실 합계: every desk of the room on one sheet; what can't come by the line is scanned or typed from its paper. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.domain.money_entries import RoomTotalsTyped
from app.domain.papers import DayReport
from app.services.room_totals import OwnerFigures, TypedClosing, part_of_day
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.closing.today_presenter import DayPapers

Row = tuple[str, ...]
OWNERS = ("local", "national", "contribution", "carrier")
FIGURES = ("cash", "card", "transit", "other", "reversed_won")


class RoomScreen(Protocol):
    def show_room(self, day: str, rows: Sequence[Row], total: str, *, parted: bool = False) -> None: ...
    def show_who(self, *, may_add: bool) -> None: ...
    def forget(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class RoomPresenter:
    def __init__(self, context: Context, screen: RoomScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._on: date | None = None

    def enter(self) -> None:
        self._on = self._on or self._context.today()
        self._read()

    def go(self, days: int) -> None:
        """The day before, or after."""
        self._on = (self._on or self._context.today()) + timedelta(days=days)
        self._read()

    def go_to(self, typed: str) -> None:
        """The date that was typed (261120)."""
        try:
            self._on = parse_date(typed, today=self._context.today())
        except Refused:
            self._screen.say(self._text("refund.due_wrong"), "warning")
            return
        self._read()

    def preview(self) -> None:
        """The room's sheets as they would print now."""
        if self._on is not None:
            self._papers.day_report(self._on.isoformat(), "office")

    def add_code(self, code: str) -> None:
        """The code of another desk's closing sheet, scanned: its totals stand on the sheet, marked 수기."""
        if not code.strip():
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.write(
            lambda: services.closing.add_code(actor, code.strip()), done=self._added, failed=self._context.failing(self._screen)
        )

    def type_totals(self, part: str, desk: str, closing: str, cases: str, figures: Mapping[str, Mapping[str, str]]) -> None:
        """The totals line of another desk's closing sheet, by hand. `part`: which closing of the date it is; nothing is the first."""
        if self._on is None:
            return
        try:
            day = part_of_day(self._on, int(part.strip().removesuffix("차") or 1))
        except ValueError:
            self._screen.say(self._text("room.part_wrong"), "warning")
            return
        try:
            owners = {
                owner: OwnerFigures(**{name: _figure(cell) for name, cell in cells.items()})
                for owner, cells in figures.items()
                if any(cell.strip() for cell in cells.values())
            }
            typed = TypedClosing(desk=desk.strip(), day=day, closing=closing.strip(), cases=_figure(cases), by_owner=owners)
        except ValueError:
            self._screen.say(self._text("room.figures_wrong"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.write(
            lambda: services.closing.type_totals(actor, typed), done=self._added, failed=self._context.failing(self._screen)
        )

    def _added(self, typed: RoomTotalsTyped) -> None:
        self._screen.forget()
        self._screen.say(self._text("room.added", desk=typed.desk, closing=typed.closing), "success")
        self._on = date.fromisoformat(typed.day[:10])
        self._read()

    def _read(self) -> None:
        actor, services, on = self._context.session.signed_in(), self._context.services, (self._on or self._context.today()).isoformat()

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.code == "day_unknown":
                self._screen.show_room(formats.business_day_text(on, self._context.words), [], "")
            else:
                self._context.failing(self._screen)(error)

        self._context.write(lambda: services.closing.leads(actor), done=lambda leads: self._screen.show_who(may_add=leads), failed=failed)
        self._context.write(lambda: services.closing.room_sheet(actor, on), done=self._found, failed=failed)

    def _found(self, report: DayReport) -> None:
        text = self._text
        rows = []
        for line in report.desks:
            closed = text("room.closed" if line.closed else "room.not_closed")  # a sheet on paper does not tell its moment
            if line.closed_at is not None:
                closed = line.closed_at.astimezone(formats.SEOUL).strftime("%H:%M")
            part = text("day.part", part=line.part) if line.part else ""
            figures = (str(line.cases), formats.won(line.net_won))
            rows.append((line.desk, line.closing_label, line.clerk, closed, *figures, line.source, part))
        total = text(
            "room.total", cases=sum(line.cases for line in report.desks), won=formats.won(sum(line.net_won for line in report.desks))
        )
        parted = any(line.part > 1 for line in report.desks)  # a desk that closed twice is no mistake
        self._screen.show_room(formats.business_day_text(report.day, self._context.words), rows, total, parted=parted)


def _figure(text: str) -> int:
    """Won or a count as it was typed; nothing is 0. ValueError."""
    plain = text.replace(",", "").strip()
    return int(plain) if plain else 0
