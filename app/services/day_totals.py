"""A day's sums, computed two independent ways that must agree (GUARANTEES G6)."""

from __future__ import annotations

from app.domain.closing import DayTotals
from app.domain.errors import IntegrityViolated
from app.services.desk import Desk
from app.services.whole_book import stop_unless_whole


def checked_totals(desk: Desk, day: str, *, own: bool = True, other_desk: str | None = None) -> DayTotals:
    """The day's sums, by SQL over the projections and by folding the entries. IntegrityViolated `sums_disagree` if the two
    differ; Refused `book_unlisted` for another desk while entries wait to be listed.
    """
    if not own:  # the entries of a desk are here before what they say is listed: the two would differ and nothing be wrong
        stop_unless_whole(desk)
    by_sql = desk.store.days.totals_by_sql(day, own=own, desk=other_desk)
    by_fold = desk.store.days.totals_by_fold(day, own=own, desk=other_desk)
    if by_sql != by_fold:
        raise IntegrityViolated("sums_disagree", day=day)
    return by_sql
