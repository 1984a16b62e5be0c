"""Closing and reports: pages on digits, in the order of an evening."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from PyQt6.QtCore import Qt

from app.domain.views import ClosedDay
from app.ui.context import Context
from app.ui.paged import PagedTab
from app.ui.plain import shortcut
from app.ui.shell import Shell
from app.ui.tabs.closing.books_page import BooksPage
from app.ui.tabs.closing.cash_page import CashPage
from app.ui.tabs.closing.checks_page import ChecksPage
from app.ui.tabs.closing.close_page import ClosePage
from app.ui.tabs.closing.dashboard_page import DashboardPage
from app.ui.tabs.closing.deputy_page import DeputyPage
from app.ui.tabs.closing.past_page import PastPage
from app.ui.tabs.closing.room_page import RoomPage
from app.ui.tabs.closing.security_paper_page import SecurityPaperPage
from app.ui.tabs.closing.shift_page import ShiftPage
from app.ui.tabs.closing.statistics_page import StatisticsPage
from app.ui.tabs.closing.today_page import TodayPage
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

PAPER_KEYS = ("Shift+F5", "Shift+F3", "Shift+F7", "Shift+F8")  # the papers of 오늘, in the order of their buttons


class ClosingView(PagedTab):
    """`go`: another tab and one of its pages. What one person typed here is seen by nobody else."""

    def __init__(self, context: Context, look: Look, papers: DayPapers, shell: Shell, go: Callable[[str, str], object]) -> None:
        super().__init__(look)
        text = context.words.text
        self._session, self._shell, self._papers = context.session, shell, papers
        self._context, self._go = context, go
        self.set_pages(
            {
                "today": (text("closing.page_today"), lambda: self.today),
                "cash": (text("closing.page_cash"), lambda: self.cash),
                "shift": (text("closing.page_shift"), lambda: self.shift),
                "checks": (text("closing.page_checks"), lambda: self.checks),
                "close": (text("closing.page_close"), lambda: self.close_page),
                "room": (text("closing.page_room"), lambda: self.room),
                "past": (text("closing.page_past"), lambda: self.past),
                "deputies": (text("closing.page_deputies"), lambda: self.deputies),
                "books": (text("closing.page_books"), lambda: self.books),
                "statistics": (text("closing.page_statistics"), lambda: self.statistics),
                "dashboard": (text("closing.page_dashboard"), lambda: self.dashboard),
                "security_paper": (text("closing.page_security_paper"), lambda: self.security_paper),
            }
        )
        for key, act in zip(PAPER_KEYS, self.today.papers(), strict=True):
            shortcut(self, key, act, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        context.session.watch("actor", self._unsign)
        context.session.watch_another(self._forget)

    @cached_property
    def today(self) -> TodayPage:
        return TodayPage(self._context, self._look, self._papers, self._go)

    @cached_property
    def close_page(self) -> ClosePage:
        return ClosePage(self._context, self._look, self._shell, self._go, self._day_closed)

    @cached_property
    def cash(self) -> CashPage:
        return CashPage(self._context, self._look)

    @cached_property
    def shift(self) -> ShiftPage:
        return ShiftPage(self._context, self._look, self._papers)

    @cached_property
    def checks(self) -> ChecksPage:
        return ChecksPage(self._context, self._look, self._papers)

    @cached_property
    def room(self) -> RoomPage:
        return RoomPage(self._context, self._look, self._papers)

    @cached_property
    def deputies(self) -> DeputyPage:
        return DeputyPage(self._context, self._look)

    @cached_property
    def past(self) -> PastPage:
        return PastPage(self._context, self._look, self._papers)

    @cached_property
    def books(self) -> BooksPage:
        return BooksPage(self._context, self._look, self._papers)

    @cached_property
    def statistics(self) -> StatisticsPage:
        return StatisticsPage(self._context, self._look, self._papers)

    @cached_property
    def dashboard(self) -> DashboardPage:
        return DashboardPage(self._context, self._look, self._papers, self._go)

    @cached_property
    def security_paper(self) -> SecurityPaperPage:
        return SecurityPaperPage(self._context, self._look, self._papers)

    def enter(self) -> None:
        """Where no day is open the work of this tab is to open one."""
        if self._shell.not_ready is not None or not self._session.day_is_open or self._session.day_was_left:
            self.choose("close")
        else:
            super().enter()

    def choose(self, name: str) -> None:
        """That page is in front; what it told before is over."""
        self.page_of(name).say("")  # type: ignore[attr-defined]
        self._papers.forget()
        super().choose(name)

    def _seen(self, *names: str) -> Iterator[Any]:
        """Those of these pages that were made: nothing was typed into the others."""
        return (self.__dict__[name] for name in names if name in self.__dict__)

    def _unsign(self) -> None:
        """A lock keeps what was counted for the same person, but no signature."""
        if self._session.actor is None:
            for signed in self._seen("cash", "shift", "close_page"):
                signed.sign.clear()
            for page in self._seen("security_paper"):
                page.forget_signs()

    def _forget(self) -> None:
        """Another person finds empty fields."""
        for page in self._seen("cash", "shift", "checks", "close_page", "room", "deputies", "books", "dashboard", "security_paper"):
            page.forget()
            page.say("")

    def _day_closed(self, closed: ClosedDay) -> None:
        """The sheets of the day that was just closed, to be printed and signed on paper."""
        self.focus_digits()  # Enter in the field of the signature would begin to open the next part of the day
        self._papers.day_report(closed.day, "desk")
