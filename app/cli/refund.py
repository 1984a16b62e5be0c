"""`refund`: money goes back, in whole, for one case or single lines; what can't go back now is promised, kept or dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.cash import both
from app.cli.joints import OpenHome
from app.cli.options import Commands
from app.cli.pay import charged
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.money_entries import PaymentReversed
from app.domain.refund_papers import PromiseSlip, RefundReceipt
from app.domain.refunds import Paid, PaidLine, PromiseRow, Refunded
from app.domain.views import Actor
from app.services.find_cases import find_case_id
from app.services.give_back import Selection

_SLIP = re.compile(r".+-W\d{6}-.+", re.IGNORECASE)
LIST, SHOW, KEEP, DROP, PAPER = "list", "show", "keep", "drop", "paper"
WAYS = ("original", "cash", "transfer")


def add(commands: Commands) -> None:
    """`refund`."""
    back = commands.add("refund", "refund", refund)
    back.add_argument("receipt", metavar="RECEIPT", help="option.refund_receipt")
    back.add_argument("number", nargs="?", metavar="NUMBER", help="option.refund_number")
    back.add_argument("--case", dest="cases", action="append", metavar="NUMBER", help="option.refund_case")
    back.add_argument("--line", dest="lines", action="append", type=int, metavar="N", help="option.refund_line")
    back.add_argument("--reason", metavar="TEXT", help="option.refund_reason")
    back.add_argument("--second", metavar="USER", help="option.second_person")
    back.add_argument("--way", choices=WAYS, help="option.refund_way")
    back.add_argument("--approval", dest="approvals", action="append", metavar="[TENDER=]NUMBER", help="option.refund_approval")
    back.add_argument("--promise", action="store_true", help="option.promise")
    back.add_argument("--due", type=date.fromisoformat, metavar="2026-11-27", help="option.due")
    back.add_argument("--bank", metavar="NAME", help="option.bank")
    back.add_argument("--account", metavar="NUMBER", help="option.account")
    back.add_argument("--holder", action="store_true", help="option.holder")
    back.add_argument("--out", metavar="FILE.pdf", help="option.refund_out")
    back.add_argument("--large", action="store_true", help="option.refund_large")


def refund(call: Call) -> int:
    """Money is back or promised; `list`, `show`, `keep`, `drop`, `paper` are about what was promised and paid."""
    asked, number = call.get("receipt"), call.get("number")
    if asked == LIST:
        return show_promises(call)
    if asked in (SHOW, KEEP, DROP, PAPER):
        if number is None:
            raise WrongUse("use_required", what="NUMBER", command=f"minwon refund {asked}")
        return {SHOW: show_payment, KEEP: keep, DROP: drop, PAPER: paper}[asked](call, number)
    if number is not None:
        raise WrongUse("use_unknown", what=number, command="minwon refund")
    if call.get("promise") and call.get("due") is None:
        raise WrongUse("use_required", what="--due", command="minwon refund --promise")
    return promise(call, asked) if call.get("promise") else give(call, asked)


def give(call: Call, receipt_no: str) -> int:
    """The money is back with the citizen: the card terminal's share first, where it took one, then the rest."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        selection, reason = _selection(call, home), call.get("reason", "")
        approvals = _approvals(call, home, actor, receipt_no)
        done: list[Refunded] = []
        refunds = home.services.refunds
        if not approvals and call.get("way") is None and home.services.cards.joined:
            body = refunds.terminal_back(actor, receipt_no, reason, confirmer=confirmer, selection=selection)
            if body is not None:
                done.append(_by_terminal(home, actor, body))
        left = [line for line in refunds.paid(actor, receipt_no).lines if line.left_won and _is_chosen(selection, line)]
        if left or not done:
            back = refunds.refund(
                actor, receipt_no, reason, confirmer=confirmer, selection=selection, way=call.get("way"), approvals=approvals
            )
            done.append(back)
    won = sum(each.amount_won for each in done)
    found = {"original_no": receipt_no, "amount_won": won, "refunds": [msgspec.to_builtins(each) for each in done]}
    call.answer(found, "refunded", won=won, receipt_no=", ".join(each.receipt_no for each in done))
    return 0


def _by_terminal(home: OpenHome, actor: Actor, body: PaymentReversed) -> Refunded:
    receipt_no = home.services.cards.state(body.payment_id).receipt_no
    result = charged(home, home.services.cards.begin_refund(actor, body))
    by_tender: dict[str, int] = {}
    for each in body.allocations:
        by_tender[each.tender] = by_tender.get(each.tender, 0) + each.amount_won
    return Refunded(receipt_no=result.receipt_no, original_no=receipt_no, amount_won=result.amount_won, by_tender=by_tender)


def _is_chosen(selection: Selection, line: PaidLine) -> bool:
    by_case = not selection.case_ids or line.case_id in selection.case_ids
    return by_case and (not selection.lines or (line.case_id, line.line) in selection.lines)


def _selection(call: Call, home: OpenHome) -> Selection:
    """`--case` chooses cases; `--line` chooses lines of the one case that was named."""
    cases = [find_case_id(home.desk, number) for number in call.get("cases", [])]
    lines: list[int] = call.get("lines", [])
    if lines and len(cases) != 1:
        raise WrongUse("use_required", what="--case", command="minwon refund --line")
    return Selection(case_ids=cases, lines=[(cases[0], line) for line in lines])


