"""Our own papers, put into words: receipt and intake slip. Making one is an entry; a second print is a reprint, counted (COUNTER §4)."""

from __future__ import annotations

from uuid import UUID

from app.domain.cases import Case
from app.domain.entries import DocumentIssued, DocumentReprinted, Fact
from app.domain.fees import FeeLine
from app.domain.forms import Field, FormDef
from app.domain.identity import mask_name, mask_phone
from app.domain.money_entries import PaymentSettled
from app.domain.papers import IntakeSlip, PaymentReceipt, ReceiptLine, ReceiptPart
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, from_ms
from app.services.find_cases import mask_sealed, unsealed
from app.services.free_text import checked
from app.services.outages import NAMES_KO
from app.services.slip_dues import due_rows
from app.services.whole_book import unknown

RECEIPT, SLIP = "payment_receipt", "intake_slip"
_SLIP_TITLE = {"filing": "접수증", "passport": "여권 접수증", "certificate": "접수증", "petition": "접수증"}


def printed(desk: Desk, actor: Actor, document: str, ref: str, case_id: UUID | None, reason: str) -> int:
    """How often this paper was made before; the making of this one is on disk."""
    before, reason = desk.store.days.reprints(document, ref), checked(reason)[:200]
    body = (
        DocumentReprinted(document=document, ref=ref, times=before, reason=reason) if before else DocumentIssued(document=document, ref=ref)
    )
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id(), case_id=case_id))
    return before


def payment_receipt(desk: Desk, actor: Actor, receipt_no: str, *, reason: str = "") -> PaymentReceipt:
    """The receipt of that number, ready to be drawn; a second one says 재발행 n회. Refused `receipt_unknown`."""
    require(actor.role, "print_receipt")
    found = desk.store.cases.payment(receipt_no)
    if found is None:
        raise unknown(desk, "receipt_unknown")
    header, payment = found
    if not isinstance(payment, PaymentSettled):
        raise unknown(desk, "receipt_unknown")
    cases = {each.case_id: _case(desk, each.case_id) for each in payment.allocations}
    lines = [_receipt_line(desk, case, line) for case in cases.values() for line in case.lines]
    owners: dict[str, int] = {}
    for each in payment.allocations:
        owner = next(line.owner for line in cases[each.case_id].lines if line.line == each.line)
        owners[owner] = owners.get(owner, 0) + each.amount_won
    payer = str(next(iter(cases.values())).applicant.get("name") or "")
    clerk = desk.store.book.user_of(header.actor_entry) if header.actor_entry else None
    total = sum(part.amount_won for part in payment.parts)
    reprint = printed(desk, actor, RECEIPT, receipt_no, header.case_id, reason)
    return PaymentReceipt(
        office=desk.office_info(),
        desk=desk.identity.desk,
        receipt_no=receipt_no,
        issued_at=from_ms(header.recorded_at),
        clerk=clerk[1] if clerk else "",
        payer=mask_name(payer) if payer else "",
        lines=lines,
        parts=[
            ReceiptPart(
                tender=part.tender,
                amount_won=part.amount_won,
                received_won=part.received_won,
                change_won=part.change_won,
                approval_no=part.approval_no,
                last4=part.last4,
            )
            for part in payment.parts
        ],
        total_won=total,
        waived_won=sum(line.waived_won for line in lines),
        by_owner=owners,
        qr=f"MINWON:R:{receipt_no}:{total}",
        reprint=reprint,
        training=desk.identity.training,
    )


def _case(desk: Desk, case_id: UUID) -> Case:
    case = desk.store.cases.find(case_id)
    if case is None:
        raise unknown(desk, "case_unknown")
    return case


def _receipt_line(desk: Desk, case: Case, line: FeeLine) -> ReceiptLine:
    form = desk.catalogue.forms.get(case.service)
    name = form.short.ko if form else case.service
    ground = desk.catalogue.exemptions.get(line.exemption or "")
    separate = line.owner in ("contribution", "carrier")
    return ReceiptLine(
        label=line.label_ko if separate else name,
        case_number=case.number,
        quantity=line.quantity,
        unit_won=line.unit_won,
        waived_won=line.waived_won,
        amount_won=line.due_won,
        exemption=ground.name.ko if ground else "",
    )


