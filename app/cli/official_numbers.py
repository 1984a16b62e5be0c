"""`official-no FILE`: numbers of a national system filled into the cases they can only mean."""

from __future__ import annotations

import sys
from typing import Any

from app.cli.call import Call
from app.cli.options import Commands
from app.domain.errors import Refused
from app.domain.official_numbers import Matches, Numberless, NumberLine, Unmatched

_BYTES_MAX = 1_000_000


def add(commands: Commands) -> None:
    """`official-no`."""
    filling = commands.add("official-no", "official_no", fill)
    filling.add_argument("file", metavar="FILE", help="option.numbers_file")
    filling.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.numbers_dry_run")


def fill(call: Call) -> int:
    """What could be matched is kept, or only shown with `--dry-run`; what could not is told line by line."""
    text = _read(call)
    with call.signed_in() as (home, actor):
        work = home.services.work
        found = work.match_numbers(actor, text) if call.get("dry_run") else work.fill_numbers(actor, text)
    saved = 0 if call.get("dry_run") else len(found.pairs)
    if call.json:
        call.row(_told(found, saved))
        return 0
    for line, case in found.pairs:
        call.line(f"{line.line:>5}  {line.official_no}  → {case.number}  {case.service}")
    for each in found.left:
        call.line(f"{each.line:>5}  {each.official_no or '-'}  {call.words.text(f'official_number.{each.why}')}")
    call.say("numbers_matched" if call.get("dry_run") else "numbers_saved", count=len(found.pairs), left=len(found.left))
    return 0


def _told(found: Matches, saved: int) -> dict[str, Any]:
    return {
        "saved": saved,
        "matched": [_pair(*each) for each in found.pairs],
        "unmatched": [_left(each) for each in found.left],
    }


def _pair(line: NumberLine, case: Numberless) -> dict[str, Any]:
    return {"line": line.line, "official_no": line.official_no, "number": case.number, "service": case.service, "copies": case.copies}


def _left(each: Unmatched) -> dict[str, Any]:
    return {"line": each.line, "official_no": each.official_no or None, "reason": each.why}


def _read(call: Call) -> str:
    """The list; `-`: from stdin. Refused `file_unreadable`."""
    path = call.path("file")
    try:
        if path is None or str(path) == "-":
            data = sys.stdin.buffer.read(_BYTES_MAX + 1)
        else:
            with path.open("rb") as file:
                data = file.read(_BYTES_MAX + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("file_unreadable") from error
    if len(data) > _BYTES_MAX:
        raise Refused("file_unreadable")
    return text
