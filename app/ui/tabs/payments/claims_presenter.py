"""후불: what is owed to the office, paid after all. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from app.domain.payments import Tendered
from app.domain.views import VisitRecorded
from app.ports.refunds import Claim
from app.ui import formats
from app.ui.context import Context
from app.ui.session import LastRecord
from app.ui.split import Split

Row = tuple[str, ...]


class ClaimsScreen(Protocol):
    def show_claims(self, rows: Sequence[Row], total: str) -> None: ...
    def begin_split(self, split: Split) -> None: ...
    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None: ...
    def close_split(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Receipts(Protocol):
    def taken(self, receipt_no: str | None) -> None: ...


class ClaimsPresenter:
    def __init__(self, context: Context, screen: ClaimsScreen, papers: Receipts) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._rows: list[Claim] = []
        self._paying: Claim | None = None
        self._busy = self._charging = False

    def enter(self) -> None:
        services = self._context.services
        self._context.read(services.refunds.claims, done=self._found, failed=self._context.failing(self._screen))

    def pay(self, index: int) -> None:
        """Enter: that claim is paid, by which means the digits say; one claim does not pay another."""
        if not self._charging and 0 <= index < len(self._rows):
            self._begin(self._rows[index], by_terminal=self._context.services.cards.joined)

    def settle(self, parts: Sequence[Tendered]) -> None:
        """Nothing is left: the money is today's takings and the claim is gone."""
        claim = self._paying
        if claim is None or self._busy:
            return
        tenders = self._context.catalogue.tenders
        card = next((each for each in parts if tenders[each.tender].approval == "terminal" and not each.approval_no), None)
        if card is not None:
            others = [each for each in parts if each is not card]
            self._charging = True
            self._screen.begin_charge(card.amount_won or 0, {"claim": claim.receipt_no, "tender": card.tender, "others": others})
            return
        self._busy = True
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.write(
            lambda: services.refunds.settle_claim(actor, claim.receipt_no, parts=parts),
            done=self.paid,
            failed=self._context.failing(self._screen, self._free),
        )

    def paid(self, result: VisitRecorded) -> None:
        """The money is in the book, by whichever means."""
        self._free()
        self._screen.say(self._text("claims.settled", won=formats.won(result.paid_won), change=formats.won(result.change_won)), "success")
        case = result.cases[-1]
        self._context.session.last = LastRecord(case.number, self._text("taken.taken"), case.provisional, result.receipt_no)
        self._context.session.tell("last", "cases", "day", "sync")
        self._papers.taken(result.receipt_no)
        self.enter()

    def not_charged(self, text: str) -> None:
        """Nothing was taken."""
        self._free()
        self._screen.say(text, "warning")

    def charge_by_hand(self, text: str) -> None:
        """The terminal heard nothing: an approval by telephone is typed, or other means are taken."""
        claim = self._paying
        self._free()
        if claim is not None:
            self._begin(claim, by_terminal=False)
        self._screen.say(text, "warning")

    def back(self) -> None:
        if not self._charging:
            self._paying = None
            self._screen.close_split()

    def _begin(self, claim: Claim, *, by_terminal: bool) -> None:
        self._paying = claim
        tenders = {code: each for code, each in self._context.catalogue.tenders.items() if not each.claim}
        self._screen.say("")
        self._screen.begin_split(Split(claim.open_won, tenders, by_terminal=by_terminal, one_card=True))

    def _free(self) -> None:
        self._busy = self._charging = False
        self.back()

    def _found(self, rows: list[Claim]) -> None:
        self._rows = rows
        words = self._context.words
        cells = [
            (
                formats.business_day_text(each.business_day, words),
                each.receipt_no,
                each.desk,
                formats.won(each.amount_won),
                formats.won(each.open_won),
            )
            for each in rows
        ]
        self._screen.show_claims(cells, words.text("fee.won", won=formats.won(sum(each.open_won for each in rows))))
