"""Drafts of invented people, from the forms themselves: for `minwon sample`, the demo, load and tests.

Pure and deterministic: the same form, seed, index, day and people give the same draft on every machine, because the
generator starts from a text (never from `hash()`). Nobody real can be met: phones begin with 010-0, resident numbers have
a region code above 96, plates a first number above 899, companies a register number of no court.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, Literal, TypeVar

import msgspec

from app.domain import answers
from app.domain.answers import Draft, Values
from app.domain.forms import Fee, Field, FieldKind, FormDef
from app.domain.identity import Sex, full_age, rrn_check_digit
from app.domain.sample_fits import asks, fits, on_a_working_day

EVIDENCE = "2026-0000123"  # number of the card that shows a 감면; grounds that ask for none take it too
T = TypeVar("T")
RANDOM_TAIL_SINCE: Final = date(2020, 10, 5)  # numbers given from this day on have no check digit (기획재정부 notice)
_ATTEMPTS: Final = 200
_PARENTS: Final = (22, 45)  # years, of those whose child is registered
_PARENTS_OF_MINORS: Final = (40, 55)  # old enough for the oldest of them
_ADOPTERS: Final = (45, 70)
_ADOPTED: Final = (19, 24)  # grown up: a minor needs the court's leave
_ROLES: Final = (  # one person in all fields of that name
    "subject", "husband", "wife", "father", "mother", "name_before", "name_after",
    "target", "deceased", "submitter", "collector", "seller", "owner", "head", "holder",
)  # fmt: skip
_OF_PEOPLE: Final = ("name", "rrn", "arn", "date", "phone", "address", "text")
_FILES_AS: Final = {"adoptee": "subject", "principal": "subject", "new_holder": "holder"}  # the capacity names the role; else its own name
_HAVE_THE_NAME: Final = ("father", "name_before", "head")  # of the family of who applies
_SEX_OF_ROLE: Final[Mapping[str, Sex]] = {"husband": "male", "father": "male", "head": "male", "wife": "female", "mother": "female"}
_AHEAD: Final = {"wished_on": 0, "shown_from": 0, "shown_until": 90}  # days that are asked for, not days that were; how many at least
_WITHIN: Final = 4  # days, with a weekend fewer than any period in working days
_LONG_BEFORE: Final = {"period_from": 400}  # days at least
_AFTER: Final = {"arrived_on": "passport_issued_on"}
_AS_LARGE: Final = {
    "capital_won": 150_000_000,
    "price_won": 82_500_000,
    "period_days": 7,
    "원": 430,
    "㎡": 165,
}  # by field, else by its unit: postage, a plot
_YEARS: Final = ("year_from", "year_to", "tax_from", "tax_to")


class Surname(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    latin: str
    hanja: str
    weight: int


class Syllable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One syllable of a given name for either sex, with its romanisation."""

    male: str
    male_latin: str
    female: str
    female_latin: str


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What invented people are made of. `hanja`: by syllable of a given name. `texts`: free text by field id, by `form/field` where one
    form asks for something else, by `form/field/choice` where it depends on a choice above, `other` for every field without its own."""

    district: str
    roads: list[str]
    quarters: list[str]
    hanja: dict[str, str]
    companies: list[str]
    plate_syllables: list[str]
    surnames: list[Surname]
    first: list[Syllable]
    second: list[Syllable]
    texts: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Person:
    surname: Surname
    given: str
    given_latin: str
    sex: Sex
    birth_date: date
    rrn: str
    phone: str
    address: str

    @property
    def name(self) -> str:
        return self.surname.name + self.given


def sample(form: FormDef, *, seed: int, index: int, today: date, people: People, fixed: Mapping[str, object] | None = None) -> Draft:
    """A draft that `answers.check` finds nothing wrong with, its `draft_id` made of seed and index. `fixed`: answers that are not drawn.

    Rules over several fields are honoured by drawing again, and so is a fee of the form that no office has set yet; a form that
    no draw of 200 satisfies contradicts itself and raises ValueError.
    """
    partly_priced = form.priced_at != "notice" and any(fee.amount_won is None for fee in form.fees) and any(map(_known, form.fees))
    for attempt in range(_ATTEMPTS):
        random = Random(f"minwon sample {form.id} {seed} {index} {attempt}")  # noqa: S311 (repeatable, guards no secret)
        draft = _Sampler(form, random, today, people, fixed or {}).draft()
        found = answers.check(form, draft, today=today)
        if not found.problems and not (partly_priced and _unpriced(form, found.values)):
            return msgspec.structs.replace(draft, draft_id=f"sample-{seed}-{index}")
    raise ValueError(f"{form.id}: no draw fits its own rules")


def _known(fee: Fee) -> bool:
    return fee.channel == "counter" and fee.amount_won is not None


def _unpriced(form: FormDef, values: Values) -> bool:
    """A fee row that fits these values has no amount yet: nobody could take the money."""
    fitting = (fee for fee in form.fees if fee.channel == "counter" and all(when.holds(values.get(when.field)) for when in fee.when))
    return any(fee.amount_won is None for fee in fitting)


class _Sampler:
    """One draw. Fields are met in the order of the form, so conditions see what stands above them."""

    def __init__(self, form: FormDef, random: Random, today: date, people: People, fixed: Mapping[str, object]) -> None:
        self._form = form
        self._fixed = fixed
        self._random = random
        self._today = today
        self._people = people
        self._family = self._surname()
        self._applicant = self._person(*self._ages("applicant.rrn"), surname=self._family)
        self._agent = self._person(*(_PARENTS_OF_MINORS if self._minor() else (25, 80)))
        if self._minor() and self._agent.sex == "male":
            self._agent = replace(self._agent, surname=self._family)
        self._child = self._person(0, 1, surname=self._family)
        self._met: dict[str, _Person] = {}
        self._values: Values = {}  # what stands above the field that is drawn

    def draft(self) -> Draft:
        given: Values = {}
        values = self._values
        for each in self._form.fields:
            if not all(when.holds(values.get(when.field)) for when in each.show_if):
                continue
            filled = answers.prefill(each, values, today=self._today)
            raw = None if each.same_as and filled is not None else self._value(each, self._owner(each), filled)
            if any(raw == need.value and need.field not in values for need in each.needs):
                raw = None  # nobody without a telephone agrees to text messages
            raw = self._fixed.get(each.id, raw)
            if raw is not None:
                given[each.id] = raw
            if raw is not None or filled is not None or each.kind == "check":
                values[each.id] = raw if raw is not None else filled if filled is not None else False
        applicant, agent, rest, copies = answers.split(given)
        tender, approval_no, exemption = self._payment()
        return Draft(
            service=self._form.id,
            answers=rest,
            applicant=applicant,
            agent=agent,
            copies=copies if "copies" in given else None,
            exemption=exemption,
            evidence=EVIDENCE if exemption is not None else None,
            tender=tender,
            approval_no=approval_no,
        )

    # --- one field ---

    def _value(self, each: Field, who: _Person, default: object) -> object:
        """A value for the field, None to leave it empty."""
        if each.kind == "check":
            return True if each.must else self._chance(0.8) if each.id in ("sms_consent", "leaflet") else None
        if each.id == "received_by" and not each.required:
            return self._sent_in(each)
        if each.id == "seal_office":
            return self._elsewhere()
        if each.names_case or (not each.required and default is None and not self._chance(0.6)):
            return None  # no book is asked here, so no case of one is named
        return self._MAKERS[each.kind](self, each, who)

    def _elsewhere(self) -> object:
        """Where a seal is registered, of the few that are registered at another office; drawn apart, as `_sent_in` is."""
        rare = Random(f"{self._applicant.rrn} seal")  # noqa: S311
        return rare.choice(self._people.quarters).split(" ")[-1] if rare.random() < 0.15 else None

    def _sent_in(self, each: Field) -> object:
        """Few papers are asked for by letter or line. Whoever stands at the counter is drawn as if nobody had asked."""
        rare = Random(f"{self._applicant.rrn} sent in")  # noqa: S311
        return rare.choice(each.choices).value if rare.random() < 0.08 else None

    def _owner(self, each: Field) -> _Person:
        """Whose data a field asks for: who applies, who comes for them, or somebody new."""
        if each.id.startswith("agent."):
            return self._agent
        if (
            each.id.startswith("applicant.")
            or each.id in ("surname_latin", "given_name_latin", "notice_phone")
            or each.kind not in _OF_PEOPLE
        ):
            return self._applicant
        if each.id.startswith("child"):
            return self._child
        role = next((role for role in _ROLES if each.id.startswith(role)), None)
        if each.id == "surname_before":
            role = "subject"
        if role is None:
            return self._person(25, 70)
        if role == "subject" and self._asks("name_before"):
            return self._renamed()
        if role == "subject" and self._asks("child_rrn"):
            return self._child
        capacity = str(self._values.get("filer_capacity"))
        if _FILES_AS.get(capacity, capacity) == role:
            return self._applicant
        if role not in self._met:
            self._met[role] = self._in_role(role)
        return self._met[role]

    def _renamed(self) -> _Person:
        """Who gets another name: the applicant, unless somebody else stands under the old one."""
        return self._met.get("name_before", self._applicant)

    def _in_role(self, role: str) -> _Person:
        if role == "name_after":
            return self._with_another_name(self._renamed())
        if role == "target" and (relation := self._values.get("target")) in ("parent", "spouse", "child"):
            return self._relative(str(relation))
        ages = _PARENTS if role in ("father", "mother") else _ADOPTED if role == "subject" and self._asks("adopter_name") else (25, 70)
        return self._person(*ages, sex=_SEX_OF_ROLE.get(role), surname=self._family if role in _HAVE_THE_NAME else None)

    def _relative(self, relation: str) -> _Person:
        """A parent, a child or the spouse of who applies: as old as that takes, and with the father's surname."""
        applicant, age = self._applicant, full_age(self._applicant.birth_date, self._today)
        other: Sex = "female" if applicant.sex == "male" else "male"
        if relation == "spouse":
            return self._person(max(19, age - 5), age + 5, sex=other)
        parent = self._person(age + 22, age + 38) if relation == "parent" else applicant
        who = parent if relation == "parent" else self._person(max(0, age - 38), max(0, age - 22))
        return replace(who, surname=self._family) if parent.sex == "male" else who

    def _with_another_name(self, who: _Person) -> _Person:
        """The same person with another given name; the surname stays, that is another filing."""
        parts = self._pick(self._people.first), self._pick(self._people.second)
        given, latin = _given(parts, who.sex)
        return replace(who, given=given, given_latin=latin) if given != who.given else self._with_another_name(who)

    def _asks(self, field_id: str) -> bool:
        return asks(self._form, field_id)

    def _name(self, each: Field, who: _Person) -> object:
        if not each.id.endswith("_hanja"):
            return who.name
        return who.surname.hanja + "".join(self._people.hanja[syllable] for syllable in who.given)

    def _latin_name(self, each: Field, who: _Person) -> object:
        return who.surname.latin if each.id.startswith("surname") else who.given_latin

    def _rrn(self, each: Field, who: _Person) -> object:
        return f"{who.rrn[:6]}-{who.rrn[6:]}"

    def _arn(self, each: Field, who: _Person) -> object:
        first = f"{who.birth_date:%y%m%d}{_century(who.birth_date, who.sex) + 4}97{self._digits(3)}"
        return first + str(rrn_check_digit(first, foreigner=True))

    def _passport_no(self, each: Field, who: _Person) -> object:
        return f"Z{self._digits(3)}{self._pick('ABCDEFGH')}{self._digits(4)}"

    def _reg_no(self, each: Field, who: _Person) -> object:
        first = "000000" + self._digits(6)
        total = sum((1 + place % 2) * int(digit) for place, digit in enumerate(first))
        number = f"{first[:6]}-{first[6:]}{(10 - total % 10) % 10}"
        return None if each.id == "company_no" and "applicant.rrn" in self._values else number  # a person is no company

    def _phone(self, each: Field, who: _Person) -> object:
        return who.phone

    def _address(self, each: Field, who: _Person) -> object:
        return self._pick(self._people.texts[each.id]) if each.id in self._people.texts else who.address

    def _date(self, each: Field, who: _Person) -> object:
        if each.id.endswith("birth_date"):
            return who.birth_date.isoformat()
        day = self._recent() - timedelta(days=_LONG_BEFORE.get(each.id, 0))
        if each.id in _AHEAD:
            day = self._today + (self._today - day) + timedelta(days=_AHEAD[each.id])
        if since := self._values.get(_AFTER.get(each.id, "")):
            day = min(self._today, max(day, date.fromisoformat(str(since)) + timedelta(days=2)))
        if each.id == "wished_on":  # in the days that the office has for it
            day = self._today + timedelta(days=1 + (day - self._today).days % _WITHIN)
        return on_a_working_day(each.id, day, ahead=each.id in _AHEAD).isoformat()

    def _moment(self, each: Field, who: _Person) -> object:
        return f"{self._recent().isoformat()}T{self._random.randrange(24):02d}:{self._random.randrange(60):02d}"

    def _int(self, each: Field, who: _Person) -> object:
        low = each.min if each.min is not None else 0
        wish = low + self._pick((0, 0, 0, 0, 0, 1, 1, 2, 4))
        if self._values.get("change") == "merge":
            wish = max(wish, 2)  # one parcel is merged with another
        if each.id in _YEARS:
            wish = self._today.year - 1 - wish + low
        elif large := _AS_LARGE.get(each.id) or (_AS_LARGE.get(each.unit.ko) if each.unit is not None else None):
            wish = max(wish, 1) * large
        return wish if each.max is None else min(wish, each.max)

    def _choice(self, each: Field, who: _Person) -> object:
        if each.id == "applicant.id_check":
            return None  # 확인 stands there already; the two others are exceptions with a story of their own
        if each.id == "child_sex":
            return self._child.sex
        asked = self._agent if each.id.startswith("agent.") else self._applicant
        if each.default is not None and self._chance(0.65) and self._fits(str(each.default), each, asked):
            return None
        usual = [choice.value for choice in each.choices for _ in range(3 if choice.key in "12" else 1)]
        return self._pick([choice for choice in usual if self._fits(choice, each, asked)] or usual)

    def _fits(self, choice: str, each: Field, asked: _Person) -> bool:
        return fits(choice, each, self._form, self._values, asked, self._applicant, self._today)

    def _minor(self) -> bool:
        return full_age(self._applicant.birth_date, self._today) < 18

    def _choices(self, each: Field, who: _Person) -> object:
        return [choice.value for choice in each.choices if self._chance(0.5)] or [each.choices[0].value]

    def _rows(self, each: Field, who: _Person) -> object:
        count = max(each.min or 1, min(each.max or 1, self._pick((1, 1, 1, 2))))
        ages = (1, 17) if each.id.startswith("child") else (25, 70)
        named = self._family if self._values.get("filer_capacity") == "father" else None
        return [self._row(each.columns, ages, named) for _ in range(count)]

    def _row(self, columns: Sequence[Field], ages: tuple[int, int], surname: Surname | None) -> Values:
        who = self._person(*ages, surname=surname)
        row: Values = {}
        seen: Values = {}
        for column in columns:
            if all(when.holds(seen.get(when.field)) for when in column.show_if):
                raw = self._value(column, who, column.default)
                if raw is not None:
                    row[column.id] = raw
                seen[column.id] = column.default if raw is None else raw
        if "reg_no" in row:
            row["name"] = self._pick(self._people.companies)
        return row

    def _text(self, each: Field, who: _Person) -> object:
        if each.names_person:
            return who.name
        text = self._pick(self._texts_of(each))
        if each.id in ("surname_before", "surname_after"):
            while each.id == "surname_after" and who.surname == self._met["subject"].surname:
                who = self._person(25, 70)
            text = f"{who.surname.name}({who.surname.hanja})·{text}"
        return text[: each.max_len]

    def _texts_of(self, each: Field) -> Sequence[str]:
        """The texts of this field in this form, after the choices above; its own or the ones of every field of that name."""
        texts, own = self._people.texts, f"{self._form.id}/{each.id}"
        chosen = (texts.get(f"{own}/{value}") for value in self._values.values())
        found = next((each for each in chosen if each), None) or texts.get(own)
        return found or (self._people.companies if each.id == "company_name" else texts.get(each.id, texts["other"]))

    def _plate(self, each: Field, who: _Person) -> object:
        return f"9{self._random.randrange(90):02d}{self._pick(self._people.plate_syllables)}{self._digits(4)}"

    def _parcel(self, each: Field, who: _Person) -> object:
        return f"{self._pick(self._people.quarters)} {self._random.randrange(1, 900)}-{self._random.randrange(1, 40)}"

    _MAKERS: Final[Mapping[FieldKind, Callable[[_Sampler, Field, _Person], object]]] = {
        "text": _text,
        "name": _name,
        "latin_name": _latin_name,
        "rrn": _rrn,
        "arn": _arn,
        "passport_no": _passport_no,
        "reg_no": _reg_no,
        "phone": _phone,
        "address": _address,
        "date": _date,
        "datetime": _moment,
        "int": _int,
        "choice": _choice,
        "choices": _choices,
        "rows": _rows,
        "plate": _plate,
        "parcel": _parcel,
    }

    # --- people and money ---

    def _ages(self, field_id: str) -> tuple[int, int]:
        """The ages that the form's unconditional rules leave; where age only steers the form, children come along too."""
        rules = [rule for rule in self._form.rules if rule.field == field_id and rule.severity == "refuse"]
        lowest = max((rule.limit for rule in rules if rule.kind == "age_at_least" and not rule.when), default=0)
        highest = min((rule.limit - 1 for rule in rules if rule.kind == "age_below" and not rule.when), default=90)
        if any(rule.kind == "age_below" for rule in rules):
            oldest = 17 if highest == 90 and self._chance(0.3) else highest
            return lowest, max(lowest, oldest)
        if self._asks("child_name") or self._asks("child_rrn"):
            return _PARENTS
        if self._asks("children"):
            return _PARENTS_OF_MINORS
        if self._asks("adopter_name"):
            return _ADOPTERS
        return max(lowest, 19), max(highest, 19)

    def _person(self, youngest: int, oldest: int, *, sex: Sex | None = None, surname: Surname | None = None) -> _Person:
        if sex is None:
            sex = "male" if self._chance(0.5) else "female"
        family = surname or self._surname()
        parts = self._pick(self._people.first), self._pick(self._people.second)
        born = self._born(self._random.randint(youngest, oldest))
        given, latin = _given(parts, sex)
        return _Person(
            surname=family,
            given=given,
            given_latin=latin,
            sex=sex,
            birth_date=born,
            rrn=self._number(born, sex),
            phone=f"0100{self._digits(7)}",
            address=f"{self._people.district} {self._pick(self._people.roads)} {self._random.randrange(1, 300)}",
        )

    def _born(self, age: int) -> date:
        """A birth date that makes somebody that old today."""
        return self._today - timedelta(days=age * 365 + age // 4 + 1 + self._random.randrange(360))

    def _number(self, born: date, sex: Sex) -> str:
        first = f"{born:%y%m%d}{_century(born, sex)}{self._pick(('97', '98', '99'))}{self._digits(3)}"
        last = self._digits(1) if born >= RANDOM_TAIL_SINCE else str(rrn_check_digit(first, foreigner=False))
        return first + last

    def _surname(self) -> Surname:
        surnames = self._people.surnames
        return self._random.choices(surnames, weights=[each.weight for each in surnames])[0]

    def _payment(self) -> tuple[Literal["cash", "card", "transit", "none"], str | None, str | None]:
        charged = any(fee.channel == "counter" and fee.amount_won for fee in self._form.fees)
        if not charged:
            return "none", None, None
        if self._form.exemptions and self._chance(0.04):
            return "none", None, self._pick(self._form.exemptions)
        tender: Literal["cash", "card", "transit"] = self._pick(("card", "card", "card", "cash", "cash", "transit"))
        if tender == "transit" and self._form.life == "passport":
            tender = "card"  # a transit card does not hold that much
        return tender, self._digits(8) if tender == "card" else None, None

    # --- chance ---

    def _pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _digits(self, count: int) -> str:
        return f"{self._random.randrange(10**count):0{count}d}"

    def _recent(self) -> date:
        """Mostly within the last four weeks, now and then too late for a filing."""
        return self._today - timedelta(days=self._random.randrange(1, 28) if self._chance(0.9) else self._random.randrange(28, 80))


def _given(parts: Sequence[Syllable], sex: Sex) -> tuple[str, str]:
    """A given name of those syllables, and its romanisation."""
    male = sex == "male"
    latin = " ".join(each.male_latin if male else each.female_latin for each in parts)
    return "".join(each.male if male else each.female for each in parts), latin


def _century(born: date, sex: Sex) -> int:
    """The first digit of the back part for citizens."""
    return (3 if born.year >= 2000 else 1) + (sex == "female")
