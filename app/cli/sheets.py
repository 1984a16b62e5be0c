"""`report sheet|month|reversals`: the room's sheet with what came on paper, the sums of a month or a year, what was undone on a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.day import totals_of
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.closing import SheetRow
from app.domain.closing_papers import MonthSheet
from app.domain.errors import Refused
from app.domain.papers import DayReport
from app.domain.refund_papers import ReversalSheet
from app.services.desk import seoul_date, to_ms
from app.services.room_totals import TypedClosing
from app.whole_file import read_brought

_FILE_MAX = 1024 * 1024


def add(reports: Commands) -> None:
    """`report sheet`, `report month`, `report reversals`."""
    sheet = reports.add("sheet", "report_sheet", report_sheet)
    sheet.add_argument("--day", metavar="2026-11-20", help="option.day")
    sheet.add_argument("--add", dest="code", metavar="CODE", help="option.closing_code")
    sheet.add_argument("--type", dest="typed", metavar="FILE.json", help="option.closing_typed")
    sheet.add_argument("--out", metavar="FILE.pdf", help="option.out")
    month = reports.add("month", "report_month", report_month)
    month.add_argument("--month", metavar="2026-11", help="option.month")
    month.add_argument("--year", metavar="2026", help="option.year")
    month.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    month.add_argument("--out", metavar="FILE.pdf", help="option.out")
    undone = reports.add("reversals", "report_reversals", report_reversals)
    undone.add_argument("--day", metavar="2026-11-20", help="option.day")
    undone.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    undone.add_argument("--large", action="store_true", help="option.large_print")
    undone.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")


def report_sheet(call: Call) -> int:
    """The room's sheet of a date; before it, a closing that came on paper is added to it."""
    code, file = call.get("code"), call.path("typed")
    if code and file:
        raise WrongUse("use_one_of", command="minwon report sheet", what="--add | --type")
    typed = _typed(file) if file else None
    with call.signed_in() as (home, actor):
        added = home.services.closing.add_code(actor, call.private("code")) if code else None
        added = home.services.closing.type_totals(actor, typed) if typed is not None else added
        day = call.get("day") or (added.day[:10] if added is not None else seoul_date(home.desk.clock.now()).isoformat())
        report = home.services.closing.room_sheet(actor, day)
    if added is not None:
        call.note("closing_added", desk=added.desk, day=added.day, label=added.closing)
    _write(call, call.joints.day_report_pdf(call.settings, report) if call.get("out") else b"")
    if call.json:
        call.row(_room(report))
        return 0
    for line in report.desks:
        part = call.words.text("day.part", part=line.part) if line.part else "-"
        label = line.closing_label or "미마감"
        call.say("room_desk", desk=line.desk, part=part, label=label, cases=line.cases, won=line.net_won, source=line.source)
    call.say("room_sum", day=report.day, cases=sum(report.totals.received.values()), won=report.totals.net_won)
    return 0


def _typed(file: Path) -> TypedClosing:
    """The figures of that file. Refused `totals_invalid` and as `read_brought`."""
    content = read_brought(file, bytes_max=_FILE_MAX)
    try:
        return msgspec.json.decode(content, type=TypedClosing)
    except msgspec.DecodeError as error:
        raise Refused("totals_invalid") from error


def _room(report: DayReport) -> dict[str, Any]:
    desks = [
        {
            "desk": line.desk,
            "part": line.part,
            "closing": line.closing_label or None,
            "closed": line.closed,
            "source": line.source,
            "cases": line.cases,
            "net_won": line.net_won,
        }
        for line in report.desks
    ]
    return {
        "business_day": report.day,
        "desks": desks,
        "unclosed": [line.desk for line in report.desks if not line.closed],
        "notes": report.notes,
        **totals_of(report.totals),
        "grand_total": report.grand_total_won,
    }


def report_month(call: Call) -> int:
    """월계 or 연계: sums of closed days; the days nobody closed are named."""
    month, year = call.get("month"), call.get("year")
    if month and year:
        raise WrongUse("use_one_of", command="minwon report month", what="--month | --year")
    with call.signed_in() as (home, actor):
        period = month or year or seoul_date(home.desk.clock.now()).isoformat()[:7]
        sheet = home.services.closing.period_sheet(actor, period, call.get("scope", "desk"))
    _write(call, call.joints.paper_pdf(call.settings, sheet) if call.get("out") else b"")
    if call.json:
        call.row(_period(sheet))
        return 0
    for line in sheet.days:
        call.say("month_day", day=line.label, label=line.closing_label, cases=line.sums.cases, won=line.sums.net_won, source=line.source)
    for day, desk in sheet.missing:
        call.say("month_missing", day=day, desk=desk)
    call.say("month_sum", period=sheet.period, days=len(sheet.days), won=sheet.totals.net_won)
    return 0


def _period(sheet: MonthSheet) -> dict[str, Any]:
    return {
        "period": sheet.period,
        "scope": "desk" if sheet.desk else "office",
        "made_at": seoul_text(to_ms(sheet.made_at)),
        "days": [
            {"day": line.label, "closing": line.closing_label or None, "source": line.source, **_figures(line.sums)} for line in sheet.days
        ],
        "unclosed": [{"day": day, "desk": desk} for day, desk in sheet.missing],
        **totals_of(sheet.totals),
        "share": msgspec.structs.asdict(sheet.share) if sheet.share is not None else None,
        "grand_total": sheet.until_won,
    }


def report_reversals(call: Call) -> int:
    """취소·반환 명세 and 재발행 명세 of that day are in the file; the last day's where none is named."""
    with call.signed_in() as (home, actor):
        last = home.desk.store.days.last()
        day = call.get("day") or (last.day if last is not None else "")
        sheet = home.services.refunds.sheet(actor, day, call.get("scope", "desk"))
    _write(call, call.joints.paper_pdf(call.settings, sheet, large=call.get("large", False)))
    call.answer(_reversals(call, sheet), "sheet_written", out=call.path("out"))
    return 0


def _reversals(call: Call, sheet: ReversalSheet) -> dict[str, Any]:
    return {
        "out": str(call.path("out")),
        "business_day": sheet.day,
        "scope": "desk" if sheet.desk else "office",
        "lines": [{**msgspec.structs.asdict(each), "at": seoul_text(to_ms(each.at))} for each in sheet.lines],
        "reprints": [{**msgspec.structs.asdict(each), "at": seoul_text(to_ms(each.at))} for each in sheet.reprints],
    }


def _figures(row: SheetRow) -> dict[str, int]:
    names = ("cases", "copies", "collected_won", "waived_won", "reversed_won", "net_won")
    return {name: int(getattr(row, name)) for name in names}


def _write(call: Call, pdf: bytes) -> None:
    out = call.path("out")
    if out is not None:
        with new_file(out) as file:
            file.write(pdf)
