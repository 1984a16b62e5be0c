"""The money tab: pages on digits."""

from __future__ import annotations

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
        self.open_page = OpenPage(context, look, papers, self.focus_digits)
        self.taken = TakenPage(context, look, papers)
        self.cards = CardsPage(context, look)
        self.promises = PromisesPage(context, look)
        self.claims = ClaimsPage(context, look, papers)
        self.terminal = TerminalPage(context, look)
        self.set_pages(
            {
                "open": (text("payments.page_open"), self.open_page),
                "taken": (text("payments.page_taken"), self.taken),
                "cards": (text("payments.page_cards"), self.cards),
                "promises": (text("payments.page_promises"), self.promises),
                "claims": (text("payments.page_claims"), self.claims),
                "terminal": (text("terminal_page.name"), self.terminal),
            }
        )

    def pay(self, tender: Ways) -> None:
        """F10, F11, Shift+F11: what is still to be paid; beside the deferred ones, the one the keyboard is on."""
        if self.page == "claims" and self.claims.pay():
            return
        if self.page != "open":
            self.choose("open")
        self.open_page.presenter.pay(tender)
