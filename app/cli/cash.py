"""`cash in|out|remit|count|hand-over|status|setup`: the drawer of the open day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from app.cli import till
from app.cli.call import Call
from app.cli.joints import OpenHome
from app.cli.options import Commands, Parser, won
from app.cli.times import seoul_text
from app.domain.drawer import DrawerDay
from app.domain.entry_body import Body
from app.domain.views import Actor
from app.ports.drawer import Done

STAMPS = ("none", "electronic", "machine")


def add(commands: Commands) -> None:
    """`cash`."""
    cash = commands.group("cash", "cash")
    for way in ("in", "out"):
        moving = cash.add(way, f"cash_{way}", partial(move, way))
        moving.add_argument("amount_won", type=won, metavar="WON", help="option.cash_won")
        moving.add_argument("--for", dest="purpose", choices=("float", "other"), help="option.cash_for")
        moving.add_argument("--reason", metavar="TEXT", help="option.cash_reason")
        _second(moving)
    remitting = cash.add("remit", "cash_remit", partial(move, "remit"))
    remitting.add_argument("amount_won", type=won, metavar="WON", help="option.cash_won")
    remitting.add_argument("--number", metavar="NUMBER", help="option.remit_number")
    remitting.add_argument("--later", action="store_true", help="option.remit_later")
    _second(remitting)
    numbering = cash.add("remit-number", "cash_remit_number", number_remittance)
    numbering.add_argument("number", metavar="NUMBER", help="option.remit_number")
    numbering.add_argument("--day", metavar="2026-11-20", help="option.remit_day")
    numbering.add_argument("--which", type=int, metavar="N", help="option.remit_which")
    counting = cash.add("count", "cash_count", count)
    counting.add_argument("notes", type=pieces, metavar="50000=3,10000=12,…", help="option.notes")
    counting.add_argument("--purpose", choices=("opening", "interim", "closing"), help="option.count_purpose")
    counting.add_argument("--blind", action="store_true", help="option.blind")
    counting.add_argument("--reason", metavar="TEXT", help="option.reason")
    _second(counting)
    handing = cash.add("hand-over", "cash_hand_over", hand_over)
    handing.add_argument("taker", metavar="USER", help="option.taker")
    handing.add_argument("notes", type=pieces, metavar="50000=3,10000=12,…", help="option.notes")
    handing.add_argument("--reason", metavar="TEXT", help="option.reason")
    handing.add_argument("--papers", metavar="TEXT", help="option.hand_over_papers")
    till.add(cash)
    cash.add("status", "cash_status", show).add_argument("--day", metavar="2026-11-20", help="option.day")
    setting = cash.add("setup", "cash_setup", set_up)
    setting.add_argument("--blind", choices=("on", "off"), help="option.setup_blind")
    setting.add_argument("--stamps", choices=STAMPS, help="option.setup_stamps")
    setting.add_argument("--terminal-totals", dest="terminal_totals", choices=("on", "off"), help="option.setup_terminal")
    setting.add_argument("--treasury", metavar="NAME", help="option.setup_treasury")
    setting.add_argument("--cashier", metavar="NAME", help="option.setup_cashier")
    setting.add_argument("--approvals", metavar="NAME,NAME", help="option.setup_approvals")


def _second(parser: Parser) -> None:
    parser.add_argument("--second", metavar="USER", help="option.second_person")


def pieces(text: str) -> dict[int, int]:
    """`50000=3,10000=12` as denomination → how many; what stands twice is added up. ValueError for anything else."""
    notes: dict[int, int] = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        denomination, _, count_of = each.partition("=")
        notes[int(denomination)] = notes.get(int(denomination), 0) + int(count_of)
    return notes


@contextmanager
def both(call: Call, second: str | None) -> Iterator[tuple[OpenHome, Actor, Actor | None]]:
    """The home, who works and who signs beside them; None where nobody was named."""
    password = call.second_password_of(second) if second else ""
    with call.signed_in() as (home, actor):
        yield home, actor, home.services.sign_in(second, password, second=True) if second else None


def drawer_json(drawer: DrawerDay) -> dict[str, int]:
    """The drawer as JSON, in won."""
    return {**msgspec.to_builtins(drawer), "expected_won": drawer.expected_won}


def move(way: str, call: Call) -> int:
    """Cash went in, out or to the bank (`way` in, out, remit); what is in the drawer now."""
    amount_won = call.get("amount_won")
    with both(call, call.get("second")) as (home, actor, confirmer):
        drawer = home.services.drawer.move_cash(
            actor,
            "in" if way == "in" else "out",
            "remit" if way == "remit" else call.get("purpose", "float"),
            amount_won,
            reason=call.get("reason", ""),
            number=call.get("number", ""),
            later=call.get("later", False),
            confirmer=confirmer,
        )
    call.answer({"way": way, "amount_won": amount_won, **drawer_json(drawer)}, f"cash_{way}", won=amount_won, expected=drawer.expected_won)
    return 0


def number_remittance(call: Call) -> int:
    """The bank's number stands with what was taken there."""
    with call.signed_in() as (home, actor):
        done = home.services.drawer.number_remittance(actor, call.get("number"), call.get("day", ""), call.get("which", 0))
        waiting = home.services.drawer.unnumbered()
    found = {**_done(done), "waiting": [{"business_day": day, **_done(each)} for day, each in waiting]}
    call.answer(found, "remit_numbered", won=done.body.amount_won, number=done.body.number, waiting=len(waiting))
    return 0


