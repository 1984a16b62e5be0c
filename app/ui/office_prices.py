"""The office's own fee amounts as the window knows them, for lists of services and answers on the telephone. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from app.domain.forms import Fee
from app.domain.office_fees import OfficeAmount, amount_of
from app.ui.context import Context, Shows


class OfficePrices:
    """Read in the reader's lane; `changed` is called on the screen's thread when they are others than before."""

    def __init__(self, context: Context, screen: Shows, changed: Callable[[], object]) -> None:
        self._context, self._screen, self._changed = context, screen, changed
        self._said: Sequence[OfficeAmount] = ()

    def refresh(self) -> None:
        """They are asked for anew, for whoever is at the desk."""
        if self._context.session.may("see_fees"):
            actor, services = self._context.session.signed_in(), self._context.services
            self._context.read(lambda: services.office_fees.said(actor), done=self._read, failed=self._context.failing(self._screen))

    def priced(self, service: str, fees: Sequence[Fee], at: datetime) -> list[Fee]:
        """Those rows of that service with the amounts that hold at that moment."""
        said = [each for each in self._said if each.service == service]
        return [msgspec.structs.replace(fee, amount_won=amount_of(fee, said, at)[0]) for fee in fees] if said else list(fees)

    def _read(self, said: Sequence[OfficeAmount]) -> None:
        if list(said) != list(self._said):
            self._said = said
            self._changed()
