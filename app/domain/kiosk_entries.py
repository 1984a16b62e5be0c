"""What an entry says about a kiosk (무인민원발급기): its papers are no cases of this counter, a machine's day is one count."""

from __future__ import annotations

from typing import Literal

from app.domain.bounds import Count, Int, Won
from app.domain.entry_body import Body


class KioskCounted(Body, frozen=True):
    """무인민원발급기 일계: what one machine issued and took on one day. A later entry for the same machine and day replaces it.

    `papers`: service or name of the paper → how many. `amount_won`: taken by the machine, `card_won` of it by card; no cash of this desk.
    `faults`: what broke down; `paper_changed`: sheets that were put in; `paper_left`: sheets in it at the end, None if nobody looked.
    """

    machine: str
    day: str
    papers: dict[str, Count]
    amount_won: Won = 0
    source: Literal["typed", "file"] = "typed"
    note: str = ""
    card_won: Won = 0
    faults: str = ""
    paper_changed: Int = 0
    paper_left: Int | None = None
