"""A kiosk's day as it stands in the book (무인민원발급기 일계)."""

from __future__ import annotations

import msgspec


class KioskDay(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine issued and took on one day, by its newest count."""

    day: str
    machine: str
    papers: dict[str, int]
    amount_won: int = 0
    note: str = ""

    @property
    def issued(self) -> int:
        return sum(self.papers.values())
