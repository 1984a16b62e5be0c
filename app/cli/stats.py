"""`stats`: the yearly tables of civil affairs. They hold no person's data, so nobody has to sign in to read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from app.cli import waiting
from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse
from app.domain.statistics import Difference, Report, Row, TableDef, Tables
from app.services.statistics import desks_of, yearly_sheet, yearly_table

PAPER, TABLE = ".pdf", ".csv"
REASONS: Final = ("paper_records", "no_kiosk", "notices")


def add(commands: Commands) -> None:
    """`stats`."""
    stats = commands.add("stats", "stats", show_stats)
    stats.add_argument("table", nargs="?", metavar="TABLE", help="option.stats_table")
    stats.add_argument("--year", type=int, metavar="YEAR", help="option.stats_year")
    stats.add_argument("--out", metavar="FILE.pdf|FILE.csv", help="option.stats_out")
    stats.add_argument("--large", action="store_true", help="option.large_print")
    waiting.add_options(stats)
    stats.add_argument("--scope", choices=("desk", "office"), help="option.scope")


def show_stats(call: Call) -> int:
    """The table of that year; without a table the list of all."""
    tables = call.joints.statistics_tables(call.settings)
    name, out = call.get("table"), call.path("out")
    if name == waiting.TABLE:
        return waiting.show(call)
    if out is not None:
        return _write(call, tables, [name] if name else [each.id for each in tables.table], out)
    if name is None:
        call.listing(tables.table, "stats_none", row=_listed, line=lambda each: f"{each.report}  {each.id:26} {call.words.of(each.title)}")
        return 0
    with call.looking() as home:
        year = call.get("year") or home.desk.clock.now().year
        report = yearly_table(home.desk, tables, name, year, own=call.get("scope") == "desk")
        desks = desks_of(home.desk, year)
    if call.json:
        call.row(_found(call, report, desks))
    else:
        _tell(call, report, desks)
    return 0


def _write(call: Call, tables: Tables, names: list[str], out: Path) -> int:
    """The table, or all of them, is in the file: a paper, or CSV by its name."""
    if out.suffix.lower() not in (PAPER, TABLE):
        raise WrongUse("use_bad_value", command="minwon stats", what="--out", value=out.name)
    unknown = {reason: call.words.text(f"statistics.{reason}") for reason in REASONS}
    with call.looking() as home:
        year = call.get("year") or home.desk.clock.now().year
        sheet = yearly_sheet(home.desk, tables, names, year, unknown, own=call.get("scope") == "desk")
    data = call.joints.statistics_file(call.settings, sheet, table=out.suffix.lower() == TABLE, large=call.get("large", False))
    with new_file(out) as file:
        file.write(data)
    call.answer({"out": str(out), "year": year, "tables": [each.table.id for each in sheet.reports]}, "sheet_written", out=out)
    return 0


def _listed(table: TableDef) -> dict[str, Any]:
    return {"table": table.id, "report": table.report, "title": table.title.ko, "title_en": table.title.en, "unit": table.unit}


def _found(call: Call, report: Report, desks: list[str]) -> dict[str, Any]:
    table = report.table
    found: dict[str, Any] = {
        **_listed(table),
        "year": report.year,
        "desks": desks,
        "columns": [each.name for each in table.columns],
        "totals": [each.name for each in (*table.rows, *table.columns) if each.is_total],
        "rows": [_row(each) for each in report.rows],
        "unknown": {name: call.words.text(f"statistics.{reason}") for name, reason in report.unknown.items()},
        "note": call.words.of(table.note) if table.note else "",
    }
    if report.printed:
        found["printed"] = [_row(each) for each in report.printed]
        found["wrong_totals"] = [_difference(each, "printed_total") for each in report.wrong_totals]
        found["apart"] = [_difference(each, "printed") for each in report.apart]
    return found


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, **({"group": row.group} if row.group else {}), "cells": row.cells}


def _difference(each: Difference, printed: str) -> dict[str, Any]:
    return {
        "row": each.row,
        "column": each.column,
        printed: each.printed,
        "computed": each.computed,
        "difference": each.difference,
    }


def _tell(call: Call, report: Report, desks: list[str]) -> None:
    table, words = report.table, call.words
    call.say("stats_title", report=table.report, title=words.of(table.title), year=str(report.year), unit=table.unit)
    for row in report.rows:
        call.line(f"{row.group} {row.label}".strip())
        for name, value in row.cells.items():
            call.line(f"  {name}: {'-' if value is None else format(value, ',')}")
    for name, reason in report.unknown.items():
        call.say("stats_unknown", name=name, reason=words.text(f"statistics.{reason}"))
    if table.note:
        call.line(words.of(table.note))
    call.say("stats_desks", desks=", ".join(desks) or "-")
    for each in report.wrong_totals:
        facts = {"printed": each.printed, "computed": each.computed, "difference": each.difference}
        call.say("stats_wrong_total", row=each.row, column=each.column, **facts)
    for each in report.apart:
        facts = {"printed": each.printed, "computed": each.computed, "difference": each.difference}
        call.say("stats_apart", row=each.row, column=each.column, **facts)
