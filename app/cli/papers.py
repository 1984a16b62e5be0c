"""`paper`: the papers about one case as PDF; without a kind what can be printed of it now."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse


def add(commands: Commands) -> None:
    """`paper`."""
    paper = commands.add("paper", "paper", show_paper)
    paper.add_argument("number", metavar="NUMBER", help="option.number")
    paper.add_argument("kind", nargs="?", metavar="KIND", help="option.paper_kind")
    paper.add_argument("--reason", metavar="TEXT", help="option.paper_reason")
    paper.add_argument("--large", action="store_true", help="option.large_print")
    paper.add_argument("--out", metavar="FILE.pdf", help="option.out")


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
    with call.signed_in() as (home, actor):
        paper = home.services.books.paper(actor, call.get("number"), kind, reason=call.get("reason", ""))
    pdf = call.joints.paper_pdf(call.settings, paper, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    answer = {"out": str(out), "paper": paper.code, "number": paper.number, "reprint": paper.reprint, "pdf_sha256": sha256(pdf).hexdigest()}
    call.answer(answer, "paper_written", out=out, name=paper.name, number=paper.number)
    return 0
