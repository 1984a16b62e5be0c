"""`kiosk count|list|import|machine`: the daily counts of 무인민원발급기, and the machines themselves."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from app.cli.call import Call
from app.cli.options import Commands, won
from app.cli.scans import chosen
from app.cli.wrong_use import WrongUse
from app.domain.kiosks import KioskDay, KioskMachine
from app.domain.watched_folders import LIST_BYTES_MAX
from app.services.desk import seoul_date
from app.services.kiosk_book import Beside, count_kiosk, kiosk_days
from app.services.kiosk_lists import KIND, KioskTold
from app.services.kiosk_machines import close_machine, machines, set_machine
from app.services.take_list import list_text
from app.whole_file import read_brought

_ALL: Final = 100_000


def add(commands: Commands) -> None:
    """`kiosk`."""
    kiosk = commands.group("kiosk", "kiosk")
    counting = kiosk.add("count", "kiosk_count", count)
    counting.add_argument("machine", metavar="MACHINE", help="option.kiosk_machine")
    counting.add_argument("--day", metavar="2026-11-20", help="option.kiosk_day")
    counting.add_argument("--paper", dest="papers", action="append", type=_paper, metavar="NAME=N", help="option.kiosk_paper")
    counting.add_argument("--amount", type=won, metavar="WON", help="option.kiosk_amount")
    counting.add_argument("--card", type=won, metavar="WON", help="option.kiosk_card")
    counting.add_argument("--fault", dest="faults", action="append", metavar="TEXT", help="option.kiosk_fault")
    counting.add_argument("--sheets-in", dest="sheets_in", type=int, metavar="N", help="option.kiosk_sheets")
    counting.add_argument("--sheets-left", dest="sheets_left", type=int, metavar="N", help="option.kiosk_left")
    counting.add_argument("--note", metavar="TEXT", help="option.kiosk_note")
    listing = kiosk.add("list", "kiosk_list", show)
    listing.add_argument("--from", dest="first", required=True, metavar="2026-11-01", help="option.kiosk_from")
    listing.add_argument("--to", dest="last", required=True, metavar="2026-11-30", help="option.kiosk_to")
    importing = kiosk.add("import", "kiosk_import", import_list)
    importing.add_argument("file", nargs="?", metavar="FILE", help="option.kiosk_file")
    importing.add_argument("--list", dest="waiting", metavar="FILE-ID", help="option.kiosk_waiting")
    importing.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.sheet_dry_run")
    _add_machines(kiosk.group("machine", "kiosk_machine"))


def _add_machines(machine: Commands) -> None:
    adding = machine.add("add", "kiosk_machine_add", add_machine)
    adding.add_argument("machine", metavar="MACHINE", help="option.kiosk_machine")
    adding.add_argument("--place", required=True, metavar="TEXT", help="option.kiosk_place")
    adding.add_argument("--hours", metavar="TEXT", help="option.kiosk_hours")
    adding.add_argument("--kind", dest="kinds", action="append", metavar="NAME", help="option.kiosk_kind")
    adding.add_argument("--note", metavar="TEXT", help="option.kiosk_note")
    machine.add("list", "kiosk_machine_list", list_machines)
    closing = machine.add("close", "kiosk_machine_close", shut_machine)
    closing.add_argument("machine", metavar="MACHINE", help="option.kiosk_machine")
    closing.add_argument("--note", metavar="TEXT", help="option.kiosk_note")


def _paper(text: str) -> tuple[str, int]:
    """`resident_registration_copy=30`. ValueError for anything else."""
    name, _, count = text.rpartition("=")
    return name, int(count)


def count(call: Call) -> int:
    """The machine's day is in the book."""
    with call.signed_in() as (home, actor):
        day = call.get("day") or seoul_date(home.desk.clock.now()).isoformat()
        beside = Beside(
            card_won=call.get("card", 0),
            faults=", ".join(call.get("faults", [])),
            paper_changed=call.get("sheets_in", 0),
            paper_left=call.get("sheets_left"),
        )
        papers = dict(call.get("papers", []))
        made = count_kiosk(
            home.desk, actor, call.get("machine"), day, papers, call.get("amount", 0), note=call.get("note", ""), beside=beside
        )
    call.answer(_row(made), "kiosk_counted", machine=made.machine, day=made.day, issued=made.issued, amount=made.amount_won)
    return 0


