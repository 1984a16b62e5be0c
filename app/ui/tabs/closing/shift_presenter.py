"""중간 세기와 인수인계: the drawer is counted in the middle of the day, or goes to another person. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.domain.errors import Refused
from app.domain.money_entries import ShiftHandedOver
from app.ports.drawer import Done
from app.services.drawer import Count, DrawerState
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.closing.cash_presenter import drawer_pairs
from app.ui.tabs.closing.today_presenter import DayPapers


class ShiftScreen(Protocol):
    def show_drawer(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_papers(self, text: str) -> None: ...
    def show_difference(self, text: str, tone: str) -> None: ...
    def forget(self) -> None: ...
    def ask_reason(self) -> None: ...
    def offer_sheet(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ShiftPresenter:
    def __init__(self, context: Context, screen: ShiftScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._state: DrawerState | None = None
        self._busy = False

    def enter(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.read(lambda: services.drawer.state(actor), done=self._found, failed=self._failed)
        self._context.read(services.security_paper.held, done=self._screen.show_papers, failed=self._context.failing(self._screen))

    def counted(self, won: int | None) -> None:
        """부족·초과 at once, unless the office counts with the amount covered (금액 가리고 세기)."""
        if self._state is None or won is None or self._state.hidden:
            self._screen.show_difference("", "")
        else:
            self._tell(won - self._state.drawer.expected_won)

    def count(self, notes: Mapping[int, int], reason: str) -> None:
        """The count is in the book; the drawer stays whose it is."""
        if not notes:
            self._screen.say(self._text("count.by_note"), "warning")
            return
        if self._busy:
            return
        self._busy = True
        actor, services = self._context.session.signed_in(), self._context.services

        def counted(count: Count) -> None:
            self._busy = False
            self._screen.say(self._text("drawer.count_kept", won=formats.won(count.counted_won)), "success")
            self.enter()  # the count stays: whoever takes the drawer now signs for it, and it is not counted twice
            self._tell(count.difference_won)

        self._context.write(lambda: services.drawer.count(actor, "interim", notes, reason=reason), done=counted, failed=self._not_counted)

    def hand_over(self, notes: Mapping[int, int], reason: str, papers: str, user: str, password: str) -> None:
        """The drawer is the other person's; both have signed."""
        if not notes:
            self._screen.say(self._text("count.by_note"), "warning")
            return
        if not user:
            self._screen.say(self._text("drawer.taker_missing"), "warning")
            return
        if self._busy:
            return
        self._busy = True
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> Done[ShiftHandedOver]:
            taken_by = services.sign_in(user, password, second=True)
            return services.drawer.hand_over(actor, taken_by, notes, reason=reason, papers=papers)

        def handed(done: Done[ShiftHandedOver]) -> None:
            self._busy = False
            self._screen.forget()
            self._screen.offer_sheet()
            self._screen.say(self._text("drawer.handed", to=done.confirmer), "success")
            self.enter()

        self._context.write(write, done=handed, failed=self._not_counted)

    def cash_sheet(self) -> None:
        """시재 확인표 of the newest count; that it was printed is in the book."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.cash_sheet(actor))

    def hand_over_sheet(self) -> None:
        """창구 인수인계서 of the newest hand-over; that it was printed is in the book."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.hand_over_sheet(actor))

    def _not_counted(self, error: Exception) -> None:
        if isinstance(error, Refused) and error.code == "count_differs":
            self._screen.ask_reason()
        self._context.failing(self._screen, self._free)(error)

    def _free(self) -> None:
        self._busy = False

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused) and error.code == "day_not_open":
            self._state = None
            self._screen.show_drawer([])
        self._context.failing(self._screen)(error)

    def _tell(self, gap: int) -> None:
        if gap == 0:
            self._screen.show_difference(self._text("closing.fits"), "success")
        else:
            key = "closing.short" if gap < 0 else "closing.over"
            self._screen.show_difference(self._text(key, won=formats.won(abs(gap))), "warning")

    def _found(self, state: DrawerState) -> None:
        self._state = state
        self._screen.show_drawer(drawer_pairs(self._context, state.drawer, hidden=state.hidden))
