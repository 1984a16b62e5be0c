"""The money tab: pages on digits."""

from __future__ import annotations

from app.ui.context import Context
from app.ui.paged import PagedTab
from app.ui.tabs.basket.presenter import Ways
from app.ui.tabs.payments.open_page import OpenPage
from app.ui.tabs.payments.open_presenter import Receipts
from app.ui.theme import Look


class PaymentsView(PagedTab):
    def __init__(self, context: Context, look: Look, papers: Receipts) -> None:
        super().__init__(look)
        text = context.words.text
        self.open_page = OpenPage(context, look, papers)
        self.set_pages({"open": (text("payments.page_open"), self.open_page)})

    def pay(self, tender: Ways) -> None:
        """F10, F11, Shift+F11: what is still to be paid."""
        if self.page != "open":
            self.choose("open")
        self.open_page.presenter.pay(tender)
