"""`import-services`: the office's own fees, shorter periods and services from a sheet; with `--dry-run` only what would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused
from app.domain.service_sheet import COLUMNS, SHEET_BYTES_MAX, SheetChange, SheetError
from app.services.desk import to_ms
from app.services.import_services import SheetPlan
from app.whole_file import read_brought

WORKBOOK, TABLE = ".xlsx", ".csv"


def add(commands: Commands) -> None:
    """`import-services`."""
    importing = commands.add("import-services", "import_services", import_services)
    importing.add_argument("file", nargs="?", metavar="FILE", help="option.sheet_file")
    importing.add_argument("--dry-run", dest="dry_run", action="store_true", help="option.sheet_dry_run")
    importing.add_argument("--template", metavar="FILE.xlsx|FILE.csv", help="option.sheet_template")
    importing.add_argument("--second", metavar="USER", help="option.second_person")


def import_services(call: Call) -> int:
    """What the sheet changes is told; without `--dry-run` it is so, signed by two. Nothing is written while one cell is wrong."""
    name, template = call.path("file"), call.path("template")
    if template is not None:
        return _write_template(call, template)
    if name is None:
        raise WrongUse("use_required", command="minwon import-services", what="FILE")
    data, second = read_brought(name, bytes_max=SHEET_BYTES_MAX), call.get("second")
    if call.get("dry_run", False):
        with call.signed_in() as (home, actor):
            office = home.services.office
            plan = office.plan_sheet(actor, office.rows_of(data))
        _tell(call, plan, applied=False)
    else:
        if not second:
            raise WrongUse("use_required", command="minwon import-services", what="--second")
        password = call.second_password_of(second)
        with call.signed_in() as (home, actor):
            office = home.services.office
            rows = office.rows_of(data)
            plan = office.plan_sheet(actor, rows)
            if not plan.errors:
                plan = office.apply_sheet(actor, home.services.sign_in(second, password, second=True), rows, mark=plan.mark)
        _tell(call, plan, applied=not plan.errors)
    if plan.errors:
        raise Refused("sheet_wrong", count=len(plan.errors))
    return 0


def _write_template(call: Call, path: Path) -> int:
    if path.suffix.lower() not in (WORKBOOK, TABLE):
        raise WrongUse("use_bad_value", command="minwon import-services", what="--template", value=path.name)
    with call.signed_in() as (home, actor):
        data = home.services.office.template(actor, workbook=path.suffix.lower() == WORKBOOK)
    with new_file(path) as file:
        file.write(data)
    call.answer({"out": str(path)}, "sheet_written", out=path)
    return 0


def _tell(call: Call, plan: SheetPlan, *, applied: bool) -> None:
    if call.json:
        found: dict[str, Any] = {
            "applied": applied,
            "changes": [_change(each) for each in plan.changes],
            "errors": [_error(call, each) for each in plan.errors],
            "same": plan.same,
            "mark": plan.mark,
        }
        call.row(found)
        return
    for wrong in plan.errors:
        call.say("sheet_error", row=wrong.row, column=wrong.column, what=_sentence(call, wrong))
    for each in plan.changes:
        since = seoul_text(to_ms(each.since)) if each.since is not None else ""
        call.say(
            "sheet_change",
            row=each.row,
            service=each.service,
            name=each.name,
            what=" ".join(part for part in (COLUMNS[each.what], each.item) if part),
            old=each.old or "-",
            new=each.new or "-",
            since=f" ({since})" if since else "",
        )
    call.say("sheet_applied" if applied else "sheet_planned", changes=len(plan.changes), same=plan.same, errors=len(plan.errors))


def _change(each: SheetChange) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(each)
    return found | {"column": COLUMNS[each.what], "since": seoul_text(to_ms(each.since)) if each.since is not None else None}


def _error(call: Call, each: SheetError) -> dict[str, Any]:
    return {"row": each.row, "column": each.column, "code": each.code, "text": _sentence(call, each)}


def _sentence(call: Call, each: SheetError) -> str:
    return call.words.message(Refused(each.code, **each.facts))
