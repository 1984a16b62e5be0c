"""`disputes`, `settle`: what has to be settled by a person, and settling it (확인할 일)."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from app.cli.call import Call
from app.cli.cash import both
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.disputes import WAYS, DisputeDetail, DisputeRow, Written


def add(commands: Commands) -> None:
    """`disputes`, `settle`."""
    listing = commands.add("disputes", "disputes", show_disputes)
    listing.add_argument("item", nargs="?", metavar="ITEM", help="option.item")
    listing.add_argument("--office", action="store_true", help="option.disputes_office")
    settling = commands.add("settle", "settle", settle)
    settling.add_argument("item", metavar="ITEM", help="option.item")
    settling.add_argument("--way", required=True, choices=WAYS, help="option.way")
    settling.add_argument("--reason", metavar="TEXT", help="option.settle_reason")
    settling.add_argument("--second", metavar="USER", help="option.second_person")
    settling.add_argument("--whole-case", action="store_true", help="option.whole_case")


def show_disputes(call: Call) -> int:
    """Every open item, oldest first; with an item, what we recorded, what others recorded and how it can be settled."""
    place = call.get("item")
    with call.signed_in() as (home, actor):
        if place is not None:
            _show(call, home.services.view_dispute(actor, place))
            return 0
        if call.get("office", False):
            return _counts(call, home.services.dispute_counts(actor))
        rows = home.services.disputes()
    call.listing(rows, "disputes_none", row=_row, line=partial(_line, call))
    return 0


def _counts(call: Call, counts: dict[str, int]) -> int:
    if call.json:
        call.row(counts)
        return 0
    for name, count in counts.items():
        call.say("disputes_of", desk=name, count=count)
    if not counts:
        call.say("disputes_none")
    return 0


def settle(call: Call) -> int:
    """The item is settled and on disk, with what follows from the way."""
    whole_case = call.get("whole_case", False)
    with both(call, call.get("second")) as (home, actor, confirmer):
        settled = home.services.settle_dispute(
            actor, call.get("item"), call.get("way"), call.get("reason", ""), whole_case=whole_case, confirmer=confirmer
        )
    call.answer(msgspec.to_builtins(settled), "settled", way=call.words.text(f"way.{settled.way}"), item=settled.place)
    return 0


def _row(row: DisputeRow) -> dict[str, Any]:
    return {
        "item": row.place,
        "kind": row.kind,
        "code": row.code,
        "opened_at": seoul_text(row.opened_at),
        "desk": row.desk,
        "user": row.user,
        "person": row.person,
        "recorded_at": seoul_text(row.recorded_at),
        "entry": row.entry_kind,
        "step": row.step,
        "number": row.number,
        "service": row.service,
        "name": row.name,
    }


def _why(call: Call, row: DisputeRow) -> str:
    key = f"dispute.{row.code}"
    return call.words.text(key) if call.words.has(key) else call.words.text("dispute.other", code=row.code)


def _line(call: Call, row: DisputeRow) -> str:
    who = row.person or row.user
    return f"{row.place:8} {seoul_text(row.opened_at)}  {row.number}  {row.name}  {_why(call, row)}  {row.desk} {who}".rstrip()


def _show(call: Call, detail: DisputeDetail) -> None:
    if call.json:
        found = msgspec.to_builtins(detail)
        found["row"] = _row(detail.row)
        call.row(found)
        return
    text = call.words.text
    call.line(_line(call, detail.row))
    if detail.ours is not None:
        call.line(f"{text('dispute.ours')}: {_written(call, detail.ours)}")
    for each in detail.theirs:
        call.line(f"{text('dispute.theirs')}: {_written(call, each)}")
    if detail.state:
        state = f"state.{detail.state}"
        call.line(f"{text('dispute.now')}: {text(state) if call.words.has(state) else detail.state}")
        call.line(text("dispute.money", paid=detail.paid_won, due=detail.due_won))
    for difference in detail.differences:
        nothing = text("dispute.nothing")
        call.line(text("dispute.difference", field=difference.field, ours=difference.ours or nothing, now=difference.now or nothing))
    for side, sums in zip(("ours", "central"), detail.sums, strict=False):
        call.line(text("dispute.check_sums", side=text(f"dispute.check_side_{side}"), entries=sums[0], won=sums[1], last=sums[2]))
    if detail.seqs:
        call.line(text("dispute.check_seqs", seqs=", ".join(map(str, detail.seqs))))
    if detail.numbers:
        call.line(text("dispute.check_numbers", numbers=", ".join(detail.numbers)))
    for way in detail.ways:
        call.line(f"  --way {way}: {text(f'way.{way}')}")


def _written(call: Call, each: Written) -> str:
    parts = (call.words.happened(each.kind, each.step), f"{each.amount_won:,}" if each.amount_won else "", each.note)
    said = " ".join(part for part in parts if part)
    return call.words.text("dispute.line", at=seoul_text(each.at), desk=each.desk, user=each.person or each.user, what=said)
