"""`outage`, `slip`, `report outage`: outages, slips on paper, and the sheet of an outage."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, find_room, new_file
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.errors import Refused
from app.domain.outages import CENTRAL, SYSTEMS, RoomOutage
from app.domain.slips import ACCOUNTED
from app.services.desk import SEOUL, to_ms
from app.services.paper_slips import BLOCK

_DAY_MS = 86_400_000


def add(commands: Commands) -> None:
    """`outage`, `slip`."""
    group = commands.group("outage", "outage")
    opening = group.add("open", "outage_open", open_outage)
    opening.add_argument("system", choices=(*SYSTEMS, CENTRAL), metavar="SYSTEM", help="option.system")
    opening.add_argument("--since", metavar="T", help="option.since")
    opening.add_argument("--until", metavar="T", help="option.until")
    opening.add_argument("--cause", metavar="TEXT", help="option.cause")
    opening.add_argument("--room", action="store_true", help="option.room")
    closing = group.add("close", "outage_close", close_outage)
    closing.add_argument("system", choices=SYSTEMS, metavar="SYSTEM", help="option.system")
    closing.add_argument("--room", action="store_true", help="option.room")
    group.add("list", "outage_list", list_outages).add_argument("--days", type=int, metavar="N", help="option.days")
    slip = commands.group("slip", "slip")
    printing = slip.add("print", "slip_print", print_slips)
    printing.add_argument("--count", type=int, metavar="N", help="option.slip_count")
    printing.add_argument("--again", nargs=2, metavar=("FIRST", "LAST"), help="option.slip_again")
    printing.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    marking = slip.add("mark", "slip_mark", mark_slips)
    marking.add_argument("mark", choices=ACCOUNTED, metavar="MARK", help="option.slip_mark")
    marking.add_argument("first", metavar="NUMBER", help="option.slip_first")
    marking.add_argument("last", nargs="?", metavar="LAST", help="option.slip_last")
    marking.add_argument("--reason", metavar="TEXT", help="option.slip_reason")
    slip.add("list", "slip_list", list_slips)


def add_report(reports: Commands) -> None:
    """`report outage`."""
    sheet = reports.add("outage", "report_outage", report_outage)
    sheet.add_argument("outage", nargs="?", metavar="OUTAGE", help="option.outage")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")


def moment(text: str) -> datetime:
    """An ISO moment; without an offset it is Seoul's. Refused `moment_unknown_form`."""
    try:
        found = datetime.fromisoformat(text)
        return (found.replace(tzinfo=SEOUL) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # an overflow: a moment at the edge of all years, moved by its offset
        raise Refused("moment_unknown_form") from error


def open_outage(call: Call) -> int:
    """That system counts as away, since now or since a moment; with `--until` the outage is over already."""
    system, room = call.get("system"), call.get("room", False)
    until = moment(call.get("until")) if call.get("until") else None
    with call.signed_in() as (home, actor):
        since = moment(call.get("since")) if call.get("since") else home.desk.clock.now()
        home.services.offline.report_outage(actor, system, since, until, call.get("cause", ""), room=room)
    found = {"system": system, "room": room, "since": seoul_text(to_ms(since)), "until": seoul_text(to_ms(until)) if until else None}
    call.answer(found, "outage_opened", system=call.words.text(f"cli.system.{system}"))
    return 0


def close_outage(call: Call) -> int:
    """That system counts as back."""
    system, room = call.get("system"), call.get("room", False)
    with call.signed_in() as (home, actor):
        home.services.set_lamp(actor, system, False, room=room)
    call.answer({"system": system, "room": room}, "outage_closed", system=call.words.text(f"cli.system.{system}"))
    return 0


def list_outages(call: Call) -> int:
    """What the room went through in the last days. Works beside an open window."""
    with call.looking() as home:
        now = to_ms(home.desk.clock.now())
        found = home.services.offline.room_outages(now - max(1, call.get("days", 31)) * _DAY_MS, now + 1)
        office = home.desk.identity.office
    call.listing([_row(each, office) for each in found], "nothing_found", row=dict, line=partial(_line, call))
    return 0


def _line(call: Call, row: dict[str, Any]) -> str:
    until = row["until"] or call.words.text("cli.say.outage_lasts")
    return f"{row['outage']}  {row['since']} ~ {until}  {', '.join(row['desks'])}  {' / '.join(row['causes'])}".rstrip()


def _row(each: RoomOutage, office: str) -> dict[str, Any]:
    return {
        "outage": each.label(office),
        "system": each.system,
        "since": seoul_text(each.since),
        "until": seoul_text(each.until) or None,
        "causes": each.causes,
        "desks": each.desks,
    }


def print_slips(call: Call) -> int:
    """Blank slips with new numbers, or with numbers that were printed before, are in the file."""
    out, again = call.path("out") or Path(), call.get("again")
    find_room(out)
    with call.signed_in() as (home, actor):
        offline = home.services.offline
        made = offline.slips_again(actor, *again) if again else offline.print_slips(actor, call.get("count", BLOCK))
    pdf = call.joints.blank_slips_pdf(call.settings, made)
    with new_file(out) as file:
        file.write(pdf)
    found = {"out": str(out), "count": len(made.slips), "first": made.slips[0].number, "last": made.slips[-1].number}
    call.answer(found, "slips_printed", **found)
    return 0


def mark_slips(call: Call) -> int:
    """Those slips are accounted for."""
    first, mark = call.get("first"), call.get("mark")
    with call.signed_in() as (home, actor):
        count = home.services.offline.mark_slips(actor, first, call.get("last", ""), mark, call.get("reason", ""))
    call.answer({"mark": mark, "count": count}, "slips_marked", count=count)
    return 0


def list_slips(call: Call) -> int:
    """How many slips there are, and which numbers nobody knows anything of. Works beside an open window."""
    with call.looking() as home:
        status = home.services.offline.slip_status()
    if call.json:
        call.row(msgspec.to_builtins(status))
        return 0
    call.say("slips", printed=status.printed, typed=status.typed, stock=status.stock, missing=len(status.missing))
    for number in status.missing:
        call.line(f"  {number}")
    return 0


def report_outage(call: Call) -> int:
    """장애기간 처리대장 of that outage is in the file; the newest one's where none is named."""
    out = call.path("out") or Path()
    with call.signed_in() as (home, actor):
        sheet = home.services.offline.outage_sheet(actor, call.get("outage", ""))
    pdf = call.joints.outage_sheet_pdf(call.settings, sheet)
    with new_file(out) as file:
        file.write(pdf)
    found = {
        "out": str(out),
        "outage": sheet.label,
        "system": sheet.system,
        "cases": len(sheet.lines),
        "only_received": sheet.only_received,
        "from_slips": sheet.from_slips,
        "fee_won": sheet.fee_won,
        "missing": sheet.missing,
        "sha256": sheet.sha256,
    }
    call.answer(found, "outage_sheet_written", out=out, cases=len(sheet.lines), missing=len(sheet.missing))
    return 0
