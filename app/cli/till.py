"""`cash stamps|terminal|sheet|export` and `report interim`: what devices count, the drawer's papers, the finance export."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from app.cli.call import Call, find_room, new_file
from app.cli.options import Commands, won
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.drawer_papers import CardSheet, CashSheet, HandOverSheet, InterimSheet, RemittanceSheet, StampSheet
from app.domain.views import Actor
from app.ports.card_terminal import TerminalTotals
from app.services.drawer_services import DrawerServices
from app.services.till_totals import TerminalAnswer

SHEETS = ("count", "hand-over", "card", "stamps", "remittance")
WORKBOOK, TABLE = ".xlsx", ".csv"


def add(cash: Commands) -> None:
    """Below `cash`."""
    stamps = cash.add("stamps", "cash_stamps", count_stamps)
    stamps.add_argument("mode", choices=("electronic", "machine"), help="option.stamp_mode")
    stamps.add_argument("device", metavar="NAME", help="option.stamp_device")
    stamps.add_argument("--first", type=int, required=True, metavar="N", help="option.stamp_first")
    stamps.add_argument("--last", type=int, required=True, metavar="N", help="option.stamp_last")
    stamps.add_argument("--issued", type=won, required=True, metavar="WON", help="option.stamp_issued")
    stamps.add_argument("--spoiled", type=won, metavar="WON", help="option.stamp_spoiled")
    stamps.add_argument("--spoiled-numbers", dest="numbers", type=numbers, metavar="3,5", help="option.stamp_numbers")
    stamps.add_argument("--reason", metavar="TEXT", help="option.reason")
    terminal = cash.add("terminal", "cash_terminal", count_terminal)
    figures = ("TERMINAL", "APPROVALS", "WON", "CANCELS", "WON")
    terminal.add_argument("--typed", nargs=5, metavar=figures, help="option.terminal_typed")
    terminal.add_argument("--reason", metavar="TEXT", help="option.reason")
    sheet = cash.add("sheet", "cash_sheet", write_sheet)
    sheet.add_argument("sheet", choices=SHEETS, help="option.sheet_kind")
    sheet.add_argument("--day", metavar="2026-11-20", help="option.sheet_day")
    sheet.add_argument("--number", type=int, metavar="N", help="option.sheet_number")
    sheet.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    sheet.add_argument("--large", action="store_true", help="option.large_print")
    sheet.add_argument("--reason", metavar="TEXT", help="option.reprint_reason")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    export = cash.add("export", "cash_export", write_export)
    period = export.add_mutually_exclusive_group(required=True)
    period.add_argument("--day", dest="period", metavar="2026-11-20", help="option.export_day")
    period.add_argument("--month", dest="period", metavar="2026-11", help="option.export_month")
    export.add_argument("--scope", choices=("desk", "office"), help="option.scope")
    export.add_argument("--out", required=True, metavar="FILE.csv|FILE.xlsx", help="option.out")


def add_report(reports: Commands) -> None:
    """`report interim`."""
    interim = reports.add("interim", "report_interim", report_interim)
    interim.add_argument("--out", metavar="FILE.pdf", help="option.interim_out")
    interim.add_argument("--size", choices=("80mm", "a4"), help="option.paper_size")
    interim.add_argument("--large", action="store_true", help="option.large_print")


def numbers(text: str) -> list[int]:
    """`3,5` as numbers. ValueError for anything else."""
    return [int(each) for each in text.split(",") if each.strip()]


def count_stamps(call: Call) -> int:
    """The device's stamps are in the book; they stand beside the office's own fees."""
    with call.signed_in() as (home, actor):
        sums = home.services.drawer.count_stamps(
            actor,
            call.get("mode"),
            call.get("device"),
            call.get("first"),
            call.get("last"),
            call.get("issued"),
            spoiled_won=call.get("spoiled", 0),
            spoiled=call.get("numbers", []),
            reason=call.get("reason", ""),
        )
    found = {
        "stamped_won": sums.stamped_won,
        "book_won": sums.book_won - sums.returned_won,
        "difference_won": sums.difference_won,
        "explained": sums.explained,
        "devices": msgspec.to_builtins(sums.lines),
    }
    call.answer(found, "stamps_counted", stamped=sums.stamped_won, book=found["book_won"], difference=sums.difference_won)
    return 0


def count_terminal(call: Call) -> int:
    """The terminal's totals are in the book: typed in from its slip, or asked of it."""
    typed = call.get("typed")
    answer = _typed(typed) if typed else None
    source: Literal["terminal", "typed"] = "typed" if typed else "terminal"
    with call.signed_in() as (home, actor):
        drawer = home.services.drawer
        done = drawer.count_terminal(actor, answer or drawer.ask_terminal(drawer.terminal_question()), source, call.get("reason", ""))
    body = done.body
    found = {
        "at": seoul_text(done.at),
        **msgspec.to_builtins(body),
        "difference_won": sum(each.terminal_won - each.book_won for each in body.apart),
    }
    if call.json:
        call.row(found)
        return 0
    call.say("terminal_counted", terminal=body.terminal, won=body.purchases_won - body.cancels_won, count=len(body.apart))
    for each in body.apart:
        what = call.words.text(f"cash.apart_{each.code}")
        call.say("terminal_apart", what=what, approval=each.approval_no or "-", terminal=each.terminal_won, book=each.book_won)
    return 0


