"""Answers that name another case of the book: a compensation and a guardian are about one, and its number is not free text."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import Refused
from app.domain.forms import FormDef
from app.domain.numbers import looks_like_number, parse_number
from app.services.desk import Desk
from app.services.whole_book import unknown


def named_cases(desk: Desk, form: FormDef, values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Our number of each case that was named by its own or official number, and what is wrong with the others: field → code.

    Codes: `case_unknown`, `number_ambiguous`, `number_check_wrong`. Reader or writer lane.
    """
    found: dict[str, object] = {}
    problems: dict[str, str] = {}
    for field in form.case_fields:
        if not (typed := values.get(field.id)):
            continue
        try:
            found[field.id] = _number(desk, str(typed))
        except Refused as error:
            problems[field.id] = error.code
    return found, problems


def _number(desk: Desk, typed: str) -> str:
    wanted = parse_number(typed) if looks_like_number(typed) else typed.strip()
    cases = desk.store.cases.find_by_number(wanted)
    if len(cases) > 1:
        raise Refused("number_ambiguous", count=len(cases))
    case = desk.store.cases.find(cases[0]) if cases else None
    if case is None:
        raise unknown(desk, "case_unknown")
    return case.number
