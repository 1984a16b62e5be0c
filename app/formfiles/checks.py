"""What a form must keep to beyond its types: names that exist, conditions that look back, fees that do not overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import get_args

from app.domain.forms import Book, Exemption, Fee, Field, FormDef, Owner, PenaltyScheme, RevenueAccount, Rule, StepDef, TenderDef, When
from app.domain.tenders import NONE, is_claim, read_code, tender_column

_FIELD_ID = re.compile(r"(?:(?:applicant|agent)\.)?[a-z][a-z0-9_]*")
_KINDS_OF_RULE: dict[str, tuple[str, ...]] = {
    "max_age_months": ("date", "datetime"),
    "days_within": ("date", "datetime"),
    "months_within": ("date", "datetime"),
    "age_at_least": ("rrn", "arn", "date"),
    "age_below": ("rrn", "arn", "date"),
    "not_more_than": ("int", "date", "datetime"),
}


class FormInvalid(ValueError):
    """A form says something it cannot mean; the loader adds the file's name."""


def check_form(form: FormDef, *, exemptions: Mapping[str, Exemption], books: Mapping[str, Book]) -> None:
    """Nothing happens if the form is sound. Raises FormInvalid with the first thing that is not."""
    _once("alias", form.aliases)
    _once("field", [each.id for each in form.fields])
    _once("paper", [each.id for each in form.papers])
    _once("fee", [each.id for each in form.fees])
    _once("preset", [each.id for each in form.presets])
    if form.book not in books:
        raise FormInvalid(f"book {form.book} is not in books.toml")
    for code in form.exemptions:
        if code not in exemptions:
            raise FormInvalid(f"exemption {code} is not in exemptions.toml")
    _check_fields(form.fields)
    fields = {each.id: each for each in form.fields}
    for name, need in form.needs:
        _check_whens(f"needs of {name}", [When(field=name, equals=need.value)], fields)
        if need.field not in fields:
            raise FormInvalid(f"{name}: needs {need.field}, which is no field")
        if need.no_mobile and fields[need.field].kind != "phone":
            raise FormInvalid(f"{name}: needs a mobile number in {need.field}, which is no telephone")
    for paper in form.papers:
        _check_whens(f"paper {paper.id}", paper.show_if, fields)
    for rule in form.rules:
        _check_rule(rule, fields)
    _check_fees(form.fees, fields)
    for field_id in form.same_filing:
        if field_id not in fields or fields[field_id].sealed or "." in field_id:
            raise FormInvalid(f"same_filing {field_id} is no open answer")
    for preset in form.presets:
        _check_whens(f"preset {preset.id}", [When(field=name, equals=value) for name, value in preset.answers.items()], fields)


def check_exemptions(exemptions: Iterable[Exemption]) -> None:
    """Nothing happens if each exemption has a key of its own and a rate between 0 and 100."""
    listed = list(exemptions)
    _once("exemption key", [each.key for each in listed])
    for each in listed:
        if not 0 <= each.rate_percent <= 100:
            raise FormInvalid(f"exemption {each.code}: rate {each.rate_percent}")


def check_tenders(tenders: Sequence[TenderDef]) -> None:
    """Nothing happens if every means of payment stands once, in the column its code says, and can go back in some way."""
    _once("tender", [each.code for each in tenders])
    _once("tender key", [each.key for each in tenders])
    for each in tenders:
        name = f"tender {each.code}"
        if not read_code(each.code) or each.code == NONE:
            raise FormInvalid(f"{name}: codes are small letters, digits and _, and not {NONE}")
        if each.column != tender_column(each.code):
            raise FormInvalid(f"{name}: its code says column {tender_column(each.code)}")
        if each.claim != is_claim(each.code) or (each.refund == ["claim"]) != each.claim or not each.refund:
            raise FormInvalid(f"{name}: a claim is called deferred and falls away, everything else needs a way back")
        if (each.settled is not None) != each.claim:
            raise FormInvalid(f"{name}: of a claim, and of nothing else, the sheets need a word for its being paid later")
        if each.change and each.column != "cash":
            raise FormInvalid(f"{name}: only cash gives change")


def check_accounts(accounts: Sequence[RevenueAccount], forms: Mapping[str, FormDef]) -> None:
    """Nothing happens if each owner has one account for everything, and each service that an account names is known and named once."""
    _once("account", [f"{each.code} {each.name.ko}" for each in accounts])
    _once("service of an account", [f"{each.owner} {service}" for each in accounts for service in each.services])
    for owner in get_args(Owner):
        if sum(each.owner == owner and not each.services for each in accounts) != 1:
            raise FormInvalid(f"owner {owner} needs exactly one account for everything")
    if unknown := {service for each in accounts for service in each.services} - forms.keys():
        raise FormInvalid(f"no form {min(unknown)}")


def check_penalties(schemes: Sequence[PenaltyScheme], forms: Mapping[str, FormDef]) -> None:
    """Nothing happens if each scheme's scale rises from its first row and each service it names has the rule, and only one scheme."""
    _once("penalty", [each.id for each in schemes])
    _once("penalised service", [service for each in schemes for service in each.services])
    for each in schemes:
        name = f"penalty {each.id}"
        if not each.row or (each.row[0].days, each.row[0].months) != (0, 0):
            raise FormInvalid(f"{name}: the first row begins with the first day")
        if any(one.days + 28 * one.months >= other.days + 28 * other.months for one, other in pairwise(each.row)):
            raise FormInvalid(f"{name}: the rows are in the order of their beginnings")
        if any(row.amount_won < 0 for row in each.row) or not 0 <= each.reduction_percent <= 100 or each.demand_factor < 1:
            raise FormInvalid(f"{name}: amounts, factor or reduction")
        for service in each.services:
            if service not in forms or each.rule not in [rule.code for rule in forms[service].rules]:
                raise FormInvalid(f"{name}: {service} has no rule {each.rule}")


