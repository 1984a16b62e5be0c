"""Whether cases were done within the period of the law, and within the shorter one the office promises itself: both counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import msgspec

from app.domain.case_clock import still_runs
from app.domain.case_record import CaseRecord
from app.domain.forms import FormDef
from app.domain.lives import transition
from app.domain.moments import day_said, moment_of, ms_of
from app.domain.work_calendar import SEOUL

_SAID: Final = ("decided_on", "issued_on", "resolved_at", "returned_on", "withdrawn_on", "transferred_on")
_LEFT_OUT: Final = frozenset({"cancelled", "voided"})  # what was withdrawn or refused was worked on
_COUNTED: Final = frozenset({"passport", "petition", "disclosure", "living_report", "exchange"})


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one service in a year: how many ended, how many of those in time. `within_own` None: nothing shorter was promised.

    `days`: calendar days from receipt to the end, of all that ended together.
    """

    service: str
    received: int
    ended: int
    within_law: int
    within_own: int | None
    days: int

    @property
    def mean_days(self) -> int | None:
        """The mean of `days`, a half rounded up; None while nothing has ended."""
        return (2 * self.days + self.ended) // (2 * self.ended) if self.ended else None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One case: by when the law (`limit_at`) and the office (`own_limit_at`) wanted it done; ms, None where they say nothing."""

    record: CaseRecord
    limit_at: int | None
    own_limit_at: int | None


def is_counted(form: FormDef) -> bool:
    """Its cases take days: what is handed out while the citizen waits is not asked how long it took."""
    return form.life in _COUNTED and form.processing.rule not in ("none", "immediate")


def counted(service: str, runs: Iterable[Run]) -> Kept:
    """What became of those cases; cancelled and void ones left out, a case without a period of its own counted as one that kept it."""
    received = ended = law = own = days = 0
    promised = False
    for run in runs:
        if run.record.case.state in _LEFT_OUT:
            continue
        received += 1
        promised = promised or run.own_limit_at is not None
        at = ended_at(run.record)
        if at is None:
            continue
        ended += 1
        law += run.limit_at is None or at <= run.limit_at
        own += run.own_limit_at is not None and at <= run.own_limit_at
        days += (_day(at) - _day(run.record.case.intake_at)).days
    return Kept(service=service, received=received, ended=ended, within_law=law, within_own=own if promised else None, days=days)


def ended_at(record: CaseRecord) -> int | None:
    """When the period stopped running for good, ms; None while it runs or waits for a supplement.

    A step written down on a later day than the one it names happened on that day, and was in time if the day was.
    """
    case = record.case
    began = transition(case.life, None, "case_received:only" if case.only_received else "case_received")
    state = began.next if began is not None else "received"
    for step in record.steps:
        found = transition(case.life, state, f"case_advanced:{step.step}")
        if found is None:
            continue
        state = found.next
        if not still_runs(case.life, state):
            said = next((step.facts[name] for name in _SAID if step.facts.get(name)), None)
            if (day := day_said(said)) is not None and day < _day(step.at):
                return max(case.intake_at, ms_of(datetime(day.year, day.month, day.day, tzinfo=SEOUL)))
            return step.at
    return None


def _day(ms: int) -> date:
    return moment_of(ms).astimezone(SEOUL).date()
