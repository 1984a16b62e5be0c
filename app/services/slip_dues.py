"""What an intake slip says about its deadline: 처리기간 and 처리예정일시, of a passport 수령예정일 (COUNTER §4)."""

from __future__ import annotations

from app.domain.case_clock import period_of
from app.domain.cases import Case
from app.domain.forms import FormDef, Processing
from app.domain.work_calendar import WEEKDAY_NAMES
from app.services.desk import SEOUL, from_ms

_UNITS = {"working_hour": "근무시간 {}시간", "hour": "근무시간 {}시간", "day": "{}일", "week": "{}주", "month": "{}개월", "year": "{}년"}


def due_rows(case: Case, form: FormDef) -> list[tuple[str, str]]:
    """The rows of a case that has a period; of one without, or whose period has ended, none."""
    if case.limit_at is None or not case.period:
        return []
    due = from_ms(case.limit_at).astimezone(SEOUL)
    day = f"{due.year}. {due.month}. {due.day}.({WEEKDAY_NAMES[due.weekday()]})"
    length = period_words(period_of(form, case))
    if case.life == "passport":
        return [("수령예정일", f"{day} (근무일 {length})")]
    return [("처리기간", length), ("처리예정", f"{day} {due:%H:%M}")]


def period_words(processing: Processing) -> str:
    """A period as people name it: 즉시, 7일, 2주."""
    return "즉시" if processing.rule == "immediate" else _UNITS[processing.unit].format(processing.value)
