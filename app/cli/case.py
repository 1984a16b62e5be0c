"""`case NUMBER`, `case NUMBER step STEP`, `case NUMBER correct`: one case, its next step, what was written down wrong. `show` is the
same look under its older name.

Each look is on disk before anything is printed (ARCHITECTURE A18). Steps go through the same services as the keys of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec

from app.cli.call import Call
from app.cli.cash import both
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.asked_steps import as_asked
from app.domain.errors import DraftRefused, Refused
from app.domain.fees import line_name
from app.domain.forms import Catalogue, Field, FormDef, StepDef
from app.domain.lives import steps_from
from app.domain.programmes import offer_text
from app.domain.views import CaseDetail, CaseRow, HistoryLine, done_text, put_right
from app.domain.words import Words
from app.services.find_cases import find_case_id

CANCEL: Final = "cancel"
_YES: Final = {"true": True, "yes": True, "1": True, "예": True, "false": False, "no": False, "0": False, "아니요": False}


def add(commands: Commands) -> None:
    """`case`, `show`."""
    case = commands.add("case", "case", run)
    case.add_argument("number", metavar="NUMBER", help="option.number")
    case.add_argument("act", nargs="?", choices=("step", "correct"), default=None, metavar="step", help="option.case_act")
    case.add_argument("step", nargs="?", default=None, metavar="STEP", help="option.case_step")
    case.add_argument("--fact", action="append", default=[], metavar="NAME=VALUE", help="option.case_fact")
    case.add_argument("--note", metavar="TEXT", help="option.case_note")
    case.add_argument("--second", metavar="USER", help="option.second_person")
    show = commands.add("show", "show", show_case)
    show.add_argument("number", metavar="NUMBER", help="option.number")


def run(call: Call) -> int:
    """The case is shown, or its step is on disk."""
    if call.get("act") is None:
        return show_case(call)
    if call.get("act") == "correct":
        return correct(call)
    if not call.get("step"):
        raise WrongUse("use_incomplete", command="minwon case NUMBER step STEP")
    return take_step(call)


def take_step(call: Call) -> int:
    """The step is on disk; the case's new state, when the next thing is due, and what is possible now."""
    step, note = call.get("step"), call.get("note") or ""
    given = [_pair(each) for each in call.get("fact", [])]
    with both(call, call.get("second")) as (home, actor, confirmer):
        services, case_id = home.services, find_case_id(home.desk, call.get("number"))
        if step == CANCEL:
            services.cancel_case(actor, case_id, note, confirmer=confirmer)
        else:
            case = home.desk.store.cases.find(case_id)
            definition = _definition(home.desk.catalogue, case.life, step) if case is not None else None
            asked = definition.fields if definition is not None else []
            facts = {name: _value(call, asked, name, value) for name, value in given}
            services.advance_case(actor, case_id, step, facts=facts, note=note, confirmer=confirmer)
        after = services.view_case(actor, case_id)
        catalogue = home.desk.catalogue
    words = call.words
    call.answer(
        {"number": after.row.number, "step": step, **_standing(catalogue, after)},
        "case_stepped",
        number=after.row.number,
        step=_step_word(words, "case_cancelled" if step == CANCEL else step),
        state=state_word(words, after.life, after.row.state),
        possible=", ".join(f"{_step_word(words, each)} ({each})" for each in after.steps) or words.text("step.none"),
    )
    if not call.json:
        for offer in after.offers:
            call.line(offer_text(offer, words))
    return 0


def correct(call: Call) -> int:
    """The fields given with `--fact` stand as they say from now on; an empty one is empty. `--note` is the reason."""
    given, note = [_pair(each) for each in call.get("fact", [])], call.get("note") or ""
    if not given or call.get("step"):
        raise WrongUse("use_incomplete", command="minwon case NUMBER correct --fact NAME=VALUE --note TEXT")
    with call.signed_in() as (home, actor):
        services, case_id = home.services, find_case_id(home.desk, call.get("number"))
        case, catalogue = home.desk.store.cases.find(case_id), home.desk.catalogue
        form = catalogue.forms.get(case.service) if case is not None else None
        fields = form.fields if form is not None else []
        values = {name: _value(call, fields, name, value) for name, value in given}
        try:
            changed = services.correct_case(actor, case_id, values, note)
        except DraftRefused as error:
            wrong, code = next(iter(error.fields.items()))
            raise Refused("correct_wrong", field=wrong, reason=code) from error
        number = services.view_case(actor, case_id).row.number
    names = {each.id: call.words.of(each.label) for each in fields}
    shown = ", ".join(names.get(each, each) for each in changed)
    call.answer({"number": number, "corrected": changed}, "case_corrected", number=number, fields=shown)
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise WrongUse("use_bad_value", command="minwon case", what="--fact", value=text)
    return name.strip(), value


