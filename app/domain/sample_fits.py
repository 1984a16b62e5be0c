"""What fits whom in an invented case: which paper somebody carries, who may act for whom, which day an office works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Protocol

from app.domain.answers import Values
from app.domain.forms import Field, FormDef
from app.domain.identity import Sex, full_age

_SEX_OF: Final[Mapping[str, Sex]] = {
    "father": "male",
    "husband": "male",
    "mother": "female",
    "wife": "female",
    "pregnant": "female",
}
_GENERATION: Final = 18  # years between a parent and a child, at least
_OF_THE_GROWN_UP: Final = ("resident_card", "driving_licence", "mobile_id")
_CARRIED_BY_FOREIGNERS: Final = ("foreigner_card", "passport")
_OLD_PASSPORT_AT_HAND: Final = ("valid_returned", "expired")
_ACKNOWLEDGED_BY: Final = {"father": "voluntary", "mother": "judgment", "other": "will"}  # an executor files what a will says
_FRIDAY: Final = 4
_BY_AN_OFFICE: Final = frozenset(
    (
        "arrived_on",
        "confirmed_on",
        "court_leave_on",
        "decided_on",
        "decision_told_on",
        "filed_on",
        "final_on",
        "found_on",
        "happened_on",
        "leave_on",
        "letter_on",
        "passport_issued_on",
        "received_on",
        "wished_on",
    )
)


class Somebody(Protocol):
    """An invented person, as far as it matters what fits them."""

    @property
    def sex(self) -> Sex: ...

    @property
    def birth_date(self) -> date: ...


def asks(form: FormDef, field_id: str) -> bool:
    """Whether the form has that field."""
    return any(each.id == field_id for each in form.fields)


def fits(choice: str, each: Field, form: FormDef, values: Values, who: Somebody, applicant: Somebody, today: date) -> bool:
    """Whether this choice of the field could be true of `who`, after what stands above it."""
    age = full_age(who.birth_date, today)
    if choice in _SEX_OF and (who.sex != _SEX_OF[choice] or (choice == "pregnant" and not 18 <= age < 50)):
        return False  # nobody's mother is a man
    if each.id.endswith("id_document"):
        return _carries(choice, each, form, values, age)
    if each.id == "agent.relation":
        return _acts(choice, values, who, applicant, today)
    if each.id == "ground" and asks(form, "mother_name"):
        return choice == _ACKNOWLEDGED_BY[str(values["filer_capacity"])]
    if each.id == "old_passport":
        if asks(form, "remaining_reason"):
            return choice != "none"  # nothing would remain
        return values.get("applicant.id_document") != "passport" or choice in _OLD_PASSPORT_AT_HAND
    if each.id == "withdrawal_letter":
        return choice == "none"  # who has taken the will to divorce back has nothing to file
    if each.id == "tell_by" and choice in ("phone", "sms"):
        return values.get("applicant.phone") is not None
    return choice != "elderly" or age >= 65


def _carries(choice: str, each: Field, form: FormDef, values: Values, age: int) -> bool:
    """Citizens carry no foreigner's card, children drive no car, and a lost passport proves nothing."""
    if asks(form, "applicant.arn") and values.get("applied_by") != "agent":
        return choice in _CARRIED_BY_FOREIGNERS
    if choice in _OF_THE_GROWN_UP:
        return age >= 18
    if choice == "passport" and each.id == "applicant.id_document":
        return not asks(form, "lost_on") and not (asks(form, "old_passport") and age >= 18)
    return choice != "foreigner_card"


def _acts(choice: str, values: Values, who: Somebody, applicant: Somebody, today: date) -> bool:
    """Nobody acts for a child as their daughter; parents are a generation older, spouses grown up and man and woman."""
    if choice in ("father", "mother", "parent"):
        return older(who, applicant) >= _GENERATION
    if choice == "child":
        return older(applicant, who) >= _GENERATION
    if choice == "spouse":
        return who.sex != applicant.sex and full_age(applicant.birth_date, today) >= 18
    return choice != "other" or values.get("applied_by") != "statutory_agent"


def older(one: Somebody, other: Somebody) -> int:
    """By how many calendar years the first is older than the other."""
    return other.birth_date.year - one.birth_date.year


def on_a_working_day(field_id: str, day: date, *, ahead: bool) -> date:
    """What an office does it does from Monday to Friday: the Friday before a weekend, or the Monday after it where the day lies ahead."""
    past_friday = day.weekday() - _FRIDAY
    if field_id not in _BY_AN_OFFICE or past_friday <= 0:
        return day
    return day + timedelta(days=3 - past_friday) if ahead else day - timedelta(days=past_friday)
