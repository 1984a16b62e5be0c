"""`arrivals`: passports that came back, by a list of their numbers and shelves."""

from __future__ import annotations

from typing import Any, Final

from app.cli.brought_list import brought_list
from app.cli.call import Call
from app.cli.case import state_word
from app.cli.options import Commands
from app.cli.scans import chosen
from app.cli.wrong_use import WrongUse
from app.domain.arrivals import LIFE, Arrival
from app.domain.errors import Refused
from app.services.arrivals import KIND, Arrived, counted

_ALL: Final = 100_000


def add(commands: Commands) -> None:
    """`arrivals`."""
    arriving = commands.add("arrivals", "arrivals", arrive)
    arriving.add_argument("file", nargs="?", metavar="FILE", help="option.arrivals_file")
    arriving.add_argument("--list", dest="waiting", metavar="FILE-ID", help="option.arrivals_list")
    arriving.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.arrivals_dry_run")


def arrive(call: Call) -> int:
    """What the list names and is on its way has arrived, or is only shown with `--dry-run`; every line is told."""
    waiting, dry_run = call.get("waiting"), call.get("dry_run", False)
    if (waiting is None) == (call.get("file") is None):
        raise WrongUse("use_one_of", command="minwon arrivals", what="FILE, --list FILE-ID")
    text = brought_list(call) if waiting is None else ""
    with call.signed_in() as (home, actor):
        arrivals, inbox = home.services.arrivals, home.services.inbox
        file_id = chosen(inbox.waiting(KIND, limit=_ALL), waiting).file_id if waiting is not None else None
        if file_id is not None:
            text = arrivals.waiting_text(file_id)
        if dry_run:
            found = Arrived(arrivals.look(actor, text), 0, {})
        else:
            found = arrivals.confirm(actor, file_id) if file_id is not None else arrivals.arrive(actor, text)
    counts = counted(found.lines)
    if call.json:
        rows = [_told(each, found.refused.get(each.line)) for each in found.lines]
        call.row({"arrived": found.done, "counts": counts, "refused": len(found.refused), "lines": rows})
        return 0
    for each in found.lines:
        call.line(f"{each.line:>5}  {each.number or '-'}  {each.shelf or '-'}  {_meaning(call, each, found.refused.get(each.line))}")
    left = len(found.lines) - (counts.get("matched", 0) if dry_run else found.done)
    call.say("arrivals_matched" if dry_run else "arrivals_saved", count=counts.get("matched", 0) if dry_run else found.done, left=left)
    return 0


def _meaning(call: Call, each: Arrival, refused: Refused | None) -> str:
    words = call.words
    if refused is not None:
        return words.message(refused)
    if each.meaning == "matched":
        return words.text("arrive.line_matched")
    return words.text(f"arrive.line_{each.meaning}", state=state_word(words, LIFE, each.state) if each.state else "")


def _told(each: Arrival, refused: Refused | None) -> dict[str, Any]:
    return {
        "line": each.line,
        "number": each.number or None,
        "meaning": each.meaning,
        "shelf": each.shelf or None,
        "state": each.state or None,
        "refused": refused.code if refused is not None else None,
    }
