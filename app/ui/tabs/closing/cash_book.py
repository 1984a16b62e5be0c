"""What the drawer holds by the book, as the closing would say it now."""

from __future__ import annotations

from app.domain.views import DayStatus
from app.ui.services import DeskServices


def book_cash(services: DeskServices, day: DayStatus) -> int:
    """준비금 + 현금 − 현금 반환, in won. Any lane."""
    totals = day.totals
    return day.float_won + totals.tender("cash") - totals.reversed_by_tender.get("cash", 0)
