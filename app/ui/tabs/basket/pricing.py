"""Prices of basket lines that have none yet: asked in the reader's lane, one question at a time for the same lines. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.domain.answers import Draft
from app.ui.context import Context, Shows
from app.ui.services import Quote


class Pricing:
    """`failed`: a price did not come, whoever waits for it waits no longer."""

    def __init__(self, context: Context, screen: Shows, failed: Callable[[], object], charging: Callable[[], bool]) -> None:
        self._context, self._screen, self._tell_failed, self._charging = context, screen, failed, charging
        self._asking: tuple[int, ...] = ()
        self._away: frozenset[str] = frozenset()
        context.session.watch("lamps", self.look_again)

    def look_again(self) -> None:
        """A system went away or came back: what its papers cost, and whether they can be issued, is asked anew; never under a charge."""
        away = frozenset(name for name, lamp in self._context.session.lamps.items() if lamp.down)
        if self._charging() or not (turned := away ^ self._away):
            return
        self._away = away
        self._context.visit.ask_again(turned)

    def ask(self) -> None:
        """Ask for the prices of lines that have none."""
        visit = self._context.visit
        open_lines = [line for line in visit.lines if line.due_won is None]
        asking = tuple(id(line.draft) for line in open_lines)
        if not open_lines or asking == self._asking:
            return
        self._asking = asking
        drafts, code = [line.draft for line in open_lines], visit.exemption
        self._context.read(
            lambda: self._quotes(drafts, code),
            done=lambda quotes: self._priced(drafts, quotes),
            failed=self._context.failing(self._screen, self._failed),
        )

    def _quotes(self, drafts: list[Draft], code: str | None) -> list[tuple[Quote, bool | None]]:
        """In the reader's lane: each draft's price, with the exemption where its service allows it."""
        services = self._context.services
        if code is None:
            return [(services.quote(draft), None) for draft in drafts]
        fits = services.exemption_fits(drafts, code)
        return [
            (services.quote(msgspec.structs.replace(draft, exemption=code) if fit else draft), fit)
            for draft, fit in zip(drafts, fits, strict=True)
        ]

    def _priced(self, drafts: Sequence[Draft], quotes: Sequence[tuple[Quote, bool | None]]) -> None:
        self._asking = ()
        for draft, (quote, fit) in zip(drafts, quotes, strict=True):
            waived = sum(line.waived_won for line in quote.lines)
            self._context.visit.price(
                draft,
                due_won=0 if quote.provisional else quote.due_won,
                provisional=quote.provisional,
                waived_won=waived,
                exempt=fit,
                unset=quote.problems.get("fee") == "fee_not_set" and not quote.provisional,
            )

    def _failed(self) -> None:
        self._asking = ()
        self._tell_failed()
