"""The same request of the same person: told on its day, and not once it was undone (COUNTER §6, message 6)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from app.domain.sampling import sample
from app.services.price_draft import quote
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock


def test_it_is_told_on_its_day_and_not_once_it_was_undone(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    services, clock = home.services, home.desk.clock
    park = services.sign_in("park", PASSWORD)
    services.open_day(park, 0)
    draft = sample(the_catalogue().forms["seal_certificate_issue"], seed=7, index=0, today=NINE.date(), people=the_people())
    draft = msgspec.structs.replace(draft, draft_id=None, exemption=None)
    assert quote(home.desk, draft).same_today is None
    first = services.record_visit(park, [draft], tender="cash").cases[0]
    told = quote(home.desk, draft).same_today
    assert told is not None and (told.number, told.desk) == (first.number, "03")
    services.cancel_case(park, first.case_id, "입력 착오", confirmer=second(home, "admin"))
    assert quote(home.desk, draft).same_today is None
    again = services.record_visit(park, [draft], tender="cash").cases[0]
    told = quote(home.desk, draft).same_today
    assert told is not None and told.number == again.number
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1))
    assert quote(home.desk, draft).same_today is None
    home.close()
