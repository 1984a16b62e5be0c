"""`paper`: the papers about one case as PDF; `letters`: to people whose passport expires, with labels."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from app.cli.call import Call, find_room, new_file
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse
from app.services.expiry_letters import BYTES_MAX
from app.whole_file import read_brought


def add(commands: Commands) -> None:
    """`paper`, `letters`."""
    paper = commands.add("paper", "paper", show_paper)
    paper.add_argument("number", metavar="NUMBER", help="option.number")
    paper.add_argument("kind", nargs="?", metavar="KIND", help="option.paper_kind")
    paper.add_argument("--reason", metavar="TEXT", help="option.paper_reason")
    paper.add_argument("--large", action="store_true", help="option.large_print")
    paper.add_argument("--out", metavar="FILE.pdf", help="option.out")
    letters = commands.add("letters", "letters", show_letters)
    letters.add_argument("file", metavar="FILE.csv", help="option.letters_file")
    letters.add_argument("--labels", metavar="FILE.pdf", help="option.letters_labels")
    letters.add_argument("--large", action="store_true", help="option.large_print")
    letters.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")


def show_letters(call: Call) -> int:
    """The letters with their list are in one file, the labels in the other where that was asked for."""
    out, labels = call.path("out") or Path(), call.path("labels")
    data = read_brought(call.path("file") or Path(), bytes_max=BYTES_MAX)
    find_room(out)
    find_room(labels)
    with call.signed_in() as (home, actor):
        letters, sheet = home.services.books.expiry_letters(actor, data)
    for path, paper in ((out, letters), (labels, sheet)):
        if path is not None:
            pdf = call.joints.paper_pdf(call.settings, paper, large=call.get("large", False))
            with new_file(path) as file:
                file.write(pdf)
    found = {"out": str(out), "labels": str(labels) if labels else None, "letters": len(letters.people)}
    found |= {"reprint": letters.reprint, "told_before": letters.told_before}
    call.answer(found, "letters_written", out=out, count=len(letters.people), before=letters.told_before)
    return 0


def show_paper(call: Call) -> int:
    """That paper of the case is in the file; without a kind the papers there are now."""
    kind, out = call.get("kind"), call.path("out")
    if kind is None:
        with call.signed_in() as (home, _):
            found = home.services.books.papers(call.get("number"))
        call.listing(found, "paper_none", row=msgspec.to_builtins, line=lambda each: f"{each.code:24} {each.name}")
        return 0
    if out is None:
        raise WrongUse("use_required", command="minwon paper", what="--out")
    find_room(out)
    with call.signed_in() as (home, actor):
        paper = home.services.books.paper(actor, call.get("number"), kind, reason=call.get("reason", ""))
    pdf = call.joints.paper_pdf(call.settings, paper, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    answer = {"out": str(out), "paper": paper.code, "number": paper.number, "reprint": paper.reprint, "pdf_sha256": sha256(pdf).hexdigest()}
    call.answer(answer, "paper_written", out=out, name=paper.name, number=paper.number)
    return 0
