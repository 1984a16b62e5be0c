"""`attach`, `attachments`: files of a case, handed in, listed and written out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.call import Call, new_file
from app.cli.joints import OpenHome
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused, Unavailable
from app.domain.views import Actor, AttachmentRow


def add(commands: Commands) -> None:
    """`attach`, `attachments`."""
    attach = commands.add("attach", "attach", attach_file)
    attach.add_argument("number", metavar="NUMBER", help="option.number")
    attach.add_argument("file", metavar="FILE", help="option.attach_file")
    listing = commands.add("attachments", "attachments", list_attachments)
    listing.add_argument("number", metavar="NUMBER", help="option.number")
    listing.add_argument("--save", type=int, metavar="N", help="option.save")
    listing.add_argument("--out", metavar="FILE", help="option.save_out")


def attach_file(call: Call) -> int:
    """The file is sealed and in the book; it is sent after the entries."""
    with call.signed_in() as (home, actor):
        row = home.services.attachments.attach_file(actor, call.get("number"), call.path("file") or Path())
    call.answer(_row(0, row), "attached", name=row.name, size=row.size)
    return 0


def list_attachments(call: Call) -> int:
    """The files of a case, or with `--save N --out FILE` one of them, whole and plain in that file only."""
    wanted, out = call.get("save"), call.path("out")
    if (wanted is None) != (out is None):
        raise WrongUse("use_one_of", command="minwon attachments", what="--save N --out FILE")
    with call.signed_in() as (home, actor):
        detail = home.services.view_case(actor, call.get("number"))
        rows = detail.attachments
        if wanted is not None and out is not None:
            if not 0 < wanted <= len(rows):
                raise Refused("attachment_unknown")
            size = _save(home, actor, detail.row.case_id, rows[wanted - 1], out)
            call.answer({"out": str(out), "size": size}, "attachment_saved", out=out, size=size)
            return 0
    placed = list(enumerate(rows, start=1))
    call.listing(placed, "attachments_none", row=lambda each: _row(*each), line=lambda each: _line(call, *each))
    return 0


def _line(call: Call, place: int, row: AttachmentRow) -> str:
    standing = call.words.text(f"attachment.standing.{row.standing}")
    pages = call.words.text("attachment.pages", pages=row.pages) if row.pages else "-"
    who = row.user or call.words.text("attachment.by_folder")
    return f"{place:>3}  {seoul_text(row.at)}  {row.medium:4} {row.size:>12,}  {pages:>5}  {standing}  {who}  {row.name}"


def _save(home: OpenHome, actor: Actor, case_id: Any, row: AttachmentRow, out: Path) -> int:
    """The file is at `out`, complete; fetched from central first where it is not here. Its size."""
    service = home.services.attachments
    try:
        _, _, blocks = service.open_attachment(actor, case_id, row.entry_id)
    except Unavailable as error:
        if error.code != "attachment_not_here" or not home.desk.identity.central_url:
            raise
        home.sync_all()
        _, _, blocks = service.open_attachment(actor, case_id, row.entry_id)
    size = 0
    with new_file(out) as file:
        for block in blocks:
            size += file.write(block)
    return size


def _row(place: int, row: AttachmentRow) -> dict[str, Any]:
    found: dict[str, Any] = {
        "entry_id": str(row.entry_id),
        "name": row.name,
        "kind": row.medium,
        "size": row.size,
        "pages": row.pages,
        "at": seoul_text(row.at),
        "user": row.user,
        "standing": row.standing,
    }
    return {"n": place, **found} if place else found
