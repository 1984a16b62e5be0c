"""A case as a book or a paper tells it: its fields, its steps, its money; masked unless the whole is asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from app.domain.book_layouts import ColumnDef
from app.domain.case_clock import period_of
from app.domain.cases import Case
from app.domain.errors import IntegrityViolated
from app.domain.forms import Catalogue, Field, FormDef, known_field
from app.domain.identity import format_phone, mask_address, mask_name, mask_passport_no, mask_phone, mask_rrn
from app.domain.lives import UNDONE_STATES, is_done
from app.domain.moments import UNKNOWN_DAY, UNKNOWN_MOMENT, day_said, is_known, is_unknown, moment_of
from app.domain.terms import last_pick_up
from app.domain.work_calendar import SEOUL

Unseal = Callable[[bytes, UUID, str], str]  # the sealed value, the entry and the field it is bound to

UNOPENED: Final = "(봉인 확인 불가)"  # what was sealed with another key, or is no seal

_CHANNELS = {"counter": "방문", "post": "우편", "fax": "팩스", "online": "온라인", "kiosk": "무인발급기", "phone": "전화"}
_UNITS = {"working_hour": "시간", "hour": "시간", "day": "일", "week": "주", "month": "월", "year": "년", "none": ""}
_REFUSED = frozenset({"return", "withdraw", "transfer", "refuse", "reject", "close_undeliverable", "close_unclaimed", "case_cancelled"})
_ENDING = _REFUSED | {"decide", "record", "resolve", "issue"}
_EARLY = UNDONE_STATES | {"returned", "transferred", "closed", "closed_undeliverable", "closed_unclaimed", "rejected"}
_ENDING_FACTS = ("decided_on", "returned_on", "withdrawn_on", "transferred_on", "recorded_on", "resolved_at")


class StepTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a case's life: when (ms), what was told with it, who took it."""

    step: str
    at: int
    facts: dict[str, Any]
    entry_id: UUID
    clerk: str = ""


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its steps in their order. `clerk`: who received it; `tenders`: by which means it was paid; `papers`: handed in."""

    case: Case
    clerk: str
    steps: list[StepTaken] = []
    tenders: list[str] = []
    papers: dict[str, str] = {}
    warnings: list[str] = []
    notices: list[tuple[str, int]] = []  # template, ms
    own_due_at: int | None = None  # ms; the office's own, shorter promise

    def last(self, steps: Sequence[str]) -> StepTaken | None:
        """The last of those steps that was taken."""
        return next((each for each in reversed(self.steps) if each.step in steps), None)


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """How values are told. `names_in_full`, `numbers_in_full`: only where who asked may and said why; else masked (REFERENCE §4).

    `among_many`: of a book or list, where a value that cannot be opened says so and the other cases are told; else IntegrityViolated.
    """

    catalogue: Catalogue
    unseal: Unseal
    office: str
    names_in_full: bool = False
    numbers_in_full: bool = False
    among_many: bool = False

    # ── values ──

    def column(self, record: CaseRecord, column: ColumnDef) -> str:
        """What stands in that column, or behind that label."""
        found = (self.source(record, each) for each in column.from_)
        if column.first:
            return next((text for text in found if text), "")
        return column.join.join(text for text in found if text)

    def number(self, record: CaseRecord, column: ColumnDef) -> int:
        """The figure of a summed column; of a case that was undone nothing."""
        if record.case.state in UNDONE_STATES:
            return 0
        return sum(_figure(record.case, each) for each in column.from_)

    def source(self, record: CaseRecord, source: str) -> str:
        """One source (`domain.book_layouts`) as text; empty where nothing was said."""
        if source.startswith("="):
            return source[1:]
        kind, _, name = source.partition(":")
        match kind:
            case "field":
                return self._field(record.case, name)
            case "rows":
                return self._rows(record.case, name)
            case "fact":
                value = record.case.facts.get(name)
                return self._fact(record.case, name, value, record.case.seals.get(f"facts.{name}"))
            case "told":
                steps, _, fact = name.partition(":")
                taken = record.last(steps.split("|"))
                return "" if taken is None else self._fact(record.case, fact, taken.facts.get(fact), taken.entry_id)
            case "on" | "at":
                taken = record.last(name.split("|"))
                return "" if taken is None else self._step_day(taken, with_time=kind == "at")
            case "times":
                taken_times = sum(each.step in name.split("|") for each in record.steps)
                return f"{taken_times}회" if taken_times else ""
            case "clerk" if name:
                taken = record.last(name.split("|"))
                return taken.clerk if taken is not None else ""
            case "every":
                return self._every(record, name)
            case "notice":
                sent = [at for template, at in record.notices if template.startswith(name)]
                return day_text(_day(sent[-1])) if sent else ""
            case "lookup" | "statistic" | "partner":
                return self._looked_up(record.case, kind, name)
        return self._plain(record, source)

    def _every(self, record: CaseRecord, name: str) -> str:
        step, _, facts = name.partition(":")
        told = []
        for taken in record.steps:
            if taken.step == step:
                shown = (self._fact(record.case, fact, taken.facts.get(fact), taken.entry_id) for fact in facts.split(","))
                told.append(" ".join(text for text in shown if text))
        return "; ".join(told)

    def _looked_up(self, case: Case, kind: str, name: str) -> str:
        if kind == "partner":
            partner = str(case.facts.get("partner_office") or case.answers.get("partner_office") or "")
            return self.office if case.answers.get("role") == name else partner
        if kind == "statistic":
            form = self.catalogue.forms.get(case.service)
            counted = (ref.partition(":") for ref in form.statistics) if form is not None else iter(())
            return next((column.replace(" ", "") for table, _, column in counted if table == name), "")
        lookup = self.catalogue.layouts.lookups.get(name)
        if lookup is None:
            return ""
        return lookup.words.get(case.service) or lookup.words.get(str(case.answers.get(lookup.field)), "")

    def _plain(self, record: CaseRecord, source: str) -> str:
        case, form = record.case, self.catalogue.forms.get(record.case.service)
        match source:
            case "number":
                return case.number
            case "official_no":
                return case.official_no or ""
            case "received_at":
                return moment_text(case.intake_at)
            case "received_on":
                return day_text(_day(case.intake_at))
            case "service":
                return str(case.answers.get("petition_name") or (form.short.ko if form is not None else case.service))
            case "state":
                return self.state(case)
            case "clerk":
                return record.clerk
            case "channel":
                return _CHANNELS.get(case.channel, case.channel)
            case "period":
                return _period(form, case)
            case "limit_at":
                return moment_text(case.limit_at) if case.limit_at else ""
            case "own_due_at":
                return moment_text(record.own_due_at) if record.own_due_at else ""
            case "due_at":
                return moment_text(case.due_at) if case.due_at else ""
            case "birth":
                return self._birth(case)
            case "exemption":
                return self._exemption(case)
            case "tenders":
                return "·".join(self._tender(each) for each in record.tenders)
            case "done_on" | "done_at" | "result":
                return self._ended(record, source)
            case "penalty":
                return "대상" if "filing_late" in record.warnings else ""
            case "ended_early":
                return self.state(case) if case.state in _EARLY else ""
            case "office":
                return self.office
            case "void_day":
                issued = case.facts.get("issued_on")
                return _void_text(day_said(issued)) if issued else ""
            case "papers":
                return ", ".join(self._paper(form, each) for each, how in record.papers.items() if how == "submitted")
        figure = _figure(case, source)
        return f"{figure:,}" if figure or source == "copies" or case.lines else ""

    def state(self, case: Case) -> str:
        """The case's state in the words of its life."""
        states = self.catalogue.layouts.states
        return states.get(f"{case.life}.{case.state}") or states.get(case.state) or case.state

    def _field(self, case: Case, field_id: str) -> str:
        prefix, _, name = field_id.partition(".")
        values = {"applicant": case.applicant, "agent": case.agent or {}}.get(prefix) if name else None
        value = (case.answers if values is None else values).get(field_id if values is None else name)
        field = known_field(self.catalogue, case.service, field_id) if value is not None else None
        return self._shown(field, field_id, value, case.seals.get(field_id, case.entry_id))

    def _rows(self, case: Case, field_id: str) -> str:
        rows = case.answers.get(field_id)
        form = self.catalogue.forms.get(case.service)
        if not isinstance(rows, list) or form is None or field_id not in form.field_ids:
            return ""
        columns = {each.id: each for each in form.field(field_id).columns}
        told = []
        for index, row in enumerate(rows):
            if not isinstance(row, dict):
                continue  # no form makes such a row; another desk's program may
            place = f"{field_id}.{index}."
            entry_id = next((case.seals[key] for key in case.seals if key.startswith(place)), case.entry_id)
            cells = [
                self._shown(columns.get(name), f"{place}{name}", cell, entry_id, person=row.get("kind", "person") == "person")
                for name, cell in row.items()
                if name != "kind"
            ]
            told.append(" ".join(cell for cell in cells if cell))
        return "; ".join(told)

    def _fact(self, case: Case, name: str, value: Any, entry_id: UUID | None) -> str:
        fields = (field for step in self.catalogue.steps if step.life == case.life for field in step.fields if field.id == name)
        matching = list(fields)
        field = next((each for each in matching if any(choice.value == value for choice in each.choices)), None)
        return self._shown(field or next(iter(matching), None), f"facts.{name}", value, entry_id or case.entry_id)

    def _shown(self, field: Field | None, field_id: str, value: Any, entry_id: UUID, *, person: bool = True) -> str:
        if value is None or value == "" or value is False or value == []:
            return ""
        if isinstance(value, bytes):
            return self._opened(value, entry_id, field_id)
        if field is not None and field.sealed:  # no program of ours leaves such a number open; another desk's may
            return self._sealed(str(value))
        kind = field.kind if field is not None else "text"
        if isinstance(value, list) and kind != "choices":  # no form has a table here: what lies deeper in it is told nowhere
            value = ", ".join(str(each) for each in value if isinstance(each, str | int | float))
        if isinstance(value, dict):
            return ""
        if kind == "latin_name" or (person and field is not None and field.names_person):
            kind = "name"
        match kind:
            case "check":
                return "예"
            case "choice" if field is not None:
                return _choice(field, value)
            case "choices" if field is not None and isinstance(value, list):
                return ", ".join(_choice(field, each) for each in value)
            case "name":
                return str(value) if self.names_in_full else mask_name(str(value))
            case "phone":
                return format_phone(str(value)) if self.names_in_full else mask_phone(str(value))
            case "address":
                return str(value) if self.names_in_full else mask_address(str(value))
            case "date":
                return _said_text(value)
            case "datetime":
                return str(value).replace("T", " ").replace("-", ".")
            case "int":
                unit = field.unit.ko if field is not None and field.unit is not None else ""
                return f"{value:,}{unit}" if isinstance(value, int) else str(value)
        return str(value)

    def _opened(self, value: bytes, entry_id: UUID, field_id: str) -> str:
        try:
            return self._sealed(self.unseal(value, entry_id, field_id))
        except IntegrityViolated:
            if not self.among_many:
                raise
            return UNOPENED

    def _sealed(self, number: str) -> str:
        if not number.isdigit():
            return mask_passport_no(number)
        return f"{number[:6]}-{number[6:]}" if self.numbers_in_full else mask_rrn(number)

    # ── what is put together ──

    def _birth(self, case: Case) -> str:
        typed = case.applicant.get("birth_date")
        if typed:
            return _said_text(typed)
        sealed = case.applicant.get("rrn") or case.applicant.get("arn")
        if not isinstance(sealed, bytes):
            return ""
        field_id = "applicant.rrn" if "rrn" in case.applicant else "applicant.arn"
        try:
            digits = self.unseal(sealed, case.seals.get(field_id, case.entry_id), field_id)
        except IntegrityViolated:
            if not self.among_many:
                raise
            return UNOPENED
        century = {"9": "18", "0": "18", "1": "19", "2": "19", "5": "19", "6": "19"}.get(digits[6:7], "20")
        return f"{century}{digits[:2]}.{digits[2:4]}.{digits[4:6]}"

    def _exemption(self, case: Case) -> str:
        code = next((line.exemption for line in case.lines if line.exemption), None)
        ground = self.catalogue.exemptions.get(code or "")
        return ground.name.ko if ground is not None else ""

    def _tender(self, code: str) -> str:
        tender = self.catalogue.tenders.get(code)
        return tender.name.ko if tender is not None else code

    def _paper(self, form: FormDef | None, paper_id: str) -> str:
        return next((each.name.ko for each in form.papers if each.id == paper_id), paper_id) if form is not None else paper_id

    def _ended(self, record: CaseRecord, source: str) -> str:
        case, taken = record.case, next((each for each in reversed(record.steps) if each.step in _ENDING), None)
        if source != "result":
            return self._step_day(taken, with_time=source == "done_at") if taken is not None else ""
        if taken is None:
            return self.state(case) if is_done(case.life, case.state) else ""
        return self._fact(case, "decision", taken.facts.get("decision"), taken.entry_id) or self.state(case)

    def _step_day(self, taken: StepTaken, *, with_time: bool) -> str:
        if with_time:
            return moment_text(taken.at)
        said = next((taken.facts[name] for name in _ENDING_FACTS if name in taken.facts), None) or next(
            (value for name, value in taken.facts.items() if name.endswith("_on") and name not in ("expected_on", "disclose_on")), None
        )
        return _said_text(said) if said else day_text(_day(taken.at))


