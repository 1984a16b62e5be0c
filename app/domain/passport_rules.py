"""What the law allows of the steps of passports beyond the order of their states (여권법 제13조; 군포시). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.moments import day_counted
from app.domain.terms import last_pick_up

_LIVES: Final = frozenset({"passport", "pickup", "posting"})
_LEAVES: Final = frozenset({"deliver", "dispatch"})


def check_passport_step(case: Case, step: str, facts: Mapping[str, Any], today: date) -> None:
    """Nothing happens if the step is allowed. Refused `void_too_early`, `passport_is_void` (fact `day`: the first on which it is void),
    `online_not_to_agent`.
    """
    if case.life not in _LIVES:
        return
    issued = day_counted(case.facts.get("issued_on") or case.answers.get("passport_issued_on"))
    first = last_pick_up(issued) + timedelta(days=1) if issued is not None else None
    if first is not None and step == "void" and facts.get("void_reason") == "uncollected" and today < first:
        raise Refused("void_too_early", day=first.isoformat())
    if first is not None and step in _LEAVES and today >= first:
        raise Refused("passport_is_void", day=first.isoformat())  # 여권법 제13조: nobody travels with it any more
    if step == "deliver" and facts.get("recipient") == "agent" and _online(case):
        raise Refused("online_not_to_agent")


def _online(case: Case) -> bool:
    return case.channel == "online" or case.answers.get("applied_online") is True
