"""`pay`: what is owed is paid, by one means or several; by the card terminal where one is joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from app.cli.call import Call
from app.cli.joints import OpenHome
from app.cli.options import Commands, won
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused, Unavailable
from app.domain.forms import TenderDef
from app.domain.payments import Tendered
from app.domain.views import Actor, VisitRecorded
from app.services.card_payments import CardResult
from app.services.find_cases import find_case_id
from app.services.settle_claim import owed_of

_RECEIPT = re.compile(r".+-R\d{6}-.+", re.IGNORECASE)
LIST, RESOLVE = "list", "resolve"


def add(commands: Commands) -> None:
    """`pay`."""
    paying = commands.add("pay", "pay", pay)
    paying.add_argument("numbers", nargs="+", metavar="NUMBER", help="option.pay_numbers")
    paying.add_argument("--tender", metavar="TENDER", help="option.tender")
    paying.add_argument("--part", dest="parts", action="append", type=part, metavar="TENDER=WON", help="option.part")
    paying.add_argument("--received", dest="received_won", type=won, metavar="WON", help="option.received")
    paying.add_argument("--approval", metavar="NUMBER", help="option.approval")
    paying.add_argument("--last4", metavar="DIGITS", help="option.last4")


def part(text: str) -> tuple[str, int | None]:
    """`cash=10000` as tender and won; `transit` alone gives what the others leave. ValueError for anything else."""
    tender, equals, amount = text.partition("=")
    return tender.strip(), won(amount) if equals else None


def pay(call: Call) -> int:
    """Those cases are paid, or what a receipt deferred; `list` and `resolve` tell what is open and ask the terminal again."""
    numbers: list[str] = call.get("numbers")
    if numbers == [LIST]:
        return show_open(call)
    if numbers == [RESOLVE]:
        return resolve(call)
    if (call.get("tender") is None) == (call.get("parts") is None):
        raise WrongUse("use_one_of", what="--tender --part", command="minwon pay")
    with call.signed_in() as (home, actor):
        asked = _asked(call, home)
        if len(numbers) == 1 and _RECEIPT.fullmatch(numbers[0]):
            paid = _pay(home, actor, [], asked, claim=numbers[0].strip().upper())
        else:
            paid = _pay(home, actor, [find_case_id(home.desk, number) for number in numbers], asked)
    call.answer(_paid(paid, asked), "paid", receipt_no=paid.receipt_no, won=paid.paid_won, change=paid.change_won)
    return 0


def _asked(call: Call, home: OpenHome) -> list[Tendered]:
    """The means as they were named; cash handed over and approval belong to the first one that takes them."""
    named: Sequence[tuple[str, int | None]] = call.get("parts") or [(call.get("tender"), None)]
    tenders = home.desk.catalogue.tenders
    received_won, approval_no, last4 = call.get("received_won", 0), call.get("approval", ""), call.get("last4", "")
    found = []
    for code, amount_won in named:
        tender = tenders.get(code)
        gives, says = tender is not None and tender.change, tender is not None and tender.approval != "none"
        found.append(
            Tendered(
                tender=code,
                amount_won=amount_won,
                received_won=received_won if gives else 0,
                approval_no=approval_no if says else "",
                last4=last4 if says else "",
            )
        )
        received_won, approval_no, last4 = 0 if gives else received_won, "" if says else approval_no, "" if says else last4
    return found


def _pay(home: OpenHome, actor: Actor, case_ids: Sequence[UUID], asked: list[Tendered], claim: str = "") -> VisitRecorded:
    services, tenders = home.services, home.desk.catalogue.tenders
    by_device = [each for each in asked if not each.approval_no and _needs_terminal(tenders.get(each.tender))]
    if not by_device or not services.cards.joined:
        return services.refunds.settle_claim(actor, claim, parts=asked) if claim else services.take_payment(actor, case_ids, parts=asked)
    card, others = by_device[0], [each for each in asked if each is not by_device[0]]
    due = _due(home, case_ids, claim)
    if any(each.amount_won is None for each in others):
        others = _with_rest(others, due - (card.amount_won or 0))
    named = sum(each.amount_won or 0 for each in others)
    if card.amount_won is not None and card.amount_won + named != due:  # the card is charged what was named for it, or nothing
        raise Refused("parts_differ", due_won=due, parts_won=card.amount_won + named)
    begun = services.cards.begin(actor, case_ids=case_ids, claim=claim, tender=card.tender, others=others)
    return charged(home, begun).visit or _nothing()


def _due(home: OpenHome, case_ids: Sequence[UUID], claim: str) -> int:
    if claim:
        return sum(each.amount_won for each in owed_of(home.desk, claim)[1])
    return sum(case.open_won for case_id in dict.fromkeys(case_ids) if (case := home.desk.store.cases.find(case_id)) is not None)


def _with_rest(parts: list[Tendered], due_won: int) -> list[Tendered]:
    """The parts with what was left open filled in: the terminal has to know its sum."""
    rest = due_won - sum(each.amount_won or 0 for each in parts)
    return [msgspec.structs.replace(each, amount_won=rest) if each.amount_won is None else each for each in parts]


def _needs_terminal(tender: TenderDef | None) -> bool:
    return tender is not None and tender.approval == "terminal"


def _nothing() -> VisitRecorded:
    raise Refused("nothing_to_pay")


def charged(home: OpenHome, payment_id: UUID) -> CardResult:
    """The terminal has answered, and approved. Refused `card_declined`, `card_reversed`; Unavailable `terminal_away`, `terminal_unknown`.

    Nobody asks again by itself at a shell: what was not answered is asked about once before it is said to be unknown.
    """
    result = home.services.cards.charge(payment_id)
    if result.state in ("unknown", "reversing"):
        result = home.services.cards.ask(payment_id)
    if result.state == "approved":
        return result
    if result.state == "declined":
        raise Refused("card_declined", answer=result.code)
    if result.state == "not_found" and result.code == "terminal_away":
        raise Unavailable("terminal_away")
    if result.state in ("not_found", "reversed"):
        raise Refused("card_reversed")
    raise Unavailable("terminal_unknown")


def _paid(paid: VisitRecorded, asked: Sequence[Tendered]) -> dict[str, Any]:
    return {
        "receipt_no": paid.receipt_no,
        "paid_won": paid.paid_won,
        "change_won": paid.change_won,
        "tenders": [each.tender for each in asked],
        "cases": [{"number": case.number, "state": case.state} for case in paid.cases],
    }


# ── what is open ─────────────────────────────────────────────────────────────────────────────────────────────────────


def show_open(call: Call) -> int:
    """Cases that were not paid, claims that were not settled, card payments of which nobody knows how they end."""
    with call.signed_in() as (home, _):
        services = home.services
        rows: list[dict[str, Any]] = [
            {"what": "unpaid", "number": row.number, "won": row.open_won, "since": seoul_text(row.received_at)} for row in services.unpaid()
        ]
        rows += [
            {"what": "deferred", "number": each.receipt_no, "won": each.open_won, "since": seoul_text(each.at)}
            for each in services.refunds.claims()
        ]
        rows += [
            {"what": "card", "number": str(each.payment_id), "won": each.amount_won, "since": seoul_text(each.started_at)}
            for each in services.cards.unsettled()
        ]
    call.listing(rows, "nothing_open", row=dict, line=lambda row: _line(call, row))
    return 0


def _line(call: Call, row: dict[str, Any]) -> str:
    return f"{call.words.text('cli.pay.' + row['what'])}  {row['number']}  {row['won']:,}  {row['since']}"


def resolve(call: Call) -> int:
    """The terminal was asked about everything that is due; 4 if something still waits."""
    with call.signed_in() as (home, _):
        cards = home.services.cards
        ended = cards.resolve_once(due_only=False)
        waiting, open_now = cards.waiting(), len(cards.unsettled())
    call.answer({"ended": ended, "waiting": waiting, "unsettled": open_now}, "pay_resolved", ended=ended, waiting=waiting)
    if waiting:
        raise Unavailable("terminal_unknown")
    return 0
