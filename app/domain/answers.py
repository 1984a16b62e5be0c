"""A draft against its form: what the clerk's answers mean, what is missing, what is odd. Pure (ARCHITECTURE A8, A16).

The window and the command line both come through `check`; nothing can be valid in one and not in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

import msgspec

from app.domain import identity
from app.domain.citizen_screen import Confirmation
from app.domain.errors import Refused
from app.domain.field_readers import READERS, out_of_range
from app.domain.forms import Field, FormDef, Need, Rule, When
from app.domain.rule_terms import broken, is_weekend

Values = dict[str, object]
TODAY: Final = "today"
SHARING_CONSENT: Final = "sharing_consent"
ASKED_WHEN_DOWN: Final = frozenset({"applicant.name", "applicant.phone"})


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `minwon record`, or a form on the screen: a wish, not yet an entry."""

    service: str
    answers: dict[str, object] = {}
    applicant: dict[str, object] = {}
    agent: dict[str, object] | None = None
    copies: int | None = None
    exemption: str | None = None
    tender: str = "none"  # a code of the catalogue's tenders, `none`: nothing is paid with it
    approval_no: str | None = None
    intake_at: str | None = None  # ISO 8601 with offset, or Seoul time without
    late_reason: str | None = None
    visit: str | None = None
    draft_id: str | None = None
    papers: dict[str, Literal["submitted", "shared", "not_needed"]] = {}  # the checklist of the counter, by paper id
    slip_no: str | None = None  # the paper slip it was written on during an outage; `intake_at` and `late_reason` then belong to it
    evidence: str | None = None  # of the 감면: the number of the card or letter that was seen, where the ground asks for one
    confirmed: Confirmation | None = None  # the citizen saw the line on a screen of their own and said that it is right


class Checked(msgspec.Struct, frozen=True):
    """What `check` found. `values`: canonical, by field id, shown fields only; `problems` and `warnings`: field id → code.

    A cell of a table is named `buyers.0.name`. With any problem the draft cannot become an entry; warnings never stop it.
    """

    values: Values
    problems: dict[str, str] = {}
    warnings: dict[str, str] = {}


def value(draft: Draft, field_id: str) -> object:
    """What the draft says for that field, None if nothing: `applicant.x`, `agent.x`, `copies`, else an answer."""
    if field_id == "copies":
        return draft.copies
    group, dot, name = field_id.partition(".")
    if dot and group == "applicant":
        return draft.applicant.get(name)
    if dot and group == "agent":
        return (draft.agent or {}).get(name)
    return draft.answers.get(field_id)


def _given(draft: Draft) -> Values:
    """All that the draft says, by field id: `value` for every field at once."""
    given: Values = {f"applicant.{name}": found for name, found in draft.applicant.items()}
    if draft.agent:
        given.update({f"agent.{name}": found for name, found in draft.agent.items()})
    misplaced = _misplaced(draft)
    given.update({name: found for name, found in draft.answers.items() if name not in misplaced} if misplaced else draft.answers)
    given["copies"] = draft.copies
    return given


def _missed(need: Need, there: object) -> str:
    """The message for what stands in the needed field, canonical; '' if that will do."""
    if there is None:
        return need.code
    return need.no_mobile if need.no_mobile and not identity.is_mobile(str(there)) else ""


