"""오늘: what the day adds up to so far, and what has to be settled before it can be closed. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.every_paper import Paper
from app.domain.views import DayStatus
from app.ports.progress import Progress
from app.ui.context import Context
from app.ui.tabs.closing.day_text import WHERE, SumRow, blockers_of, pairs_of, shown_day, sums_of


class TodayScreen(Protocol):
    def show_day(self, title: str, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_sums(self, rows: Sequence[SumRow]) -> None: ...
    def show_blockers(self, rows: Sequence[tuple[str, str, str]]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DayPapers(Protocol):
    def forget(self) -> None: ...
    def day_report(self, day: str, scope: str) -> None: ...
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...
    def show_long(self, name: str, make: Callable[[Progress], Paper], *, reading: bool = False) -> None: ...


class TodayPresenter:
    """`go`: a tab and one of its pages, where a blocker is settled."""

    def __init__(self, context: Context, screen: TodayScreen, papers: DayPapers, go: Callable[[str, str], object]) -> None:
        self._context, self._screen, self._papers, self._go = context, screen, papers, go
        self._codes: list[str] = []

    def enter(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services

        def read() -> tuple[DayStatus, int | None, int, list[str]]:
            day = services.day_status()
            shown = day.day or day.unclosed
            drawer = services.drawer.state(actor, shown) if shown is not None else None
            cash = 0 if drawer is None else None if drawer.hidden else drawer.drawer.expected_won
            late = services.closing.late_after_closing(shown) if shown is not None else 0
            return day, cash, late, services.offline.slip_status().missing

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def preview(self, scope: str) -> None:
        """The sheets of the day in hand as they would print now."""
        if (day := self._in_hand()) is not None:
            self._papers.day_report(day, scope)

    def interim(self) -> None:
        """중간집계표 as it would print now; nothing is changed by looking."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.interim(actor), reading=True)

    def reversals(self) -> None:
        """취소·반환 명세 of the day in hand; that it was printed is in the book."""
        if (day := self._in_hand()) is not None:
            actor, services = self._context.session.signed_in(), self._context.services
            self._papers.show(lambda: services.refunds.sheet(actor, day))

    def settle(self, index: int) -> None:
        """Enter on a line that holds up the closing: where it is settled."""
        if 0 <= index < len(self._codes):
            tab, page = WHERE.get(self._codes[index], ("worklist", ""))
            self._go(tab, page)

    def _in_hand(self) -> str | None:
        """The open day, or the one that was never closed; where there is none it is said, from whichever page it was asked."""
        day = self._context.session.day
        shown = None if day is None else day.day or day.unclosed
        if shown is None:
            self._go("closing", "today")
            self._screen.say(self._context.words.text("closing.no_day"), "warning")
        return shown

    def _found(self, found: tuple[DayStatus, int | None, int, list[str]]) -> None:
        day, cash, late, slips = found
        text = self._context.words.text
        pairs = pairs_of(self._context, day, cash)
        pairs.append((text("closing.late_after"), text("unit.cases", n=late)))
        # Paper slips nobody typed in or accounted for hold up no closing, an outage may last for days; but they are seen here.
        pairs.append((text("closing.slips"), "\n".join([text("slips.sheets", n=len(slips)), *slips[:3]])))
        self._screen.show_day(shown_day(self._context, day), pairs)
        self._screen.show_sums(sums_of(self._context, day))
        rows = blockers_of(self._context, day)
        self._codes = [row[0] for row in rows]
        self._screen.show_blockers([row[1:] for row in rows])
