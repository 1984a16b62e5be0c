"""A form in the clerk's hands: what was typed, what is shown, where the hands go next. Pure; the widgets only draw it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from app.domain.answers import Checked, Draft, Values, check, in_order, prefill, visible
from app.domain.errors import Refused
from app.domain.field_readers import whole_number
from app.domain.forms import Field, FormDef, Paper, Processing, Retention, StepDef
from app.domain.identity import parse_moment
from app.domain.rule_terms import term_end
from app.domain.words import Words
from app.ui.formats import shown_value

PaperMark = Literal["submitted", "shared", "not_needed"]
DIFFERS = {"applicant.rrn": "birth_date_differs"}  # from what a device read; every other field: the romanised name
TERMS = ("max_age_months", "days_within", "months_within")
PAPER_MARKS: tuple[PaperMark, ...] = ("submitted", "shared", "not_needed")


class FormModel:
    """Raw input by field id. Everything derived is computed from it anew, so screen and draft cannot drift apart."""

    def __init__(self, form: FormDef, *, today: date, carried: Mapping[str, object] | None = None) -> None:
        self.form = form
        self._today = today
        self.raw: dict[str, object] = {}
        self.papers: dict[str, PaperMark] = {}
        self.carried: set[str] = set()
        self.receive_only = False
        self.expected: dict[str, str] = {}  # by field, what a device read: another value there is said, never refused
        self.late: dict[str, str] | None = None  # slip_no, intake_at, late_reason as typed; None: taken now
        self._checked: Checked | None = None
        for name, value in (carried or {}).items():
            field_id = f"applicant.{name}"
            if any(each.id == field_id for each in form.fields):
                self.raw[field_id] = value
                self.carried.add(field_id)

    def put(self, field_id: str, value: object) -> None:
        """What stands in that field now."""
        self.raw[field_id] = value
        self._checked = None

    def expect(self, values: Mapping[str, str]) -> None:
        """A device read this: what is typed otherwise is warned of. Of a resident number only its beginning may be known."""
        self.expected.update(values)
        self._checked = None

    def set_receive_only(self, receive_only: bool) -> None:
        """접수만: its system is down, so name and telephone are asked and nothing else has to be."""
        self.receive_only = receive_only
        self._checked = None

    def mark_paper(self, paper_id: str, mark: PaperMark) -> None:
        self.papers[paper_id] = mark

    def draft(self) -> Draft:
        """The draft as it stands; empty fields are left out."""
        applicant: Values = {}
        agent: Values = {}
        answers: Values = {}
        copies: int | None = None
        shown = {each.id for each in self.shown()}
        for each in self.form.fields:
            value = self.raw.get(each.id)
            if each.id not in shown or value in (None, "", []):
                continue
            if each.id == "copies":
                copies = self._copies()
            elif each.id.startswith("applicant."):
                applicant[each.id.removeprefix("applicant.")] = value
            elif each.id.startswith("agent."):
                agent[each.id.removeprefix("agent.")] = value
            else:
                answers[each.id] = value
        made = Draft(service=self.form.id, answers=answers, applicant=applicant, agent=agent or None, copies=copies, papers=self._marks())
        return made if self.late is None else msgspec.structs.replace(made, **self._late())

    def _late(self) -> dict[str, str | None]:
        """What is said of a case written on paper; a moment that can't be read goes on as it was typed and is refused."""
        typed = {name: text.strip() for name, text in (self.late or {}).items()}
        at = typed.get("intake_at", "")
        try:
            at = parse_moment(at, today=self._today).isoformat(timespec="minutes") if at else ""
        except Refused:
            pass
        return {"slip_no": typed.get("slip_no") or None, "intake_at": at or None, "late_reason": typed.get("late_reason") or None}

    def checked(self) -> Checked:
        """Canonical values, problems and warnings of everything typed so far."""
        if self._checked is None:
            checked = self._unread_copies(check(self.form, self._everything(), today=self._today, only_received=self.receive_only))
            self._checked = msgspec.structs.replace(checked, warnings=checked.warnings | self._differing(checked))
        return self._checked

    def _differing(self, checked: Checked) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, expected in self.expected.items():
            value, wanted = _bare(checked.values.get(name)), _bare(expected)
            same = value.startswith(wanted) if name in DIFFERS else value == wanted
            if value and not same and name not in checked.warnings:
                found[name] = DIFFERS.get(name, "differs_from_old_passport")
        return found

    def shown(self) -> list[Field]:
        """Fields the clerk sees now, in order."""
        return visible(self.form, self.checked().values)

    def term(self, field_id: str) -> tuple[str, date] | None:
        """The last good day of what stands in that field, with the kind of rule that says so; None where no rule or no day stands."""
        checked = self.checked()
        value = str(checked.values.get(field_id) or "")
        for rule in self.form.rules:
            timed = rule.field == field_id and rule.kind in TERMS and all(each.holds(checked.values.get(each.field)) for each in rule.when)
            if timed and len(value) >= 10:
                return rule.kind, term_end(rule, date.fromisoformat(value[:10]))
        return None

    def shown_papers(self) -> list[Paper]:
        values = self.checked().values
        return [each for each in self.form.papers if all(when.holds(values.get(when.field)) for when in each.show_if)]

    def filled_in(self, each: Field) -> object:
        """What stands in a field nobody has typed in: its default, or the value it repeats."""
        return prefill(each, self.checked().values, today=self._today)

    def settled_draft(self) -> Draft:
        """The draft with the copies that stand in the form, whether they were typed or prefilled: what the basket shows and counts."""
        draft = self.draft()
        copies = next((each for each in self.shown() if each.id == "copies"), None)
        prefilled = str(self.filled_in(copies) or "") if copies is not None and draft.copies is None else ""
        return msgspec.structs.replace(draft, copies=int(prefilled)) if prefilled.isdigit() else draft

    def unmarked_papers(self) -> list[Paper]:
        """Papers that a filing still has to be told about; certificates are marked as they are seen."""
        asked = self.asks_papers and not self.receive_only
        return [each for each in self.shown_papers() if asked and each.required and each.id not in self.papers]

    @property
    def asks_papers(self) -> bool:
        return self.form.life == "filing"

    def first(self) -> str | None:
        """Where the hands begin: the first field that is not already known from this visit."""
        fields = [each.id for each in self.shown() if each.id not in self.carried]
        return fields[0] if fields else None

    def to_json(self) -> dict[str, Any]:
        """What a working draft keeps, so that it can be offered again."""
        kept: dict[str, Any] = {"service": self.form.id, "raw": msgspec.to_builtins(self.raw), "papers": dict(self.papers)}
        if self.expected:
            kept["expected"] = dict(self.expected)
        return kept if self.late is None else kept | {"late": dict(self.late)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """The form is what it was when it was kept."""
        known = {each.id for each in self.form.fields}
        self.raw = {name: value for name, value in dict(kept.get("raw", {})).items() if name in known}
        self.papers = {name: mark for name, mark in dict(kept.get("papers", {})).items() if mark in PAPER_MARKS}
        self.expected = {str(name): str(text) for name, text in dict(kept.get("expected", {})).items()}
        late = kept.get("late")
        self.late = {str(name): str(text) for name, text in late.items()} if isinstance(late, Mapping) else None
        self.carried = set()
        self._checked = None

    def take(self, draft: Draft) -> None:
        """The form is what that draft was made from; numbers that are masked in it are asked anew."""
        known = {each.id for each in self.form.fields}
        groups = (("applicant.", draft.applicant), ("agent.", draft.agent or {}), ("", draft.answers))
        for prefix, values in groups:
            for name, value in values.items():
                if prefix + name in known and "*" not in str(value):
                    self.put(prefix + name, value)

    def take_back(self, draft: Draft) -> None:
        """As `take`, with its copies, its papers and what was said of a case written on paper: a line of the basket is mended."""
        self.take(draft)
        if draft.copies is not None and "copies" in self.form.field_ids:
            self.put("copies", str(draft.copies))
        self.papers = dict(draft.papers)
        at = shown_value("datetime", draft.intake_at) if draft.intake_at else ""
        late = {"slip_no": draft.slip_no or "", "intake_at": at, "late_reason": draft.late_reason or ""}
        self.late = late if any(late.values()) else None

    def late_days(self, end: date) -> int:
        """Days since that last good day; 0 while it has not passed."""
        return max(0, (self._today - end).days)

    @property
    def empty(self) -> bool:
        return self.late is None and not any(
            value not in (None, "", [], False) for name, value in self.raw.items() if name not in self.carried
        )

    def _marks(self) -> dict[str, PaperMark]:
        return {each.id: self.papers.get(each.id, "submitted") for each in self.shown_papers() if self._said(each)}

    def _said(self, paper: Paper) -> bool:
        return paper.id in self.papers or (paper.required and not self.asks_papers)

    def _everything(self) -> Draft:
        """All raw input, hidden fields too: `check` decides what counts."""
        applicant = {name.removeprefix("applicant."): value for name, value in self.raw.items() if name.startswith("applicant.")}
        agent = {name.removeprefix("agent."): value for name, value in self.raw.items() if name.startswith("agent.")}
        plain = {name: value for name, value in self.raw.items() if not name.startswith(("applicant.", "agent.")) and name != "copies"}
        return Draft(service=self.form.id, answers=plain, applicant=applicant, agent=agent or None, copies=self._copies())

    def _copies(self) -> int | None:
        """How many are asked for; None where nothing stands, or nothing that is a number."""
        try:
            return whole_number(str(self.raw.get("copies") or ""))
        except Refused:
            return None

    def _unread_copies(self, checked: Checked) -> Checked:
        """Copies that are no number are a problem of their own: a draft has no place for them, and one copy is not what was typed."""
        typed = str(self.raw.get("copies") or "").strip()
        if not typed or self._copies() is not None or all(each.id != "copies" for each in visible(self.form, checked.values)):
            return checked
        return msgspec.structs.replace(checked, problems=in_order(self.form, checked.problems | {"copies": "wrong_type"}))


def cell_name(form: FormDef, cell: str, words: Words) -> str:
    """`buyers.1.address` is 매수자 2 · 주소; a table without that cell goes by its own name, empty if there is no such table."""
    rows, _, rest = cell.partition(".")
    row, _, column = rest.partition(".")
    table = next((each for each in form.fields if each.id == rows), None)
    label = next((words.of(each.label) for each in table.columns if each.id == column), "") if table is not None else ""
    if table is None or not label:
        return words.of(table.label) if table is not None else ""
    return words.text("form.cell", rows=words.of(table.label), n=int(row) + 1, column=label)


def _bare(value: object) -> str:
    """A romanised name or a number without what people write between its parts."""
    return str(value or "").replace(" ", "").replace("-", "").upper()


def form_of_step(step: StepDef) -> FormDef:
    """The questions of a step as a form, so that the same widgets and the same checks serve both."""
    return FormDef(
        id=f"{step.life}.{step.step}",
        code="",
        version=1,
        name=step.name,
        short=step.name,
        aliases=[],
        family="other",
        life=step.life,
        station="integrated",
        book="",
        national_system=None,
        when_down="full",
        priced_at="receipt",
        id_check="none",
        id_check_unavailable="go_on",
        eligible=[],
        delivery=[],
        channels=[],
        home_office_only=False,
        exemptions=[],
        papers=[],
        fees=[],
        fields=[each if each.choices else msgspec.structs.replace(each, width="long") for each in step.fields],  # they stand beside a case
        processing=Processing(kind="not_set", value=0, unit="none", rule="none", verified=False),
        retention=Retention(label="", years=None),
        statistics=[],
        report_row=step.name,
        legal_basis="",
        source=step.source,
        verified=True,
        eligible_verified=True,
    )
