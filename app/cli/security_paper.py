"""`security-paper`: 보안용지 수불 — what lies where, what came in, went to a desk, was used, spoiled, counted, and the book of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from app.cli.books import period, written
from app.cli.call import Call
from app.cli.cash import both
from app.cli.options import Commands, Parser
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused
from app.domain.security_paper import MISSING, STORE, Sheets, Stock, StockLine
from app.domain.sheet_runs import shown, span_text
from app.services.desk import seoul_date


def add(commands: Commands) -> None:
    """`security-paper`, `security-paper receive|hand-out|give-back|use|spoil|count|void|list|book`."""
    paper = commands.add("security-paper", "security_paper", show)
    below = commands.below(paper, "security_paper")
    received = below.add("receive", "security_paper_receive", receive)
    _numbers(received, needed=True)
    for name, key, run in (("hand-out", "security_paper_hand_out", hand_out), ("give-back", "security_paper_give_back", give_back)):
        moved = below.add(name, key, run)
        _numbers(moved, needed=True)
        moved.add_argument("--desk", metavar="05", help="option.security_paper_desk")
        moved.add_argument("--second", metavar="USER", help="option.security_paper_taker")
    used = below.add("use", "security_paper_use", use)
    _numbers(used, needed=False)
    used.add_argument("--none", action="store_true", help="option.security_paper_none")
    used.add_argument("--day", metavar="2026-11-20", help="option.security_paper_day")
    for name, key, run in (("spoil", "security_paper_spoil", spoil), ("count", "security_paper_count", count)):
        looked = below.add(name, key, run)
        looked.add_argument("paper", metavar="PAPER", help="option.security_paper_name")
        looked.add_argument("numbers", metavar="1201,1205~1207", help="option.security_paper_numbers")
        looked.add_argument("--store", action="store_true", help="option.security_paper_store")
        looked.add_argument("--second", metavar="USER", help="option.second")
        if name == "spoil":
            looked.add_argument("--reason", required=True, metavar="TEXT", help="option.reason_spoiled")
        else:
            looked.add_argument("--note", metavar="TEXT", help="option.security_paper_note")
            looked.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.security_paper_dry_run")
    voided = below.add("void", "security_paper_void", void)
    voided.add_argument("entry", metavar="ENTRY", help="option.security_paper_entry")
    voided.add_argument("--reason", required=True, metavar="TEXT", help="option.reason_void")
    voided.add_argument("--second", metavar="USER", help="option.second")
    listed = below.add("list", "security_paper_list", list_lines)
    listed.add_argument("--paper", metavar="PAPER", help="option.security_paper_name")
    book = below.add("book", "security_paper_book", write_book)
    book.add_argument("--from", dest="first", metavar="2026-11-01", help="option.book_from")
    book.add_argument("--to", dest="last", metavar="2026-11-30", help="option.book_to")
    book.add_argument("--paper", metavar="PAPER", help="option.security_paper_name")
    book.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    book.add_argument("--large", action="store_true", help="option.large_print")
    book.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")


def _numbers(parser: Parser, *, needed: bool) -> None:
    parser.add_argument("paper", metavar="PAPER", help="option.security_paper_name")
    parser.add_argument("--first", required=needed, metavar="B-0001201", help="option.security_paper_first")
    parser.add_argument("--last", metavar="B-0001250", help="option.security_paper_last")
    if needed:
        parser.add_argument("--note", metavar="TEXT", help="option.security_paper_note")


def show(call: Call) -> int:
    """The numbers that lie in the store and at each desk, and those that are missing."""
    with call.looking() as home:
        known = home.services.security_paper.stock()
    found = [
        (paper, place, each) for paper in known.papers() for place in [*known.places(paper), MISSING] for each in known.sheets(paper, place)
    ]
    call.listing(found, "security_paper_nothing", row=lambda each: _lying(*each), line=lambda each: _lying_line(call, *each))
    return 0


def receive(call: Call) -> int:
    """The sheets lie in the store."""
    with call.signed_in() as (home, actor):
        paper = home.services.security_paper
        known = paper.receive(actor, call.get("paper"), call.get("first"), call.get("last", ""), call.get("note", ""))
    return _done(call, known)


def hand_out(call: Call) -> int:
    """The sheets lie at that desk."""
    return _moved(call, back=False)


def give_back(call: Call) -> int:
    """The sheets lie in the store again."""
    return _moved(call, back=True)


def _moved(call: Call, *, back: bool) -> int:
    with both(call, call.get("second")) as (home, actor, confirmer):
        known = home.services.security_paper.move(
            actor,
            "back" if back else "out",
            call.get("paper"),
            call.get("first"),
            call.get("last", ""),
            to=call.get("desk", ""),
            note=call.get("note", ""),
            confirmer=confirmer,
        )
    return _done(call, known)


def use(call: Call) -> int:
    """What was used at this desk is in the book, or that nothing was."""
    first = call.get("first", "")
    if call.get("none", False):
        if given := next((name for name in ("first", "last") if call.get(name)), ""):
            raise WrongUse("use_not_both", command="minwon security-paper use", what="--none", value=f"--{given}")
    elif not first:
        raise WrongUse("use_one_of", command="minwon security-paper use", what="--first, --none")
    with call.signed_in() as (home, actor):
        known = home.services.security_paper.use(actor, call.get("paper"), first, call.get("last", ""), day=call.get("day", ""))
    return _done(call, known)


def spoil(call: Call) -> int:
    """Two people looked at the sheets that can't be used."""
    with both(call, call.get("second")) as (home, actor, confirmer):
        known = home.services.security_paper.spoil(
            actor, confirmer, call.get("paper"), call.get("numbers"), call.get("reason"), from_store=call.get("store", False)
        )
    return _done(call, known)


