"""The yearly tables as a paper of the office."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.papers import OfficeInfo
from app.domain.statistics import Report


class StatisticsSheet(msgspec.Struct, frozen=True, kw_only=True):
    """민원 통계: one or all tables of a year. `desks`: whose cases were counted; `unknown`: reason → its sentence."""

    office: OfficeInfo
    year: int
    made_at: datetime
    desks: list[str]
    reports: list[Report]
    unknown: dict[str, str]
    training: bool = False
