"""마감 (or 개시): what the drawer holds against the book, the reason if it differs, the second signature. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.domain.backups import BackupTaken
from app.domain.errors import CounterError, Refused
from app.domain.views import ClosedDay, DayStatus
from app.services.drawer import DrawerState
from app.ui import formats
from app.ui.backup_text import taken_text
from app.ui.context import Context
from app.ui.opening import NOT_READY, open_day
from app.ui.services import confirmer_of
from app.ui.tabs.closing.cash_presenter import drawer_pairs
from app.ui.tabs.closing.day_text import WHERE, blockers_of, shown_day


class CloseScreen(Protocol):
    def show_day(self, title: str, pairs: Sequence[tuple[str, str]], *, open_day: bool) -> None: ...
    def show_blockers(self, rows: Sequence[tuple[str, str, str]]) -> None: ...
    def show_hint(self, text: str) -> None: ...
    def show_difference(self, text: str, tone: str) -> None: ...
    def ask_leader(self, wanted: bool) -> None: ...
    def ask_reason(self, wanted: bool) -> None: ...
    def forget(self) -> None: ...
    def cover(self, covered: bool) -> None: ...
    def settle_first(self) -> None: ...
    def tell_backup(self, text: str, tone: str = "") -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ClosePresenter:
    """`opened`: reads the window's day again after a change; `closed`: the sheets of that day are wanted."""

    def __init__(
        self,
        context: Context,
        screen: CloseScreen,
        opened: Callable[[], object],
        closed: Callable[[ClosedDay], object],
        go: Callable[[str, str], object],
    ) -> None:
        self._context, self._screen, self._opened, self._closed, self._go = context, screen, opened, closed, go
        self._words = context.words
        self._day: DayStatus | None = None
        self._drawer: DrawerState | None = None
        self._blind = False
        self._codes: list[str] = []
        self._busy = self._unready = False

    def enter(self, *, unready: bool = False) -> None:
        """`unready`: the day would not open without a second person and a reason."""
        self._unready = unready
        actor, services = self._context.session.signed_in(), self._context.services

        def read() -> tuple[DayStatus, DrawerState | None, list[str]]:
            day = services.day_status()
            shown = day.day or day.unclosed
            drawer = services.drawer.state(actor, shown) if shown is not None else None
            return day, drawer, services.security_paper.untold()

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def set_blind(self, blind: bool) -> None:
        """금액 가리고 세기: the book's sum is not seen until the drawer was counted."""
        self._blind = blind
        self._show_day()

    def counted(self, won: int | None) -> None:
        """The cash that was counted, against the book (COUNTER §6, 14)."""
        if self._day is None or won is None or self._blind or not self._is_open():
            self._screen.show_difference("", "")
            return
        self._tell(won - self._book())

    def settle(self, index: int) -> None:
        """Enter on a line that holds up the closing: where it is settled."""
        if 0 <= index < len(self._codes):
            tab, page = WHERE.get(self._codes[index], ("worklist", ""))
            self._go(tab, page)

    def open_or_close(self, won: int | None, notes: Mapping[int, int], reason: str, leader: str, password: str) -> None:
        """[업무 개시] with the float, or [마감] with the cash counted. Another person signs a closing, and a day of a red desk."""
        if self._day is None or self._busy:
            return
        actor, services = self._context.session.signed_in(), self._context.services
        if not self._is_open():
            self._open(won, reason, leader, password)
            return
        self._busy = True

        def close() -> ClosedDay:
            confirmer = confirmer_of(services, leader, password)
            return services.closing.close(
                actor, counted_won=won, notes=dict(notes) if notes else None, reason=reason.strip(), confirmer=confirmer
            )

        self._context.write(close, done=self._day_closed, failed=self._not_closed(won))

    def _open(self, won: int | None, reason: str, leader: str, password: str) -> None:
        if won is None:
            self._screen.say(self._words.text("day.float_wrong"), "warning")
            return
        self._busy = True
        failed = self._context.failing(self._screen, self._free)

        def refused(error: Exception) -> None:
            if isinstance(error, Refused) and error.code == NOT_READY:
                self._unready = True
                self._ask_leader()
                self._screen.ask_reason(True)
            failed(error)

        open_day(self._context, won, reason=reason, leader=leader, password=password, done=self._day_opened, failed=refused)

    def _not_closed(self, won: int | None) -> Callable[[Exception], None]:
        """A count that differs is told also where it was counted blind: from now on the book's sum is known."""
        failed = self._context.failing(self._screen, self._free)

        def refused(error: Exception) -> None:
            if isinstance(error, Refused) and error.code == "count_differs" and won is not None:
                self._tell(won - self._book())
            elif isinstance(error, Refused) and error.code == "day_blocked":
                self._screen.settle_first()
            failed(error)

        return refused

    def _book(self) -> int:
        return self._drawer.drawer.expected_won if self._drawer is not None else 0

    def _is_open(self) -> bool:
        return self._day is not None and (self._day.day or self._day.unclosed) is not None

    def _tell(self, gap: int) -> None:
        text = self._words.text
        if gap == 0:
            self._screen.show_difference(text("closing.fits"), "success")
        else:
            self._screen.show_difference(text("closing.short" if gap < 0 else "closing.over", won=formats.won(abs(gap))), "warning")

    def _day_opened(self, day: str) -> None:
        self._busy = self._unready = False
        self._screen.ask_reason(False)
        self._screen.forget()
        self._screen.say(self._words.text("closing.opened", day=formats.business_day_text(day, self._words)), "success")
        self._opened()
        self.enter()

    def _day_closed(self, closed: ClosedDay) -> None:
        self._busy = False
        self._screen.forget()
        day = formats.business_day_text(closed.day, self._words)
        self._screen.say(self._words.text("closing.closed", day=day, label=closed.label), "success")
        self._context.session.tell("cases")
        self._opened()
        self.enter()
        self._closed(closed)
        self._back_up()

    def _back_up(self) -> None:
        """A copy of the closed day, where one is set, in the network pool; one that fails is told and changes nothing."""

        def done(taken: BackupTaken | None) -> None:
            if taken is not None:
                self._screen.tell_backup(taken_text(taken, self._words), "success")

        def failed(error: Exception) -> None:
            if not isinstance(error, CounterError):
                raise error
            self._screen.tell_backup(self._words.text("backups.failed", why=self._words.message(error)), "warning")

        self._screen.tell_backup("")
        context = self._context
        context.long(context.net, "busy.backup", context.services.backups.after_closing, done=done, failed=failed)

    def _free(self) -> None:
        self._busy = False

    def _found(self, found: tuple[DayStatus, DrawerState | None, list[str]]) -> None:
        self._day, self._drawer, untold = found
        self._screen.show_hint(self._words.text("closing.paper_untold", papers=", ".join(untold)) if untold else "")
        self._screen.cover(self._drawer is not None and self._drawer.hidden)
        self._ask_leader()
        self._show_day()
        rows = blockers_of(self._context, self._day)
        self._codes = [row[0] for row in rows]
        self._screen.show_blockers([row[1:] for row in rows])

    def _ask_leader(self) -> None:
        """A closing takes two; a day opens with one person, except at a desk that is not ready and has no team leader at it."""
        actor = self._context.session.actor
        self._screen.ask_leader(self._is_open() or (self._unready and actor is not None and actor.role != "supervisor"))

    def _show_day(self) -> None:
        if self._day is None:
            return
        pairs = drawer_pairs(self._context, self._drawer.drawer, hidden=self._blind) if self._drawer is not None else []
        self._screen.show_day(shown_day(self._context, self._day), pairs, open_day=self._is_open())
