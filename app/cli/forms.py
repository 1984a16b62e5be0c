"""`forms`: which services there are and what each asks. `sample`: valid drafts of invented people. Only an office's own need a home."""

from __future__ import annotations

from typing import Any

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.forms import Catalogue, Field, FormDef
from app.domain.own_services import is_own
from app.services.desk import seoul_date
from app.services.make_sample import make_samples


def add(commands: Commands) -> None:
    """`forms`, `sample`."""
    forms = commands.add("forms", "forms", show_forms)
    forms.add_argument("service", nargs="?", metavar="SERVICE", help="option.service")
    sample = commands.add("sample", "sample", make_sample)
    sample.add_argument("--service", metavar="SERVICE", help="option.service")
    sample.add_argument("-n", dest="count", type=int, metavar="N", help="option.count")
    sample.add_argument("--seed", type=int, metavar="K", help="option.seed")


def catalogue_with(call: Call, service: str | None) -> Catalogue:
    """The forms of the program; those of the office too, where only its home can know that service."""
    catalogue = call.joints.catalogue(call.settings)
    if service is None or not is_own(service) or not (call.settings.home / "home.toml").exists():
        return catalogue
    with call.looking() as home:
        return home.desk.catalogue


def show_forms(call: Call) -> int:
    """All services, or the fields of one."""
    service = call.get("service")
    catalogue = catalogue_with(call, service)
    if service is None:
        for form in catalogue.forms.values():
            _show_service(call, form)
        return 0
    found = catalogue.forms.get(service)
    if found is None:
        raise Refused("service_unknown", service=service[:60])
    if call.json:
        call.row(_form(call, catalogue, found))
        return 0
    call.line(f"{found.id} — {call.words.of(found.name)}")
    for field in found.fields:
        _show_field(call, field, "")
    return 0


def _show_service(call: Call, form: FormDef) -> None:
    if call.json:
        call.row(_service(call, form))
    else:
        call.line(f"{form.id:38} {call.words.of(form.name)}")


def _show_field(call: Call, field: Field, indent: str) -> None:
    mark = "*" if field.required or field.must else " "
    choices = f" [{' | '.join(choice.value for choice in field.choices)}]" if field.choices else ""
    call.line(f"{indent}{mark} {field.id:32} {field.kind:12} {call.words.of(field.label)}{choices}")
    for column in field.columns:
        _show_field(call, column, indent + "    ")


def _service(call: Call, form: FormDef) -> dict[str, Any]:
    return {
        "service": form.id,
        "name": call.words.of(form.name),
        "family": form.family,
        "life": form.life,
        "station": form.station,
        "version": form.version,
        "national_system": form.national_system,
        "when_down": form.when_down,
    }


def _form(call: Call, catalogue: Catalogue, form: FormDef) -> dict[str, Any]:
    return {
        **_service(call, form),
        "fields": [_field(call, field) for field in form.fields],
        "exemptions": [code for code in form.exemptions if code in catalogue.exemptions],
        "papers": [{"id": paper.id, "name": call.words.of(paper.name), "required": paper.required} for paper in form.papers],
    }


def _field(call: Call, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": field.id,
        "kind": field.kind,
        "label": call.words.of(field.label),
        "required": field.required,
        "must": field.must,
        "default": field.default,
        "choices": [{"value": choice.value, "key": choice.key, "label": call.words.of(choice.label)} for choice in field.choices],
        "show_if": [
            {"field": when.field, "any_of": when.any_of} if when.any_of else {"field": when.field, "equals": when.equals}
            for when in field.show_if
        ],
        "max_len": field.max_len,
        "sealed": field.sealed,
    }
    if field.min is not None or field.max is not None:
        found.update(min=field.min, max=field.max)
    if field.columns:
        found["columns"] = [_field(call, column) for column in field.columns]
    return found


def make_sample(call: Call) -> int:
    """Drafts as JSON lines, ready for `record`; the same for the same seed and day."""
    settings = call.settings
    today = seoul_date(call.joints.training_clock(settings).now())
    catalogue, people = catalogue_with(call, call.get("service")), call.joints.people(settings)
    drafts = make_samples(catalogue, people, service=call.get("service"), count=call.get("count", 1), seed=call.get("seed", 1), today=today)
    # Drafts of one service are other drafts than those of all or of another one: recorded one after the other none may be refused.
    service = f"-{call.get('service')}" if call.get("service") else ""
    for draft in drafts:
        call.row(as_line(draft) | {"draft_id": f"{draft.draft_id}{service}"})
    return 0


def as_line(draft: Draft) -> dict[str, Any]:
    """A draft as one would write it: what was not said is left out."""
    found: dict[str, Any] = msgspec.to_builtins(draft)
    return {name: value for name, value in found.items() if value is not None and (name != "papers" or value)}
