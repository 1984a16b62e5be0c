"""What a national system makes, while it is away: neither issued nor charged for (COUNTER §1)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.passport_rules import check_not_void, leaves_unpaid
from app.domain.views import Actor
from app.services.desk import Desk, seoul_date, to_ms
from app.services.price_draft import system_down
from app.services.two_people import require_two

HAND_OVER: Final = "deliver"


def away_now(desk: Desk, case: Case) -> str | None:
    """The national system that would make what the case asks for, if it is away and nothing can be issued or really received meanwhile."""
    down = system_down(desk.form(case.service), desk.store.days.lamps())
    return next(iter(down), None)


def refuse_while_away(desk: Desk, case: Case) -> None:
    """Refused `system_is_down`: what its national system makes is neither issued nor charged for while that system is away (COUNTER §1)."""
    if (system := away_now(desk, case)) is not None:
        raise Refused("system_is_down", system_long=system)


def refuse_hand_over_while_away(desk: Desk, case: Case) -> None:
    """Refused `hand_over_while_away`: a passport is handed over in its system; on paper meanwhile, if the office allows it, and entered
    once the system is back (COUNTER §1).
    """
    if desk.form(case.service).national_system == "passport" and (system := away_now(desk, case)) is not None:
        raise Refused("hand_over_while_away", system_long=system)


def maybe_handed_over_on_paper(desk: Desk, case: Case) -> bool:
    """True if the passport's system was away at this desk at some time since it was asked for: it may have left then, signed on paper
    (수기 교부대장, COUNTER §1), and what happened has to be entered whether its fee was taken or not.
    """
    away = desk.store.outages.between(case.received_at, to_ms(desk.clock.now()))
    return any(each.system == "passport" and each.here for each in away)


def unpaid_hand_over(desk: Desk, case: Case, step: str, actor: Actor, confirmer: Actor | None) -> UUID | None:
    """None where that step takes no unpaid passport out of the office; else who signs beside the actor that it was handed over on paper
    while its system was away. Its fee stays owed.

    Refused `passport_unpaid` (fact `open_won`; REFERENCE §6: the fee is owed at receipt), `supervisor_needed`, `second_needed`,
    `second_is_first`, `passport_is_void`.
    """
    if not leaves_unpaid(case, step):
        return None
    check_not_void(case, step, seoul_date(desk.clock.now()))  # nobody is asked to pay for what leaves the office no more
    if step != HAND_OVER or not maybe_handed_over_on_paper(desk, case):
        raise Refused("passport_unpaid", open_won=case.open_won)
    return require_two(desk, actor, confirmer)
