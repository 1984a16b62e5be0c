"""A draft made ready: checked, priced, its national system looked at. Nothing is written; the quote on the screen comes from here too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import msgspec

from app.domain import fees
from app.domain.answers import Checked, Draft, check
from app.domain.cases import Case
from app.domain.errors import DraftRefused, Refused
from app.domain.fees import FeeLine
from app.domain.forms import Exemption, FormDef
from app.domain.money_entries import FeeCharged
from app.domain.payments import card_data_problem
from app.domain.penalties import PenaltyDue, penalty
from app.domain.tenders import NONE
from app.domain.views import Lamp, PersonHint
from app.services.desk import SEOUL, Desk, seoul_date, to_ms
from app.services.filed_before import FILED_BEFORE, filed_before
from app.services.free_text import unfit
from app.services.named_case import named_cases
from app.services.paper_slips import slip_problem
from app.services.person_hints import WARNED, person_hint
from app.services.same_today import SameToday, same_today
from app.services.work_time import work_calendar

AHEAD_MAX = timedelta(minutes=5)
LATE_FROM = timedelta(minutes=5)
EVIDENCE_MAX = 40
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # no desk has a slip from before it


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that may become entries. `only_received`: a national system is away (A9), so no fee and nothing is issued."""

    draft: Draft
    form: FormDef
    checked: Checked
    lines: tuple[FeeLine, ...]
    exemption: Exemption | None
    evidence: str
    intake: datetime | None
    priced_at: datetime
    only_received: bool
    down: tuple[str, ...]

    @property
    def due_won(self) -> int:
        return fees.total_due(self.lines)


@dataclass(frozen=True)
class Quote:
    """What the screen shows while a form is being filled in: fee so far, what is missing, what is odd. Opens no case."""

    lines: tuple[FeeLine, ...]
    due_won: int
    problems: dict[str, str]
    warnings: dict[str, str]
    when_down: str | None
    provisional: bool
    values: dict[str, object]
    priced_at: datetime
    evidence: str
    penalty: PenaltyDue | None
    filed_before: tuple[str, ...] = ()
    person_hint: PersonHint | None = None
    same_today: SameToday | None = None


def intake_moment(draft: Draft, now: datetime) -> datetime | None:
    """The moment the citizen asked, where it is not now. DraftRefused on `intake_at` or a missing `late_reason` (A11)."""
    if draft.intake_at is None:
        return None
    try:
        moment = datetime.fromisoformat(draft.intake_at)
    except ValueError as error:
        raise DraftRefused("draft_incomplete", {"intake_at": "invalid_date"}) from error
    moment = moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment
    if moment < _EARLIEST:
        raise DraftRefused("draft_incomplete", {"intake_at": "invalid_date"})
    if moment > now + AHEAD_MAX:
        raise DraftRefused("draft_incomplete", {"intake_at": "in_future"})
    if moment < now - LATE_FROM and not (draft.late_reason or "").strip():
        raise DraftRefused("draft_incomplete", {"late_reason": "required"})
    return moment


def system_down(form: FormDef, lamps: list[Lamp]) -> tuple[str, ...]:
    """The form's national system, if it is away and leaves only the receipt (A9)."""
    away = {lamp.system for lamp in lamps if lamp.down}
    return (str(form.national_system),) if form.national_system in away and form.when_down != "full" else ()


def was_down(desk: Desk, form: FormDef, draft: Draft, intake: datetime | None) -> tuple[str, ...]:
    """The form's national system, if it was away when the citizen asked and the case is typed in later (A11).

    Only the receipt was taken on paper then; whoever names a tender with it issues and takes the money now.
    """
    if intake is None or form.national_system is None or form.when_down == "full" or draft.tender != "none":
        return ()
    at = to_ms(intake)
    away = any(each.here and each.system == form.national_system for each in desk.store.outages.between(at, at + 1))
    return (str(form.national_system),) if away else ()


def id_check_down(form: FormDef, checked: Checked) -> tuple[str, ...]:
    """`id_check`, if it could not be done and the form then allows only the receipt."""
    unavailable = checked.values.get("applicant.id_check") == "unavailable"
    return ("id_check",) if unavailable and form.id_check_unavailable == "receive_only" else ()


def _exemption(desk: Desk, code: str | None) -> Exemption | None:
    if code is None:
        return None
    found = desk.catalogue.exemptions.get(code)
    if found is None:
        raise DraftRefused("draft_incomplete", {"exemption": "unknown_choice"})
    return found


