"""`official-no`: numbers of a national system, one entered or a list filled into the cases they can only mean."""

from __future__ import annotations

from typing import Any

from app.cli.brought_list import brought_list
from app.cli.call import Call
from app.cli.case import service_word
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse
from app.domain.official_numbers import Matches, Numberless, NumberLine, Unmatched
from app.services.find_cases import find_case_id


def add(commands: Commands) -> None:
    """`official-no`."""
    filling = commands.add("official-no", "official_no", fill)
    filling.add_argument("file", nargs="?", metavar="FILE", help="option.numbers_file")
    filling.add_argument("--case", metavar="NUMBER", help="option.numbers_case")
    filling.add_argument("--official", metavar="NO", help="option.numbers_official")
    filling.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.numbers_dry_run")


def fill(call: Call) -> int:
    """What could be matched is kept, or only shown with `--dry-run`; what could not is told line by line."""
    if (call.get("case") is None) != (call.get("official") is None) or (call.get("case") is None) == (call.get("file") is None):
        raise WrongUse("use_one_of", command="minwon official-no", what="FILE, --case NUMBER --official NO")
    if call.get("case") is not None:
        return enter(call)
    text = brought_list(call)
    with call.signed_in() as (home, actor):
        work = home.services.work
        found = work.match_numbers(actor, text) if call.get("dry_run") else work.fill_numbers(actor, text)
        catalogue = home.desk.catalogue
    saved = 0 if call.get("dry_run") else len(found.pairs)
    if call.json:
        call.row(_told(found, saved))
        return 0
    for line, case in found.pairs:
        call.line(f"{line.line:>5}  {line.official_no}  → {case.number}  {service_word(call.words, catalogue, case.service)}")
    for each in found.left:
        call.line(f"{each.line:>5}  {each.official_no or '-'}  {call.words.text(f'official_number.{each.why}')}")
    call.say("numbers_matched" if call.get("dry_run") else "numbers_saved", count=len(found.pairs), left=len(found.left))
    return 0


def enter(call: Call) -> int:
    """That number stands in that case; other cases that carry it too are told."""
    with call.signed_in() as (home, actor):
        case_id = find_case_id(home.desk, call.get("case"))
        others = home.services.enter_official_no(actor, case_id, call.get("official"))
    call.answer({"saved": 1, "number": call.get("case"), "also": others}, "number_saved", number=call.get("case"))
    if others:
        call.note("number_also", numbers=", ".join(others))
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