def _value(call: Call, fields: Sequence[Field], name: str, text: str) -> object:
    """What was typed, as that field takes it; `-`: the next line of stdin, since others can read a command line."""
    text = call.private_line() if text == "-" else text
    field = next((each for each in fields if each.id == name), None)
    if field is None:
        return text
    if field.kind == "check":
        return _YES.get(text.strip().lower(), text)
    if field.kind == "choices":
        return [each.strip() for each in text.split(",") if each.strip()]
    if field.kind == "rows":
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return text
    return text


def _definition(catalogue: Catalogue, life: str, step: str) -> StepDef | None:
    return next((each for each in catalogue.steps if (each.life, each.step) == (life, step)), None)


def _asked(catalogue: Catalogue, case: CaseDetail, step: str) -> StepDef | None:
    definition = _definition(catalogue, case.life, step)
    return as_asked(definition, case) if definition is not None else None


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def show_case(call: Call) -> int:
    """The case in hand: names in full, sealed numbers masked, what happened to it and what may happen next."""
    with call.signed_in() as (home, actor):
        detail = home.services.view_case(actor, call.get("number"))
        catalogue = home.desk.catalogue
    if call.json:
        call.row(_detail(catalogue, detail))
        return 0
    words, form = call.words, catalogue.forms.get(detail.row.service)
    row = detail.row
    call.line(
        f"{row.number}  {row.business_day}  {service_word(words, catalogue, row.service)}  {state_word(words, detail.life, row.state)}"
    )
    if detail.due_at is not None:
        call.say("case_due", due=seoul_text(detail.due_at))
    if detail.own_due_at is not None:
        call.line(f"  {words.text('deadline.own')} {seoul_text(detail.own_due_at)}")
    for label, value in _labelled(words, catalogue, form, detail):
        call.line(f"  {label}: {_plain(value)}")
    for line in detail.lines:
        fee = words.of(line_name(form, line)) if form is not None else line.label_ko
        call.line(f"  {fee} × {line.quantity}: {line.due_won:,}")
    for offer in detail.offers:
        call.line(offer_text(offer, words))
    call.say("case_money", due=detail.due_won, paid=detail.paid_won, open=detail.open_won)
    for each in detail.history:
        call.line(f"  {each.seq:>6}  {seoul_text(each.at)}  {_happened(words, each, catalogue, form)}  {each.user}  {each.note}".rstrip())
    for step in detail.steps:
        asks = _asked(catalogue, detail, step)
        needed = ", ".join(f"{each.id}" for each in asks.fields if each.required or each.must) if asks is not None else ""
        call.line(f"  → {step}  {_step_word(words, step)}" + (f"  ({needed})" if needed else ""))
    if detail.can_cancel:
        call.line(f"  → {CANCEL}  {_step_word(words, 'case_cancelled')}")
    return 0


def service_word(words: Words, catalogue: Catalogue, service: str) -> str:
    """The service as the counter calls it."""
    form = catalogue.forms.get(service)
    return words.of(form.name) if form is not None else service


def state_word(words: Words, life: str, state: str) -> str:
    """The state in the counter's word: `received` of a filing is not that of a certificate."""
    for key in (f"state.{life}.{state}", f"state.{state}"):
        if words.has(key):
            return words.text(key)
    return state


def _step_word(words: Words, step: str) -> str:
    return words.text(f"step.{step}") if words.has(f"step.{step}") else step


def _happened(words: Words, each: HistoryLine, catalogue: Catalogue, form: FormDef | None = None) -> str:
    done = done_text(each, words, catalogue.exemptions) + (f"  {each.amount_won:,}" if each.amount_won else "")
    return f"{done}: {put_right(each, form, words, partial(_shown, words))}" if each.fields else done