def check(
    form: FormDef,
    draft: Draft,
    *,
    today: date,
    day_off: Callable[[date], bool] = is_weekend,
    only_received: bool = False,
) -> Checked:
    """Every value canonical and every problem named at once, in the order of the form.

    Fields whose `show_if` does not hold are dropped with whatever they carry; a field the form does not know is a problem.
    `today`: the Seoul day of the intake, by which ages and terms are counted; `day_off`: days on which no term ends.
    `only_received`: the national system is down, so name and phone are asked for and nothing else is missing (COUNTER §1);
    what is given is still checked.
    """
    found = Checked({})
    values, given = found.values, _given(draft)
    for each in form.fields:
        if not each.show_if or _all(each.show_if, values):
            if only_received:
                each = msgspec.structs.replace(each, required=each.id in ASKED_WHEN_DOWN, must=False)
            _take(each, given.get(each.id), found, today)
    if _agent_overlooked(form, draft, found):
        found.problems["applied_by"] = "required"
    if draft.papers and not only_received and _seen_without_consent(form, draft, found):
        found.problems[SHARING_CONSENT] = "must_be_ticked"
    for name, need in form.needs:
        if found.values.get(name) == need.value and (code := _missed(need, found.values.get(need.field))):
            found.problems.setdefault(need.field, code)
    for rule in form.rules:
        _apply(rule, found, today, day_off)
    problems = in_order(form, found.problems)
    problems.update(dict.fromkeys(_unknown(form, draft, given), "unknown_field"))
    return Checked(values, problems, in_order(form, found.warnings))


def _seen_without_consent(form: FormDef, draft: Draft, found: Checked) -> bool:
    """A paper was looked up instead of being asked for, and nobody says that the citizen agreed (전자정부법 제42조)."""
    asked = "shared" in draft.papers.values() and SHARING_CONSENT in form.field_ids
    return asked and found.values.get(SHARING_CONSENT) is not True


def visible(form: FormDef, values: Mapping[str, object]) -> list[Field]:
    """The fields the clerk sees for these values (canonical, as from `check`), in order."""
    shown: Values = {}
    fields = []
    for each in form.fields:
        if _all(each.show_if, shown):
            fields.append(each)
            if each.id in values:
                shown[each.id] = values[each.id]
    return fields


def check_fields(fields: Sequence[Field], given: Mapping[str, object], *, today: date) -> Checked:
    """As `check`, of fields that stand alone: what a step of a case's life asks. What nobody asked for is a problem, too."""
    found = Checked({})
    for each in fields:
        if _all(each.show_if, found.values):
            _take(each, given.get(each.id), found, today)
    known = {each.id for each in fields}
    found.problems.update((name, "unknown_field") for name in given if name not in known)
    return found


def prefill(each: Field, values: Mapping[str, object], *, today: date) -> object:
    """What stands in an empty field before anybody typed: its default, or the value it repeats (`same_as`); else None.

    The default `today` of a date is that day.
    """
    if each.same_as is not None and _all(each.same_when, values):
        source = values.get(each.same_as)
        if each.kind == "date" and isinstance(source, str) and len(source) == 13:
            return identity.parse_rrn(source, today=today).birth_date.isoformat()
        if source is not None:
            return source
    return today.isoformat() if each.default == TODAY and each.kind == "date" else each.default


def split(values: Mapping[str, object]) -> tuple[Values, Values | None, Values, int]:
    """Applicant, agent (None if there is none), answers and copies: the way back from what `check` found to an envelope."""
    applicant: Values = {}
    agent: Values = {}
    answers: Values = {}
    copies = 1
    for field_id, found in values.items():
        group, _, name = field_id.partition(".")
        if group == "applicant" and name:
            applicant[name] = found
        elif group == "agent" and name:
            agent[name] = found
        elif field_id == "copies":
            copies = found if isinstance(found, int) else 1
        else:
            answers[field_id] = found
    return applicant, agent or None, answers, copies


# --- one field ----------------------------------------------------------------------------------------------------------


def _take(each: Field, raw: object, found: Checked, today: date) -> None:
    field_id, kind = each.id, each.kind
    if empty := _empty(raw):
        # Few fields fill themselves in: those that cannot are not asked.
        raw = prefill(each, found.values, today=today) if each.same_as is not None or each.default is not None else None
        empty = _empty(raw)
    if kind == "check":
        _take_check(each, raw, found)
    elif empty:
        if each.required:
            found.problems[field_id] = "required"
    elif kind == "rows":
        _take_rows(each, raw, found, today)
    else:
        try:
            found.values[field_id], warning = READERS[kind](each, raw, today)
        except Refused as error:
            found.problems[field_id] = error.code
            return
        if warning is not None:
            found.warnings[field_id] = warning


