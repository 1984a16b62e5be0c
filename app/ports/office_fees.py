"""The office's own fee amounts and its share of national fees, as the services read them. Any lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.entries import Header
from app.domain.money_entries import FeeCharged
from app.domain.office_fees import OfficeAmount


class OfficeFees(Protocol):
    """What the feed and this desk's own entries say; kept in memory, so that a quote asks the file nothing."""

    def amounts(self, service: str) -> Sequence[OfficeAmount]:
        """The amounts said for that service's rows, in the order of their moments; of the same moment in the order of the office's book."""
        ...

    def all(self) -> Sequence[OfficeAmount]:
        """All of them, shares too, service by service."""
        ...

    def charges(self, case_id: UUID) -> list[tuple[Header, FeeCharged]]:
        """What priced that case, in the order of the fold; entries that charged nothing, because it was priced before, are left out."""
        ...

    def penalty_notices(self, day: str, *, desk: str | None = None) -> int:
        """과태료 안내 made on that business day, reprints not counted; of this desk, or of the one named."""
        ...

    def share(self, on: datetime) -> int | None:
        """The office's share of passport fees at that moment in hundredths of a percent (2200 is 22 %); None if nobody said one."""
        ...