def _evidence(ground: Exemption | None, draft: Draft) -> str:
    """What the clerk saw, as it stands in the book: the paper the ground names, with the number that was typed."""
    if ground is None:
        return ""
    number = (draft.evidence or "").strip()
    return f"{ground.evidence.ko} {number}" if number and ground.number != "none" else ground.evidence.ko


def _evidence_missing(ground: Exemption | None, draft: Draft) -> bool:
    return ground is not None and ground.number == "required" and not (draft.evidence or "").strip()


def checked_draft(desk: Desk, form: FormDef, draft: Draft, today: date, *, only_received: bool) -> Checked:
    """The draft against its form and what this desk knows: no resident number in free text, no ID that is not the person's, cases named."""
    checked = check(form, draft, today=today, only_received=only_received, day_off=work_calendar(desk).day_off)
    # A resident number in free text would stand there unsealed for ever (A17): it is refused, not only warned about.
    problems = dict(checked.problems)
    problems.update((name, code) for name, code in checked.warnings.items() if code == "rrn_in_text")
    if checked.values.get("applicant.id_check") == "mismatch":
        problems.setdefault("applicant.id_check", "id_mismatch")
    if form.case_fields:
        named, unknown = named_cases(desk, form, checked.values)
        return Checked({**checked.values, **named}, {**unknown, **problems}, checked.warnings)
    return Checked(checked.values, problems, checked.warnings)


def _envelope(form: FormDef, draft: Draft) -> dict[str, str]:
    """What is wrong around the answers: free words with a number in them, a card number, papers the service does not ask for."""
    words = {
        "late_reason": draft.late_reason,
        "draft_id": draft.draft_id,
        "approval_no": draft.approval_no,
        "evidence": draft.evidence,
    }
    found = {name: code for name, text in words.items() if text and (code := unfit(text)) is not None}
    if problem := card_data_problem((draft.approval_no or "").strip()):
        found.setdefault("approval_no", "too_long" if problem == "card_data_invalid" else problem)
    if draft.evidence and len(draft.evidence.strip()) > EVIDENCE_MAX:
        found.setdefault("evidence", "too_long")
    if draft.papers.keys() - {each.id for each in form.papers}:
        found["papers"] = "unknown_choice"
    return found


def prepare(desk: Desk, draft: Draft, *, exemption: str | None = None) -> Prepared:
    """The draft with its fee. DraftRefused names every field at once; Refused `service_unknown`, `service_closed`, `fee_not_set`,
    `fee_not_found`.

    `exemption`: one for the whole visit (F12), applied where the service allows it; the draft's own has to apply.
    """
    form, now = desk.form(draft.service), desk.clock.now()
    if not form.offered:
        raise Refused("service_closed", service=form.id)
    intake = intake_moment(draft, now)
    down = system_down(form, desk.store.days.lamps()) or was_down(desk, form, draft, intake)
    checked = checked_draft(desk, form, draft, seoul_date(intake or now), only_received=bool(down))
    problems = dict(checked.problems) | _envelope(form, draft) | slip_problem(desk, draft)
    if draft.tender != NONE:
        tender = desk.catalogue.tenders.get(draft.tender)
        if tender is None:
            problems.setdefault("tender", "unknown_choice")
        elif tender.approval != "none" and not (draft.approval_no or "").strip():
            problems.setdefault("approval_no", "required")
    if problems:
        raise DraftRefused("draft_incomplete", problems)
    down += id_check_down(form, checked)
    if form.same_filing and filed_before(desk, form, checked.values):
        checked.warnings.setdefault(form.same_filing[0], FILED_BEFORE)
    if form.warned_by and checked.values.get("applied_by") == "agent" and person_hint(desk, form, checked.values) is not None:
        checked.warnings.setdefault("applied_by", WARNED)
    ground = _exemption(desk, draft.exemption)
    if ground is None and exemption is not None and exemption in form.exemptions:
        ground = _exemption(desk, exemption)
    if _evidence_missing(ground, draft):
        raise DraftRefused("draft_incomplete", {"evidence": "required"})
    priced_at = (intake or now) if form.priced_at == "receipt" else now
    lines = _lines(desk, form, checked, priced_at, ground, later=bool(down))
    return Prepared(
        draft=draft,
        form=form,
        checked=checked,
        lines=lines,
        exemption=ground,
        evidence=_evidence(ground, draft),
        intake=intake,
        priced_at=priced_at,
        only_received=bool(down),
        down=down,
    )