def _figure(case: Case, source: str) -> int:
    contribution = sum(line.due_won for line in case.lines if line.owner == "contribution")
    match source:
        case "copies":
            return case.copies
        case "due_won":
            return case.due_won
        case "fee_won":
            return case.due_won - contribution
        case "contribution_won":
            return contribution
    return 0


def _choice(field: Field, value: Any) -> str:
    return next((choice.label.ko for choice in field.choices if choice.value == value), str(value))


def _said_text(said: object) -> str:
    """A day as somebody said it; 날짜 모름 for what no calendar has: one desk's nonsense keeps nobody from the book."""
    day = day_said(said)
    return day_text(day) if day is not None else UNKNOWN_DAY


def _void_text(issued: date | None) -> str:
    """From when on a passport issued on that day is void."""
    return UNKNOWN_DAY if issued is None or is_unknown(issued) else day_text(last_pick_up(issued) + timedelta(days=1))


def _period(form: FormDef | None, case: Case) -> str:
    processing = period_of(form, case)
    if processing.kind == "not_set" or processing.rule == "none":
        return ""
    return "즉시" if processing.kind == "immediate" else f"{processing.value}{_UNITS[processing.unit]}"


def _day(ms: int) -> date:
    return moment_of(ms).astimezone(SEOUL).date()


def day_text(day: date) -> str:
    """2026.11.20, as narrow as a column needs it; 날짜 모름 for the day of an unknown moment."""
    return UNKNOWN_DAY if is_unknown(day) else f"{day:%Y.%m.%d}"


def moment_text(ms: int) -> str:
    """2026.11.20 09:05 in Seoul; 시각 모름 for what no calendar has."""
    return f"{moment_of(ms).astimezone(SEOUL):%Y.%m.%d %H:%M}" if is_known(ms) else UNKNOWN_MOMENT
