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
from app.domain.entries import CaseAdvanced, CaseReceived, Fact, VisitOpened
from app.domain.errors import DraftRefused, Refused
from app.domain.fees import FeeLine
from app.domain.forms import Field, FormDef
from app.domain.money_entries import Allocation, DraftTender, FeeCharged, PaymentPart, PaymentSettled, Tender
from app.domain.rights import require
from app.domain.views import Actor, Recorded, VisitRecorded
from app.ports.store import Transaction
from app.services.desk import Desk, to_ms, working_day
from app.services.paper_slips import no_slip_twice, written_number
from app.services.price_draft import APPROVAL_MAX, Prepared, prepare

_DRAFT_ID_MAX = 200
HANDED_MAX_WON = 100_000_000


def record_case(desk: Desk, actor: Actor, draft: Draft, *, visit_id: UUID | None = None, open_visit: bool = False) -> Recorded:
    """One draft is on disk with its money and, where paid or free, its issue. The same `draft_id` gives the first result again.

    Refused `draft_id_reused` for the same id with other content, `day_not_open`, `not_allowed`; DraftRefused with every field.
    """
    require(actor.role, "receive_passport" if desk.form(draft.service).life == "passport" else "receive_case")
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
        tender = draft.tender
        if tender != "none" and prepared.due_won:
            part = PaymentPart(tender=tender, amount_won=prepared.due_won, approval_no=draft.approval_no or "", manual=tender == "card")
            _pay(desk, tx, [placed.case_id], part, visit_id)
        if _may_issue(tx.get_case(placed.case_id)):
            _issue(desk, tx, placed.case_id, prepared.form, visit_id)
        return _result(tx.get_case(placed.case_id), placed, prepared)


def record_visit(
    desk: Desk,
    actor: Actor,
    drafts: Sequence[Draft],
    *,
    tender: DraftTender,
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
    exemption: str | None = None,
    issue: bool = True,
    visit_id: UUID | None = None,
    ticket: str = "",
) -> VisitRecorded:
    """The whole basket is on disk in one commit: every case, one payment for all of it, the issue of what is paid or free.

    `tender` none: only recorded, nothing paid. `received_won`: cash handed over, 0 for exact. `issue`: the clerk's word that the
    national system issued. Refused `basket_empty`, `approval_missing`, `cash_too_little`; nothing is written then.
    """
    if not drafts:
        raise Refused("basket_empty")
    day = working_day(desk)
    no_slip_twice(drafts, desk)
    prepared = [prepare(desk, draft, exemption=exemption) for draft in drafts]
    _require_rights(actor, prepared)
    due = sum(each.due_won for each in prepared)
    part = payment_part(tender, due, received_won=received_won, approval_no=approval_no, last4=last4)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        return visit_in(desk, tx, prepared, part, issue=issue, visit_id=visit_id, ticket=ticket)


def visit_in(
    desk: Desk,
    tx: Transaction,
    prepared: Sequence[Prepared],
    part: PaymentPart | None,
    *,
    issue: bool = True,
    visit_id: UUID | None = None,
    ticket: str = "",
    payment_id: UUID | None = None,
) -> VisitRecorded:
    """Inside a commit: the basket is received, paid by `part` and issued. `payment_id`: of a payment that was started before."""
    visit = visit_id or desk.ids.new_id()
    if visit_id is None:
        tx.append(Fact(VisitOpened(ticket=ticket), desk.ids.new_id(), visit_id=visit))
    placed = [_place(desk, tx, each, visit) for each in prepared]
    receipt_no = _pay(desk, tx, [each.case_id for each in placed], part, visit, payment_id) if part else None
    for each, made in zip(placed, prepared, strict=True):
        if issue and _may_issue(tx.get_case(each.case_id)):
            _issue(desk, tx, each.case_id, made.form, visit)
    cases = [_result(tx.get_case(each.case_id), each, made) for each, made in zip(placed, prepared, strict=True)]
    return VisitRecorded(
        cases=cases, receipt_no=receipt_no, paid_won=part.amount_won if part else 0, change_won=part.change_won if part else 0
    )


def take_payment(
    desk: Desk,
    actor: Actor,
    case_ids: Sequence[UUID],
    *,
    tender: Tender,
    received_won: int = 0,
    approval_no: str = "",
    last4: str = "",
) -> VisitRecorded:
    """What those cases still owe is paid, and certificates among them that no other office makes are issued. Refused `nothing_to_pay`.

    A case named twice is paid once.
    """
    require(actor.role, "take_payment")
    day, case_ids = working_day(desk), list(dict.fromkeys(case_ids))
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        cases = [tx.get_case(case_id) for case_id in case_ids]
        due = sum(case.open_won for case in cases)
        part = payment_part(tender, due, received_won=received_won, approval_no=approval_no, last4=last4)
        if part is None:
            raise Refused("nothing_to_pay")
        return payment_in(desk, tx, case_ids, part)


def payment_in(
    desk: Desk, tx: Transaction, case_ids: Sequence[UUID], part: PaymentPart, *, payment_id: UUID | None = None
) -> VisitRecorded:
    """Inside a commit: `part` pays those cases, and what is paid now and nobody else makes is issued. Refused `amount_does_not_fit`.

    `payment_id`: of a payment that was started before.
    """
    cases = [tx.get_case(case_id) for case_id in case_ids]
    receipt_no = _pay(desk, tx, case_ids, part, cases[0].visit_id, payment_id)
    for case in cases:
        # A paper that another office makes is issued when it is here and handed over, not when it is paid.
        if _may_issue(tx.get_case(case.case_id)) and desk.store.transfers.link_of(case.case_id) is None:
            _issue(desk, tx, case.case_id, desk.form(case.service), case.visit_id)
    results = [_recorded(tx.get_case(case.case_id), 0) for case in cases]
    return VisitRecorded(cases=results, receipt_no=receipt_no, paid_won=part.amount_won, change_won=part.change_won)


