"""Earlier requests about the same person that warn whoever issues now: a hint with its age, never a permission (COUNTER §1).

Only what this office received is known here. Whether issue is forbidden is seen in the national system; that nothing is shown means
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.forms import FormDef
from app.domain.lives import UNDONE_STATES
from app.domain.views import PersonHint
from app.services.desk import Desk, from_ms, seoul_date

WARNED: Final = "asked_for_protection"
_LIFTED: Final = "lift"
_PERSON: Final = "applicant.rrn"


def person_hint(desk: Desk, form: FormDef, values: Mapping[str, object]) -> PersonHint | None:
    """The newest request of that person by which the form is warned; None if there is none, or it was lifted. Any lane."""
    number = values.get(_PERSON)
    if not form.warned_by or not isinstance(number, str):
        return None
    mac = desk.sealer.lookup("person_no", number)
    today = seoul_date(desk.clock.now())
    for service in form.warned_by:
        for case in desk.store.cases.of_person(service, mac):
            if case.state in UNDONE_STATES:
                continue
            kind = str(case.answers.get("protection", ""))
            if kind == _LIFTED:
                break
            received = seoul_date(from_ms(case.intake_at))
            return PersonHint(
                number=case.number, service=service, kind=kind, received_on=received.isoformat(), days=(today - received).days
            )
    return None
