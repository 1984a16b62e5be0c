"""받을 돈: what is still to be paid is paid here; receipts are printed again. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol
from uuid import UUID

from app.domain.money_entries import DraftTender
from app.domain.payments import Tendered
from app.domain.tenders import NONE
from app.domain.views import CaseRow, VisitRecorded
from app.ui import formats
from app.ui.card_parts import CardParts, by_terminal
from app.ui.context import Context
from app.ui.scans import receipt_number
from app.ui.session import LastRecord
from app.ui.split import Split
from app.ui.tabs.basket.screen import Ways

Stage = Literal["list", "cash", "card", "split", "charge"]


class OpenScreen(Protocol):
    def show_none(self, text: str) -> None: ...
    def show_rows(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None: ...
    def show_total(self, count: int, total: str) -> None: ...
    def show_given_back(self, given_back: bool) -> None: ...
    def show_stage(self, stage: Stage, due: str) -> None: ...
    def begin_split(self, split: Split) -> None: ...
    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Receipts(Protocol):
    def receipt(self, receipt_no: str) -> None: ...
    def taken(self, receipt_no: str | None) -> None: ...


class OpenPresenter:
    def __init__(self, context: Context, screen: OpenScreen, papers: Receipts) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._rows: list[CaseRow] = []
        self._chosen: set[UUID] = set()
        self._busy = False
        self._cards: CardParts | None = None

    def enter(self) -> None:
        self._context.read(self._context.services.unpaid, done=self._found, failed=self._context.failing(self._screen))

    def turn(self, index: int) -> None:
        """Space or a click: that case is paid now, or not."""
        if not self._charging and 0 <= index < len(self._rows):
            self._chosen ^= {self._rows[index].case_id}
            self._show()

    def pay(self, tender: Ways) -> None:
        """F10, F11, Shift+F11: the money for the chosen cases, for all of them if none is chosen and there is but one."""
        if self._charging:
            return
        if not self._chosen and len(self._rows) == 1:
            self._chosen = {self._rows[0].case_id}
            self._show()
        if not self._chosen:
            self._screen.say(self._text("payments.choose"), "warning")
            return
        self._screen.say("")
        joined = self._context.services.cards.joined
        if tender == "card" and joined:
            self._charge([Tendered(tender="card", amount_won=self.total())])
            return
        if tender == "split":
            self._screen.begin_split(Split(self.total(), self._context.catalogue.tenders, by_terminal=joined))
        self._screen.show_stage(tender, formats.won(self.total()))

    def settle_cash(self, received: str) -> None:
        plain = received.replace(",", "").strip()
        if not plain.isdigit() or int(plain) < self.total():
            self._screen.say(self._text("pay.too_little", due=self.total()), "warning")
            return
        self._take("cash", received_won=int(plain))

    def settle_card(self, approval_no: str, last4: str) -> None:
        if not approval_no.strip():
            self._screen.say(self._text("pay.approval_missing"), "warning")
            return
        self._take("card", approval_no=approval_no.strip(), last4=last4.strip())

    def settle_split(self, parts: Sequence[Tendered]) -> None:
        """Several means together give the sum; what cards give the terminal is asked for last, one card after the other."""
        cards, others = by_terminal(parts, self._context.catalogue.tenders)
        if cards:
            self._charge(cards, others)
        else:
            self._take(NONE, parts=parts)

    def paid_by_card(self, result: VisitRecorded) -> None:
        """The terminal said it, or the telephone: the payment is in the book; another card may have to pay yet."""
        cards = self._cards
        if cards is None:
            return
        self._papers.taken(result.receipt_no)
        if cards.took(result):
            self._screen.begin_charge(*cards.next())
        else:
            self._cards = None
            self._told(cards.whole())

    def not_charged(self, text: str) -> None:
        """Nothing was taken."""
        self._not_paid(text, "list")

    def charge_by_hand(self, text: str) -> None:
        """The terminal heard nothing: an approval by telephone is typed, or other means are taken."""
        self._not_paid(text, "card")

    def _not_paid(self, text: str, stage: Stage) -> None:
        """What an earlier card of several paid is in the book; the list shows what is left."""
        cards, self._cards = self._cards, None
        if cards is not None and cards.paid:
            whole = cards.whole()
            self._told(whole)
            rest, paid = formats.won(cards.rest_won), formats.won(whole.paid_won)
            self._screen.say(f"{text} {self._text('payments.rest', won=rest, paid=paid)}", "danger")
            return
        self._screen.show_stage(stage, formats.won(self.total()))
        self._screen.say(text, "warning")

    def _charge(self, cards: Sequence[Tendered], others: Sequence[Tendered] = ()) -> None:
        ids = [row.case_id for row in self._rows if row.case_id in self._chosen]
        self._cards = CardParts(cards, others, {"case_ids": ids})
        self._screen.show_stage("charge", "")
        self._screen.begin_charge(*self._cards.next())

    @property
    def _charging(self) -> bool:
        """Nobody knows yet how the charge ends."""
        return self._cards is not None

    def print_receipt(self, receipt_no: str) -> None:
        """A receipt by its number; printed again it says 재발행."""
        if wanted := receipt_number(receipt_no):
            self._papers.receipt(wanted)

    def back(self) -> None:
        if not self._charging:
            self._screen.show_stage("list", "")

    def total(self) -> int:
        return sum(row.open_won for row in self._rows if row.case_id in self._chosen)

    def _take(self, tender: DraftTender, **money: Any) -> None:
        if self._busy:
            return
        self._busy = True
        actor = self._context.session.signed_in()
        ids = [row.case_id for row in self._rows if row.case_id in self._chosen]
        self._context.write(
            lambda: self._context.services.take_payment(actor, ids, tender=tender, **money),
            done=self._taken,
            failed=self._context.failing(self._screen, self._free),
        )

    def _free(self) -> None:
        self._busy = False

    def _taken(self, result: VisitRecorded) -> None:
        self._busy = False
        self._papers.taken(result.receipt_no)
        self._told(result)

    def _told(self, result: VisitRecorded) -> None:
        self._chosen.clear()
        self._screen.show_stage("list", "")
        said = [self._text("payments.done", won=formats.won(result.paid_won))]
        if len(result.parts) > 1:
            said.append(" + ".join(f"{self._context.tender_name(each.tender)} {formats.won(each.amount_won)}" for each in result.parts))
        if result.change_won:
            said.append(self._text("basket.change", won=formats.won(result.change_won)))
        self._screen.say(" ".join(said), "success")
        case = result.cases[-1]
        self._context.session.last = LastRecord(case.number, self._text("taken.taken"), case.provisional, result.receipt_no)
        self._context.session.tell("last", "cases", "day", "sync")
        self.enter()

    def _found(self, rows: list[CaseRow]) -> None:
        self._rows = rows
        self._chosen &= {row.case_id for row in rows}
        self._screen.show_none(self._text("payments.none_so_far" if self._context.session.filling else "payments.none"))
        self._show()

    def _named(self, row: CaseRow) -> str:
        """A case whose money went back, and which is not cancelled, owes it again: the line says so."""
        name = self._context.service_name(row.service)
        return self._text("payments.given_back", name=name) if row.money == "reversed" else name

    def _show(self) -> None:
        self._screen.show_rows(
            [
                (
                    "✓" if row.case_id in self._chosen else "",
                    row.number,
                    self._named(row),
                    row.name,
                    formats.won(row.open_won),
                )
                for row in self._rows
            ]
        )
        self._screen.show_given_back(any(row.money == "reversed" for row in self._rows))
        self._screen.show_total(len(self._chosen), formats.won(self.total()))
