"""`transfer list|send|take`: papers that one office asks another to make (어디서나민원)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.transfer_entries import TransferAsked
from app.ports.transfers import Message


def add(commands: Commands) -> None:
    """`transfer`."""
    transfer = commands.group("transfer", "transfer")
    transfer.add("list", "transfer_list", show_transfers)
    sending = transfer.add("send", "transfer_send", send)
    sending.add_argument("number", metavar="NUMBER", help="option.number")
    sending.add_argument("--office", required=True, metavar="OFFICE", help="option.to_office")
    sending.add_argument("--note", metavar="TEXT", help="option.transfer_note")
    taking = transfer.add("take", "transfer_take", take)
    taking.add_argument("item", metavar="ITEM", help="option.transfer_item")


def show_transfers(call: Call) -> int:
    """What waits to be taken, and what other offices answered."""
    with call.signed_in() as (home, _):
        found = home.services.transfers()
    rows = [_row(each) for each in found]
    call.listing(rows, "transfers_none", row=dict, line=lambda row: "  ".join(str(value) for value in row.values() if value))
    return 0


def _row(each: Message) -> dict[str, Any]:
    body = each.body
    asked = isinstance(body, TransferAsked)
    return {
        "item": str(each.transfer_id),
        "kind": each.kind,
        "office": each.from_office,
        "office_name": each.from_name,
        "at": seoul_text(each.at),
        "number": body.number,
        "service": body.service if isinstance(body, TransferAsked) else "",
        "name": mask_name(body.name) if isinstance(body, TransferAsked) and body.name else "",
        "state": "" if asked else getattr(body, "state", ""),
        "note": body.note,
    }


def send(call: Call) -> int:
    """The other office is asked; central carries it there with the next sync."""
    with call.signed_in() as (home, actor):
        transfer_id = home.services.send_transfer(actor, call.get("number"), call.get("office"), call.get("note", ""))
    number, office = call.get("number"), call.get("office")
    call.answer({"item": str(transfer_id), "number": number, "office": office}, "transfer_sent", number=number, office=office)
    return 0


def take(call: Call) -> int:
    """What was asked is a case of ours."""
    try:
        transfer_id = UUID(call.get("item"))
    except ValueError as error:
        raise Refused("transfer_unknown") from error
    with call.signed_in() as (home, actor):
        recorded = home.services.take_transfer(actor, transfer_id)
    call.answer({"number": recorded.number, "case_id": str(recorded.case_id)}, "transfer_taken", number=recorded.number)
    return 0
