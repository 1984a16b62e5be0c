"""When this office works, as a desk knows it now."""

from __future__ import annotations

from app.domain.work_calendar import WorkCalendar
from app.services.desk import Desk


def work_calendar(desk: Desk) -> WorkCalendar:
    """The table of the release with what the office said; made once, until somebody says something new. Any lane."""
    return desk.store.office_calendar.calendar(desk.catalogue.holidays)
