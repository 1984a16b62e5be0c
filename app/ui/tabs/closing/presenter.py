"""마감·보고: today's sums, what stands in the way of closing, the sheets of closed days. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.errors import Refused
from app.domain.tenders import TENDER_COLUMNS
from app.domain.views import Actor, ClosedDay, DayStatus
from app.ui import formats
from app.ui.context import Context
from app.ui.opening import NOT_READY, open_day

SumRow = tuple[str, ...]
OWNERS = ("local", "national", "contribution", "carrier")  # the sections of the sheet (COUNTER §5)


def _owner_first(owner: tuple[str, int]) -> int:
    return OWNERS.index(owner[0])


class ClosingScreen(Protocol):
    def show_day(self, title: str, pairs: Sequence[tuple[str, str]], *, open_day: bool) -> None: ...
    def show_sums(self, rows: Sequence[SumRow]) -> None: ...
    def show_blockers(self, rows: Sequence[str]) -> None: ...
    def show_closed(self, rows: Sequence[tuple[str, str, str, str]]) -> None: ...
    def show_difference(self, text: str, tone: str) -> None: ...
    def ask_leader(self, wanted: bool) -> None: ...
    def ask_reason(self, wanted: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DayPapers(Protocol):
    def day_report(self, day: str, scope: str) -> None: ...


class ClosingPresenter:
    """`opened`: reads the window's day again after a change."""

    def __init__(self, context: Context, screen: ClosingScreen, papers: DayPapers, opened: Callable[[], object]) -> None:
        self._context, self._screen, self._papers, self._opened = context, screen, papers, opened
        self._words = context.words
        self._day: DayStatus | None = None
        self._closed: list[ClosedDay] = []
        self._slips: list[str] = []
        self._busy = False

    def enter(self) -> None:
        services = self._context.services

        def read() -> tuple[DayStatus, list[ClosedDay], list[str]]:
            return services.day_status(), services.closed_days(), services.offline.slip_status().missing

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))
        actor = self._context.session.actor
        self._screen.ask_leader(actor is not None and actor.role != "supervisor")

    def counted(self, text: str) -> None:
        """The cash that was counted, against the book (COUNTER §6, 14)."""
        plain = text.replace(",", "").strip()
        if self._day is None or not plain.isdigit():
            self._screen.show_difference("", "")
            return
        gap = int(plain) - self.book_cash()
        if gap == 0:
            self._screen.show_difference(self._words.text("closing.fits"), "success")
        else:
            key = "closing.short" if gap < 0 else "closing.over"
            self._screen.show_difference(self._words.text(key, won=abs(gap)), "warning")

    def book_cash(self) -> int:
        """준비금 + 현금 − 현금 반환: what the drawer holds by the book."""
        if self._day is None:
            return 0
        totals = self._day.totals
        return self._day.float_won + totals.tender("cash") - totals.reversed_by_tender.get("cash", 0)

    def open_or_close(self, amount: str, reason: str, leader: str, password: str) -> None:
        """[업무 개시] with the float, or [마감] with the cash counted; the team leader signs a clerk's closing and a red desk's day."""
        plain = amount.replace(",", "").strip()
        if plain and not plain.isdigit():
            self._screen.say(self._words.text("day.float_wrong"), "warning")
            return
        if self._day is None or self._busy:
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._busy = True
        failed = self._context.failing(self._screen, self._free)
        if self._day.day is None and self._day.unclosed is None:

            def refused(error: Exception) -> None:
                if isinstance(error, Refused) and error.code == NOT_READY:
                    self._screen.ask_reason(True)
                failed(error)

            open_day(self._context, int(plain or 0), reason=reason, leader=leader, password=password, done=self._day_opened, failed=refused)
            return

        def close() -> ClosedDay:
            confirmer: Actor | None = services.sign_in(leader, password, second=True) if leader else None
            return services.close_day(actor, counted_won=int(plain) if plain else None, reason=reason.strip(), confirmer=confirmer)

        self._context.write(close, done=self._day_closed, failed=failed)

    def preview(self, index: int, scope: str) -> None:
        """The sheets of a closed day; −1 is the day in hand."""
        if 0 <= index < len(self._closed):
            self._papers.day_report(self._closed[index].day, scope)
        elif self._day is not None and (self._day.day or self._day.unclosed) is not None:
            self._papers.day_report(self._day.day or self._day.unclosed or "", scope)

    def _day_opened(self, day: str) -> None:
        self._busy = False
        self._screen.ask_reason(False)
        self._screen.say(self._words.text("closing.opened", day=formats.business_day_text(day, self._words)), "success")
        self._opened()
        self.enter()

    def _day_closed(self, closed: ClosedDay) -> None:
        self._busy = False
        self._screen.say(
            self._words.text("closing.closed", day=formats.business_day_text(closed.day, self._words), label=closed.label), "success"
        )
        self._context.session.tell("cases")
        self._opened()
        self.enter()

    def _free(self) -> None:
        self._busy = False

    def _found(self, found: tuple[DayStatus, list[ClosedDay], list[str]]) -> None:
        self._day, self._closed, self._slips = found
        day, text = self._day, self._words.text
        shown = day.day or day.unclosed
        title = formats.business_day_text(shown, self._words) if shown else text("closing.no_day")
        self._screen.show_day(title, self._pairs(day), open_day=shown is not None)
        self._screen.show_sums(self._sums(day))
        self._screen.show_blockers([text("closing.blocker", what=text(f"blocker.{code}"), n=n) for code, n in day.blockers.items() if n])
        self._screen.show_closed(
            [
                (formats.business_day_text(each.day, self._words), each.label, str(each.cases), formats.won(each.net_won))
                for each in self._closed
            ]
        )

    def _pairs(self, day: DayStatus) -> list[tuple[str, str]]:
        text, totals = self._words.text, day.totals
        pairs = []
        if day.opened_at is not None:
            pairs.append((text("closing.opened_at"), formats.clock_text(day.opened_at)))
        pairs += [
            (text("closing.received"), text("unit.cases", n=sum(totals.received.values()))),
            (text("closing.collected"), text("fee.won", won=formats.won(totals.collected_won))),
            (text("closing.reversed"), text("fee.won", won=formats.won(-totals.reversed_won))),
            (text("closing.net"), text("fee.won", won=formats.won(totals.net_won))),
            (text("closing.waived"), text("fee.won", won=formats.won(totals.waived_won))),
        ]
        owners = sorted(totals.by_owner().items(), key=_owner_first)
        pairs += [(text(f"owner.{owner}"), text("fee.won", won=formats.won(won))) for owner, won in owners]
        pairs += [
            (text("day.float"), text("fee.won", won=formats.won(day.float_won))),
            (text("closing.book_cash"), text("fee.won", won=formats.won(self.book_cash()))),
            (text("closing.cancelled"), text("unit.cases", n=totals.cancelled)),
            (text("closing.numbers"), f"{totals.first_number or '–'}\n{totals.last_number or '–'}"),
            (text("closing.slips"), self._slips_text()),
            (text("closing.unsent"), text("closing.unsent_value", n=day.unsent, won=formats.won(day.unsent_won))),
        ]
        return pairs

    def _slips_text(self) -> str:
        """Paper slips nobody typed in or accounted for: they hold up no closing, an outage may last for days, but they are seen here."""
        return "\n".join([self._words.text("slips.sheets", n=len(self._slips)), *self._slips[:3]])

    def _sums(self, day: DayStatus) -> list[SumRow]:
        rows: list[SumRow] = []
        for line in sorted(day.totals.rows, key=lambda line: OWNERS.index(line.owner)):
            tenders = [formats.won(getattr(line, column)) for column in TENDER_COLUMNS]
            name = self._context.service_name(line.service)
            label = name if line.owner == "local" else f"{name} · {self._words.text(f'owner.{line.owner}')}"
            rows.append((label, formats.won(line.unit_won), str(line.copies), *tenders, formats.won(line.net_won)))
        if rows:
            by = day.totals.by_tender()
            copies = sum(line.copies for line in day.totals.rows if line.owner != "contribution")
            sums = [formats.won(by[column]) for column in TENDER_COLUMNS]
            rows.append((self._words.text("closing.sum"), "", str(copies), *sums, formats.won(day.totals.net_won)))
        return rows
