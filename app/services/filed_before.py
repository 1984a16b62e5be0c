"""Filings of these days that say the same as the one in hand: shown beside it, never in its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.domain.forms import FormDef
from app.domain.lives import UNDONE_STATES
from app.domain.same_filing import DAYS, same_filing
from app.services.desk import Desk, to_ms

FILED_BEFORE: Final = "filed_before"


def filed_before(desk: Desk, form: FormDef, values: Mapping[str, object]) -> tuple[str, ...]:
    """Numbers of such cases, newest first; none for a service that does not ask. Reader or writer lane."""
    if not form.same_filing or not values.get(form.same_filing[0]):
        return ()
    since = to_ms(desk.clock.now() - timedelta(days=DAYS))
    found = desk.store.cases.received_since(form.id, since, form.same_filing)
    return tuple(case.number for case in found if case.state not in UNDONE_STATES and same_filing(form, values, case.said))
