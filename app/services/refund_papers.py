"""The papers of money that goes back, put into words (COUNTER §4): 반환 영수증, 반환 확인증, 취소·반환 명세 with 재발행 명세.

Making one for a citizen is an entry, a second one a reprint, counted; so is the list of a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from msgspec.structs import asdict

from app.domain.cases import Case
from app.domain.entries import CaseCancelled, DocumentReprinted, Header
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.money_entries import Allocation, PaymentReversed, PaymentSettled, RefundPromised
from app.domain.payments import left_of
from app.domain.refund_papers import (
    GivenBack,
    PromiseSlip,
    RefundLine,
    RefundPart,
    RefundReceipt,
    ReprintLine,
    ReversalLine,
    ReversalSheet,
)
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.refunds import Undone
from app.services.desk import Desk, from_ms
from app.services.our_papers import printed
from app.services.whole_book import stop_unless_whole, unknown

RECEIPT, SLIP, SHEET = "refund_receipt", "promise_slip", "reversal_sheet"
SEPARATE_OWNERS = ("contribution", "carrier")  # named after their fee line, not after the service they are charged with


def refund_receipt(desk: Desk, actor: Actor, receipt_no: str, *, reason: str = "") -> RefundReceipt:
    """The 반환 영수증 of that number, ready to be drawn; a second one says 재발행 n회. Refused `receipt_unknown`."""
    require(actor.role, "print_receipt")
    back = [each for each in desk.store.refunds.by_number(receipt_no.strip().upper()) if each.body.way != "claim"]
    if not back:
        raise unknown(desk, "receipt_unknown")
    header, first = back[0]
    shares = [share for each in back for share in each.body.allocations]
    paid, cases = _payment(desk, first.payment_id, shares), _cases(desk, shares)
    promise = desk.store.refunds.promise(first.promise) if first.promise is not None else None
    reprint = printed(desk, actor, RECEIPT, first.receipt_no, header.case_id, reason)
    given = _given_back(desk, header, first, shares, paid, cases, reprint)
    return RefundReceipt(
        **asdict(given),
        receipt_no=first.receipt_no,
        parts=[_part(each.body, paid[1]) for each in back],
        by_owner=_owners(shares, cases),
        qr=f"MINWON:B:{first.receipt_no}:{given.total_won}",
        same_day=header.business_day[:10] == paid[0].business_day[:10],
        promise_no=promise.body.slip_no if promise is not None else "",
    )


def promise_slip(desk: Desk, actor: Actor, slip_no: str, *, reason: str = "") -> PromiseSlip:
    """The 반환 확인증 of that number, ready to be drawn. Refused `promise_unknown`."""
    require(actor.role, "print_receipt")
    found = desk.store.refunds.promise_by_number(slip_no.strip().upper())
    if found is None:
        raise unknown(desk, "promise_unknown")
    header, body = found.header, found.body
    paid, cases = _payment(desk, body.payment_id, body.allocations), _cases(desk, body.allocations)
    reprint = printed(desk, actor, SLIP, body.slip_no, header.case_id, reason)
    given = _given_back(desk, header, body, body.allocations, paid, cases, reprint)
    return PromiseSlip(
        **asdict(given),
        slip_no=body.slip_no,
        due=date.fromisoformat(body.due),
        account_shown=body.account_shown,
        qr=f"MINWON:W:{body.slip_no}:{given.total_won}",
    )


def reversal_sheet(desk: Desk, actor: Actor, day: str, *, scope: str = "desk") -> ReversalSheet:
    """취소·반환 명세 and 재발행 명세 of a business day, of this desk or of the room (`scope` office), in the order of the entries.

    Refused `day_unknown`, `scope_unknown`, `book_unlisted`: of this desk too it lists what an earlier PC of its number wrote.
    """
    require(actor.role, "report_day")
    if scope not in ("desk", "office"):
        raise Refused("scope_unknown", scope=scope[:20])
    stop_unless_whole(desk)
    room = scope == "office"
    if desk.store.days.get(day) is None and not (room and desk.store.days.desks(day[:10])):
        raise Refused("day_unknown", day=day[:20])
    found = desk.store.refunds.undone(day, None if room else desk.identity.desk)
    lines = [line for each in found for line in _reversal_lines(desk, each)]
    reprints = [_reprint(desk, each.header, each.body) for each in found if isinstance(each.body, DocumentReprinted)]
    printed(desk, actor, SHEET, f"{day}#{scope}", None, "")
    return ReversalSheet(
        office=desk.office_info(),
        desk="" if room else desk.identity.desk,
        day=day,
        made_at=desk.clock.now(),
        clerk=actor.name,
        lines=lines,
        reprints=reprints,
        training=desk.identity.training,
    )


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _given_back(
    desk: Desk,
    header: Header,
    body: PaymentReversed | RefundPromised,
    shares: Sequence[Allocation],
    paid: tuple[Header, PaymentSettled],
    cases: dict[UUID, Case],
    reprint: int,
) -> GivenBack:
    """What a receipt and a slip have in common. `paid`: the payment; `shares`: what goes back of it."""
    clerk, approver = _people(desk, header, body.confirmed_by)
    return GivenBack(
        office=desk.office_info(),
        desk=header.desk,
        original_no=paid[1].receipt_no,
        original_at=from_ms(paid[0].recorded_at),
        issued_at=from_ms(header.recorded_at),
        clerk=clerk,
        approver=approver,
        payer=_payer(cases.values()),
        reason=body.reason,
        lines=_lines(desk, paid[1], shares, cases),
        total_won=sum(each.amount_won for each in shares),
        reprint=reprint,
        training=desk.identity.training,
    )


def _payment(desk: Desk, payment_id: UUID, shares: Sequence[Allocation]) -> tuple[Header, PaymentSettled]:
    found = desk.store.refunds.payment(payment_id, shares[0].case_id) if shares else None
    if found is None:
        raise unknown(desk, "receipt_unknown")
    return found


def _cases(desk: Desk, shares: Iterable[Allocation]) -> dict[UUID, Case]:
    ids = dict.fromkeys(each.case_id for each in shares)
    return {case_id: case for case_id in ids if (case := desk.store.cases.find(case_id)) is not None}


def _payer(cases: Iterable[Case]) -> str:
    name = next((str(case.applicant.get("name") or "") for case in cases), "")
    return mask_name(name) if name else ""


def _people(desk: Desk, header: Header, confirmed_by: UUID | None) -> tuple[str, str]:
    """Names of who did it and who signed beside them."""
    names = [desk.store.book.user_of(each) if each is not None else None for each in (header.actor_entry, confirmed_by)]
    return (names[0][1] if names[0] else "", names[1][1] if names[1] else "")


def _lines(desk: Desk, payment: PaymentSettled, shares: Iterable[Allocation], cases: dict[UUID, Case]) -> list[RefundLine]:
    """One for each fee line: what had been paid for it, over all its tenders, and what goes back."""
    paid: dict[tuple[UUID, int], int] = {}
    for each in payment.allocations:
        paid[each.case_id, each.line] = paid.get((each.case_id, each.line), 0) + each.amount_won
    back: dict[tuple[UUID, int], int] = {}
    for each in shares:
        back[each.case_id, each.line] = back.get((each.case_id, each.line), 0) + each.amount_won
    return [
        RefundLine(
            label=_label(desk, cases.get(case_id), line),
            case_number=cases[case_id].number if case_id in cases else "",
            paid_won=paid.get((case_id, line), 0),
            returned_won=won,
        )
        for (case_id, line), won in back.items()
    ]


def _label(desk: Desk, case: Case | None, line: int) -> str:
    fee = next((each for each in case.lines if each.line == line), None) if case is not None else None
    if case is None or fee is None:
        return ""
    form = desk.catalogue.forms.get(case.service)
    return fee.label_ko if fee.owner in SEPARATE_OWNERS or form is None else form.short.ko


def _owners(shares: Iterable[Allocation], cases: dict[UUID, Case]) -> dict[str, int]:
    owners: dict[str, int] = {}
    for each in shares:
        case = cases.get(each.case_id)
        line = next((line for line in case.lines if line.line == each.line), None) if case is not None else None
        owner = line.owner if line is not None else "local"
        owners[owner] = owners.get(owner, 0) + each.amount_won
    return owners


def _part(back: PaymentReversed, payment: PaymentSettled) -> RefundPart:
    """What went back in one tender, beside the approval it undoes."""
    tender = back.allocations[0].tender
    original = next((part for part in payment.parts if part.tender == tender and part.approval_no), None)
    return RefundPart(
        tender=tender,
        amount_won=sum(each.amount_won for each in back.allocations),
        approval_no=back.approval_no,
        original_approval_no=original.approval_no if original is not None else "",
        last4=original.last4 if original is not None else "",
    )


def _reversal_lines(desk: Desk, undone: Undone) -> list[ReversalLine]:
    header, body = undone
    shares: Sequence[Allocation] = ()
    if isinstance(body, CaseCancelled):
        case = desk.store.cases.find(header.case_id) if header.case_id is not None else None
        user, approver = _people(desk, header, body.confirmed_by)
        return [
            ReversalLine(
                what="voided" if case is not None and case.state == "voided" else "cancelled",
                number=case.number if case is not None else "",
                service=_service(desk, case),
                tender="",
                amount_won=0,
                reason=body.reason,
                user=user,
                approver=approver,
                at=from_ms(header.recorded_at),
            )
        ]
    if not isinstance(body, PaymentReversed | RefundPromised) or (isinstance(body, PaymentReversed) and body.way == "claim"):
        return []
    shares, cases = left_of(body.allocations, ()), _cases(desk, body.allocations)
    user, approver = _people(desk, header, body.confirmed_by)
    original = _payment(desk, body.payment_id, body.allocations)[1].receipt_no
    return [
        ReversalLine(
            what="refunded" if isinstance(body, PaymentReversed) else "promised",
            number=original,
            service=_service(desk, cases.get(case_id)),
            tender=tender,
            amount_won=sum(each.amount_won for each in shares if (each.case_id, each.tender) == (case_id, tender)),
            reason=body.reason,
            user=user,
            approver=approver,
            at=from_ms(header.recorded_at),
        )
        for case_id, tender in dict.fromkeys((each.case_id, each.tender) for each in shares)
    ]


def _service(desk: Desk, case: Case | None) -> str:
    form = desk.catalogue.forms.get(case.service) if case is not None else None
    return form.short.ko if form is not None else (case.service if case is not None else "")


def _reprint(desk: Desk, header: Header, body: DocumentReprinted) -> ReprintLine:
    user, _ = _people(desk, header, None)
    return ReprintLine(
        document=body.document, number=body.ref, times=body.times, reason=body.reason, user=user, at=from_ms(header.recorded_at)
    )
