"""What a citizen confirmed holds for exactly the lines they saw: another one at the same price is another basket."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from app.domain.citizen_screen import Confirmation
from app.domain.sampling import sample
from app.ui.visit import Line, Visit
from tests.desks import NINE, the_catalogue, the_people

WON = 600


def a_line(index: int) -> Line:
    form = the_catalogue().forms["seal_certificate_issue"]
    return Line(form=form, draft=sample(form, seed=7, index=index, today=NINE.date(), people=the_people()), due_won=WON)


def said(at: int) -> Confirmation:
    return Confirmation(at=at, due_won=WON, total_won=2 * WON, cases=2)


def holds(visit: Visit) -> bool:
    return visit.confirmed is not None


def test_another_line_at_the_same_price_is_not_what_was_confirmed() -> None:
    visit = Visit()
    visit.lines = [a_line(0), a_line(1)]
    assert not holds(visit)
    visit.confirm([said(1), said(1)])
    assert holds(visit) and visit.total_won == 2 * WON
    confirmed = visit.lines[1]
    visit.lines[1] = a_line(2)
    assert not holds(visit)
    earlier = msgspec.structs.replace(confirmed.draft, confirmed=said(0))  # of another showing
    visit.lines[1] = replace(confirmed, draft=earlier)
    assert not holds(visit)
    visit.lines[1] = replace(confirmed, due_won=WON - 100)
    assert not holds(visit)
