"""A case is put right: fields that were written down wrong stand as they should from now on, the old ones stay in the older entries (F38).

What was charged and by when it is due rest on what the citizen asked for: who asks for something else is a case of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.domain.answers import Checked, Draft, Values, split
from app.domain.case_clock import processing_of
from app.domain.cases import Case
from app.domain.corrections import correctable
from app.domain.entries import CaseCorrected, Fact
from app.domain.errors import DraftRefused, Refused
from app.domain.fees import total_due
from app.domain.forms import FormDef
from app.domain.lives import UNDONE_STATES, is_done
from app.domain.moments import moment_of
from app.domain.rights import receipt_at, require
from app.domain.views import Actor
from app.services.desk import Desk, seoul_date, working_day
from app.services.find_cases import unsealed
from app.services.free_text import given_reason
from app.services.leading import leads
from app.services.price_draft import checked_draft, priced, values_of
from app.services.record_case import Sealing
from app.services.record_files import not_transferred

REASON_MAX: Final = 200


def correct_case(desk: Desk, actor: Actor, case_id: UUID, given: Mapping[str, object], reason: str) -> list[str]:
    """Those fields of the case stand as given from now on, None or empty text for empty; the ids of what differs now, others among them
    that are asked no more.

    Refused `reason_missing`, `not_allowed`, `correct_done` (only who leads may, once it is done), `correct_undone`, `correct_field` (fact
    `field`), `correct_nothing`, `correct_fee`, `correct_term`; DraftRefused with every field that is wrong now.
    """
    reason = given_reason(reason)
    day = working_day(desk)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        not_transferred(desk, case)
        form = desk.form(case.service)
        _allowed(desk, actor, case, form)
        unknown = sorted(given.keys() - {each.id for each in correctable(form)})
        if unknown:
            raise Refused("correct_field", field=unknown[0][:40])
        before, after = _both(desk, case, form, given)
        changed = [name for name in form_order(form, before.values, after.values) if before.values.get(name) != after.values.get(name)]
        if not changed:
            raise Refused("correct_nothing")
        _same_terms(desk, case, form, before.values, after.values)
        entry_id = desk.ids.new_id()
        body = _body(desk, case, form, entry_id, {name: after.values.get(name) for name in changed}, reason)
        tx.append(Fact(body, entry_id, case_id=case_id, visit_id=case.visit_id))
        return changed


def form_order(form: FormDef, *values: Mapping[str, object]) -> list[str]:
    """The fields that are put right and stand in one of them, in the order of the form."""
    return [each.id for each in correctable(form) if any(each.id in given for given in values)]


def _allowed(desk: Desk, actor: Actor, case: Case, form: FormDef) -> None:
    require(actor.role, receipt_at(form.station))
    if case.state in UNDONE_STATES:
        raise Refused("correct_undone")
    if is_done(case.life, case.state) and not leads(desk, actor):
        raise Refused("correct_done")


def _both(desk: Desk, case: Case, form: FormDef, given: Mapping[str, object]) -> tuple[Checked, Checked]:
    """The case against its form as it stands, and with what is given. DraftRefused on what is wrong by what is given."""
    plain = _plain(desk, case, form)
    today = seoul_date(moment_of(case.intake_at))

    def against(values: Values) -> Checked:
        applicant, agent, answers, copies = split({name: value for name, value in values.items() if value not in (None, "")})
        draft = Draft(service=case.service, applicant=applicant, agent=agent, answers=answers, copies=copies)
        return checked_draft(desk, form, draft, today, only_received=case.only_received)

    before, after = against(plain), against({**plain, **given})
    # A later form may ask for what nobody asked then: that is no fault of what is put right now.
    wrong = {name: code for name, code in after.problems.items() if before.problems.get(name) != code or name in given}
    if wrong:
        raise DraftRefused("draft_incomplete", wrong)
    return before, after


def _plain(desk: Desk, case: Case, form: FormDef) -> Values:
    """What the case says, sealed fields open; its tables stay as they are and are not asked."""
    said = {**values_of(case), "copies": case.copies}
    found: Values = {}
    for each in form.fields:
        value = said.get(each.id)
        if value is not None and each.kind != "rows":
            found[each.id] = unsealed(desk, case, each.id, value) if isinstance(value, bytes) else value
    return found


def _same_terms(desk: Desk, case: Case, form: FormDef, before: Values, after: Values) -> None:
    """Refused `correct_fee`, `correct_term`: what was charged, or by when it is due, would be another."""
    if processing_of(form, before) != processing_of(form, after):
        raise Refused("correct_term")
    if case.lines and form.priced_at != "notice" and _cost(desk, case, form, before) != _cost(desk, case, form, after):
        raise Refused("correct_fee")


def _cost(desk: Desk, case: Case, form: FormDef, values: Values) -> int | None:
    """What it would have cost when it was received; None where the table of today says nothing of it."""
    ground = desk.catalogue.exemptions.get(case.exemption or "")
    try:
        return total_due(priced(desk, form, values, case.copies, moment_of(case.intake_at), ground))
    except Refused:
        return None


def _body(desk: Desk, case: Case, form: FormDef, entry_id: UUID, changes: Values, reason: str) -> CaseCorrected:
    sealing = Sealing(desk, entry_id)
    applicant, agent, answers, _ = split(sealing.values(form, changes))
    return CaseCorrected(
        based_on=case.version,
        reason=reason[:REASON_MAX],
        applicant=applicant,
        agent=agent or {},
        answers=answers,
        lookups=_found_by(desk, case, form, changes, sealing.lookups),
    )


def _found_by(desk: Desk, case: Case, form: FormDef, changes: Values, fresh: dict[str, list[bytes]]) -> dict[str, list[bytes]]:
    """The codes of each domain in which something changed: without those of the old numbers, with those of the new."""
    said: Mapping[str, Any] = values_of(case)
    gone: dict[str, list[bytes]] = {}
    for each in form.fields:
        old = said.get(each.id)
        if each.id in changes and isinstance(old, bytes):
            domain = "passport_no" if each.kind == "passport_no" else "person_no"
            gone.setdefault(domain, []).append(desk.sealer.lookup(domain, unsealed(desk, case, each.id, old)))
    found: dict[str, list[bytes]] = {}
    for domain in fresh.keys() | gone.keys():
        left = list(case.lookups.get(domain, []))
        for code in gone.get(domain, []):
            if code in left:
                left.remove(code)
        found[domain] = [*left, *fresh.get(domain, [])]
    return found
