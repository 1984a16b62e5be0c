"""`report day`: the end-of-day papers as one PDF."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.cli import outage, sheets, till
from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.waiting import told
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.money_entries import DayClosed
from app.ports.store import OpenDay


def add(commands: Commands) -> None:
    """`report`."""
    reports = commands.group("report", "report")
    outage.add_report(reports)
    till.add_report(reports)
    day = reports.add("day", "report_day", report_day)
    day.add_argument("--day", metavar="2026-11-20", help="option.day")
    day.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    day.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    sheets.add(reports)


def report_day(call: Call) -> int:
    """수수료 일계표 and 일일마감 보고서 of that day are in the file; the last day's where none is named."""
    out = call.path("out") or Path()
    with call.signed_in() as (home, actor):
        day = call.get("day") or _last_day(home.desk.store.days.last())
        report = home.services.day_report(actor, day, call.get("scope", "desk"))
        closing = home.desk.store.days.closing(day) if report.scope == "desk" else None
    pdf = call.joints.day_report_pdf(call.settings, report)
    with new_file(out) as file:
        file.write(pdf)
    found = {
        "out": str(out),
        "business_day": report.day,
        "scope": report.scope,
        "closing": report.closing_label or None,
        "cases": sum(report.totals.received.values()),
        "collected_won": report.totals.collected_won,
        "net_won": report.totals.net_won,
        "waiting": told(report.waiting) if report.waiting is not None else None,
        "duties": {each.code: {"count": each.count, "first": each.first} for each in report.duties},
        "open_items": dict(report.open_items),
        "check_sha256": report.check_sha256,
        "pdf_sha256": sha256(pdf).hexdigest(),
        "as_closed": _as_closed(pdf, closing[1]) if closing is not None else None,
    }
    call.answer(found, "report_written", out=out, cases=found["cases"], net=report.totals.net_won)
    return 0


def _as_closed(pdf: bytes, body: Body) -> bool:
    """True if this is to the byte the paper whose hash the closing signed; a later program may draw the same figures otherwise."""
    return isinstance(body, DayClosed) and sha256(pdf).digest() == body.paper_sha256


def _last_day(last: OpenDay | None) -> str:
    if last is None:
        raise Refused("day_unknown", day="")
    return last.day