def _approvals(call: Call, home: OpenHome, actor: Actor, receipt_no: str | None) -> dict[str, str]:
    """`card=30012345`, or a number alone for the one means of the payment that asks for one."""
    found: dict[str, str] = {}
    for each in call.get("approvals", []):
        tender, equals, number = each.partition("=")
        if equals:
            found[tender] = number
            continue
        tenders = home.desk.catalogue.tenders
        paid = home.services.refunds.paid(actor, receipt_no).ways if receipt_no is not None else tenders.keys()
        found |= {code: each for code in paid if (known := tenders.get(code)) is not None and known.approval != "none"}
    return found


def show_payment(call: Call, receipt_no: str) -> int:
    """The payment line by line, with what may still go back."""
    with call.signed_in() as (home, actor):
        paid = home.services.refunds.paid(actor, receipt_no)
        means = {code: call.words.of(each.name) for code, each in home.desk.catalogue.tenders.items()}
    if call.json:
        call.row({**msgspec.to_builtins(paid), "paid_won": paid.paid_won, "left_won": paid.left_won})
        return 0
    call.say("payment_left", receipt_no=paid.receipt_no, paid=paid.paid_won, left=paid.left_won)
    for line in paid.lines:
        call.line(f"  {line.number}  {line.line}  {line.label}  {_tender(paid, line, means)}  {line.paid_won:,}  {line.left_won:,}")
    return 0


def _tender(paid: Paid, line: PaidLine, means: Mapping[str, str]) -> str:
    return f"{means.get(line.tender, line.tender)} ({'/'.join(paid.ways.get(line.tender, []))})"


def paper(call: Call, number: str) -> int:
    """The 반환 영수증 or 반환 확인증 of that number is in the file; a second one is counted as a reprint."""
    out = call.path("out")
    if out is None:
        raise WrongUse("use_required", what="--out", command="minwon refund paper")
    with call.signed_in() as (home, actor):
        refunds, reason = home.services.refunds, call.get("reason", "")
        promised = _SLIP.fullmatch(number)
        made: RefundReceipt | PromiseSlip = (
            refunds.slip(actor, number, reason=reason) if promised else refunds.receipt(actor, number, reason=reason)
        )
    pdf = call.joints.paper_pdf(call.settings, made, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    call.answer({"number": number, "out": str(out), "reprint": made.reprint}, "refund_paper", number=number, out=out)
    return 0


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def promise(call: Call, receipt_no: str) -> int:
    """The money will go back until a date; the citizen's slip has a number."""
    account = call.private("account") if call.get("account") is not None else ""
    holder = call.private_line() if call.get("holder") else ""
    with both(call, call.get("second")) as (home, actor, confirmer):
        row = home.services.refunds.promise(
            actor,
            receipt_no,
            call.get("reason", ""),
            confirmer=confirmer,
            due=call.get("due"),
            selection=_selection(call, home),
            bank=call.get("bank", ""),
            account=account,
            holder=holder,
        )
    call.answer(_row(row), "refund_promised", slip_no=row.slip_no, won=row.amount_won, due=row.due)
    return 0


def keep(call: Call, slip_no: str) -> int:
    """The promised money is back with the citizen: the card terminal's share first, where it took one, then the rest."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        approvals, way, refunds = _approvals(call, home, actor, None), call.get("way"), home.services.refunds
        body = None
        if not approvals and way in (None, "original") and home.services.cards.joined:
            body = refunds.terminal_kept(actor, slip_no, confirmer=confirmer)
        done = [_by_terminal(home, actor, body)] if body is not None else []
        if body is None or body.promise is None:
            done.append(refunds.keep(actor, slip_no, confirmer=confirmer, way=way, approvals=approvals))
    won = sum(each.amount_won for each in done)
    by_tender = {code: sum(each.by_tender.get(code, 0) for each in done) for each in done for code in each.by_tender}
    found = {**msgspec.to_builtins(done[-1]), "amount_won": won, "by_tender": by_tender}
    call.answer(found, "refunded", won=won, receipt_no=", ".join(each.receipt_no for each in done))
    return 0


def drop(call: Call, slip_no: str) -> int:
    """The promise is void; its money may go back in another way."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        home.services.refunds.drop(actor, slip_no, call.get("reason", ""), confirmer=confirmer)
    call.answer({"slip_no": slip_no, "state": "dropped"}, "promise_dropped", slip_no=slip_no)
    return 0


def show_promises(call: Call) -> int:
    """Promises that nobody kept yet, those due first at the head."""
    with call.signed_in() as (home, actor):
        rows = list(home.services.refunds.promises(actor))
    call.listing(rows, "promises_none", row=_row, line=partial(_line, call))
    return 0


def _row(row: PromiseRow) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(row)
    return {**found, "made_at": seoul_text(row.made_at)}


def _line(call: Call, row: PromiseRow) -> str:
    late = call.words.text("cli.say.overdue") if row.overdue else ""
    return f"{row.slip_no}  {row.due}  {row.amount_won:,}  {row.account_shown}  {row.original_no}  {late}".rstrip()
