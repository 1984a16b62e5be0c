"""Money goes back, or is promised to: a payment whole, a case of it or single lines; by linked entries only, two people sign.

Money of a day that is closed goes back on today's open day. What can't go back now (the terminal is away, the bank does it
later) is promised: the citizen holds a slip, the office an item in its 업무함 until somebody keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.fees import line_name
from app.domain.forms import RefundWay
from app.domain.identity import mask_name
from app.domain.money_entries import Allocation, PaymentReversed, PaymentSettled, RefundPromised, RefundPromiseDropped
from app.domain.payments import left_of
from app.domain.refunds import WORK_LIST, Paid, PaidLine, PromiseRow, Refunded
from app.domain.rights import require
from app.domain.tenders import is_claim
from app.domain.views import Actor, WorkItem
from app.ports.refunds import Promised
from app.services.card_watch import refuse_if_going_back
from app.services.desk import Desk, entry_day, seoul_date, working_day
from app.services.drawer import from_the_drawer
from app.services.free_text import checked, given_reason
from app.services.give_back import WHOLE, Given, Selection, by_terminal, checked_ways, find_payment, give_back, left
from app.services.two_people import require_two
from app.services.whole_book import unknown

LIST_MAX = 200
REASON_MAX = 200
DUE_DAYS_MAX = 366
ACCOUNT_FIELD = "account"
_ACCOUNT = re.compile(r"[0-9][0-9-]{4,28}[0-9]")
_BANK_MAX = 40
_BANK = re.compile(r"(?!.*\d[\d -]{3}).{1,40}")  # its name is shown: an account number typed into it would not be sealed


def paid(desk: Desk, actor: Actor, receipt_no: str) -> Paid:
    """That payment line by line, with what may still go back and how. Refused `receipt_unknown`. Read lane."""
    require(actor.role, "refund")
    header, payment = find_payment(desk, receipt_no)
    returned = desk.store.refunds.returned(payment.payment_id)
    gone = [share for each in returned for share in each.body.allocations]
    promised = [
        share for each in desk.store.refunds.promised(payment.payment_id) if each.state == "open" for share in each.body.allocations
    ]
    rest = {(each.case_id, each.line, each.tender): each.amount_won for each in left_of(payment.allocations, gone)}
    free = {(each.case_id, each.line, each.tender): each.amount_won for each in left_of(payment.allocations, [*gone, *promised])}
    lines = []
    for each in left_of(payment.allocations, ()):
        case, key = desk.store.cases.find(each.case_id), (each.case_id, each.line, each.tender)
        line = next((line for line in case.lines if line.line == each.line), None) if case is not None else None
        form = desk.catalogue.forms.get(case.service) if case is not None else None
        lines.append(
            PaidLine(
                case_id=each.case_id,
                number=case.number if case is not None else "",
                service=case.service if case is not None else "",
                line=each.line,
                label=line.label_ko if line is not None else "",
                name=line_name(form, line) if form is not None and line is not None else None,
                tender=each.tender,
                paid_won=each.amount_won,
                left_won=free.get(key, 0),
                promised_won=rest.get(key, 0) - free.get(key, 0),
            )
        )
    last = desk.store.days.last()
    codes = dict.fromkeys(each.tender for each in payment.allocations)
    return Paid(
        receipt_no=payment.receipt_no,
        payment_id=payment.payment_id,
        at=header.recorded_at,
        desk=header.desk,
        business_day=header.business_day,
        same_day=last is not None and last.closed_at is None and last.day[:10] == header.business_day[:10],
        parts=payment.parts,
        lines=lines,
        ways={code: _ways(desk, code) for code in codes},
        by_terminal=by_terminal(payment, payment.allocations),
        refunds=list(dict.fromkeys(each.body.receipt_no for each in returned if each.body.receipt_no)),
    )


def _ways(desk: Desk, code: str) -> list[str]:
    tender = desk.catalogue.tenders.get(code)
    return list(tender.refund) if tender is not None else ["original"]


def refund(
    desk: Desk,
    actor: Actor,
    receipt_no: str,
    reason: str,
    *,
    confirmer: Actor | None,
    selection: Selection = WHOLE,
    way: RefundWay | None = None,
    approvals: Mapping[str, str] | None = None,
) -> Refunded:
    """The money is back with the citizen, and it is on disk under a number of its own.

    `way`: None for each tender's usual one. `approvals`: tender → number of the cancellation, as the terminal's slip or the telephone
    said. Refused `reason_missing`, `receipt_unknown`, `nothing_to_return`, `supervisor_needed`, `second_needed`, `second_is_first`,
    `refund_by_terminal` (`terminal_back` first, or its approval by telephone), `refund_cash_short` (more than is in the drawer, fact
    `in_drawer_won`) and as `give_back.checked_ways`.
    """
    require(actor.role, "refund")
    confirmed_by, reason, day = require_two(desk, actor, confirmer), given_reason(reason)[:REASON_MAX], working_day(desk)
    payment, shares = chosen(desk, receipt_no, selection)
    if way in (None, "original") and any(not (approvals or {}).get(code) for code in by_terminal(payment, shares)):
        raise Refused("refund_by_terminal")
    return _given_back(desk, actor, day, payment, shares, reason, confirmed_by, checked_ways(desk, shares, way=way, approvals=approvals))


def terminal_back(
    desk: Desk, actor: Actor, receipt_no: str, reason: str, *, confirmer: Actor | None, selection: Selection = WHOLE
) -> PaymentReversed | None:
    """What the card terminal is to give back of that payment, as it will stand in the book once it has (`cards.begin_refund`).

    None where no terminal took any of it. Nothing is written. Refused as `refund`.
    """
    require(actor.role, "refund")
    confirmed_by, reason = require_two(desk, actor, confirmer), given_reason(reason)[:REASON_MAX]
    working_day(desk)
    payment, shares = chosen(desk, receipt_no, selection)
    codes = by_terminal(payment, shares)
    mine = [each for each in shares if each.tender in codes]
    if not mine:
        return None
    return PaymentReversed(payment_id=payment.payment_id, allocations=mine, reason=reason, confirmed_by=confirmed_by)


def chosen(desk: Desk, receipt_no: str, selection: Selection = WHOLE) -> tuple[PaymentSettled, list[Allocation]]:
    """A payment and what of the selection may still go back. Refused `receipt_unknown`, `nothing_to_return`."""
    _, payment = find_payment(desk, receipt_no)
    shares = selection.of(left(desk, payment))
    if not shares:
        raise Refused("nothing_to_return")
    return payment, shares


def _given_back(
    desk: Desk,
    actor: Actor,
    day: str,
    payment: PaymentSettled,
    shares: list[Allocation],
    reason: str,
    confirmed_by: UUID,
    given: Mapping[str, Given],
    promise: UUID | None = None,
) -> Refunded:
    by_tender: dict[str, int] = {}
    for each in shares:
        way = given[each.tender].way
        into = way if way in ("cash", "transfer") else each.tender
        by_tender[into] = by_tender.get(into, 0) + each.amount_won
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx, from_the_drawer(desk, tx, day):
        number = give_back(desk, tx, payment, shares, reason, confirmed_by, given=given, promise=promise)
    return Refunded(
        receipt_no=number, original_no=payment.receipt_no, amount_won=sum(each.amount_won for each in shares), by_tender=by_tender
    )


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def promise_refund(
    desk: Desk,
    actor: Actor,
    receipt_no: str,
    reason: str,
    *,
    confirmer: Actor | None,
    due: date,
    selection: Selection = WHOLE,
    bank: str = "",
    account: str = "",
    holder: str = "",
) -> PromiseRow:
    """The money will go back until `due`: a slip number for the citizen, an item in the 업무함. Nothing of it can go back otherwise.

    `account`: where the bank is to send it; sealed, shown by its last digits. Refused as `refund`, and `due_invalid`, `account_invalid`,
    `card_open` (the terminal is giving it back: the slip would promise money that the citizen has).
    """
    require(actor.role, "refund")
    confirmed_by, reason, day = require_two(desk, actor, confirmer), given_reason(reason)[:REASON_MAX], working_day(desk)
    today = seoul_date(desk.clock.now())
    if not today <= due <= today + timedelta(days=DUE_DAYS_MAX):
        raise Refused("due_invalid")
    bank, account, holder = checked(bank), account.strip(), checked(holder)
    if account and not (_ACCOUNT.fullmatch(account) and _BANK.fullmatch(bank) and len(holder) <= _BANK_MAX):
        raise Refused("account_invalid")
    payment, shares = chosen(desk, receipt_no, selection)
    refuse_if_going_back(desk, payment.payment_id)
    shares = [each for each in shares if not is_claim(each.tender)]  # nothing was taken that could be promised
    if not shares:
        raise Refused("nothing_to_return")
    promise_id, entry_id = desk.ids.new_id(), desk.ids.new_id()
    sealed = b""
    if account:
        plain = " ".join(each for each in (bank, account, holder) if each)
        sealed = desk.sealer.seal(plain, entry_id=entry_id, field_id=ACCOUNT_FIELD, nonce=desk.ids.random_bytes(12))
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        body = RefundPromised(
            promise_id=promise_id,
            payment_id=payment.payment_id,
            allocations=shares,
            reason=reason,
            due=due.isoformat(),
            slip_no=tx.promise_number(),
            confirmed_by=confirmed_by,
            account=sealed,
            account_shown=f"{bank} ****{account[-4:]}" if account else "",
        )
        cases = {each.case_id for each in shares}
        tx.append(Fact(body, entry_id, case_id=shares[0].case_id if len(cases) == 1 else None))
    return _row(desk, _promise(desk, body.slip_no))


def keep_promise(
    desk: Desk,
    actor: Actor,
    slip_no: str,
    *,
    confirmer: Actor | None,
    way: RefundWay | None = None,
    approvals: Mapping[str, str] | None = None,
) -> Refunded:
    """The promised money is back with the citizen; the item is gone. `way` transfer: the bank has sent it.

    Refused `promise_unknown`, `promise_settled`, `nothing_to_return` and as `refund` (`refund_by_terminal`: `terminal_kept` first).
    """
    require(actor.role, "refund")
    confirmed_by, day = require_two(desk, actor, confirmer), working_day(desk)
    promised = _open_promise(desk, slip_no)
    payment, shares = _kept(desk, promised)
    if way in (None, "original") and any(not (approvals or {}).get(code) for code in by_terminal(payment, shares)):
        raise Refused("refund_by_terminal")
    given = checked_ways(desk, shares, way=way, approvals=approvals, kept=True)
    return _given_back(desk, actor, day, payment, shares, promised.body.reason, confirmed_by, given, promised.body.promise_id)


def terminal_kept(desk: Desk, actor: Actor, slip_no: str, *, confirmer: Actor | None) -> PaymentReversed | None:
    """What the card terminal is to give back of that promise, as `terminal_back`; the promise is kept by it if nothing else is left.

    None where no terminal took any of it. Nothing is written. Refused as `keep_promise`.
    """
    require(actor.role, "refund")
    confirmed_by = require_two(desk, actor, confirmer)
    working_day(desk)
    promised = _open_promise(desk, slip_no)
    payment, shares = _kept(desk, promised)
    codes = by_terminal(payment, shares)
    mine = [each for each in shares if each.tender in codes]
    if not mine:
        return None
    return PaymentReversed(
        payment_id=payment.payment_id,
        allocations=mine,
        reason=promised.body.reason,
        confirmed_by=confirmed_by,
        promise=promised.body.promise_id if len(mine) == len(shares) else None,
    )


def _kept(desk: Desk, promised: Promised) -> tuple[PaymentSettled, list[Allocation]]:
    """The payment of a promise and what of the promise has not gone back. Refused `nothing_to_return`."""
    payment, promise = _payment_of(desk, promised), promised.body.promise_id
    wanted = {(each.case_id, each.line, each.tender): each.amount_won for each in promised.body.allocations}
    free = left(desk, payment, promise=promise)
    shares = [
        Allocation(each.case_id, each.line, each.tender, min(each.amount_won, wanted[key]))
        for each in free
        if (key := (each.case_id, each.line, each.tender)) in wanted
    ]
    if not shares:
        raise Refused("nothing_to_return")
    return payment, shares


def drop_promise(desk: Desk, actor: Actor, slip_no: str, reason: str, *, confirmer: Actor | None) -> None:
    """The promise is void, with a reason and two signs; its money may go back otherwise.

    Refused `promise_unknown`, `promise_settled`, `card_open` (the terminal is giving it back).
    """
    require(actor.role, "refund")
    confirmed_by, reason, day = require_two(desk, actor, confirmer), given_reason(reason)[:REASON_MAX], working_day(desk)
    promised = _open_promise(desk, slip_no)
    refuse_if_going_back(desk, promised.body.payment_id)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        body = RefundPromiseDropped(promise_id=promised.body.promise_id, reason=reason, confirmed_by=confirmed_by)
        tx.append(Fact(body, desk.ids.new_id(), case_id=promised.header.case_id))


def promises(desk: Desk, actor: Actor, limit: int = 100) -> list[PromiseRow]:
    """Promises that nobody kept yet, those due first at the head. Read lane."""
    require(actor.role, "refund")
    return [_row(desk, each) for each in desk.store.refunds.open_promises(min(limit, LIST_MAX))]


def promise_account(desk: Desk, actor: Actor, slip_no: str) -> str:
    """Bank, number and holder of the account a promise goes to, empty where none was given; the look is on disk before it is shown."""
    require(actor.role, "refund")
    promised = _promise(desk, slip_no)
    cases = list(dict.fromkeys(each.case_id for each in promised.body.allocations))
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose="반환 지급", cases=cases, count=len(cases)), desk.ids.new_id()))
    if not promised.body.account:
        return ""
    return desk.sealer.unseal(promised.body.account, entry_id=promised.header.entry_id, field_id=ACCOUNT_FIELD)


def work_items(desk: Desk, limit: int) -> list[WorkItem]:
    """The open promises as rows of the 업무함; `state` is the date they are due on."""
    rows = [_row(desk, each) for each in desk.store.refunds.open_promises(min(limit, LIST_MAX))]
    return [
        WorkItem(
            list_code=WORK_LIST,
            case_id=row.case_id if row.number else None,
            number=row.slip_no,
            service=row.service,
            name=row.name,
            state=row.due,
            since=row.made_at,
            action="keep_promise",
            item=row.slip_no,
        )
        for row in rows
    ]


def _promise(desk: Desk, slip_no: str) -> Promised:
    found = desk.store.refunds.promise_by_number(slip_no.strip().upper())
    if found is None:
        raise unknown(desk, "promise_unknown")
    return found


def _open_promise(desk: Desk, slip_no: str) -> Promised:
    found = _promise(desk, slip_no)
    if found.state != "open":
        raise Refused("promise_settled")
    return found


def _payment_of(desk: Desk, promised: Promised) -> PaymentSettled:
    found = desk.store.refunds.payment(promised.body.payment_id, promised.body.allocations[0].case_id)
    if found is None:
        raise unknown(desk, "receipt_unknown")
    return found[1]


def _row(desk: Desk, promised: Promised) -> PromiseRow:
    header, body = promised.header, promised.body
    case = desk.store.cases.find(body.allocations[0].case_id)
    payment = desk.store.refunds.payment(body.payment_id, case.case_id) if case is not None else None
    name = str(case.applicant.get("name") or "") if case is not None else ""
    return PromiseRow(
        promise_id=body.promise_id,
        slip_no=body.slip_no,
        original_no=payment[1].receipt_no if payment is not None else "",
        amount_won=sum(each.amount_won for each in body.allocations),
        reason=body.reason,
        due=body.due,
        overdue=body.due <= seoul_date(desk.clock.now()).isoformat(),
        account_shown=body.account_shown,
        made_at=header.recorded_at,
        desk=header.desk,
        state=promised.state,
        case_id=body.allocations[0].case_id,
        number=case.number if case is not None else "",
        service=case.service if case is not None else "",
        name=mask_name(name) if name else "",
    )


def promises_due(desk: Desk) -> int:
    """How many promises of this desk are due today or before and not kept."""
    return desk.store.refunds.promises_due(seoul_date(desk.clock.now()).isoformat())
