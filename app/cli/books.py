"""`book`: the statutory books of a period as PDF; without a name the list of them."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse
from app.domain.book_layouts import CaseList
from app.domain.book_papers import BookLine, BookPaper
from app.domain.forms import Book
from app.domain.identity import parse_date
from app.services.desk import seoul_date


def add(commands: Commands) -> None:
    """`book`."""
    book = commands.add("book", "book", show_book)
    book.add_argument("name", nargs="?", metavar="NAME", help="option.book_name")
    book.add_argument("--from", dest="first", metavar="2026-11-01", help="option.book_from")
    book.add_argument("--to", dest="last", metavar="2026-11-30", help="option.book_to")
    book.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    book.add_argument("--reason", metavar="TEXT", help="option.book_reason")
    book.add_argument("--large", action="store_true", help="option.large_print")
    book.add_argument("--out", metavar="FILE.pdf", help="option.out")


def show_book(call: Call) -> int:
    """The book of that period is in the file, or the list of all books is told."""
    name, out = call.get("name"), call.path("out")
    if name is None:
        catalogue = call.joints.catalogue(call.settings)
        known = [_listed(each) for each in catalogue.books.values()] + [_of_cases(each) for each in catalogue.layouts.lists]
        call.listing(known, "book_none", row=lambda each: each, line=lambda each: f"{each['book']:24} {each['name']}")
        return 0
    if out is None:
        raise WrongUse("use_required", command="minwon book", what="--out")
    with call.signed_in() as (home, actor):
        first, last = period(call, seoul_date(home.desk.clock.now()))
        paper = home.services.books.print_book(
            actor, name, first, last, own=call.get("scope") == "desk", reason=call.private("reason") if call.get("reason") else ""
        )
    written(call, paper, out)
    return 0


def written(call: Call, paper: BookPaper, out: Path) -> None:
    """The book is in the file, and what it holds is told."""
    pdf = call.joints.paper_pdf(call.settings, paper, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    counted = [line for line in paper.lines if not line.undone and line.number]
    found: dict[str, Any] = {
        "out": str(out),
        "book": paper.code,
        "from": paper.first_day,
        "to": paper.last_day,
        "lines": len(paper.lines),
        "undone": sum(bool(line.undone) for line in paper.lines),
        "skipped": paper.skipped,
        "sums": {} if paper.groups else _sums(paper, counted),
        "masked": paper.masked,
        "reprint": paper.reprint,
        "pdf_sha256": sha256(pdf).hexdigest(),
    }
    if paper.groups:  # what makes no sum together is told each for itself
        found["sums_of"] = {group: _sums(paper, [line for line in counted if line.group == group]) for group in paper.groups}
    call.answer(found, "book_written", out=out, name=paper.name, lines=len(paper.lines), undone=found["undone"])


def _sums(paper: BookPaper, lines: list[BookLine]) -> dict[str, int]:
    titles = [column.title for column in paper.columns if column.sum]
    return {title: sum(line.sums[place] for line in lines) for place, title in enumerate(titles)}


def period(call: Call, today: date) -> tuple[date, date]:
    """The days that were asked for; this month so far where nothing was said. Refused `invalid_date`."""
    first, last = call.get("first"), call.get("last")
    until = parse_date(last, today=today) if last else today
    return (parse_date(first, today=today) if first else until.replace(day=1)), until


def _listed(book: Book) -> dict[str, Any]:
    return {"book": book.code, "kind": "book", "name": book.name.ko, "name_en": book.name.en, "columns": book.columns}


def _of_cases(found: CaseList) -> dict[str, Any]:
    return {"book": found.code, "kind": "list", "name": found.name, "columns": [each.title for each in found.column]}
