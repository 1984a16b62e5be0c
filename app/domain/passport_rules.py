"""What the law allows of the steps of passports beyond the order of their states (여권법 제13조; 군포시). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.forms import StepDef
from app.domain.moments import day_counted
from app.domain.terms import last_pick_up

POST_ADDRESS: Final = "post_address"
_LIVES: Final = frozenset({"passport", "pickup", "posting"})
_LEAVES: Final = frozenset({"deliver", "dispatch"})


def as_posted(step: StepDef, applicant: Mapping[str, Any]) -> StepDef:
    """The step as it is asked of that applicant's case: where a passport is posted to, only if the application does not say it."""
    if not any(field.id == POST_ADDRESS for field in step.fields):
        return step
    known = bool(applicant.get("address"))
    fields = [
        msgspec.structs.replace(field, required=True) if field.id == POST_ADDRESS else field
        for field in step.fields
        if not (known and field.id == POST_ADDRESS)
    ]
    return msgspec.structs.replace(step, fields=fields)


def check_not_void(case: Case, step: str, today: date) -> None:
    """Nothing happens while the passport may leave the office. Refused `passport_is_void` (fact `day`: the first on which it is void)."""
    first = _void_from(case)
    if first is not None and step in _LEAVES and today >= first:
        raise Refused("passport_is_void", day=first.isoformat())  # 여권법 제13조: nobody travels with it any more


def leaves_unpaid(case: Case, step: str) -> bool:
    """True for a passport whose fee is owed, never paid or given back, and which would leave the office with that step."""
    return case.life in _LIVES and step in _LEAVES and case.open_won > 0


def check_passport_step(case: Case, step: str, facts: Mapping[str, Any], today: date) -> None:
    """Nothing happens if the step is allowed. Refused `void_too_early` (fact `day`: the first on which it is void) and
    `online_not_to_agent`.
    """
    if case.life not in _LIVES:
        return
    first = _void_from(case)
    if first is not None and step == "void" and facts.get("void_reason") == "uncollected" and today < first:
        raise Refused("void_too_early", day=first.isoformat())
    if step == "deliver" and facts.get("recipient") == "agent" and _online(case):
        raise Refused("online_not_to_agent")


def _void_from(case: Case) -> date | None:
    """The first day on which nobody may fetch it any more; None of what is no passport, or of one whose day of issue nobody knows."""
    if case.life not in _LIVES:
        return None
    issued = day_counted(case.facts.get("issued_on") or case.answers.get("passport_issued_on"))
    return last_pick_up(issued) + timedelta(days=1) if issued is not None else None


def _online(case: Case) -> bool:
    return case.channel == "online" or case.answers.get("applied_online") is True
