"""What the service box finds: the whole catalogue by name, alias or 초성, told without opening a case. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.find_services import search
from app.domain.forms import FormDef
from app.ui.context import Context
from app.ui.office_prices import OfficePrices
from app.ui.tabs.intake.service_told import ServiceItem, ServiceTold
from app.ui.tabs.intake.stations import STATIONS, services_of


class FinderScreen(Protocol):
    def show_items(self, items: Sequence[ServiceItem]) -> None: ...
    def close_box(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ServiceFinder:
    """`open_form(service)`: what is done with the service that was chosen."""

    def __init__(self, context: Context, screen: FinderScreen, open_form: Callable[[str], object]) -> None:
        self._context, self._screen, self._open_form = context, screen, open_form
        self._text = ""
        self._found: list[FormDef] = []
        self._prices = OfficePrices(context, screen, lambda: self.search(self._text))
        self.told = ServiceTold(context, self._prices)

    def begin(self) -> None:
        """The commonest services stand there until something is typed."""
        self.search("")
        self._prices.refresh()

    def search(self, text: str) -> None:
        self._text = text
        self._found = search(services_of(self._context.catalogue, STATIONS["integrated"], None), text)
        self._screen.say("" if self._found else self._context.words.text("intake.nothing_found", text=text.strip()), "warning")
        self._screen.show_items([self.told.item(form, at) for at, form in enumerate(self._found)])

    def choose(self, service: str) -> None:
        """Its form is open at a station, and the box is gone."""
        self._screen.close_box()
        self._open_form(service)

    def choose_digit(self, digit: int) -> bool:
        """True if that line of the list was chosen."""
        if not 1 <= digit <= min(9, len(self._found)):
            return False
        self.choose(self._found[digit - 1].id)
        return True
