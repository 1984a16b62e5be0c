"""Which notices a moment in a case's life calls for, and whom they may be sent to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.cases import Case
from app.domain.identity import is_mobile
from app.domain.notice_texts import NoticeDef, Way

# What became of a notice: of several words the highest counts.
RANK: Final[Mapping[str, int]] = {"": 0, "unknown": 1, "sent": 2, "repeated": 3, "refused": 4, "failed": 5, "delivered": 6}
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}")


def consented(definition: NoticeDef, case: Case, way: Way) -> bool:
    """Whether who asked for that case may be told this way: who ticked `sms_consent` agreed to text messages and to nothing else, who
    wished e-mail (`tell_by=email`) to e-mail."""
    return not definition.consent or any(_says(case, each) and _of_way(each, way) for each in definition.consent)


def _says(case: Case, asked: str) -> bool:
    field, sign, value = asked.partition("=")
    found = field_of(case, field)
    return found == value if sign else found is True


def _of_way(asked: str, way: Way) -> bool:
    field, sign, value = asked.partition("=")
    return (value if sign else field.removesuffix("_consent")) == way


def address_of(definition: NoticeDef, case: Case, way: Way) -> tuple[str, str]:
    """The field that says where to, and what stands there; two empty texts if none of them does."""
    for field in definition.to if way != "email" else ("applicant.email",):
        value = field_of(case, field)
        if isinstance(value, str) and reaches(way, value):
            return field, value
    return "", ""


def reaches(way: str, address: str) -> bool:
    """Whether something can be sent there: a mobile number (REFERENCE §4), an address of e-mail."""
    if way == "sms":
        return address.isascii() and is_mobile(address)
    return way == "email" and _EMAIL.fullmatch(address) is not None


def field_of(case: Case, field: str) -> Any:
    """What stands in that field of the case; None if nothing does."""
    group, dot, name = field.partition(".")
    if dot and group == "applicant":
        return case.applicant.get(name)
    if dot and group == "agent":
        return (case.agent or {}).get(name)
    return case.answers.get(field, case.facts.get(field))


def told_by(facts: Mapping[str, Any]) -> str:
    """How a step says that it was told."""
    return str(facts.get("way") or facts.get("notice_way") or "")


def ways_of(definition: NoticeDef, facts: Mapping[str, Any]) -> list[Way]:
    """How that notice may be sent now, the best first: as the step says where it says so; nothing if it is told some other way."""
    said = told_by(facts)
    if definition.chosen or said:
        return [way for way in definition.ways if way == said]
    return [way for way in definition.ways if way != "letter"]


def wanted(definitions: Sequence[NoticeDef], life: str, trigger: str) -> list[NoticeDef]:
    """The notices of that moment in a life."""
    return [each for each in definitions if each.life == life and trigger in each.on]
