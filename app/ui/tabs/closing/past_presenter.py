"""지난 마감: the closed days of this desk and their sheets. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.views import ClosedDay
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
        self._context.read(self._context.services.closed_days, done=self._found, failed=self._context.failing(self._screen))

    def preview(self, index: int, scope: str) -> None:
        """The sheets of that closed day, as they were."""
        if 0 <= index < len(self._closed):
            self._papers.day_report(self._closed[index].day, scope)

    def _found(self, closed: list[ClosedDay]) -> None:
        self._closed = closed
        words = self._context.words
        self._screen.show_closed(
            [
                (
                    formats.business_day_text(each.day, words),
                    each.label,
                    formats.stamp_text(each.closed_at),
                    each.user,
                    str(each.cases),
                    formats.won(each.net_won),
                )
                for each in closed
            ]
        )