def count(call: Call) -> int:
    """What was found is in the book, and what is missing; with `--dry-run` that is only told."""
    paper, numbers, in_store = call.get("paper"), call.get("numbers"), call.get("store", False)
    with both(call, call.get("second")) as (home, actor, confirmer):
        office = home.services.security_paper
        missing = office.missing_of(paper, numbers, in_store=in_store)
        if call.get("dry_run", False):
            call.answer({"missing": missing}, "security_paper_missing" if missing else "security_paper_all_there", numbers=missing)
            return 0
        known = office.count(actor, confirmer, paper, numbers, in_store=in_store, note=call.get("note", ""))
    return _done(call, known)


def void(call: Call) -> int:
    """The entry counts nothing any more; its line stays."""
    try:
        entry = UUID(call.get("entry"))
    except ValueError as error:
        raise Refused("security_paper_entry") from error
    with both(call, call.get("second")) as (home, actor, confirmer):
        known = home.services.security_paper.void(actor, confirmer, entry, call.get("reason"))
    if call.json:
        call.row(next(_row(line) for line in known.lines if line.entry_id == entry))
    else:
        call.say("security_paper_voided")
    return 0


def list_lines(call: Call) -> int:
    """Every line of the book as it was said, with the entry by which it can be taken back."""
    paper = call.get("paper", "")
    with call.looking() as home:
        found = [line for line in home.services.security_paper.stock().lines if paper in ("", line.paper)]
    call.listing(found, "security_paper_nothing", row=_row, line=lambda line: _told(call, line))
    return 0


def write_book(call: Call) -> int:
    """보안용지 수불부 of that period is in the file."""
    out = Path(call.get("out")).expanduser()
    with call.signed_in() as (home, actor):
        first, last = period(call, seoul_date(home.desk.clock.now()))
        office = home.services.security_paper
        paper = office.book(actor, first, last, paper=call.get("paper", ""), own=call.get("scope") == "desk")
    written(call, paper, out)
    return 0


def _done(call: Call, known: Stock) -> int:
    """The last entry, line by line, and what is left at its place."""
    entry = known.lines[-1].entry_id
    made = [line for line in known.lines if line.entry_id == entry]
    for line in made:
        if call.json:
            call.row(_row(line))
        else:
            call.line(_told(call, line))
    return 0


def _row(line: StockLine) -> dict[str, Any]:
    numbers = [shown(line.prefix, each, line.digits) for each in line.span] if line.span else [None, None]
    return {
        "entry": str(line.entry_id),
        "what": line.what,
        "on": line.on.isoformat(),
        "paper": line.paper,
        "first": numbers[0],
        "last": numbers[1],
        "sheets": line.found if line.what == "counted" else line.count,
        "desk": line.desk or None,
        "day": line.day or None,
        "by": line.name,
        "second": line.second,
        "note": line.note,
        "voided": line.voided,
        "clash": line.clash,
        "left_in_store": line.store,
        "left_at_desks": line.desks,
    }


def _told(call: Call, line: StockLine) -> str:
    text = call.words.text
    state = "voided" if line.voided else "clash" if line.clash else ""
    return text(
        "cli.say.security_paper_line",
        on=line.on,
        paper=line.paper,
        what=text(f"security_paper.{line.what}"),
        place=_place(call, line.desk),
        numbers=span_text(line.prefix, line.span, line.digits) if line.span else "-",
        sheets=line.found if line.what == "counted" else line.span.size if line.span else 0,
        state=f"  [{text(f'security_paper.{state}')}]" if state else "",
        entry=line.entry_id,
    )


def _lying(paper: str, place: str, each: Sheets) -> dict[str, Any]:
    first, last = (shown(each.prefix, number, each.digits) for number in each.span)
    where = "store" if place == STORE else place
    return {"paper": paper, "place": where, "first": first, "last": last, "sheets": each.span.size}


def _lying_line(call: Call, paper: str, place: str, each: Sheets) -> str:
    where = call.words.text("security_paper.missing") if place == MISSING else _place(call, place)
    numbers = span_text(each.prefix, each.span, each.digits)
    return call.words.text("cli.say.security_paper_lies", paper=paper, place=where, numbers=numbers, sheets=each.span.size)


def _place(call: Call, desk: str) -> str:
    return call.words.text("security_paper.at_desk", desk=desk.lstrip("0")) if desk else call.words.text("security_paper.store")