def count(call: Call) -> int:
    """The drawer was counted; with the amount covered the book's sum is told only now."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        made = home.services.drawer.count(
            actor,
            call.get("purpose", "interim"),
            call.get("notes"),
            blind=True if call.get("blind", False) else None,
            reason=call.get("reason", ""),
            confirmer=confirmer,
        )
    found = {**msgspec.to_builtins(made, str_keys=True), "difference_won": made.difference_won}
    call.answer(found, "cash_counted", counted=made.counted_won, expected=made.expected_won, difference=made.difference_won)
    return 0


def hand_over(call: Call) -> int:
    """The drawer is the other person's."""
    user, notes = call.get("taker"), call.get("notes")
    password = call.second_password_of(user)
    with call.signed_in() as (home, actor):
        taker = home.services.sign_in(user, password, second=True)
        papers = call.get("papers") or home.services.security_paper.held()
        done = home.services.drawer.hand_over(actor, taker, notes, reason=call.get("reason", ""), papers=papers)
    call.answer(_done(done), "cash_handed_over", giver=done.name, taker=done.confirmer, counted=done.body.counted_won)
    return 0


def show(call: Call) -> int:
    """What is in the drawer, and what happened to it today."""
    with call.signed_in() as (home, actor):
        state = home.services.drawer.state(actor, call.get("day") or "")
    if call.json:
        call.row(
            {
                "business_day": state.day,
                **({} if state.hidden else drawer_json(state.drawer)),
                "hidden": state.hidden,
                "moves": [_done(each) for each in state.moves],
                "counts": [_done(each) for each in state.counts],
                "hand_overs": [_done(each) for each in state.hand_overs],
            }
        )
        return 0
    if state.hidden:
        call.say("cash_hidden", day=state.day)
    else:
        drawer = state.drawer
        call.say("cash_drawer", day=state.day, **drawer_json(drawer))
    for each in state.moves:
        call.say("cash_move", at=seoul_text(each.at), what=_named(call, each), won=each.body.amount_won, user=each.user)
    for counted in state.counts:
        call.say("cash_count_line", at=seoul_text(counted.at), won=counted.body.counted_won, user=counted.user)
    for handed in state.hand_overs:
        call.say("cash_hand_over_line", at=seoul_text(handed.at), giver=handed.name, taker=handed.confirmer)
    return 0


def _named(call: Call, each: Done[Any]) -> str:
    return call.words.text(f"cash.{each.body.purpose}_{each.body.way}")


def _done(each: Done[Any]) -> dict[str, Any]:
    """An entry of the drawer as JSON; the ids of who signed stay in the book."""
    body: Body = each.body
    said = msgspec.to_builtins(body, str_keys=True)
    facts = {name: value for name, value in said.items() if name not in ("confirmed_by", "taken_by")}
    return {"at": seoul_text(each.at), "user": each.user, "name": each.name, "second": each.confirmer, **facts}


def set_up(call: Call) -> int:
    """How this desk keeps its drawer; without options that is only shown."""
    changed: dict[str, Any] = {name: call.get(name) for name in ("stamps", "treasury", "cashier") if call.get(name) is not None}
    changed |= {name: call.get(name) == "on" for name in ("blind", "terminal_totals") if call.get(name) is not None}
    if (names := call.get("approvals")) is not None:
        changed["approvals"] = tuple(names.split(","))
    with call.signed_in() as (home, actor):
        drawer = home.services.drawer
        if changed:
            drawer.set_drawer(actor, msgspec.structs.replace(drawer.settings(), **changed))
        settings = drawer.settings()
    facts = msgspec.structs.asdict(settings)
    shown = {name: call.words.text(f"cash.{'on' if facts[name] else 'off'}") for name in ("blind", "terminal_totals")}
    shown |= {name: facts[name] or "-" for name in ("treasury", "cashier")}
    shown |= {"stamps": call.words.text(f"cash.stamps_{settings.stamps}"), "approvals": ", ".join(settings.approvals) or "-"}
    call.answer(facts, "cash_setup", **{**facts, **shown})
    return 0