def show(call: Call) -> int:
    """Each machine's days, and what it issued and took."""
    with call.signed_in() as (home, _):
        days = kiosk_days(home.desk, call.get("first"), call.get("last"))
    call.listing(days, "nothing_found", row=_row, line=lambda each: f"{each.day}  {each.machine}  {each.issued:,}  {each.amount_won:,}")
    return 0


def import_list(call: Call) -> int:
    """What the list says is in the book, or is only shown with `--dry-run`; every machine's day is told."""
    waiting, path, dry_run = call.get("waiting"), call.path("file"), call.get("dry_run", False)
    if (waiting is None) == (path is None):
        raise WrongUse("use_one_of", command="minwon kiosk import", what="FILE, --list FILE-ID")
    text = list_text(read_brought(path, bytes_max=LIST_BYTES_MAX)) if path is not None else ""
    with call.signed_in() as (home, actor):
        lists, inbox = home.services.kiosk_lists, home.services.inbox
        if waiting is None:
            found = lists.look(actor, text) if dry_run else lists.import_list(actor, text)
        else:
            file_id = chosen(inbox.waiting(KIND, limit=_ALL), waiting).file_id
            found = lists.look(actor, lists.waiting_text(file_id)) if dry_run else lists.confirm(actor, file_id)
    wrong = sum(each.meaning == "wrong" for each in found)
    counts = {name: sum(each.meaning == name for each in found) for name in ("new", "replaces", "same", "wrong")}
    if call.json:
        call.row({"written": not dry_run, **counts, "days": [_told(call, each) for each in found]})
        return 0
    for each in found:
        call.line(f"{each.line:>5}  {each.date}  {each.machine}  {_meaning(call, each)}")
    call.say("kiosk_looked" if dry_run else "kiosk_imported", count=counts["new"] + counts["replaces"], same=counts["same"], wrong=wrong)
    return 0


def _meaning(call: Call, each: KioskTold) -> str:
    if each.refused is not None:
        return call.words.message(each.refused)
    issued = each.day.issued if each.day is not None else 0
    before = each.before.issued if each.before is not None else 0
    return call.words.text(f"kiosk_list.{each.meaning}", issued=issued, before=before)


def _told(call: Call, each: KioskTold) -> dict[str, Any]:
    return {
        "line": each.line,
        "machine": each.machine,
        "day": each.date,
        "meaning": each.meaning,
        "now": _row(each.before) if each.before is not None else None,
        "then": _row(each.day) if each.day is not None else None,
        "code": each.refused.code if each.refused is not None else None,
        "text": call.words.message(each.refused) if each.refused is not None else "",
    }


def add_machine(call: Call) -> int:
    """The office has that machine, as it is said here."""
    with call.signed_in() as (home, actor):
        made = set_machine(
            home.desk, actor, call.get("machine"), call.get("place"), call.get("hours", ""), call.get("kinds", []), call.get("note", "")
        )
    call.answer(_machine(made), "kiosk_machine_set", machine=made.machine, place=made.place)
    return 0


def shut_machine(call: Call) -> int:
    """The machine was taken away."""
    with call.signed_in() as (home, actor):
        made = close_machine(home.desk, actor, call.get("machine"), call.get("note", ""))
    call.answer(_machine(made), "kiosk_machine_closed", machine=made.machine)
    return 0


def list_machines(call: Call) -> int:
    """Every machine, as it was said last."""
    text = call.words.text

    def line(each: KioskMachine) -> str:
        closed = text("cli.say.kiosk_closed") if each.closed else ""
        return text(
            "cli.say.kiosk_machine_line", machine=each.machine, place=each.place, hours=each.hours, kinds=len(each.kinds), closed=closed
        )

    with call.signed_in() as (home, _):
        found = machines(home.desk)
    call.listing(found, "nothing_found", row=_machine, line=line)
    return 0


def _machine(each: KioskMachine) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(each)
    return found


def _row(each: KioskDay) -> dict[str, Any]:
    return {
        "day": each.day,
        "machine": each.machine,
        "issued": each.issued,
        "papers": each.papers,
        "amount_won": each.amount_won,
        "card_won": each.card_won,
        "faults": each.faults,
        "sheets_in": each.paper_changed,
        "sheets_left": each.paper_left,
        "note": each.note,
    }
