"""현황판: a date of the room or of a desk beside the same weekday last week; a figure's cases open in the ledger. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from app.domain.dashboard import Dashboard, ServiceLine, Slice, change_percent
from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.domain.waiting import WaitingTimes
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.closing.today_presenter import DayPapers

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A sum in large type. `more`: what it is compared with, below it."""

    name: str
    value: str
    more: str


@dataclass(frozen=True)
class Line:
    """A bar and the row with its figures. `wanted`: the cases behind it, None where nobody here knows them."""

    label: str
    values: tuple[float, ...]
    spoken: str
    cells: Cells
    wanted: Slice | None = None

    @property
    def opens(self) -> bool:
        return self.wanted is not None


@dataclass(frozen=True)
class Part:
    """One chart with its table. `series`: names of the bars; `unit`: of their values; `nothing`: said where there are no lines."""

    name: str
    series: tuple[str, ...]
    unit: str
    headings: Cells
    lines: Sequence[Line]
    nothing: str = ""


class DashboardScreen(Protocol):
    def show_place(self, title: str, places: Sequence[str], at: int) -> None: ...
    def show_figures(self, figures: Sequence[Figure]) -> None: ...
    def show_parts(self, parts: Sequence[Part]) -> None: ...
    def draw_table(self, at: int) -> None: ...
    def draw_chart(self, at: int) -> None: ...
    def show_empty(self, text: str, *, may_choose: bool = True) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DashboardPresenter:
    """`go`: another tab. Nothing is asked before the page is entered, and an answer that comes after another question is nobody's."""

    def __init__(self, context: Context, screen: DashboardScreen, papers: DayPapers, go: Callable[[str, str], object]) -> None:
        self._context, self._screen, self._papers, self._go = context, screen, papers, go
        self._text = context.words.text
        self._on: date | None = None
        self._place = ""
        self._places: list[str] = [""]
        self._parts: Sequence[Part] = ()
        self._asked = 0
        self._partly = False  # what is shown was counted of a part of the book
        context.session.watch("sync", self._book_came)

    def forget(self) -> None:
        """Whoever comes next begins with today and the whole room."""
        self._on, self._place, self._parts = None, "", ()
        self._asked += 1  # what was asked for somebody else is not shown any more

    def read(self) -> None:
        """The figures as they are now. Nothing while nobody is signed in."""
        actor, services = self._context.session.actor, self._context.services
        if actor is None:
            return
        self._asked += 1
        mine, on, place, partly = self._asked, self._on, self._place, self._context.session.filling

        def done(board: Dashboard | None) -> None:
            if mine == self._asked:
                self._show(board)
                if partly or self._partly:
                    self._screen.say(self._text("closing.part_of_the_book") if partly and board is not None else "", "warning")
                self._partly = partly

        self._context.read(
            lambda: services.dashboards.of(actor, on, place) if services.dashboards.may_see(actor) else None,
            done=done,
            failed=self._context.failing(self._screen),
        )

    def _book_came(self) -> None:
        """All of the office's book is listed now: what was counted of a part is counted anew."""
        if self._partly and not self._context.session.filling:
            self.read()

    def go_on(self, days: int) -> None:
        """So many days on, or back."""
        self._on = (self._on or self._context.today()) + timedelta(days=days)
        self._screen.say("")
        self.read()

    def go_to(self, typed: str) -> None:
        """The date that was typed (261120); nothing typed is today, whichever day that will be."""
        try:
            self._on = parse_date(typed, today=self._context.today()) if typed.strip() else None
        except Refused:
            self._screen.say(self._text("dashboard.date_wrong"), "warning")
            return
        self._screen.say("")
        self.read()

    def choose_place(self, at: int) -> None:
        """The whole room, or one of its desks."""
        if 0 <= at < len(self._places) and self._places[at] != self._place:
            self._place = self._places[at]
            self.read()

    def print(self) -> None:
        """현황표 of what is shown, as a paper."""
        actor, services, on, place = self._context.session.signed_in(), self._context.services, self._on, self._place
        self._papers.show(lambda: services.dashboards.sheet(actor, on, place), reading=True)

    def pick(self, part: int, line: int) -> None:
        """The cases behind that bar or row are in the ledger."""
        if not (0 <= part < len(self._parts) and 0 <= line < len(self._parts[part].lines)):
            return
        wanted = self._parts[part].lines[line].wanted
        if wanted is None:
            self._screen.say(self._text("dashboard.no_rows"), "warning")
            return
        self._context.session.slice = wanted
        self._go("ledger", "")

    # --- figures as people read them -----------------------------------------------------------------------------------------------

    def _show(self, board: Dashboard | None) -> None:
        text = self._text
        if board is None:
            self._parts = ()
            self._screen.show_empty(text("dashboard.only_leaders"), may_choose=False)
            return
        self._places = ["", *board.known]
        names = [text("dashboard.room"), *(text("dashboard.desk", desk=each) for each in board.known)]
        shown = formats.business_day_text(board.date, self._context.words)
        self._screen.show_place(shown, names, self._places.index(board.desk))
        self._parts = () if board.is_empty else self._parts_of(board)
        if board.is_empty:
            self._screen.show_empty(text("dashboard.empty"))
            return
        self._screen.show_figures(self._figures(board))
        self._screen.show_parts(self._parts)
        self._draw(0, self._asked)

    def _draw(self, step: int, asked: int) -> None:
        """A table or a chart after the other, each in an answer of its own: keys and mouse are heard between them, all at once would
        hold the window for a sixth of a second. A newer question ends it.
        """
        if asked != self._asked or step >= 2 * len(self._parts):
            return
        draw = self._screen.draw_chart if step % 2 else self._screen.draw_table
        draw(step // 2)
        self._context.read(lambda: None, done=lambda _: self._draw(step + 1, asked), failed=self._context.failing(self._screen))

    def _figures(self, board: Dashboard) -> list[Figure]:
        text, now, before = self._text, board.now, board.before
        against = text(
            "dashboard.against_then" if board.running else "dashboard.against_day",
            n=board.compared,
            told=self._change(now.cases, board.compared),
        )
        waits, earlier = now.waiting, before.waiting
        return [
            Figure(text("dashboard.cases"), text("dashboard.count", n=now.cases), against),
            Figure(
                text("dashboard.wait"),
                self._clock(waits.mean_wait_s),
                text("dashboard.wait_more", longest=self._clock(waits.longest_wait_s), before=self._clock(earlier.mean_wait_s)),
            ),
            Figure(
                text("dashboard.service"),
                self._clock(waits.mean_service_s),
                text("dashboard.service_more", called=waits.called, before=self._clock(earlier.mean_service_s)),
            ),
            Figure(
                text("dashboard.money"),
                text("dashboard.won", won=formats.won(now.net_won)),
                text("dashboard.money_more", back=formats.won(now.back_won), before=formats.won(before.net_won)),
            ),
        ]

    def _parts_of(self, board: Dashboard) -> list[Part]:
        series = (
            self._text("dashboard.this_day", day=board.date[5:]),
            self._text("dashboard.last_week", day=board.before.date[5:]),
        )
        return [
            self._hours(board, series),
            self._services(board, series),
            self._waits(board),
            self._tenders(board, series),
            self._desks(board, series),
        ]

    def _hours(self, board: Dashboard, series: tuple[str, str]) -> Part:
        lines = []
        for each in board.hours():
            name = self._text("dashboard.hour_unknown") if each.hour is None else self._text("dashboard.hour", hour=each.hour)
            wanted = None if each.hour is None else Slice(date=board.date, desk=board.desk, hour=each.hour)
            lines.append(replace(self._counted(name, each.now, each.before, wanted), label=name if each.hour is None else str(each.hour)))
        return Part(self._text("dashboard.hours"), series, self._text("dashboard.axis_count"), self._heads("hour"), lines)

    def _services(self, board: Dashboard, series: tuple[str, str]) -> Part:
        lines = []
        for each in board.services():
            wanted = Slice(date=board.date, desk=board.desk, services=each.services) if each.services != ("",) else None
            lines.append(self._counted(self._service(each), each.now, each.before, wanted))
        nothing = self._text("dashboard.none_received")
        return Part(self._text("dashboard.services"), series, self._text("dashboard.axis_count"), self._heads("service"), lines, nothing)

    def _service(self, line: ServiceLine) -> str:
        if line.rest:
            return self._text("dashboard.rest", n=len(line.services))
        (service,) = line.services
        return self._context.service_name(service) if service else self._text("dashboard.service_unknown")

    def _counted(self, name: str, now: int, before: int, wanted: Slice | None) -> Line:
        spoken = self._text("dashboard.spoken_cases", name=name, now=now, before=before)
        return Line(name, (now, before), spoken, (name, f"{now:,}", f"{before:,}", f"{now - before:+,}" if now != before else "0"), wanted)

    def _waits(self, board: Dashboard) -> Part:
        text, lines = self._text, []
        for each in board.waits():
            name, now = text("dashboard.hour", hour=each.hour), each.now
            wait, service = self._clock(now.mean_wait_s), self._clock(now.mean_service_s)
            spoken = text("dashboard.spoken_wait", name=name, called=now.called, wait=wait, service=service)
            cells = (name, f"{now.called:,}", *map(_short, (now.mean_wait_s, now.mean_service_s, each.before.mean_wait_s)))
            wanted = Slice(date=board.date, desk=board.desk, hour=each.hour)
            lines.append(Line(str(each.hour), (_minutes(now.mean_wait_s), _minutes(now.mean_service_s)), spoken, cells, wanted))
        headings = tuple(text(f"dashboard.heading.{each}") for each in ("hour", "called", "wait", "service_time", "wait_before"))
        series = (text("dashboard.mean_wait"), text("dashboard.mean_service"))
        nothing = text("dashboard.none_called")
        return Part(text("dashboard.waits"), series, text("dashboard.axis_minutes"), headings, lines, nothing)

    def _tenders(self, board: Dashboard, series: tuple[str, str]) -> Part:
        text, lines = self._text, []
        for each in board.tenders():
            name = text(f"dashboard.tender.{each.tender or 'unknown'}")
            spoken = text("dashboard.spoken_won", name=name, now=formats.won(each.net_won), before=formats.won(each.before_won))
            cells = (name, *map(formats.won, (each.taken_won, each.back_won, each.net_won, each.before_won)))
            wanted = Slice(date=board.date, desk=board.desk, tender=each.tender) if each.tender else None
            lines.append(Line(name, (_thousands(each.net_won), _thousands(each.before_won)), spoken, cells, wanted))
        headings = tuple(text(f"dashboard.heading.{each}") for each in ("tender", "taken", "back", "net", "before"))
        return Part(text("dashboard.tenders"), series, text("dashboard.axis_thousands"), headings, lines)

    def _desks(self, board: Dashboard, series: tuple[str, str]) -> Part:
        text, lines = self._text, []
        for each in board.desks():
            now, before = each.now, each.before
            name = text("dashboard.desk", desk=now.desk)
            state = "away" if not now.opened else "typed" if now.typed else "closed" if now.closed else "running"
            waits: WaitingTimes = now.waiting
            cells = (
                now.desk,
                f"{now.cases:,}",
                f"{before.cases:,}",
                formats.won(now.net_won),
                _short(waits.mean_wait_s),
                _short(waits.mean_service_s),
                text(f"dashboard.{state}"),
            )
            spoken = text("dashboard.spoken_cases", name=name, now=now.cases, before=before.cases)
            lines.append(Line(name, (now.cases, before.cases), spoken, cells, Slice(date=board.date, desk=now.desk)))
        headings = tuple(text(f"dashboard.heading.{each}") for each in ("desk", "cases", "before", "net", "wait", "service_time", "state"))
        return Part(text("dashboard.desks"), series, "", headings, lines)

    def _heads(self, first: str) -> Cells:
        return tuple(self._text(f"dashboard.heading.{each}") for each in (first, "now", "before", "change"))

    def _change(self, now: int, before: int) -> str:
        percent = change_percent(now, before)
        if percent is None:
            return self._text("dashboard.nothing_before")
        if not percent:
            return self._text("dashboard.same")
        return self._text("dashboard.more" if percent > 0 else "dashboard.less", percent=abs(percent))

    def _clock(self, seconds: int | None) -> str:
        if seconds is None:
            return self._text("dashboard.not_measured")
        return self._text("dashboard.clock", minutes=seconds // 60, seconds=seconds % 60)


def _minutes(seconds: int | None) -> float:
    return 0.0 if seconds is None else seconds / 60


def _short(seconds: int | None) -> str:
    """3:17, for tables."""
    return "-" if seconds is None else f"{seconds // 60:,}:{seconds % 60:02d}"


def _thousands(won: int) -> float:
    """A bar has no room for every digit, its table has; what was given back beyond what was taken has no bar."""
    return float(round(max(won, 0) / 1_000))