def _empty(raw: object) -> bool:
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw or raw.isspace()
    return raw == []


def _take_check(each: Field, raw: object, found: Checked) -> None:
    if raw is not None and not isinstance(raw, bool):
        found.problems[each.id] = "wrong_type"
        return
    found.values[each.id] = raw is True  # an empty box is an answer too: conditions may ask for false
    if each.must and raw is not True:
        found.problems[each.id] = "must_be_ticked"


def _take_rows(each: Field, raw: object, found: Checked, today: date) -> None:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        found.problems[each.id] = "wrong_type"
        return
    if problem := out_of_range(each, len(raw)):
        found.problems[each.id] = problem
        return
    kept: list[Values] = []
    for index, row in enumerate(raw):
        cells = Checked({})
        for column in each.columns:
            if _all(column.show_if, cells.values):
                _take(column, row.get(column.id), cells, today)
        known = {column.id for column in each.columns}
        cells.problems.update((str(name), "unknown_field") for name in row if name not in known)
        kept.append(cells.values)
        found.problems.update((f"{each.id}.{index}.{name}", code) for name, code in cells.problems.items())
        found.warnings.update((f"{each.id}.{index}.{name}", code) for name, code in cells.warnings.items())
    found.values[each.id] = kept


# --- rules over fields ----------------------------------------------------------------------------------------------------


def _apply(rule: Rule, found: Checked, today: date, day_off: Callable[[date], bool]) -> None:
    subject = found.values.get(rule.field)
    if subject is None or rule.field in found.problems or not _all(rule.when, found.values):
        return
    code = broken(rule, subject, found.values.get(rule.other) if rule.other else None, today, day_off)
    if code is None:
        return
    if rule.severity == "warn" and code == rule.code:
        found.warnings.setdefault(rule.field, code)
    else:
        found.problems[rule.field] = code


# --- order ------------------------------------------------------------------------------------------------------------------


def _all(whens: Sequence[When], values: Mapping[str, object]) -> bool:
    for when in whens:  # noqa: SIM110 - asked of every field of every draft, and all() takes twice as long
        if not when.holds(values.get(when.field)):
            return False
    return True


def in_order(form: FormDef, codes: Mapping[str, str]) -> dict[str, str]:
    """Those codes in the order of the form's fields."""
    if not codes:
        return {}
    if len(codes) < 2:
        return dict(codes)
    place = {each.id: index for index, each in enumerate(form.fields)}

    def rank(name: str) -> int:
        return place[name] if name in place else place[name.partition(".")[0]]

    return {name: codes[name] for name in sorted(codes, key=rank)}


def _agent_overlooked(form: FormDef, draft: Draft, found: Checked) -> bool:
    """An agent is named and nobody said so: the case must not become the principal's own by a default."""
    if not draft.agent:
        return False
    named = any(not _empty(given) for given in draft.agent.values())
    asked = any(each.id == "applied_by" for each in form.fields) and _empty(value(draft, "applied_by"))
    return named and asked and not any(name.startswith("agent.") for name in (*found.values, *found.problems))


def _unknown(form: FormDef, draft: Draft, given: Values) -> Sequence[str]:
    unknown = list(given.keys() - form.field_ids)
    if "copies" in unknown and draft.copies in (None, 1):  # one copy of a paper that has no copies is what everybody gets
        unknown.remove("copies")
    if unknown:
        unknown = [name for name in given if name in unknown]
    return unknown + [f"answers.{name}" for name in _misplaced(draft)]


def _misplaced(draft: Draft) -> list[str]:
    """What stands in `answers` though applicant, agent or copies is the place for it."""
    return [name for name in draft.answers if name == "copies" or name.startswith(("applicant.", "agent."))]
