"""What the sheets of a month or a year say, ready to be drawn: sums of closed days, nothing else (COUNTER §5)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.closing import DayTotals, SheetRow
from app.domain.papers import OfficeInfo


class ClosedDayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One closed day of a desk, or of the room; in a year's sheet one month. `sums`: its rows added up, a passport counted once.

    `label`: `2026-11-20`, `2026-11-20/2`, or `2026-11`. `source`: 수기 where the figures were typed in from paper.
    """

    label: str
    closing_label: str
    sums: SheetRow
    source: str = ""


class DistrictShare(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the passport fees that the office keeps, on the sum of the period."""

    percent: float
    of_won: int
    share_won: int


class MonthSheet(msgspec.Struct, frozen=True, kw_only=True):
    """월계표 or 연계표. `period`: `2026-11` or `2026`. `desk` empty: of the room. `missing`: day (and desk) that nobody closed.

    `rows_label`, `service_label`, `claim_label`: as in DayReport. `until_won`: perpetual total after the last closed day, None for
    the room.
    """

    office: OfficeInfo
    desk: str
    period: str
    made_at: datetime
    clerk: str
    days: list[ClosedDayLine]
    totals: DayTotals
    missing: list[tuple[str, str]]
    rows_label: dict[str, str]
    service_label: dict[str, str]
    share: DistrictShare | None
    until_won: int | None
    reprint: int = 0
    training: bool = False
    claim_label: dict[str, str] = {}
