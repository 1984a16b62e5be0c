"""The same request of the same person on the same day (COUNTER §6, message 6): told beside the form, never in its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from app.domain.forms import FormDef
from app.domain.lives import UNDONE_STATES
from app.services.desk import Desk, from_ms, seoul_date

_PERSON: Final = "applicant.rrn"


class SameToday(msgspec.Struct, frozen=True, kw_only=True):
    """The newest such case. `at`: ms; `desk`: two digits."""

    number: str
    at: int
    desk: str


def same_today(desk: Desk, form: FormDef, values: Mapping[str, object]) -> SameToday | None:
    """What this office received today of that service for that person; None if nothing, or it was undone. Any lane."""
    number = values.get(_PERSON)
    if not isinstance(number, str):
        return None
    today = seoul_date(desk.clock.now())
    for case in desk.store.cases.of_person(form.id, desk.sealer.lookup("person_no", number)):
        if case.state not in UNDONE_STATES and seoul_date(from_ms(case.intake_at)) == today:
            return SameToday(number=case.number, at=case.intake_at, desk=case.desk)
    return None
