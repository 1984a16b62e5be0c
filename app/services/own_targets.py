"""The shorter period an office promises itself, beside the one of the law: shown, never what a case is due by (REFERENCE §3)."""

from __future__ import annotations

from app.domain.case_clock import limit_of, period_of, runs
from app.domain.cases import Case
from app.domain.deadlines import target
from app.services.desk import Desk
from app.services.work_time import work_calendar


def own_due_at(desk: Desk, case: Case) -> int | None:
    """By when the office wants that case done, ms, while its period runs; None where it promises nothing shorter. Any lane."""
    form = desk.catalogue.forms.get(case.service)
    if form is None or not form.processing.own_target or case.limit_at is None or not runs(case):
        return None
    promised = target(form.processing)
    if promised is None or period_of(form, case).unit != form.processing.unit:
        return None  # the case says a period of its own
    at = limit_of(case, promised, work_calendar(desk))
    return at if at is not None and at < case.limit_at else None
