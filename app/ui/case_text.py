"""A case in words: its fields, its history, its lines. Pure; used by every tab that shows a case in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from app.domain.forms import Field
from app.domain.programmes import offer_text
from app.domain.views import CaseDetail, HistoryLine, done_text, put_right
from app.domain.words import Words
from app.ui import formats
from app.ui.context import Context

Pair = tuple[str, str]
HELD = "\u00a0· "  # between the parts of a line that may break: none begins with a dot
YEARS_FROM = 1900  # a number that cannot be smaller is a year


def state_text(context: Context, life: str, state: str) -> str:
    """The state in the counter's word: `received` of a filing is 접수, `delivered` of a passport is 교부."""
    words = context.words
    key = f"state.{life}.{state}"
    return words.text(key if words.has(key) else f"state.{state}")


def facts(context: Context, detail: CaseDetail) -> list[Pair]:
    """Label and value of everything the clerk needs at hand, in the order of the form. Its number is the heading of the page."""
    text = context.words.text
    row = detail.row
    pairs = [
        (text("case.service"), context.service_name(row.service)),
        (text("case.state"), state_text(context, detail.life, row.state)),
        (text("case.intake"), formats.moment_text(detail.intake_at, context.words)),
    ]
    if detail.due_at is not None:
        pairs.append((text("deadline.next"), formats.moment_text(detail.due_at, context.words)))
    if detail.own_due_at is not None:
        pairs.append((text("deadline.own"), formats.moment_text(detail.own_due_at, context.words)))
    pairs += [(text("case.offers"), offer_text(each, context.words)) for each in detail.offers]
    if detail.slip_no:
        pairs.append((text("late.slip_no"), detail.slip_no))
    if detail.late_reason:
        pairs.append((text("late.late_reason"), detail.late_reason))
    if row.official_no:
        pairs.append((text("case.official_no"), row.official_no))
    if row.provisional:
        pairs.append((text("case.standing"), text("foot.provisional")))
    pairs += list(_answers(context, detail))
    pairs += [(text("case.money"), money_text(context, detail))]
    if detail.receipts:
        pairs.append((text("case.receipts"), ", ".join(detail.receipts)))
    pairs += list(_step_facts(context, detail))
    return pairs


def delivery_facts(context: Context, detail: CaseDetail) -> list[Pair]:
    """The card of a hand-over (COUNTER §3, F): who, where the booklet lies, since when; then everything else."""
    pairs = facts(context, detail)
    text = context.words.text
    arrived = [formats.moment_text(line.at, context.words) for line in detail.history if line.step == "arrive"]
    first = [pair for pair in _answers(context, detail) if pair[1]][:2] + list(_step_facts(context, detail))
    first += [(text("deliver.arrived"), at) for at in arrived[-1:]]
    return first + [pair for pair in pairs if pair not in first]


def money_text(context: Context, detail: CaseDetail) -> str:
    text = context.words.text
    shown = text("case.due", won=formats.won(detail.due_won))
    if detail.paid_won:
        shown += " · " + text("case.paid", won=formats.won(detail.paid_won))
    if detail.open_won:
        shown += " · " + text("case.open", won=formats.won(detail.open_won))
    return shown


def history_pair(context: Context, line: HistoryLine, service: str = "") -> Pair:
    """One entry of the history: when, and what was done as a sentence without a verb: 11-20 14:05, 발급 · 김○○ · 저장됨."""
    words = context.words
    parts = [done_text(line, words, context.catalogue.exemptions)]
    if line.amount_won:
        parts.append(words.text("fee.won", won=formats.won(line.amount_won)))
    if line.fields:
        parts.append(put_right(line, context.catalogue.forms.get(service), words, partial(value_text, context)))
    if line.note:
        parts.append(line.note)
    parts += [line.name or line.user, words.text(f"truth.{line.standing}")]
    return formats.short_stamp(line.at), HELD.join(parts)


def _answers(context: Context, detail: CaseDetail) -> Iterator[Pair]:
    form = context.catalogue.forms.get(detail.row.service)
    if form is None:
        return
    for each in form.fields:
        group, dot, name = each.id.partition(".")
        if each.id == "copies":
            yield context.words.of(each.label), value_text(context, each, detail.row.copies)
            continue
        source: Mapping[str, Any]
        if dot and group in ("applicant", "agent"):
            source = detail.applicant if group == "applicant" else detail.agent or {}
        else:
            source, name = detail.answers, each.id
        if name in source:
            yield context.words.of(each.label), value_text(context, each, source[name])


def _step_facts(context: Context, detail: CaseDetail) -> Iterator[Pair]:
    known = {each.id: each for step in context.catalogue.steps if step.life == detail.life for each in step.fields}
    for name, value in detail.facts.items():
        if name in known:
            yield context.words.of(known[name].label), value_text(context, known[name], value)


def value_text(context: Context, field: Field, value: object) -> str:
    """One answer for people: choices by their label, boxes as yes or no, numbers with their unit, tables row by row."""
    words = context.words
    if isinstance(value, bool):
        return words.text("form.yes" if value else "form.no")
    if field.kind == "choice":
        return next((words.of(choice.label) for choice in field.choices if choice.value == value), str(value))
    if field.kind == "choices" and isinstance(value, list):
        return ", ".join(words.of(choice.label) for choice in field.choices if choice.value in value)
    if field.kind == "rows" and isinstance(value, list):
        return "\n".join(_row_text(context, field, row) for row in value if isinstance(row, dict))
    if field.kind == "int" and isinstance(value, int):
        return _number_text(words, field, value)
    return formats.shown_value(field.kind, value)


def _row_text(context: Context, field: Field, row: Mapping[str, Any]) -> str:
    """One row of a table, its cells in the order of the form."""
    return " · ".join(value_text(context, column, row[column.id]) for column in field.columns if column.id in row)


def _number_text(words: Words, field: Field, value: int) -> str:
    """1,200원; in English 3 copies and 1 copy. A year has no comma."""
    is_year = field.min is not None and field.min > YEARS_FROM
    number = str(value) if is_year else f"{value:,}"
    if field.unit is None or (words.lang == "en" and is_year):
        return number
    unit = words.of(field.unit)
    if words.lang == "en" and value == 1:
        unit = f"{unit.removesuffix('ies')}y" if unit.endswith("ies") else unit.removesuffix("s")
    return number + ("" if words.lang == "ko" else " ") + unit
