"""Questions about whole years of cases, answered in one pass over their rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from app.domain.statistics import Unit


class Statistics(Protocol):
    """`cuts`: ms at which quarters begin, and at last the end of the year. `own`: only cases of this desk. Reader or writer lane."""

    def tally(self, cuts: Sequence[int], *, own: bool) -> list[Unit]:
        """All cases received between the first and the last cut, by service, state and quarter."""
        ...

    def details(self, cuts: Sequence[int], services: Collection[str], fields: Collection[str], *, own: bool) -> list[Unit]:
        """The cases of those services, told apart by those fields too."""
        ...

    def services_by_year(self, until: int, zone_ms: int) -> Mapping[int, frozenset[str]]:
        """Which services had cases in which calendar year, up to that moment. `zone_ms`: what to add to UTC."""
        ...

    def desks(self, year: int) -> list[str]:
        """The desks whose days of that year are in this ledger."""
        ...
