"""오늘: what the day adds up to so far, and what has to be settled before it can be closed. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.every_paper import Paper
from app.domain.views import DayStatus
from app.ui.context import Context
from app.ui.tabs.closing.day_text import WHERE, SumRow, blockers_of, pairs_of, shown_day, sums_of


class TodayScreen(Protocol):
    def show_day(self, title: str, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_sums(self, rows: Sequence[SumRow]) -> None: ...
    def show_blockers(self, rows: Sequence[tuple[str, str, str]]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DayPapers(Protocol):
    def day_report(self, day: str, scope: str) -> None: ...
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class TodayPresenter:
    """`go`: a tab and one of its pages, where a blocker is settled."""

    def __init__(self, context: Context, screen: TodayScreen, papers: DayPapers, go: Callable[[str, str], object]) -> None:
        self._context, self._screen, self._papers, self._go = context, screen, papers, go
        self._day: DayStatus | None = None
        self._codes: list[str] = []

    def enter(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services

        def read() -> tuple[DayStatus, int, list[str]]:
            day = services.day_status()
            shown = day.day or day.unclosed
            cash = services.drawer.state(actor, shown).drawer.expected_won if shown is not None else 0
            return day, cash, services.offline.slip_status().missing

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def preview(self, scope: str) -> None:
        """The sheets of the day in hand as they would print now."""
        if self._day is not None and (day := self._day.day or self._day.unclosed) is not None:
            self._papers.day_report(day, scope)

    def interim(self) -> None:
        """중간집계표 as it would print now; nothing is changed by looking."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.interim(actor), reading=True)

    def reversals(self) -> None:
        """취소·반환 명세 of the day in hand; that it was printed is in the book."""
        if self._day is not None and (day := self._day.day or self._day.unclosed) is not None:
            actor, services = self._context.session.signed_in(), self._context.services
            self._papers.show(lambda: services.refunds.sheet(actor, day))

    def settle(self, index: int) -> None:
        """Enter on a line that holds up the closing: where it is settled."""
        if 0 <= index < len(self._codes):
            tab, page = WHERE.get(self._codes[index], ("worklist", ""))
            self._go(tab, page)

    def _found(self, found: tuple[DayStatus, int, list[str]]) -> None:
        self._day, cash, slips = found
        text = self._context.words.text
        pairs = pairs_of(self._context, self._day, cash)
        # Paper slips nobody typed in or accounted for hold up no closing, an outage may last for days; but they are seen here.
        pairs.append((text("closing.slips"), "\n".join([text("slips.sheets", n=len(slips)), *slips[:3]])))
        self._screen.show_day(shown_day(self._context, self._day), pairs)
        self._screen.show_sums(sums_of(self._context, self._day))
        rows = blockers_of(self._context, self._day)
        self._codes = [row[0] for row in rows]
        self._screen.show_blockers([row[1:] for row in rows])