def _labelled(words: Words, catalogue: Catalogue, form: FormDef | None, detail: CaseDetail) -> list[tuple[str, object]]:
    """Every answer under the label of its field, then what the steps said."""
    fields = {each.id: each for each in form.fields} if form is not None else {}
    told = {each.id: each for step in catalogue.steps if step.life == detail.life for each in step.fields}
    pairs = [(f"applicant.{name}", value, fields) for name, value in detail.applicant.items()]
    pairs += [(f"agent.{name}", value, fields) for name, value in (detail.agent or {}).items()]
    pairs += [(name, value, fields) for name, value in detail.answers.items()]
    pairs += [(name, value, told) for name, value in detail.facts.items()]
    return [
        (words.of(known[name].label), _shown(words, known[name], value)) if name in known else _unasked(words, name, value)
        for name, value, known in pairs
    ]


def _unasked(words: Words, name: str, value: object) -> tuple[str, object]:
    """What the program itself noted, which no field asks for: the national system that a certificate's receipt names."""
    return (words.text("case.confirmed_in"), words.text(f"system.{value}")) if name == "confirmed_in" else (name, value)


def _shown(words: Words, field: Field, value: object) -> object:
    """A choice by its label, yes or no in words, everything else as it is kept."""
    if isinstance(value, bool):
        return words.text("form.yes" if value else "form.no")
    labels = {choice.value: words.of(choice.label) for choice in field.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value) if labels else value
    return labels.get(value, value) if isinstance(value, str) else value


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def case_row(row: CaseRow) -> dict[str, Any]:
    """One case of a list, names masked, as JSON says it."""
    return {
        "number": row.number,
        "official_no": row.official_no or None,
        "case_id": str(row.case_id),
        "desk": row.desk,
        "service": row.service,
        "state": row.state,
        "money": row.money,
        "name": row.name,
        "received_at": seoul_text(row.received_at),
        "business_day": row.business_day,
        "copies": row.copies,
        "due_won": row.due_won,
        "provisional": row.provisional,
        "standing": row.standing,
    }


def _standing(catalogue: Catalogue, detail: CaseDetail) -> dict[str, Any]:
    """Where the case stands and what may be done with it now, by this person; `asks` are the facts of each step."""
    possible = []
    for step in detail.steps:
        definition = _asked(catalogue, detail, step)
        asks = definition.fields if definition is not None else []
        possible.append(
            {
                "step": step,
                "two": definition is not None and definition.two,
                "asks": [
                    {
                        "name": each.id,
                        "kind": each.kind,
                        "required": each.required or each.must,
                        "choices": [choice.value for choice in each.choices],
                    }
                    for each in asks
                ],
            }
        )
    return {
        "life": detail.life,
        "state": detail.row.state,
        "due_at": seoul_text(detail.due_at) if detail.due_at is not None else None,
        "own_due_at": seoul_text(detail.own_due_at) if detail.own_due_at is not None else None,
        "steps": detail.steps,
        "possible": possible,
        "can_cancel": detail.can_cancel,
        "offers": msgspec.to_builtins(detail.offers),
        "ended": not any(row.next != detail.row.state for row in steps_from(detail.life, detail.row.state)),
    }


def _detail(catalogue: Catalogue, detail: CaseDetail) -> dict[str, Any]:
    return {
        **case_row(detail.row),
        "name": detail.applicant.get("name", detail.row.name),
        "intake_at": seoul_text(detail.intake_at),
        "slip_no": detail.slip_no or None,
        "late_reason": detail.late_reason or None,
        "applicant": detail.applicant,
        "agent": detail.agent,
        "answers": detail.answers,
        "facts": detail.facts,
        "lines": msgspec.to_builtins(detail.lines),
        "paid_won": detail.paid_won,
        "open_won": detail.open_won,
        "receipts": detail.receipts,
        "down": detail.down,
        **_standing(catalogue, detail),
        "history": [
            {
                "seq": each.seq,
                "at": seoul_text(each.at),
                "kind": each.kind,
                "step": each.step,
                "user": each.user,
                "note": each.note,
                "amount_won": each.amount_won,
                "standing": each.standing,
                "changes": [{"field": one.field, "old": one.old, "new": one.new} for one in each.changes],
            }
            for each in detail.history
        ],
    }
