"""The citizen's old passport, read while a new one is applied for: what it says goes into the form, what differs is said. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.domain import mrz
from app.ui.form_model import FormModel

SURNAME, GIVEN, NUMBER, PERSON = "surname_latin", "given_name_latin", "old_passport_no", "applicant.rrn"
TAKES: Final = frozenset({SURNAME, NUMBER})


def takes_booklet(model: FormModel) -> bool:
    """The form asks for what an old passport says."""
    return bool(TAKES & model.form.field_ids)


def read_booklet(model: FormModel, line: str, *, today: date) -> list[tuple[str, object]]:
    """What belongs into the form now, by field; the model knows what to compare with later (`FormModel.expected`).

    Line 1 gives the romanised name, line 2 the number, whether it is still good, and the first six digits of the resident number. What
    the clerk typed stays. Refused `mrz_invalid`.
    """
    is_names = line.strip().upper().startswith("P") and "<<" in line[5:]
    found = dict(_names(line) if is_names else _holder(line, today))
    model.expect({name: str(value) for name, value in found.items() if name in (SURNAME, GIVEN, PERSON)})
    return [
        (name, value) for name, value in found.items() if name in model.form.field_ids and (name not in _KEPT or not model.raw.get(name))
    ]


_KEPT: Final = (SURNAME, GIVEN, PERSON)


def _names(line: str) -> Iterator[tuple[str, object]]:
    names = mrz.parse_names(line)
    yield SURNAME, names.surname
    yield GIVEN, names.given_names


def _holder(line: str, today: date) -> Iterator[tuple[str, object]]:
    holder = mrz.parse_holder(line, today=today)
    yield "old_passport", "valid_returned" if holder.expires_on >= today else "expired"
    yield NUMBER, holder.passport_no
    yield PERSON, holder.birth_date.strftime("%y%m%d")
