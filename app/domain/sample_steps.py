"""What a clerk would fill in at a step of a case's life, invented. Pure; the same chance, the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from app.domain.forms import Field, StepDef
from app.domain.sampling import People

_AHEAD = frozenset({"until", "expected_on", "disclose_on"})  # days that lie before the clerk, not behind


def sample_facts(step: StepDef, *, random: Random, today: date, people: People, fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every required answer of that step, `fixed` ones as they are given."""
    told: dict[str, Any] = {}
    for each in step.fields:
        if any(not when.holds(told.get(when.field)) for when in each.show_if):
            continue
        if fixed is not None and each.id in fixed:
            told[each.id] = fixed[each.id]
        elif each.required or each.must:
            told[each.id] = _value(each, random, today, people)
        elif each.kind == "choice" and each.default is not None:
            told[each.id] = each.default
    return told


def _value(each: Field, random: Random, today: date, people: People) -> Any:
    if each.kind == "check":
        return True
    if each.kind == "choice":
        return each.default if each.default is not None else random.choice(each.choices).value
    if each.kind == "date":
        return (today + timedelta(days=7) if each.id in _AHEAD else today).isoformat()
    if each.kind == "datetime":
        return f"{today.isoformat()}T10:00"
    if each.kind == "int":
        return each.min if each.min is not None else 1
    if each.kind == "passport_no":
        return f"Z{random.randrange(1000):03d}{random.choice('ABCDEFGH')}{random.randrange(10_000):04d}"
    if each.kind == "phone":
        return f"0100{random.randrange(10**7):07d}"
    if each.kind in ("name", "latin_name"):
        surname, first = random.choice(people.surnames), random.choice(people.first)
        return surname.name + first.female if each.kind == "name" else surname.latin
    if each.kind == "address":
        return f"{people.district} {random.choice(people.roads)} {random.randrange(1, 300)}"
    return random.choice(people.texts.get(each.id, people.texts["other"]))[: each.max_len]
