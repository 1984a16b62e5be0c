"""The money tab: pages on digits."""

from __future__ import annotations

from functools import cached_property

from app.ui.context import Context
from app.ui.paged import PagedTab
from app.ui.tabs.basket.screen import Ways
from app.ui.tabs.payments.cards_page import CardsPage
from app.ui.tabs.payments.claims_page import ClaimsPage
from app.ui.tabs.payments.open_page import OpenPage
from app.ui.tabs.payments.promises_page import PromisesPage
from app.ui.tabs.payments.refund_presenter import Receipts
from app.ui.tabs.payments.taken_page import TakenPage
from app.ui.tabs.payments.terminal_page import TerminalPage
from app.ui.theme import Look


class PaymentsView(PagedTab):
    def __init__(self, context: Context, look: Look, papers: Receipts) -> None:
        super().__init__(look)
        text = context.words.text
        self._context, self._papers = context, papers
        self.set_pages(
            {
                "open": (text("payments.page_open"), lambda: self.open_page),
                "taken": (text("payments.page_taken"), lambda: self.taken),
                "cards": (text("payments.page_cards"), lambda: self.cards),
                "promises": (text("payments.page_promises"), lambda: self.promises),
                "claims": (text("payments.page_claims"), lambda: self.claims),
                "terminal": (text("terminal_page.name"), lambda: self.terminal),
            }
        )

    @cached_property
    def open_page(self) -> OpenPage:
        return OpenPage(self._context, self._look, self._papers, self.focus_digits)

    @cached_property
    def taken(self) -> TakenPage:
        return TakenPage(self._context, self._look, self._papers)

    @cached_property
    def cards(self) -> CardsPage:
        return CardsPage(self._context, self._look)

    @cached_property
    def promises(self) -> PromisesPage:
        return PromisesPage(self._context, self._look)

    @cached_property
    def claims(self) -> ClaimsPage:
        return ClaimsPage(self._context, self._look, self._papers)

    @cached_property
    def terminal(self) -> TerminalPage:
        return TerminalPage(self._context, self._look)

    def pay(self, tender: Ways) -> None:
        """F10, F11, Shift+F11: what is still to be paid; beside the deferred ones, the one the keyboard is on."""
        if self.page == "claims" and self.claims.pay():
            return
        if self.page != "open":
            self.choose("open")
        self.open_page.presenter.pay(tender)