def payment_part(tender: DraftTender, due_won: int, *, received_won: int, approval_no: str, last4: str) -> PaymentPart | None:
    """What one tender gives for a sum, or None if nothing is to be paid.

    Only cash can be handed over in excess and give change; an approval number is too short to be a card number. Refused
    `approval_missing`, `cash_too_little`, `card_data_invalid`, `amount_invalid`.
    """
    if tender == "none" or due_won == 0:
        return None
    if tender == "card" and not approval_no.strip():
        raise Refused("approval_missing")
    if len(approval_no.strip()) > APPROVAL_MAX or (last4 and not (len(last4) == 4 and last4.isdigit())):
        raise Refused("card_data_invalid")
    handed = received_won if tender == "cash" else 0
    if handed > HANDED_MAX_WON or handed < 0:
        raise Refused("amount_invalid")
    if handed and handed < due_won:
        raise Refused("cash_too_little", short_won=due_won - handed)
    return PaymentPart(
        tender=tender,
        amount_won=due_won,
        received_won=handed,
        change_won=max(0, handed - due_won),
        approval_no=approval_no.strip(),
        last4=last4,
        manual=tender == "card",
    )


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Placed(msgspec.Struct, frozen=True):
    case_id: UUID
    seq: int


def _require_rights(actor: Actor, prepared: Iterable[Prepared]) -> None:
    for each in prepared:
        require(actor.role, "receive_passport" if each.form.life == "passport" else "receive_case")


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
    return _recorded(as_recorded, seq)


def _place(desk: Desk, tx: Transaction, prepared: Prepared, visit_id: UUID | None) -> _Placed:
    """The case is received and, if something is to be charged, charged."""
    form, draft = prepared.form, prepared.draft
    entry_id, case_id = desk.ids.new_id(), desk.ids.new_id()
    sealing = _Sealing(desk, entry_id)
    applicant, agent, answers, copies = split(sealing.values(form, prepared.checked.values))
    body = CaseReceived(
        number=tx.case_number(),
        service=form.id,
        life=form.life,
        form_version=form.version,
        applicant=applicant,
        agent=agent,
        answers=answers,
        copies=copies,
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
    )
    intake_at = to_ms(prepared.intake) if prepared.intake else None
    placed = tx.append(Fact(body, entry_id, case_id=case_id, visit_id=visit_id, intake_at=intake_at))
    if prepared.lines:
        charged = FeeCharged(
            lines=list(prepared.lines),
            priced_at=to_ms(prepared.priced_at),
            exemption=prepared.exemption.code if prepared.exemption else None,
        )
        tx.append(Fact(charged, desk.ids.new_id(), case_id=case_id, visit_id=visit_id))
    return _Placed(case_id, placed.seq)


class _Sealing:
    """Seals what must be sealed and collects the look-up codes by which it is found again (A17)."""

    def __init__(self, desk: Desk, entry_id: UUID) -> None:
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


def _pay(
    desk: Desk, tx: Transaction, case_ids: Sequence[UUID], part: PaymentPart, visit_id: UUID | None, payment_id: UUID | None = None
) -> str:
    """One payment settles what those cases owe; its amount is given to the fee lines in their order."""
    left, allocations = part.amount_won, []
    for case_id in case_ids:
        case = tx.get_case(case_id)
        for line, open_won in _open_lines(case):
            share = min(left, open_won)
            if share:
                allocations.append(Allocation(case_id, line.line, part.tender, share))
                left -= share
    if left:
        raise Refused("amount_does_not_fit", left_won=left)
    body = PaymentSettled(payment_id=payment_id or desk.ids.new_id(), receipt_no=tx.receipt_number(), parts=[part], allocations=allocations)
    only = case_ids[0] if len(case_ids) == 1 else None
    tx.append(Fact(body, desk.ids.new_id(), case_id=only, visit_id=visit_id))
    return body.receipt_no


def _open_lines(case: Case) -> list[tuple[FeeLine, int]]:
    paid: dict[int, int] = {}
    for each in case.allocations:
        paid[each.line] = paid.get(each.line, 0) + each.amount_won
    for each in case.reversals:
        paid[each.line] = paid.get(each.line, 0) - each.amount_won
    return [(line, line.due_won - paid.get(line.line, 0)) for line in case.lines]


def _may_issue(case: Case) -> bool:
    return case.life == "certificate" and case.state == "received" and case.open_won == 0


def _issue(desk: Desk, tx: Transaction, case_id: UUID, form: FormDef, visit_id: UUID | None) -> None:
    """The clerk's word that the national system issued (A9) is an entry."""
    case = tx.get_case(case_id)
    facts = {"confirmed_in": form.national_system} if form.national_system else {}
    tx.append(Fact(CaseAdvanced(step="issue", based_on=case.version, facts=facts), desk.ids.new_id(), case_id=case_id, visit_id=visit_id))


def _result(case: Case, placed: _Placed, prepared: Prepared) -> Recorded:
    return _recorded(case, placed.seq, prepared.checked.warnings)


def _recorded(case: Case, seq: int, warnings: dict[str, str] | None = None) -> Recorded:
    return Recorded(
        number=case.number,
        entry_id=case.entry_id,
        case_id=case.case_id,
        seq=seq,
        fee_won=case.due_won,
        state=case.state,
        provisional=case.provisional,
        warnings=warnings or {},
    )
