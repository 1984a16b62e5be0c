"""By when the next thing has to happen to a case: decided when it is received and with each step, kept in the entry (REFERENCE §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.case_clock import UNCHANGED, Tick, after_step, at_receipt, period_of, processing_of
from app.domain.cases import Case
from app.domain.deadlines import period_text
from app.domain.entries import CaseAdvanced
from app.domain.forms import FormDef
from app.domain.lives import COUNTED, transition
from app.services.desk import Desk
from app.services.work_time import work_calendar


class DueAtReceipt(NamedTuple):
    """As `CaseReceived` carries it."""

    due_at: int | None = None
    limit_at: int | None = None
    period: str = ""


_NEVER_DUE = DueAtReceipt()


def due_at_receipt(desk: Desk, form: FormDef, answers: Mapping[str, Any], intake: datetime | None, *, waits: bool) -> DueAtReceipt:
    """By when a case is due that was received at that moment, now where none is named; nothing for a service without a period.

    `waits`: nobody stands at the counter for it, or its system is away. A certificate that is issued while the citizen waits is due at no
    moment, and most are: that has to cost nothing.
    """
    if form.life == "certificate" and not waits:
        return _NEVER_DUE
    processing = processing_of(form, answers)
    due_at, limit_at = at_receipt(form.life, processing, intake or desk.clock.now(), work_calendar(desk))
    return DueAtReceipt(due_at, limit_at if limit_at != due_at else None, period_text(processing))


def stepped(
    desk: Desk,
    case: Case,
    step: str,
    facts: dict[str, Any],
    *,
    note: str = "",
    confirmed_by: UUID | None = None,
    lookups: dict[str, list[bytes]] | None = None,
) -> CaseAdvanced:
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
        times=case.taken.get(step, 0) if step in COUNTED else None,
        lookups=lookups or {},
    )


def _tick(desk: Desk, case: Case, step: str, facts: Mapping[str, Any]) -> Tick:
    row = transition(case.life, case.state, f"case_advanced:{step}")
    if row is None:
        return UNCHANGED
    processing = period_of(desk.catalogue.forms.get(case.service), case)
    return after_step(case, step, row.next, facts, processing, desk.clock.now(), work_calendar(desk))
