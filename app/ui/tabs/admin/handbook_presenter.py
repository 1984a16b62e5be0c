"""민원편람: what a service needs, found while it is typed; printed, and marked as read through by a team leader. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.every_paper import Paper
from app.domain.forms import Processing, is_dated
from app.domain.handbook import Handbook, HandbookFee, HandbookService
from app.ui import formats
from app.ui.context import Context

Row = tuple[str, ...]


class HandbookPapers(Protocol):
    def show(self, make: Callable[[], Paper], *, by_itself: bool = False, reading: bool = False) -> None: ...


class HandbookScreen(Protocol):
    def show_services(self, rows: Sequence[Row], told: str, *, may_review: bool) -> None: ...
    def show_page(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class HandbookPresenter:
    def __init__(self, context: Context, screen: HandbookScreen, papers: HandbookPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._wanted, self._overdue = "", False
        self._shown: list[HandbookService] = []

    def enter(self) -> None:
        """What fits what is typed, as it stands now."""
        office, wanted, overdue = self._context.services.office, self._wanted, self._overdue

        def done(found: Handbook) -> None:
            if (wanted, overdue) == (self._wanted, self._overdue):  # an answer to what was typed before is no longer asked for
                self._show(found)

        self._context.read(lambda: office.handbook(wanted, overdue=overdue), done=done, failed=self._context.failing(self._screen))

    def search(self, text: str) -> None:
        self._wanted = text.strip()
        self.enter()

    def only_overdue(self, overdue: bool) -> None:
        self._overdue = overdue
        self.enter()

    def choose(self, at: int) -> None:
        """The page of that service is in front."""
        self._screen.show_page(self._page(self._shown[at]) if 0 <= at < len(self._shown) else [])

    def print(self) -> None:
        """What was found is set in type and shown."""
        office, wanted, overdue = self._context.services.office, self._wanted, self._overdue
        self._papers.show(lambda: office.handbook(wanted, overdue=overdue), reading=True)

    def review(self, at: int, note: str, *, every: bool) -> None:
        """The chosen service, or every one that is shown, was read through and is right."""
        chosen = self._shown if every else self._shown[at : at + 1] if at >= 0 else []
        if not chosen:
            self._screen.say(self._text("handbook_page.choose"), "warning")
            return
        actor, office = self._context.session.signed_in(), self._context.services.office
        services = [each.service for each in chosen]

        def done(count: int) -> None:
            self._screen.say(self._text("handbook_page.reviewed", count=count), "success")
            self.enter()

        self._context.write(lambda: office.review_services(actor, services, note), done=done, failed=self._context.failing(self._screen))

    def _show(self, found: Handbook) -> None:
        self._shown = found.services
        overdue = sum(each.overdue for each in found.services)
        told = self._text("handbook_page.found", count=len(found.services), overdue=overdue)
        may_review = self._context.session.may("review_handbook")
        self._screen.show_services([self._row(each) for each in found.services], told, may_review=may_review)

    def _row(self, each: HandbookService) -> Row:
        fees = [fee for fee in each.fees if fee.channel == "counter"]
        amounts = sorted({fee.amount_won for fee in fees if fee.amount_won is not None})
        ends = dict.fromkeys((amounts[0], amounts[-1])) if amounts else {}  # from … to, as in the list of services
        shown = "~".join(formats.won(each) for each in ends) if any(amounts) else self._text("fee.free")
        if any(fee.amount_won is None for fee in fees):
            shown = self._text("fee.unknown")
        return (self._context.words.of(each.name), self._period(each.processing), shown, self._reviewed(each))

    def _page(self, each: HandbookService) -> list[tuple[str, str]]:
        text, of = self._text, self._context.words.of
        pairs = [
            (text("handbook_page.service"), of(each.name)),  # the list may have no room for all of it
            (text("info.eligible"), " · ".join(self._word("eligible", who) for who in each.eligible)),
            (text("info.papers"), "\n".join(of(paper.name) for paper in each.papers)),
            (text("info.fee"), "\n".join(self._fee(fee) for fee in each.fees) or text("fee.free")),
            (text("handbook_page.exemptions"), "\n".join(f"{percent}% {of(name)}" for name, percent in each.exemptions)),
            (text("info.period"), self._period(each.processing)),
            (text("handbook_page.channels"), " · ".join(self._word("channel", way) for way in each.channels)),
            (text("handbook_page.delivery"), " · ".join(self._word("channel", way) for way in each.delivery)),
            (text("info.law"), each.legal_basis),
            (text("handbook_page.review"), self._reviewed(each)),
        ]
        return [(name, value) for name, value in pairs if value]

    def _fee(self, fee: HandbookFee) -> str:
        amount = self._text("fee.unknown") if fee.amount_won is None else self._text("fee.won", won=formats.won(fee.amount_won))
        since = f" ({fee.since.astimezone(formats.SEOUL).date().isoformat()}~)" if is_dated(fee.since) else ""
        label, channel = self._context.words.of(fee.label), self._word("channel", fee.channel)
        where = "" if fee.channel == "counter" or channel.casefold() in label.casefold() else f"{channel} "
        coming = "".join(
            f" → {at.astimezone(formats.SEOUL).date().isoformat()} {formats.won(won) if won is not None else '–'}" for at, won in fee.coming
        )
        return f"{where}{label} {amount}{since}{coming}"

    def _period(self, processing: Processing) -> str:
        if processing.kind in ("immediate", "not_set"):
            return self._text(f"period.{processing.kind}")
        told = self._text(f"period.{processing.unit}", n=processing.value)
        own = processing.own_target
        return f"{told} ({self._text('handbook_page.own', period=self._text(f'period.{processing.unit}', n=own))})" if own else told

    def _reviewed(self, each: HandbookService) -> str:
        if each.review is None:
            return f"▲ {self._text('handbook_page.never')}"
        when = f"{each.review.on.isoformat()} {each.review.name or each.review.user}"
        return f"▲ {when} · {self._text('handbook_page.overdue')}" if each.overdue else when

    def _word(self, group: str, code: str) -> str:
        key = f"{group}.{code}"
        return self._text(key) if self._context.words.has(key) else code
