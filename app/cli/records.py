"""`records`: 기록물철 — the register, what goes to the records centre, what the board decided, the inventory, a year taken out as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.cli.call import Call, new_file
from app.cli.options import Commands, Parser
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.domain.record_files import RecordFile
from app.services.desk import seoul_date
from app.services.record_files import appraise, count_file, disclose, export_lines, record_files, transfer

LIST_NAME = "목록.csv"


def add(commands: Commands) -> None:
    """`records`, `records transfer|appraise|count|disclose|export|destroy-list|report`."""
    records = commands.add("records", "records", list_files)
    records.add_argument("--year", type=int, metavar="2026", help="option.record_year")
    which = records.add_mutually_exclusive_group()
    which.add_argument("--expired", action="store_true", help="option.record_expired")
    which.add_argument("--transfer-due", dest="transfer_due", action="store_true", help="option.record_transfer_due")
    which.add_argument("--differing", action="store_true", help="option.record_differing")
    below = commands.below(records, "records")
    away = below.add("transfer", "records_transfer", transfer_files)
    _files(away)
    away.add_argument("--on", metavar="2027-03-05", help="option.record_on")
    away.add_argument("--note", metavar="TEXT", help="option.record_note")
    away.add_argument("--second", metavar="USER", help="option.second")
    board = below.add("appraise", "records_appraise", appraise_files)
    _files(board)
    board.add_argument("--outcome", choices=("reclass", "destroy", "hold"), help="option.record_outcome")
    board.add_argument("--board", metavar="TEXT", help="option.record_board")
    board.add_argument("--years", type=int, metavar="N", help="option.record_years")
    board.add_argument("--on", metavar="2030-03-05", help="option.record_on")
    board.add_argument("--second", metavar="USER", help="option.second")
    counted = below.add("count", "records_count", count_one)
    counted.add_argument("file", metavar="FILE", help="option.record_file")
    counted.add_argument("--found", type=int, metavar="N", help="option.record_found")
    counted.add_argument("--note", metavar="TEXT", help="option.record_note")
    opened = below.add("disclose", "records_disclose", disclose_files)
    _files(opened)
    opened.add_argument("--as-what", dest="disclosure", choices=("open", "part", "closed"), help="option.record_disclosure")
    opened.add_argument("--note", metavar="TEXT", help="option.record_note")
    out = below.add("export", "records_export", export_year)
    out.add_argument("--year", type=int, metavar="2026", help="option.record_year")
    out.add_argument("--out", metavar="DIR", help="option.record_out")
    out.add_argument("--reason", metavar="TEXT", help="option.book_reason")
    gone = below.add("destroy-list", "records_destroy_list", print_destroy_list)
    gone.add_argument("--out", metavar="FILE.pdf", help="option.record_destroy_out")
    gone.add_argument("--board", metavar="TEXT", help="option.record_destroy_board")
    gone.add_argument("--year", type=int, metavar="2026", help="option.record_year")
    made = below.add("report", "records_report", report_year)
    made.add_argument("--year", type=int, metavar="2026", help="option.record_year")


def _files(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="option.record_file")


def list_files(call: Call) -> int:
    """The register, or what of it has to go, has expired or was counted otherwise."""
    with call.looking() as home:
        today = seoul_date(home.desk.clock.now())
        year = call.get("year")
        found = record_files(home.desk, first_year=year or 0, last_year=year or 9999)
    if call.get("expired", False):
        found = [each for each in found if each.expired(today)]
    elif call.get("transfer_due", False):
        found = [each for each in found if each.transfer_due(today)]
    elif call.get("differing", False):
        found = [each for each in found if each.differs]
    call.listing(found, "nothing_found", row=lambda each: _row(each, today), line=lambda each: _line(call, each))
    return 0


def transfer_files(call: Call) -> int:
    """Those files lie with the records centre."""
    second = _second(call, "transfer")
    with call.signed_in() as (home, actor):
        on = _day(call, seoul_date(home.desk.clock.now()))
        confirmer = home.services.sign_in(second, call.second_password_of(second), second=True)
        count = transfer(home.desk, actor, call.get("files", []), on, confirmer, call.get("note", ""))
    call.answer({"files": call.get("files", []), "on": on.isoformat(), "count": count}, "records_transferred", count=count, on=on)
    return 0


def appraise_files(call: Call) -> int:
    """What the board decided stands in the book; nothing is erased."""
    second, outcome = _second(call, "appraise"), call.get("outcome")
    if outcome is None:
        raise WrongUse("use_required", command="minwon records appraise", what="--outcome")
    with call.signed_in() as (home, actor):
        on = _day(call, seoul_date(home.desk.clock.now()))
        confirmer = home.services.sign_in(second, call.second_password_of(second), second=True)
        files, board = call.get("files", []), call.get("board", "")
        count = appraise(home.desk, actor, files, outcome, board, on, confirmer, years=call.get("years"))
    found = {"files": files, "outcome": outcome, "on": on.isoformat(), "count": count, "erased": False}
    call.answer(found, "records_to_destroy" if outcome == "destroy" else "records_appraised", count=count)
    return 0


def count_one(call: Call) -> int:
    """How many cases of a file were found on paper, beside what the register says."""
    found = call.get("found")
    if found is None:
        raise WrongUse("use_required", command="minwon records count", what="--found")
    with call.signed_in() as (home, actor):
        file = count_file(home.desk, actor, call.get("file", ""), found, call.get("note", ""))
    told = {"file": file.number, "found": file.found, "expected": file.expected, "difference": file.differs}
    call.answer(told, "record_counted", file=file.number, found=file.found, expected=file.expected, difference=f"{file.differs:+d}")
    return 0


def disclose_files(call: Call) -> int:
    """Whether those files are open."""
    disclosure = call.get("disclosure")
    if disclosure is None:
        raise WrongUse("use_required", command="minwon records disclose", what="--as-what")
    with call.signed_in() as (home, actor):
        count = disclose(home.desk, actor, call.get("files", []), disclosure, call.get("note", ""))
    call.answer({"files": call.get("files", []), "disclosure": disclosure, "count": count}, "records_disclosed", count=count)
    return 0


def export_year(call: Call) -> int:
    """The books of that year as PDF and CSV, with a list of their sizes and SHA-256, for the records centre's system."""
    year, out = call.get("year"), call.path("out")
    if year is None or out is None:
        raise WrongUse("use_required", command="minwon records export", what="--year" if year is None else "--out")
    _empty(out)
    made: dict[str, bytes] = {}
    with call.signed_in() as (home, actor):
        first, last = date(year, 1, 1), date(year, 12, 31)
        files = [each for each in record_files(home.desk, first_year=year, last_year=year) if each.cases]
        for book in dict.fromkeys(each.book for each in files):
            paper = home.services.books.print_book(actor, book, first, last, reason=call.private("reason") if call.get("reason") else "")
            made[f"{year}-{book}.pdf"] = call.joints.paper_pdf(call.settings, paper)
            made[f"{year}-{book}.csv"] = home.services.office.table(export_lines(paper))
        made[f"{year}-files.csv"] = home.services.office.table([_TITLES, *([str(cell) for cell in _cells(each)] for each in files)])
        listed = [[name, str(len(data)), sha256(data).hexdigest()] for name, data in made.items()]
        made[LIST_NAME] = home.services.office.table([["파일", "크기", "SHA-256"], *listed])
    for name, data in made.items():
        _write(out / name, data)
    found = {"out": str(out), "year": year, "files": len(files), "written": list(made)}
    call.answer(found, "records_exported", out=out, files=len(files))
    return 0


