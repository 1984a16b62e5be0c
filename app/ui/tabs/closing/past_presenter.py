"""지난 마감: the closed days of this desk and their sheets. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.views import ClosedDay, StaffRow
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.closing.today_presenter import DayPapers

ClosedRow = tuple[str, str, str, str, str, str]


class PastScreen(Protocol):
    def show_closed(self, rows: Sequence[ClosedRow]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class PastPresenter:
    def __init__(self, context: Context, screen: PastScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._closed: list[ClosedDay] = []

    def enter(self) -> None:
        services = self._context.services
        self._context.read(
            lambda: (services.closed_days(), services.staff()),
            done=lambda found: self._found(*found),
            failed=self._context.failing(self._screen),
        )

    def preview(self, index: int, scope: str) -> None:
        """The sheets of that closed day, as they were."""
        if 0 <= index < len(self._closed):
            self._papers.day_report(self._closed[index].day, scope)

    def period(self, typed: str, scope: str) -> None:
        """월계 (2026-11, 2611) or 연계 (2026): sums of closed days only, days not closed are listed."""
        digits = "".join(each for each in typed if each.isdigit())
        today = self._context.today()
        if not digits:
            period = f"{today.year}-{today.month:02d}"
        elif len(digits) == 4 and not digits.startswith("20"):
            period = f"20{digits[:2]}-{digits[2:]}"
        else:
            period = digits[:4] if len(digits) == 4 else f"{digits[:4]}-{digits[4:6]}"
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.closing.period_sheet(actor, period, scope), reading=True)

    def remittance(self, index: int) -> None:
        """납입 내역서 of that closed day; that it was printed is in the book."""
        if 0 <= index < len(self._closed):
            actor, services, day = self._context.session.signed_in(), self._context.services, self._closed[index].day
            self._papers.show(lambda: services.drawer.remittance_sheet(actor, day))

    def _found(self, closed: list[ClosedDay], staff: list[StaffRow]) -> None:
        self._closed = closed
        names = {each.user: each.name for each in staff}
        words = self._context.words
        self._screen.show_closed(
            [
                (
                    formats.business_day_text(each.day, words),
                    each.label,
                    formats.moment_text(each.closed_at, words),
                    names.get(each.user, each.user),
                    str(each.cases),
                    formats.won(each.net_won),
                )
                for each in closed
            ]
        )
