"""Kiosks as they stand in the book (무인민원발급기): the machines, and what each did on a day."""

from __future__ import annotations

import msgspec


class KioskDay(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine issued and took on one day, by its newest count. `user`: who counted, '' if not known here."""

    day: str
    machine: str
    papers: dict[str, int]
    amount_won: int = 0
    note: str = ""
    card_won: int = 0
    faults: str = ""
    paper_changed: int = 0
    paper_left: int | None = None
    user: str = ""

    @property
    def issued(self) -> int:
        return sum(self.papers.values())

    @property
    def cash_won(self) -> int:
        return self.amount_won - self.card_won


class KioskMachine(msgspec.Struct, frozen=True, kw_only=True):
    """A machine as the office said last. `since`: the day it was first named, `user`: who said it last."""

    machine: str
    place: str = ""
    hours: str = ""
    kinds: list[str] = []
    note: str = ""
    closed: bool = False
    since: str = ""
    user: str = ""
