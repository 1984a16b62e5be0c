"""Record cases: one draft from the command line, or a whole basket from the window, each in one commit.

A certificate at the counter is four entries: received, charged, paid, issued. When these functions return, all of it is on
disk and only then may a number be shown (GUARANTEES G1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from app.domain.answers import Draft, Values, split
from app.domain.cases import Case
from app.domain.citizen_entries import CitizenConfirmed
from app.domain.citizen_screen import Confirmation
from app.domain.entries import CaseReceived, Fact, VisitOpened
from app.domain.errors import DraftRefused, Refused
from app.domain.forms import Field, FormDef
from app.domain.money_entries import DraftTender, FeeCharged, PaymentPart
from app.domain.payments import Tendered
from app.domain.rights import receipt_at, require
from app.domain.tenders import NONE
from app.domain.views import Actor, Recorded, VisitRecorded
from app.ports.store import Transaction
from app.services.case_dues import due_at_receipt
from app.services.desk import Desk, to_ms, working_day
from app.services.notices import TOLD_AT_RECEIPT, tell_received
from app.services.paper_slips import no_slip_twice, written_number
from app.services.price_draft import Prepared, prepare
from app.services.step_facts import offered
from app.services.take_payment import asked_parts, issue_paper, may_issue, recorded, settle

_DRAFT_ID_MAX = 200


def record_case(desk: Desk, actor: Actor, draft: Draft, *, visit_id: UUID | None = None, open_visit: bool = False) -> Recorded:
    """One draft is on disk with its money and, where paid or free, its issue. The same `draft_id` gives the first result again.

    Refused `draft_id_reused` for the same id with other content, `day_not_open`, `not_allowed`; DraftRefused with every field.
    """
    require(actor.role, receipt_at(desk.form(draft.service).station))
    known = _known_draft(desk, draft)
    if known is not None:
        return known
    day = working_day(desk)
    prepared = prepare(desk, draft)
    _require_rights(actor, [prepared])
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        if open_visit and visit_id is not None:
            tx.append(Fact(VisitOpened(), desk.ids.new_id(), visit_id=visit_id))
        placed = _place(desk, tx, prepared, visit_id)
        if parts := asked_parts(desk, prepared.due_won, tender=draft.tender, approval_no=draft.approval_no or ""):
            settle(desk, tx, [placed.case_id], parts, visit_id)
        if may_issue(tx.get_case(placed.case_id)):
            issue_paper(desk, tx, placed.case_id, prepared.form, visit_id)
        return _result(desk, tx.get_case(placed.case_id), placed, prepared)


def record_visit(
    desk: Desk,
    actor: Actor,
    drafts: Sequence[Draft],
    *,
    tender: DraftTender = NONE,
    parts: Sequence[Tendered] = (),
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
    exemption: str | None = None,
    issue: bool = True,
    visit_id: UUID | None = None,
    ticket: str = "",
    kept: str = "",
) -> VisitRecorded:
    """The whole basket is on disk in one commit: every case, one payment for all of it, the issue of what is paid or free.

    `tender` none: only recorded, nothing paid. `received_won`: cash handed over, 0 for exact. `parts`: paid by several means instead of
    by one. `issue`: the clerk's word that the national system issued. `kept`: key of the working draft that held the basket; it goes in
    the same commit, so that no crash offers again what is recorded. Refused `basket_empty` and as `payments.parts_of`; nothing is
    written then.
    """
    if not drafts:
        raise Refused("basket_empty")
    day = working_day(desk)
    no_slip_twice(drafts, desk)
    prepared = [prepare(desk, draft, exemption=exemption) for draft in drafts]
    _require_rights(actor, prepared)
    due = sum(each.due_won for each in prepared)
    paid = asked_parts(desk, due, tender=tender, parts=parts, received_won=received_won, approval_no=approval_no, last4=last4)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        if kept:
            tx.drop_draft(kept)
        return visit_in(desk, tx, prepared, paid, issue=issue, visit_id=visit_id, ticket=ticket)


def visit_in(
    desk: Desk,
    tx: Transaction,
    prepared: Sequence[Prepared],
    parts: Sequence[PaymentPart],
    *,
    issue: bool = True,
    visit_id: UUID | None = None,
    ticket: str = "",
    payment_id: UUID | None = None,
) -> VisitRecorded:
    """Inside a commit: the basket is received, paid by `parts` (none: unpaid), issued. `payment_id`: of a payment started before."""
    visit = visit_id or desk.ids.new_id()
    if visit_id is None:
        tx.append(Fact(VisitOpened(ticket=ticket), desk.ids.new_id(), visit_id=visit))
    placed = [_place(desk, tx, each, visit) for each in prepared]
    receipt_no = settle(desk, tx, [each.case_id for each in placed], parts, visit, payment_id) if parts else None
    for each, made in zip(placed, prepared, strict=True):
        if issue and may_issue(tx.get_case(each.case_id)):
            issue_paper(desk, tx, each.case_id, made.form, visit)
    cases = [_result(desk, tx.get_case(each.case_id), each, made) for each, made in zip(placed, prepared, strict=True)]
    return VisitRecorded(
        cases=cases,
        receipt_no=receipt_no,
        paid_won=sum(part.amount_won for part in parts),
        change_won=sum(part.change_won for part in parts),
        parts=list(parts),
    )


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Placed(msgspec.Struct, frozen=True):
    case_id: UUID
    seq: int


def _require_rights(actor: Actor, prepared: Iterable[Prepared]) -> None:
    for each in prepared:
        require(actor.role, receipt_at(each.form.station))


def _mac(desk: Desk, draft: Draft) -> bytes:
    content = msgspec.json.encode(draft, order="deterministic").decode()
    return desk.sealer.lookup("draft", content)


def _known_draft(desk: Desk, draft: Draft) -> Recorded | None:
    if draft.draft_id is None:
        return None
    if not draft.draft_id or len(draft.draft_id) > _DRAFT_ID_MAX:
        raise DraftRefused("draft_incomplete", {"draft_id": "invalid"})
    first = desk.store.cases.find_draft(draft.draft_id)
    if first is None:
        return None
    if first.draft_mac != _mac(desk, draft):
        raise Refused("draft_id_reused")
    seq, as_recorded = desk.store.cases.first_recorded(first.case_id)
    return recorded(as_recorded, seq)


def _place(desk: Desk, tx: Transaction, prepared: Prepared, visit_id: UUID | None) -> _Placed:
    """The case is received and, if something is to be charged, charged."""
    form, draft = prepared.form, prepared.draft
    entry_id, case_id = desk.ids.new_id(), desk.ids.new_id()
    sealing = Sealing(desk, entry_id)
    applicant, agent, answers, copies = split(sealing.values(form, prepared.checked.values))
    channel = str(answers.get("received_by", "counter"))
    due = due_at_receipt(desk, form, answers, prepared.intake, waits=prepared.only_received or channel != "counter")
    body = CaseReceived(
        number=tx.case_number(),
        service=form.id,
        life=form.life,
        form_version=form.version,
        applicant=applicant,
        agent=agent,
        answers=answers,
        copies=copies,
        channel=channel,
        draft_id=draft.draft_id,
        draft_mac=_mac(desk, draft) if draft.draft_id is not None else None,
        exemption=prepared.exemption.code if prepared.exemption else None,
        late_reason=draft.late_reason,
        only_received=prepared.only_received,
        down=list(prepared.down),
        papers=dict(draft.papers),
        warnings=sorted(set(prepared.checked.warnings.values())),
        lookups=sealing.lookups,
        slip_no=written_number(desk, draft),
        evidence=prepared.evidence if prepared.only_received or form.priced_at == "notice" else "",
        due_at=due.due_at,
        limit_at=due.limit_at,
        period=due.period,
    )
    intake_at = to_ms(prepared.intake) if prepared.intake else None
    placed = tx.append(Fact(body, entry_id, case_id=case_id, visit_id=visit_id, intake_at=intake_at))
    if prepared.lines:
        charged = FeeCharged(
            lines=list(prepared.lines),
            priced_at=to_ms(prepared.priced_at),
            exemption=prepared.exemption.code if prepared.exemption else None,
            evidence=prepared.evidence,
        )
        tx.append(Fact(charged, desk.ids.new_id(), case_id=case_id, visit_id=visit_id))
    if draft.confirmed is not None and draft.confirmed.due_won == prepared.due_won:  # what was shown is what is charged
        tx.append(Fact(_confirmed(draft.confirmed), desk.ids.new_id(), case_id=case_id, visit_id=visit_id))
    if form.life in TOLD_AT_RECEIPT:
        tell_received(desk, tx, tx.get_case(case_id))
    return _Placed(case_id, placed.seq)


def _confirmed(said: Confirmation) -> CitizenConfirmed:
    return CitizenConfirmed(
        shown_at=said.at,
        due_won=said.due_won,
        total_won=said.total_won,
        cases=said.cases,
        lang=said.lang,
        by=said.by,
        consents=said.consents,
    )


class Sealing:
    """Seals what must be sealed and collects the look-up codes by which it is found again (A17)."""

    def __init__(self, desk: Desk, entry_id: UUID) -> None:
        """`entry_id`: the entry in which it will stand; to that the seals are bound."""
        self._desk = desk
        self._entry_id = entry_id
        self.lookups: dict[str, list[bytes]] = {}

    def values(self, form: FormDef, values: Values) -> Values:
        kept = dict(values)
        for field in form.sealing:
            if field.id in kept:
                kept[field.id] = self._value(field, field.id, kept[field.id])
        return kept

    def _value(self, field: Field, field_id: str, value: object) -> object:
        if field.kind == "rows" and isinstance(value, list):
            columns = {each.id: each for each in field.columns}
            return [
                {name: self._value(columns[name], f"{field_id}.{index}.{name}", cell) for name, cell in row.items()}
                for index, row in enumerate(value)
            ]
        if not field.sealed or not isinstance(value, str):
            return value
        domain = "passport_no" if field.kind == "passport_no" else "person_no"
        self.lookups.setdefault(domain, []).append(self._desk.sealer.lookup(domain, value))
        return self._desk.sealer.seal(value, entry_id=self._entry_id, field_id=field_id, nonce=self._desk.ids.random_bytes(12))


def _result(desk: Desk, case: Case, placed: _Placed, prepared: Prepared) -> Recorded:
    made = recorded(case, placed.seq, prepared.checked.warnings)
    return msgspec.structs.replace(made, offers=offered(desk, case)) if case.life == "petition" else made
