"""Which fields of a case may be put right (정정), and as which questions they are asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.domain.forms import Field, FormDef, StepDef, Text

KEPT: Final = frozenset({"copies", "received_by"})  # they decide what is charged and by when it is due
STEP: Final = "correct"


def correctable(form: FormDef) -> list[Field]:
    """The fields that may be put right: not how many, nor how it came in, nor tables, whose paper is made anew."""
    return [each for each in form.fields if each.id not in KEPT and each.kind != "rows"]


def as_questions(form: FormDef, said: Mapping[str, Any], name: Text, sealed_help: Text) -> StepDef:
    """The fields as a step asks its own. Nothing fills itself in, so what is emptied stays empty; what is sealed may be left alone.

    `said`: what the case says, by field id; what is shown only because of something that stays as it is, is shown or not for good.
    """
    asked = correctable(form)
    ids = {each.id for each in asked}
    fields: list[Field] = []
    for each in asked:
        if all(when.field in ids or when.holds(said.get(when.field)) for when in each.show_if):
            bare = msgspec.structs.replace(each, default=None, same_as=None, show_if=[when for when in each.show_if if when.field in ids])
            known = each.sealed and said.get(each.id) is not None
            fields.append(msgspec.structs.replace(bare, required=False, help=sealed_help) if known else bare)
    return StepDef(life=form.life, step=STEP, name=name, fields=fields)


def changes(form: FormDef, said: Mapping[str, Any], answered: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers put right in what the case said, by field id; None where a field was emptied. A sealed number that is not
    answered stays as it is.
    """
    found: dict[str, Any] = {}
    for each in correctable(form):
        old, new = said.get(each.id), answered.get(each.id)
        if each.sealed and new is None:
            continue
        if old != new and (old or new):
            found[each.id] = new
    return found
