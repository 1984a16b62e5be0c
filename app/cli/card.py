"""`card show|give-up|approve|abandon`: card payments of which nobody knows how they end, and what a person decides about one."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.cash import both
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.ports.card_payments import CardPayment
from app.services.card_payments import CardResult


def add(commands: Commands) -> None:
    """`card`."""
    group = commands.group("card", "card")
    group.add("show", "card_show", show)
    group.add("give-up", "card_give_up", give_up).add_argument("number", metavar="T1-000123", help="option.card_number")
    approving = group.add("approve", "card_approve", approve)
    approving.add_argument("number", metavar="T1-000123", help="option.card_number")
    approving.add_argument("--approval", required=True, metavar="NUMBER", help="option.card_approval")
    approving.add_argument("--last4", metavar="DIGITS", help="option.last4")
    leaving = group.add("abandon", "card_abandon", abandon)
    leaving.add_argument("number", metavar="T1-000123", help="option.card_number")
    leaving.add_argument("--reason", required=True, metavar="TEXT", help="option.reason_abandon")
    leaving.add_argument("--second", metavar="USER", help="option.second")


def show(call: Call) -> int:
    """Those that are open, oldest first. Works beside an open window."""
    with call.looking() as home:
        found = home.services.cards.unsettled()
    call.listing(found, "cards_none", row=_row, line=lambda each: _line(call, each))
    return 0


def give_up(call: Call) -> int:
    """The charge is reversed, whatever became of it; the terminal is asked to at once."""
    with call.signed_in() as (home, actor):
        cards = home.services.cards
        payment_id = cards.find(call.get("number")).payment_id
        cards.give_up(actor, payment_id)
        result = cards.ask(payment_id)
    return _tell(call, result)


def approve(call: Call) -> int:
    """The card company says it is approved: what it pays is in the book."""
    with call.signed_in() as (home, actor):
        cards = home.services.cards
        result = cards.settle_manual(actor, cards.find(call.get("number")).payment_id, call.get("approval"), call.get("last4", ""))
    return _tell(call, result)


def abandon(call: Call) -> int:
    """The terminal is gone for good and shows no approval: a team leader ends the payment."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        cards = home.services.cards
        result = cards.abandon(actor, cards.find(call.get("number")).payment_id, call.get("reason"), confirmer=confirmer)
    return _tell(call, result)


def _row(each: CardPayment) -> dict[str, Any]:
    return {
        "number": f"{each.terminal}-{each.trace_no}",
        "payment_id": str(each.payment_id),
        "way": each.way,
        "state": each.state,
        "amount_won": each.amount_won,
        "started_at": seoul_text(each.started_at),
        "code": each.code,
    }


def _line(call: Call, each: CardPayment) -> str:
    state = call.words.text(f"card_state.{each.state}")
    return f"{each.terminal}-{each.trace_no}  {each.amount_won:,}  {state}  {seoul_text(each.started_at)}"


def _tell(call: Call, result: CardResult) -> int:
    number = f"{result.terminal}-{result.trace_no}"
    found = {"number": number, "state": result.state, "amount_won": result.amount_won, "receipt_no": result.receipt_no or None}
    call.answer(found, f"card_{result.state}", number=number, won=result.amount_won, receipt_no=result.receipt_no)
    return 0
