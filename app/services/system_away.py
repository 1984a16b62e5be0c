"""What a national system makes, while it is away: neither issued nor charged for (COUNTER §1)."""

from __future__ import annotations

from app.domain.cases import Case
from app.domain.errors import Refused
from app.services.desk import Desk
from app.services.price_draft import system_down


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