def print_destroy_list(call: Call) -> int:
    """기록물 폐기 확인서: what the board decided to destroy, for two to sign; nothing is erased."""
    out = call.path("out")
    if out is None or out.suffix.lower() != ".pdf":
        raise WrongUse("use_required", command="minwon records destroy-list", what="--out FILE.pdf")
    with call.signed_in() as (home, actor):
        paper = home.services.records.destroy_list(actor, board=call.get("board", ""), year=call.get("year"))
        _write(out, call.joints.paper_pdf(call.settings, paper))
    found = {"out": str(out), "files": len(paper.lines), "cases": sum(sum(line.sums) for line in paper.lines), "erased": False}
    call.answer(found, "records_destroy_list", out=out, files=len(paper.lines))
    return 0


def report_year(call: Call) -> int:
    """생산현황보고: how many files and cases of each book and class that year made."""
    year = call.get("year")
    if year is None:
        raise WrongUse("use_required", command="minwon records report", what="--year")
    with call.looking() as home:
        found = record_files(home.desk, first_year=year, last_year=year)
    by_class: Counter[str] = Counter()
    for each in found:
        by_class[each.label] += each.cases
    rows = [{"book": each.book, "title": each.title, "label": each.label, "files": 1, "cases": each.cases} for each in found]
    total = {"year": year, "files": len(found), "cases": sum(by_class.values()), "by_class": dict(by_class)}
    if call.json:
        call.row({**total, "rows": rows})
        return 0
    for each in found:
        call.line(f"{each.title}  {each.label}  1 / {each.cases:,}")
    call.say("records_report", year=str(year), files=len(found), cases=f"{total['cases']:,}")
    return 0


_TITLES = ["철번호", "철제목", "생산연도", "보존기간", "기산일", "만료예정일", "건수", "이관일", "공개구분"]


def _cells(each: RecordFile) -> list[object]:
    until = each.expires_on.isoformat() if each.expires_on else ""
    where = [each.number, each.title, each.year, each.label, each.starts_on.isoformat(), until]
    return [*where, each.cases, each.transferred_on, each.disclosure or ""]


def _row(each: RecordFile, today: date) -> Mapping[str, Any]:
    return {
        "file": each.number,
        "title": each.title,
        "book": each.book,
        "year": each.year,
        "retention": each.label,
        "starts_on": each.starts_on.isoformat(),
        "expires_on": each.expires_on.isoformat() if each.expires_on else None,
        "cases": each.cases,
        "transferred_on": each.transferred_on or None,
        "transfer_due": each.transfer_due(today),
        "expired": each.expired(today),
        "outcome": each.outcome,
        "board": each.board or None,
        "found": each.found,
        "difference": each.differs,
        "disclosure": each.disclosure,
    }


def _line(call: Call, each: RecordFile) -> str:
    marks = [f"~{each.expires_on.isoformat()}" if each.expires_on else "", each.transferred_on and f"→ {each.transferred_on}"]
    if each.outcome is not None:
        marks.append(call.words.text(f"record.outcome_{each.outcome}"))
    if each.disclosure is not None:
        marks.append(call.words.text(f"record.disclosure_{each.disclosure}"))
    if each.differs:
        marks.append(f"{each.differs:+d}")
    return f"{each.number:16} {each.title:36} {each.cases:>7,}  {'  '.join(mark for mark in marks if mark)}"


def _second(call: Call, act: str) -> str:
    second: str | None = call.get("second")
    if not second:
        raise WrongUse("use_required", command=f"minwon records {act}", what="--second")
    return second


def _day(call: Call, today: date) -> date:
    text = call.get("on")
    return parse_date(text, today=today) if text else today


def _empty(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        raise Refused("records_out_not_empty")
    out.mkdir(parents=True, exist_ok=True)


def _write(path: Path, data: bytes) -> None:
    with new_file(path) as file:
        file.write(data)
