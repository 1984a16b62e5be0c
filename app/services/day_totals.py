"""A day's sums, computed two independent ways that must agree (GUARANTEES G6)."""

from __future__ import annotations

from app.domain.closing import DayTotals
from app.domain.errors import IntegrityViolated
from app.services.desk import Desk


def checked_totals(desk: Desk, day: str, *, own: bool = True, other_desk: str | None = None) -> DayTotals:
    """The day's sums, by SQL over the projections and by folding the entries. IntegrityViolated `sums_disagree` if the two differ."""
    by_sql = desk.store.days.totals_by_sql(day, own=own, desk=other_desk)
    by_fold = desk.store.days.totals_by_fold(day, own=own, desk=other_desk)
    if by_sql != by_fold:
        raise IntegrityViolated("sums_disagree", day=day)
    return by_sql
