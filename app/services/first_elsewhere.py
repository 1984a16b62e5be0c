"""What another desk did first with a case that is now to be settled (COUNTER §6, message 12)."""

from __future__ import annotations

import msgspec

from app.domain.entries import CaseAdvanced
from app.services.desk import Desk


class FirstElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """`desk`: two digits; `at`: ms; `kind` and `step` are translated by the screen."""

    desk: str
    at: int
    kind: str
    step: str


def first_elsewhere(desk: Desk, number: str) -> FirstElsewhere | None:
    """What another desk wrote last about that case of an open item; None if nothing is open or nobody else wrote. Read lane."""
    cases = set(desk.store.cases.find_by_number(number))
    for item in desk.store.disputes.open_items_of(cases):
        for theirs in desk.store.disputes.beside(item, 1):
            step = theirs.body.step if isinstance(theirs.body, CaseAdvanced) else ""
            return FirstElsewhere(desk=theirs.desk, at=theirs.header.recorded_at, kind=theirs.header.kind, step=step)
    return None