def intake_slip(desk: Desk, actor: Actor, case_id: UUID, *, reason: str = "") -> IntakeSlip:
    """The 접수증 of a case, ready to be drawn: 잠정접수증 while it is only received, with 위임란 for a passport."""
    require(actor.role, "print_receipt")
    case = _case(desk, case_id)
    form = desk.form(case.service)
    clerk = desk.store.cases.history(case_id)[0].user
    reprint = printed(desk, actor, SLIP, case.number, case_id, reason)
    petitioner = str(case.applicant.get("name") or "")
    return IntakeSlip(
        office=desk.office_info(),
        desk=desk.identity.desk,
        title="잠정접수증" if case.provisional else _SLIP_TITLE.get(case.life, "접수증"),
        number=case.number,
        official_no=case.official_no or "",
        service=form.name.ko,
        petitioner=mask_name(petitioner) if petitioner else "",
        intake_at=from_ms(case.intake_at),
        clerk=_name_of(desk, clerk),
        provisional=case.provisional,
        down=[NAMES_KO.get(system, system) for system in case.down],
        rows=_slip_rows(desk, case, form),
        notes=_notes(case),
        mandate=case.life == "passport" and not case.provisional,
        qr=f"MINWON:C:{case.number}",
        issued_at=desk.clock.now(),
        reprint=reprint,
        training=desk.identity.training,
    )


def _name_of(desk: Desk, user: str) -> str:
    credential = desk.store.working.credential(user)
    return credential.name if credential else user


# What the citizen takes home is short (COUNTER §4): besides these, the names of the persons a filing concerns.
_SLIP_FIELDS = {
    "certificate": ("copies",),
    "filing": ("filer_capacity", "submitter", "sms_consent"),
    "passport": ("pages", "pickup", "applicant.phone", "sms_consent"),
    "petition": ("petition_name", "applicant.phone", "division", "tell_by"),
    "disclosure": ("applicant.phone", "medium", "hand_over", "division", "tell_by"),
    "living_report": ("report_field", "site", "division", "tell_by"),
    "exchange": ("role", "paper", "paper_name", "partner_office", "copies"),
    "compensation": ("error_kind", "about_service"),
    "guardianship": ("about_service", "guardian_rank", "guardian_name"),
}
_PROVISIONAL_FIELDS = ("copies", "applicant.phone")


def _slip_rows(desk: Desk, case: Case, form: FormDef) -> list[tuple[str, str]]:
    wanted = _PROVISIONAL_FIELDS if case.provisional else _SLIP_FIELDS.get(case.life, ())
    rows = []
    for field in form.fields:
        concerned = case.life == "filing" and field.kind == "name" and "." not in field.id
        if field.id in wanted or (concerned and not case.provisional):
            shown = _shown(desk, case, field)
            if shown:
                rows.append((field.label.ko, shown))
    if case.lines:
        rows.append(("수수료", f"{case.due_won:,}원" + (_contribution(case.lines))))
    elif case.provisional:
        rows += [("연락 예정", "시스템이 복구된 뒤"), ("받은 돈", "0원")]
    if not case.provisional:
        rows += due_rows(case, form)
    if case.life == "passport" and not case.provisional and not _by_post(case):
        rows.append(("찾는 곳", f"{desk.identity.office_name} {desk.identity.division}".strip()))
    return rows


def _contribution(lines: list[FeeLine]) -> str:
    won = sum(line.due_won for line in lines if line.owner == "contribution")
    return f" (국제교류기여금 {won:,}원 포함)" if won else ""


def _shown(desk: Desk, case: Case, field: Field) -> str:
    prefix, _, name = field.id.partition(".")
    source = {"applicant": case.applicant, "agent": case.agent or {}}.get(prefix, case.answers)
    value = source.get(name if prefix in ("applicant", "agent") else field.id)
    if field.id == "copies":
        return f"{case.copies}통"
    if value in (None, "", []):
        return ""
    if isinstance(value, bytes):
        return mask_sealed(unsealed(desk, case, field.id, value))
    if field.sealed:
        return mask_sealed(str(value))
    if field.kind == "phone":
        return mask_phone(str(value))
    if field.kind == "choice":
        return next((choice.label.ko for choice in field.choices if choice.value == value), str(value))
    if field.kind == "name":
        return mask_name(str(value))
    if field.kind == "check":
        return "예" if value else "아니요"
    return str(value)


def _by_post(case: Case) -> bool:
    return case.answers.get("pickup") == "post"


def _notes(case: Case) -> list[str]:
    if case.provisional:
        return [
            "이 접수증은 접수한 사실만 확인합니다. 발급이나 수리가 아닙니다.",
            "시스템이 복구되면 적어 주신 연락처로 알려 드립니다. 다시 오실 때 신분증과 이 접수증을 가져오십시오.",
        ]
    if case.life == "passport":
        return [
            "적어 주신 주소로 보내 드립니다. 배달되지 않은 여권은 발급일부터 6개월 안에 창구에서 찾아가십시오."
            if _by_post(case)
            else "여권은 발급일부터 6개월 안에 찾아가십시오. 찾아가지 않으면 효력을 잃고 수수료는 돌려 드리지 않습니다.",
            "본인이 오실 때는 신분증과 이 접수증을, 대리인이 오실 때는 두 분의 신분증과 아래 위임란을 적은 접수증을 가져오십시오.",
        ]
    if case.life == "filing":
        return ["이 접수증은 신고서를 받은 사실을 확인합니다. 수리 전입니다."]
    return []