def _typed(given: list[str]) -> TerminalAnswer:
    """The figures of a slip. WrongUse `use_bad_value` for what is no number."""
    terminal, *figures = given
    try:
        purchases, purchases_won, cancels, cancels_won = map(won, figures)
    except ValueError as error:
        raise WrongUse("use_bad_value", command="minwon cash terminal", what="--typed", value=" ".join(figures)) from error
    totals = TerminalTotals(terminal=terminal, purchases=purchases, purchases_won=purchases_won, cancels=cancels, cancels_won=cancels_won)
    return TerminalAnswer(totals=totals)


def write_sheet(call: Call) -> int:
    """One of the drawer's papers is in the file; a second one of the same is a reprint."""
    out = call.path("out") or Path()
    find_room(out)
    with call.signed_in() as (home, actor):
        last = home.desk.store.days.last()
        day = call.get("day") or (last.day if last is not None else "")
        paper = _sheet(call, home.services.drawer, actor, day)
    pdf = call.joints.paper_pdf(call.settings, paper, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    found = {"out": str(out), "sheet": call.get("sheet"), "business_day": paper.day, "reprint": paper.reprint}
    call.answer(found, "sheet_written", out=out)
    return 0


def _sheet(
    call: Call, drawer: DrawerServices, actor: Actor, day: str
) -> CashSheet | HandOverSheet | CardSheet | StampSheet | RemittanceSheet:
    which, reason, number = call.get("sheet"), call.get("reason", ""), call.get("number", 0)
    if which == "count":
        return drawer.cash_sheet(actor, day, number, reason=reason)
    if which == "hand-over":
        return drawer.hand_over_sheet(actor, day, number, reason=reason)
    if which == "card":
        return drawer.card_sheet(actor, day, reason=reason)
    if which == "stamps":
        return drawer.stamp_sheet(actor, day, reason=reason)
    return drawer.remittance_sheet(actor, day.partition("/")[0], office=call.get("scope") == "office", reason=reason)


def write_export(call: Call) -> int:
    """Money by 세입과목 is in the file, as CSV or as a workbook by its name."""
    out = call.path("out") or Path()
    if out.suffix.lower() not in (WORKBOOK, TABLE):
        raise WrongUse("use_bad_value", command="minwon cash export", what="--out", value=out.name)
    with call.signed_in() as (home, actor):
        export = home.services.drawer.finance_export(actor, call.get("period"), office=call.get("scope") == "office")
    data = call.joints.finance_file(export, workbook=out.suffix.lower() == WORKBOOK)
    with new_file(out) as file:
        file.write(data)
    totals = export.totals()
    net = sum(each.net_won for each in totals)
    found = {
        "out": str(out),
        "period": export.period,
        "rows": len(export.rows),
        "accounts": [{**msgspec.to_builtins(each), "net_won": each.net_won} for each in totals],
        "net_won": net,
        "unclosed": [{"business_day": day, "desk": desk} for day, desk in export.unclosed],
    }
    call.answer(found, "export_written", out=out, net=net, unclosed=len(export.unclosed))
    return 0


def report_interim(call: Call) -> int:
    """중간집계: the running day so far; with a file it was printed, which is in the book."""
    out = call.path("out")
    find_room(out)
    with call.signed_in() as (home, actor):
        sheet = home.services.drawer.interim(actor, print_it=out is not None)
    if out is not None:
        pdf = call.joints.paper_pdf(call.settings, sheet, size=call.get("size", "a4"), large=call.get("large", False))
        with new_file(out) as file:
            file.write(pdf)
    if call.json:
        call.row(_interim(sheet, out))
        return 0
    call.say("interim", day=sheet.day, received=sheet.received, issued=sheet.issued, cancelled=sheet.cancelled)
    for line in sheet.tenders:
        if line.payments or line.refunds:
            call.say("interim_tender", name=line.name, count=line.payments, taken=line.taken_won, back=line.returned_won)
    if sheet.drawer is None:
        call.say("cash_hidden", day=sheet.day)
    else:
        call.say("cash_drawer", day=sheet.day, **msgspec.to_builtins(sheet.drawer))
    if out is not None:
        call.say("sheet_written", out=out)
    return 0


def _interim(sheet: InterimSheet, out: Path | None) -> dict[str, Any]:
    return {
        "business_day": sheet.day,
        "number": sheet.number,
        "received": sheet.received,
        "issued": sheet.issued,
        "cancelled": sheet.cancelled,
        "tenders": msgspec.to_builtins(sheet.tenders),
        "by_owner": sheet.by_owner,
        "drawer": msgspec.to_builtins(sheet.drawer),
        "hidden": sheet.drawer is None,
        "counted_won": sheet.counted_won,
        "open_items": dict(sheet.open_items),
        "unsent": sheet.unsent,
        "unsent_won": sheet.unsent_won,
        "out": str(out) if out is not None else None,
    }
