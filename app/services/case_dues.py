"""By when the next thing has to happen to a case: decided when it is received and with each step, kept in the entry (REFERENCE §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.case_clock import UNCHANGED, Tick, after_step, at_receipt, processing_of
from app.domain.cases import Case
from app.domain.entries import CaseAdvanced
from app.domain.forms import FormDef
from app.domain.lives import transition
from app.services.desk import Desk
from app.services.work_time import work_calendar


def due_at_receipt(
    desk: Desk, form: FormDef, answers: Mapping[str, Any], intake: datetime | None, *, waits: bool
) -> tuple[int | None, int | None]:
    """`due_at` and `limit_at` of a case received at that moment, now where none is named; None without a period.

    `waits`: nobody stands at the counter for it, or its system is away. A certificate that is issued while the citizen waits is due at no
    moment, and most are: that has to cost nothing.
    """
    if form.life == "certificate" and not waits:
        return None, None
    due_at, limit_at = at_receipt(form.life, processing_of(form, answers), intake or desk.clock.now(), work_calendar(desk))
    return due_at, limit_at if limit_at != due_at else None


def stepped(desk: Desk, case: Case, step: str, facts: dict[str, Any], *, note: str = "", confirmed_by: UUID | None = None) -> CaseAdvanced:
    """The entry of that step, with what it does to the case's clock. `facts`: as they will stand in it."""
    moved = _tick(desk, case, step, facts)
    return CaseAdvanced(
        step=step,
        based_on=case.version,
        note=note,
        facts=facts,
        due_at=moved.due_at,
        limit_at=moved.limit_at,
        clock=moved.mark,
        confirmed_by=confirmed_by,
    )


def _tick(desk: Desk, case: Case, step: str, facts: Mapping[str, Any]) -> Tick:
    form, row = desk.catalogue.forms.get(case.service), transition(case.life, case.state, f"case_advanced:{step}")
    if form is None or row is None:
        return UNCHANGED
    return after_step(case, step, row.next, facts, processing_of(form, case.answers), desk.clock.now(), work_calendar(desk))
