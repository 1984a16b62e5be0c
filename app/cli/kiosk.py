"""`kiosk count|list`: the daily counts of 무인민원발급기."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.options import Commands, won
from app.domain.kiosks import KioskDay
from app.services.desk import seoul_date
from app.services.kiosk_book import count_kiosk, kiosk_days


def add(commands: Commands) -> None:
    """`kiosk`."""
    kiosk = commands.group("kiosk", "kiosk")
    counting = kiosk.add("count", "kiosk_count", count)
    counting.add_argument("machine", metavar="MACHINE", help="option.kiosk_machine")
    counting.add_argument("--day", metavar="2026-11-20", help="option.kiosk_day")
    counting.add_argument(
        "--paper", dest="papers", action="append", required=True, type=_paper, metavar="NAME=N", help="option.kiosk_paper"
    )
    counting.add_argument("--amount", type=won, metavar="WON", help="option.kiosk_amount")
    counting.add_argument("--note", metavar="TEXT", help="option.kiosk_note")
    listing = kiosk.add("list", "kiosk_list", show)
    listing.add_argument("--from", dest="first", required=True, metavar="2026-11-01", help="option.kiosk_from")
    listing.add_argument("--to", dest="last", required=True, metavar="2026-11-30", help="option.kiosk_to")


def _paper(text: str) -> tuple[str, int]:
    """`resident_registration_copy=30`. ValueError for anything else."""
    name, _, count = text.rpartition("=")
    return name, int(count)


def count(call: Call) -> int:
    """The machine's day is in the book."""
    with call.signed_in() as (home, actor):
        day = call.get("day") or seoul_date(home.desk.clock.now()).isoformat()
        made = count_kiosk(
            home.desk, actor, call.get("machine"), day, dict(call.get("papers")), call.get("amount", 0), note=call.get("note", "")
        )
    call.answer(_row(made), "kiosk_counted", machine=made.machine, day=made.day, issued=made.issued, amount=made.amount_won)
    return 0


def show(call: Call) -> int:
    """Each machine's days, and what it issued and took."""
    with call.signed_in() as (home, _):
        days = kiosk_days(home.desk, call.get("first"), call.get("last"))
    call.listing(days, "nothing_found", row=_row, line=lambda each: f"{each.day}  {each.machine}  {each.issued:,}  {each.amount_won:,}")
    return 0


def _row(each: KioskDay) -> dict[str, Any]:
    return {
        "day": each.day,
        "machine": each.machine,
        "issued": each.issued,
        "papers": each.papers,
        "amount_won": each.amount_won,
        "note": each.note,
    }
