"""The kiosk book, as the services read it. Any lane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.domain.kiosks import KioskDay


class Kiosks(Protocol):
    def days(self, first: str, last: str) -> list[KioskDay]:
        """Every machine's days between those two (`2026-11-20`), both included, by day and machine; of a day its newest count."""
        ...

    def by_month(self, year: int) -> Mapping[int, int]:
        """Papers that machines issued, by month; nothing of months nobody counted."""
        ...
