"""`search`, `show`: cases found and looked at. Each look is on disk before anything is printed (ARCHITECTURE A18)."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.views import CaseDetail, CaseRow


def add(commands: Commands) -> None:
    """`search`, `show`."""
    search = commands.add("search", "search", search_cases)
    search.add_argument("text", metavar="TEXT", help="option.text")
    search.add_argument("--limit", type=int, metavar="N", help="option.limit")
    show = commands.add("show", "show", show_case)
    show.add_argument("number", metavar="NUMBER", help="option.number")


def search_cases(call: Call) -> int:
    """Cases that fit what was typed, newest first, names masked."""
    text = call.private("text")
    with call.signed_in() as (home, actor):
        rows = home.services.find_cases(actor, text, limit=max(1, call.get("limit", 50)))
    call.listing(rows, "nothing_found", row=_row, line=partial(_line, call))
    return 0


def _row(row: CaseRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "official_no": row.official_no or None,
        "case_id": str(row.case_id),
        "desk": row.desk,
        "service": row.service,
        "state": row.state,
        "money": row.money,
        "name": row.name,
        "received_at": seoul_text(row.received_at),
        "business_day": row.business_day,
        "copies": row.copies,
        "due_won": row.due_won,
        "provisional": row.provisional,
        "standing": row.standing,
    }


def _line(call: Call, row: CaseRow) -> str:
    state = call.words.text(f"state.{row.state}") if call.words.has(f"state.{row.state}") else row.state
    return f"{row.number}  {row.business_day}  {row.service:36} {row.name}  {state}  {row.due_won:,}"


def show_case(call: Call) -> int:
    """The case in hand: names in full, sealed numbers masked."""
    with call.signed_in() as (home, actor):
        detail = home.services.view_case(actor, call.get("number"))
    if call.json:
        call.row(_detail(detail))
        return 0
    call.line(_line(call, detail.row))
    for part, values in (("applicant.", detail.applicant), ("agent.", detail.agent or {}), ("", detail.answers), ("", detail.facts)):
        for name, value in values.items():
            call.line(f"  {part}{name}: {_plain(value)}")
    for line in detail.lines:
        call.line(f"  {line.label_ko} × {line.quantity}: {line.due_won:,}")
    call.say("case_money", due=detail.due_won, paid=detail.paid_won, open=detail.open_won)
    for each in detail.history:
        call.line(f"  {each.seq:>6}  {seoul_text(each.at)}  {each.kind} {each.step}  {each.user}  {each.note}".rstrip())
    return 0


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _detail(detail: CaseDetail) -> dict[str, Any]:
    return {
        **_row(detail.row),
        "name": detail.applicant.get("name", detail.row.name),
        "intake_at": seoul_text(detail.intake_at),
        "slip_no": detail.slip_no or None,
        "late_reason": detail.late_reason or None,
        "applicant": detail.applicant,
        "agent": detail.agent,
        "answers": detail.answers,
        "facts": detail.facts,
        "lines": msgspec.to_builtins(detail.lines),
        "paid_won": detail.paid_won,
        "open_won": detail.open_won,
        "receipts": detail.receipts,
        "down": detail.down,
        "steps": detail.steps,
        "can_cancel": detail.can_cancel,
        "history": [
            {
                "seq": each.seq,
                "at": seoul_text(each.at),
                "kind": each.kind,
                "step": each.step,
                "user": each.user,
                "note": each.note,
                "amount_won": each.amount_won,
                "standing": each.standing,
            }
            for each in detail.history
        ],
    }
