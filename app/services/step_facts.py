"""What a step of a case's life has to say, checked as a form is, with what the law allows of it and what follows for the money."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.answers import TODAY, check_fields
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.fees import FeeLine
from app.domain.forms import SEALED_KINDS, StepDef
from app.domain.money_entries import FeeCharged
from app.domain.passport_rules import as_posted, check_not_void, check_passport_step
from app.domain.petition_rules import DISCLOSED, as_wished, check_step
from app.domain.programmes import DECIDING, LATE_MINUTES, Offer, late_minutes, offers
from app.services.desk import Desk, from_ms, seoul_date, to_ms
from app.services.free_text import checked
from app.services.price_draft import priced, values_of

PAID_FIRST: Final = frozenset({("certificate", "issue"), ("exchange", "deliver"), ("disclosure", "disclose")})
DATED: Final = frozenset({"petition", "disclosure", "filing"})  # a passport may be older than its case: it was applied for elsewhere
CHARGED_AT: Final = frozenset({"issue", "apply", "request"})  # a case that was only received is priced with its real beginning (A9)


def told_facts(desk: Desk, case: Case, definition: StepDef | None, step: str, facts: dict[str, Any], entry_id: UUID) -> dict[str, Any]:
    """Values as they will stand in the body, canonical, sealed kinds sealed. Refused `step_incomplete` naming the first field that is
    missing, wrong or unknown, `rrn_in_text`, `control_characters`, or why the law does not allow the step (`petition_rules`).
    """
    now = desk.clock.now()
    today = seoul_date(now)
    check_not_void(case, step, today)  # first: nobody is asked for the address of a passport that leaves the office no more
    fields = as_posted(as_wished(definition, case.answers), case.applicant).fields if definition is not None else []
    found = check_fields(fields, facts, today=today)
    for name, code in found.problems.items():
        raise Refused("step_incomplete", field=name, reason=code, step=step, life=case.life)
    told: dict[str, Any] = {}
    for field in fields:
        value = found.values.get(field.id)
        if value is None or value is False:
            continue
        if field.default == TODAY and (wrong := _wrong_day(case, str(value), today)) is not None:
            raise Refused("step_incomplete", field=field.id, reason=wrong, step=step, life=case.life)
        if field.kind in SEALED_KINDS:
            value = desk.sealer.seal(str(value), entry_id=entry_id, field_id=f"facts.{field.id}", nonce=desk.ids.random_bytes(12))
        elif isinstance(value, str):
            value = checked(value)
        told[field.id] = value
    check_passport_step(case, step, told, today)
    check_step(case, desk.form(case.service), step, told, today)
    if (case.life, step) in DECIDING and (late := late_minutes(case.limit_at, to_ms(now))) is not None:
        told[LATE_MINUTES] = late
    return told


def _wrong_day(case: Case, day: str, today: date) -> str | None:
    """What is wrong with the day on which a step is said to have been taken: nothing happens to a case before it is there."""
    if day > today.isoformat():
        return "date_in_future"
    began = seoul_date(from_ms(min(case.received_at, case.intake_at)))
    return "before_receipt" if case.life in DATED and day < began.isoformat() else None


def charged_with_notice(desk: Desk, case: Case, step: str, told: dict[str, Any]) -> FeeCharged | None:
    """What a disclosure costs, told with its decision: its sheets by the office's amount for that medium; None if nothing is charged.

    Refused `fee_not_set` while the office has set no amount for it.
    """
    sheets = told.get("sheets")
    if (case.life, step) != ("disclosure", "notify") or not sheets or case.lines or case.facts.get("decision") not in DISCLOSED:
        return None
    form, now = desk.form(case.service), desk.clock.now()
    asked = case.exemption or case.answers.get("fee_reduction")
    ground = desk.catalogue.exemptions.get(str(asked))
    found: tuple[FeeLine, ...] = priced(desk, form, values_of(case), int(sheets), now, ground)
    if not found:
        return None
    evidence = case.evidence or (ground.evidence.ko if ground is not None else "")
    return FeeCharged(lines=list(found), priced_at=to_ms(now), exemption=ground.code if ground is not None else None, evidence=evidence)


def offered(desk: Desk, case: Case) -> list[Offer]:
    """What the citizen of that case may be told about now; nothing where the bundle says no local rules."""
    local = desk.catalogue.programmes
    form = desk.catalogue.forms.get(case.service)
    return offers(case, form, local) if local is not None and form is not None else []
