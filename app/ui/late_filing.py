"""What a filing that came late has to be told. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.penalties import PenaltyDue, penalty
from app.ui.context import Context


def late_penalty(context: Context, service: str, answers: Mapping[str, Any], filed_on: date) -> PenaltyDue | None:
    """What that filing costs for being late; None for one in time and for every other service."""
    scheme, form = context.catalogue.penalties.get(service), context.catalogue.forms.get(service)
    if scheme is None or form is None:
        return None
    return penalty(form, scheme, answers, filed_on, day_off=context.services.calendar.known().day_off)