def priced(
    desk: Desk, form: FormDef, values: Mapping[str, object], copies: int, at: datetime, exemption: Exemption | None
) -> tuple[FeeLine, ...]:
    """The one place where a fee comes from: the form's table with the office's own amounts, at that moment. Refused as `fees.lines`."""
    office = desk.store.office_fees.amounts(form.id)
    return fees.lines(form, values=values, copies=copies, at=at, exemption=exemption, office=office)


def _lines(desk: Desk, form: FormDef, checked: Checked, at: datetime, exemption: Exemption | None, *, later: bool) -> tuple[FeeLine, ...]:
    """What is charged now; nothing where the fee comes `later`: the ground it will be waived on has to fit all the same."""
    if later or form.priced_at == "notice":
        if exemption is not None and exemption.code not in form.exemptions:
            raise DraftRefused("draft_incomplete", {"exemption": "exemption_not_applicable"})
        return ()
    copies = checked.values.get("copies", 1)
    try:
        return priced(desk, form, checked.values, copies if isinstance(copies, int) else 1, at, exemption)
    except Refused as error:
        if error.code == "exemption_not_applicable":
            raise DraftRefused("draft_incomplete", {"exemption": error.code}) from error
        raise


def quote(desk: Desk, draft: Draft) -> Quote:
    """The state of a form that is still being filled in. Never raises for what the clerk has not typed yet."""
    form, now = desk.form(draft.service), desk.clock.now()
    late: dict[str, str] = {}
    intake = None
    try:
        intake = intake_moment(draft, now)
    except DraftRefused as error:
        late = error.fields
    down = system_down(form, desk.store.days.lamps()) or was_down(desk, form, draft, intake)
    checked = checked_draft(desk, form, draft, seoul_date(intake or now), only_received=bool(down))
    down += id_check_down(form, checked)
    lines: tuple[FeeLine, ...] = ()
    problems = checked.problems | slip_problem(desk, draft) | late
    priced_at, ground = (intake or now) if form.priced_at == "receipt" else now, desk.catalogue.exemptions.get(draft.exemption or "")
    if _evidence_missing(ground, draft):
        problems.setdefault("evidence", "required")
    try:
        lines = _lines(desk, form, checked, priced_at, ground, later=bool(down))
    except DraftRefused as error:
        problems.update(error.fields)
    except Refused as error:
        problems.setdefault("fee", error.code)
    return Quote(
        lines=lines,
        due_won=fees.total_due(lines),
        problems=problems,
        warnings=checked.warnings,
        when_down=form.when_down if down else None,
        provisional=bool(down),
        values=checked.values,
        priced_at=priced_at,
        evidence=_evidence(ground, draft),
        filed_before=filed_before(desk, form, checked.values),
        person_hint=person_hint(desk, form, checked.values),
        same_today=same_today(desk, form, checked.values),
        penalty=late_penalty(desk, form, checked.values, seoul_date(intake or now)),
    )


def late_penalty(desk: Desk, form: FormDef, values: Mapping[str, object], filed_on: date, *, demanded: bool = False) -> PenaltyDue | None:
    """What the citizen has to be told of a filing that comes too late; None for any other. Never a fee."""
    scheme = desk.catalogue.penalties.get(form.id)
    if scheme is None:
        return None
    return penalty(form, scheme, values, filed_on, demanded=demanded, day_off=work_calendar(desk).day_off)


def exemption_fits(desk: Desk, drafts: list[Draft], exemption: str) -> list[bool]:
    """For each line of the basket, whether that 감면 ground may be applied to it."""
    return [exemption in desk.form(draft.service).exemptions for draft in drafts]


def values_of(case: Case) -> dict[str, object]:
    """The values of a case by field id, sealed ones still sealed."""
    values: dict[str, object] = dict(case.answers)
    values.update((f"applicant.{name}", value) for name, value in case.applicant.items())
    values.update((f"agent.{name}", value) for name, value in (case.agent or {}).items())
    return values


def charge_again(desk: Desk, case: Case) -> FeeCharged | None:
    """The fee of a case that was only received, at this moment: its real receipt or issue (A9, COUNTER §1); None if there is none."""
    form, values = desk.form(case.service), values_of(case)
    ground = desk.catalogue.exemptions.get(case.exemption or "")
    now = desk.clock.now()
    found = priced(desk, form, values, case.copies, now, ground)
    if not found:
        return None
    return FeeCharged(lines=list(found), priced_at=to_ms(now), exemption=case.exemption, evidence=case.evidence)
