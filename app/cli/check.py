"""`check`: a business date compared with central, as the desk does it by itself each evening."""

from __future__ import annotations

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.services.check_day import DayChecked


def add(commands: Commands) -> None:
    """`check`."""
    check = commands.add("check", "check", check_day)
    check.add_argument("day", metavar="DAY", help="option.day_named")


def check_day(call: Call) -> int:
    """Every stream of that date, ours beside central's; 3 where one differs, which is then work to be settled."""
    with call.holding() as home:
        found = home.check_day(call.get("day"))
    if call.json:
        call.row(msgspec.to_builtins(found) | {"ok": not found.differs})
    else:
        _say(call, found)
    return 3 if found.differs else 0


def _say(call: Call, found: DayChecked) -> None:
    for each in found.streams:
        facts = {"desk": each.desk, "entries": each.ours[0], "won": each.ours[1], "there": each.central[0], "there_won": each.central[1]}
        call.say(f"check_{each.verdict}", **facts)
        if each.seqs:
            call.line(call.words.text("dispute.check_seqs", seqs=", ".join(map(str, each.seqs))))
        if each.numbers:
            call.line(call.words.text("dispute.check_numbers", numbers=", ".join(each.numbers)))
    if not found.streams:
        call.say("check_nothing", day=found.day)
    if found.told:
        call.say("check_told", count=found.told)
