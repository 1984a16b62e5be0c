"""The shorter period an office promises itself, beside the one of the law: shown, never what a case is due by (REFERENCE §3)."""

from __future__ import annotations

from app.domain.case_clock import limit_of, period_of, runs
from app.domain.cases import Case
from app.domain.deadlines import target
from app.services.desk import Desk
from app.services.work_time import work_calendar


def own_due_at(desk: Desk, case: Case) -> int | None:
    """By when the office wants that case done, ms, while its period runs; None where it promises nothing shorter. Any lane."""
    if case.limit_at is None or not runs(case):
        return None
    at = _promised(desk, case)
    return at if at is not None and at < case.limit_at else None


def limits_of(desk: Desk, case: Case) -> tuple[int | None, int | None]:
    """By when the law and by when the office wanted that case done, ms, also after it was; None where they say nothing. Any lane."""
    form = desk.catalogue.forms.get(case.service)
    # A passport on its shelf has no end of a period any more: it is counted again from what its clock keeps.
    limit = case.limit_at if case.limit_at is not None else limit_of(case, period_of(form, case), work_calendar(desk))
    at = _promised(desk, case)
    return limit, at if at is not None and (limit is None or at < limit) else None


def _promised(desk: Desk, case: Case) -> int | None:
    form = desk.catalogue.forms.get(case.service)
    if form is None or not form.processing.own_target:
        return None
    promised = target(form.processing)
    if promised is None or period_of(form, case).unit != form.processing.unit:
        return None  # the case says a period of its own
    return limit_of(case, promised, work_calendar(desk))