def check_follow_ons(form: FormDef, forms: Mapping[str, FormDef]) -> None:
    """Nothing happens if every service that the form offers next, or is warned by, is in the catalogue."""
    for each in form.follow_ons:
        if each.service is not None and each.service not in forms:
            raise FormInvalid(f"follow-on {each.service}, which is no form")
    for service in form.warned_by:
        if service not in forms or forms[service].life != "filing":
            raise FormInvalid(f"warned_by {service}, which is no filing")


def check_steps(steps: Sequence[StepDef]) -> None:
    """Nothing happens if each step of a life is described once, with sound fields."""
    _once("step", [f"{each.life} {each.step}" for each in steps])
    for each in steps:
        _once(f"step {each.step}: field", [field.id for field in each.fields])
        _check_fields(each.fields)


def _check_fields(fields: Sequence[Field]) -> None:
    earlier: dict[str, Field] = {}
    for each in fields:
        name = f"field {each.id}"
        if not _FIELD_ID.fullmatch(each.id):
            raise FormInvalid(f"{name}: ids are applicant.x, agent.x, copies or a name of their own")
        if (each.kind in ("choice", "choices")) != bool(each.choices):
            raise FormInvalid(f"{name}: choices belong to choice fields, and only to them")
        if (each.kind == "rows") != bool(each.columns):
            raise FormInvalid(f"{name}: columns belong to rows, and only to them")
        _once(f"{name}: key", [choice.key for choice in each.choices])
        _once(f"{name}: choice", [choice.value for choice in each.choices])
        if each.kind == "choice" and each.default is not None and each.default not in [choice.value for choice in each.choices]:
            raise FormInvalid(f"{name}: default {each.default} is not a choice")
        _check_whens(name, each.show_if + each.same_when, earlier)
        if each.same_as is not None:
            source = earlier.get(each.same_as)
            if source is None or not (source.kind == each.kind or (source.kind in ("rrn", "arn") and each.kind == "date")):
                raise FormInvalid(f"{name}: same_as {each.same_as} is not an earlier field of its kind")
        if any(column.kind == "rows" for column in each.columns):
            raise FormInvalid(f"{name}: tables do not stand in tables")
        _once(f"{name}: column", [column.id for column in each.columns])
        _check_fields(each.columns)
        earlier[each.id] = each


def _check_whens(name: str, whens: Iterable[When], fields: Mapping[str, Field]) -> None:
    for when in whens:
        each = fields.get(when.field)
        if each is None:
            raise FormInvalid(f"{name}: {when.field} is no field before it")
        if (when.equals is None) != bool(when.any_of):
            raise FormInvalid(f"{name}: a condition has equals or any_of")
        for value in (*when.any_of, *(() if when.equals is None else (when.equals,))):
            if each.kind == "choice" and value not in [choice.value for choice in each.choices]:
                raise FormInvalid(f"{name}: {value} is no choice of {each.id}")
            if (each.kind == "check") != isinstance(value, bool):
                raise FormInvalid(f"{name}: boxes are true or false, other fields are not")


def _check_rule(rule: Rule, fields: Mapping[str, Field]) -> None:
    name = f"rule {rule.code}"
    if rule.field not in fields or (rule.other is not None and rule.other not in fields):
        raise FormInvalid(f"{name}: names a field that is not there")
    kinds = _KINDS_OF_RULE.get(rule.kind)
    if kinds is not None and fields[rule.field].kind not in kinds:
        raise FormInvalid(f"{name}: {rule.kind} does not go with {fields[rule.field].kind}")
    if rule.kind in ("equal", "not_more_than"):
        if rule.other is None or fields[rule.other].kind != fields[rule.field].kind:
            raise FormInvalid(f"{name}: needs another field of the same kind")
    elif rule.limit < 1:
        raise FormInvalid(f"{name}: needs a limit")
    _check_whens(name, rule.when, fields)


def _check_fees(fees: Sequence[Fee], fields: Mapping[str, Field]) -> None:
    for fee in fees:
        name = f"fee {fee.id}"
        _check_whens(name, fee.when, fields)
        if fee.per is not None and (fee.per not in fields or fields[fee.per].kind not in ("int", "rows")):
            raise FormInvalid(f"{name}: per names no number and no table")
        if fee.from_.tzinfo is None or (fee.to is not None and fee.to.tzinfo is None):
            raise FormInvalid(f"{name}: times need an offset")
        if fee.to is not None and fee.to <= fee.from_:
            raise FormInvalid(f"{name}: ends before it begins")
        if fee.amount_won is not None and not 0 <= fee.contribution_won <= fee.amount_won:
            raise FormInvalid(f"{name}: the contribution is part of the amount")
    for former, latter in _neighbours(fees):
        if former.to is None or latter.from_ < former.to:
            raise FormInvalid(f"fees {former.id} and {latter.id} overlap")


def _neighbours(fees: Sequence[Fee]) -> Iterator[tuple[Fee, Fee]]:
    """Rows of the same channel and conditions, one after the other in time."""
    groups: dict[object, list[Fee]] = {}
    for fee in fees:
        conditions = frozenset((when.field, when.equals, tuple(when.any_of)) for when in fee.when)
        groups.setdefault((fee.channel, conditions), []).append(fee)
    for group in groups.values():
        yield from pairwise(sorted(group, key=lambda fee: fee.from_))


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormInvalid(f"{what} {name} twice")
        seen.add(name)
