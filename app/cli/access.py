"""`lock`, `access-log`: after how long the window locks by itself; who looked at whose data, and that somebody read it through."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.cli.books import period
from app.cli.call import Call, new_file
from app.cli.joints import OpenHome
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.access_log import marks
from app.domain.views import AccessRow, Actor
from app.services import access_review
from app.services.desk import seoul_date


def add(commands: Commands) -> None:
    """`lock`, `access-log`."""
    lock = commands.add("lock", "lock", idle_lock)
    lock.add_argument("--short", choices=["on", "off"], help="option.lock_short")
    lock.add_argument("--after", type=int, metavar="MINUTES", help="option.lock_after")
    log = commands.add("access-log", "access_log", access_log)
    log.add_argument("--from", dest="first", metavar="2026-11-01", help="option.book_from")
    log.add_argument("--to", dest="last", metavar="2026-11-30", help="option.book_to")
    log.add_argument("--out", metavar="FILE.csv|FILE.pdf", help="option.access_out")
    log.add_argument("--review", action="store_true", help="option.access_review")
    log.add_argument("--unusual", type=int, metavar="N", help="option.access_unusual")
    log.add_argument("--measure", metavar="TEXT", help="option.access_measure")


def idle_lock(call: Call) -> int:
    """Minutes without a hand until the window locks; with `--after` those from now on."""
    wanted, short = call.get("after"), call.get("short")
    with call.signed_in() as (home, actor):
        access = home.services.access
        minutes = access.idle_minutes() if wanted is None else access.set_idle_minutes(actor, wanted)
        allowed = home.services.short.allowed() if short is None else home.services.short.allow(actor, short == "on")
    call.answer({"minutes": minutes, "short": allowed}, "idle_lock_short" if allowed else "idle_lock", n=minutes)
    return 0


def access_log(call: Call) -> int:
    """The log of those days is told, or in the file (CSV: every line, PDF: the monthly review sheet); `--review`: it was read through."""
    out = call.path("out")
    if out is not None and out.suffix.lower() not in (".csv", ".pdf"):
        raise WrongUse("use_required", what="--out FILE.csv|FILE.pdf", command="minwon access-log")
    if not call.get("review") and (call.get("unusual") is not None or call.get("measure")):
        raise WrongUse("use_required", what="--review", command="minwon access-log")
    with call.signed_in() as (home, actor):
        first, last = period(call, seoul_date(home.desk.clock.now()))
        reviewed = _review(call, home, actor, first, last) if call.get("review") else None
        if out is not None:
            _write(call, home, actor, first, last, out)
        elif reviewed is None:
            found = list(access_review.lines(home.desk, actor, first, last))
            call.listing(found, "access_log_none", row=_row, line=_line)
    if out is not None or reviewed is not None:
        key = "access_log_written" if reviewed is None else "access_log_reviewed"
        told: dict[str, Any] = {"from": first.isoformat(), "to": last.isoformat(), "out": str(out) if out else None, "reviewed": reviewed}
        call.answer(told, key, first=first, last=last, out=out, n=reviewed)
    return 0


def _review(call: Call, home: OpenHome, actor: Actor, first: date, last: date) -> int:
    measure = call.private("measure") if call.get("measure") else ""
    return home.services.access.review(actor, first, last, unusual=call.get("unusual") or 0, measure=measure)


def _write(call: Call, home: OpenHome, actor: Actor, first: date, last: date, out: Path) -> None:
    access = home.services.access
    with new_file(out) as file:
        if out.suffix.lower() == ".csv":
            file.write(access.log_table(actor, first, last))
        else:
            file.write(call.joints.paper_pdf(call.settings, access.review_sheet(actor, first, last)))


def _row(row: AccessRow) -> dict[str, Any]:
    return {
        "at": seoul_text(row.at),
        "desk": row.desk,
        "address": row.address,
        "user": row.user,
        "purpose": row.purpose,
        "query": row.query,
        "numbers": row.numbers,
        "count": row.count,
        "marks": list(marks(row)),
    }


def _line(row: AccessRow) -> str:
    place = f"{row.desk} {row.address or '-':15}"
    return f"{seoul_text(row.at)}  {place}  {row.user:12} {row.purpose}  {row.count}  {' '.join(marks(row))}".rstrip()
