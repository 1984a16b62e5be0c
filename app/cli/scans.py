"""`scans`: the watched folders of the desk, and the files that came in through them and wait."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from app.cli.call import Call, find_room, new_file
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused
from app.domain.watched_folders import FolderNews
from app.domain.words import Words
from app.services.folder_kinds import KINDS
from app.services.inbox import InboxRow

_ID_MIN: Final = 6  # characters from the end of an id: enough to tell a day's files apart
_ALL: Final = 100_000


def add(commands: Commands) -> None:
    """`scans`."""
    scans = commands.group("scans", "scans")
    folder = scans.add("folder", "scans_folder", set_folder)
    folder.add_argument("folder", nargs="?", metavar="DIR", help="option.scans_dir")
    folder.add_argument("--kind", choices=tuple(KINDS), default="scans", help="option.scans_kind")
    folder.add_argument("--share", action="store_true", help="option.scans_share")
    folder.add_argument("--off", action="store_true", help="option.scans_off")
    scans.add("run", "scans_run", take_in)
    listing = scans.add("list", "scans_list", show)
    listing.add_argument("--kind", choices=tuple(KINDS), help="option.scans_kind")
    attach = scans.add("attach", "scans_attach", attach_file)
    attach.add_argument("file", metavar="FILE-ID", help="option.scans_file")
    attach.add_argument("number", metavar="NUMBER", help="option.number")
    discard = scans.add("discard", "scans_discard", discard_file)
    discard.add_argument("file", metavar="FILE-ID", help="option.scans_file")
    discard.add_argument("--reason", required=True, metavar="TEXT", help="option.scans_reason")
    covers = scans.add("covers", "scans_covers", print_covers)
    covers.add_argument("numbers", nargs="+", metavar="NUMBER", help="option.scans_numbers")
    covers.add_argument("--large", action="store_true", help="option.large_print")
    covers.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    save = scans.add("save", "scans_save", save_file)
    save.add_argument("file", metavar="FILE-ID", help="option.scans_file")
    save.add_argument("--out", required=True, metavar="FILE", help="option.scan_out")


def set_folder(call: Call) -> int:
    """Which folders are watched; with a folder, or `--off`, the one of that kind from now on."""
    given, kind, off = call.get("folder"), call.get("kind", "scans"), call.get("off", False)
    if given is not None and off:
        raise WrongUse("use_not_both", command="minwon scans folder", what="DIR", value="--off")
    with call.signed_in() as (home, actor):
        folders = home.services.folders
        if given is not None or off:
            path = Path(given).expanduser().absolute() if given is not None else None
            folders.set_folder(actor, kind, path, share=call.get("share", False))
        found = folders.folders()
    call.listing(
        list(found.items()),
        "scans_no_folder",
        row=lambda each: {"kind": each[0], "folder": each[1].path, "share": each[1].share},
        line=lambda each: f"{call.words.text(f'folder_kind.{each[0]}')}  {each[1].path}{_share(call.words, share=each[1].share)}",
    )
    return 0


def _share(words: Words, *, share: bool) -> str:
    return f"  ({words.text('folder.share')})" if share else ""


def take_in(call: Call) -> int:
    """What is whole in the folders now is taken in; how each folder is, and what waits."""
    with call.signed_in() as (home, _):
        if not home.services.folders.folders():
            raise Refused("folder_none")
        before = home.services.inbox.counts()
        found = home.look_into_folders()
        waiting = home.services.inbox.counts()
    if call.json:
        call.row({"folders": {kind: msgspec.to_builtins(news) for kind, news in found.items()}, "waiting": waiting})
        return 0
    words = call.words
    for kind, news in found.items():
        new = waiting.get(kind, 0) - before.get(kind, 0)
        call.line(f"{words.text(f'folder_kind.{kind}')}: {state_text(words, news)}")
        call.say("scans_taken", taken=news.taken, waiting=max(new, 0), unfinished=news.unfinished)
        for name, code in news.refused:
            call.line(f"  {name}: {words.text(f'error.{code}') if words.has(f'error.{code}') else code}")
    return 0


def state_text(words: Words, news: FolderNews) -> str:
    """How the folder is, in a sentence."""
    if news.state == "waiting" and words.has(f"error.{news.code}"):
        return words.text(f"error.{news.code}")
    return words.text(f"folder.{news.state}")


def show(call: Call) -> int:
    """What came in and waits."""
    with call.signed_in() as (home, _):
        rows = home.services.inbox.waiting(call.get("kind"), limit=_ALL)
    call.listing(rows, "scans_none", row=_row, line=lambda each: _line(call.words, each))
    return 0


def attach_file(call: Call) -> int:
    """The file is an attachment of that case."""
    with call.signed_in() as (home, actor):
        row = chosen(home.services.inbox.waiting(limit=_ALL), call.get("file"))
        home.services.inbox.attach(actor, row.file_id, call.get("number"))
    call.answer({**_row(row), "number": call.get("number")}, "attached", name=row.name, size=row.size)
    return 0


def discard_file(call: Call) -> int:
    """The file is gone; the reason is in the book."""
    with call.signed_in() as (home, actor):
        row = chosen(home.services.inbox.waiting(limit=_ALL), call.get("file"))
        home.services.inbox.discard(actor, row.file_id, call.get("reason"))
    call.answer(_row(row), "scans_discarded", name=row.name)
    return 0


def save_file(call: Call) -> int:
    """The file is whole and plain in that place only."""
    out = call.path("out") or Path()
    with call.signed_in() as (home, actor):
        row = chosen(home.services.inbox.waiting(limit=_ALL), call.get("file"))
        _, _, data = home.services.inbox.read(actor, row.file_id)
        with new_file(out) as file:
            file.write(data)
    call.answer({"out": str(out), "size": len(data)}, "attachment_saved", out=out, size=len(data))
    return 0


def print_covers(call: Call) -> int:
    """The covers of those cases are in one file, a page each."""
    out = call.path("out") or Path()
    find_room(out)
    with call.signed_in() as (home, actor):
        covers = home.services.books.scan_covers(actor, call.get("numbers"))
    pdf = call.joints.paper_pdf(call.settings, covers, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    found = {"out": str(out), "covers": len(covers.covers), "pdf_sha256": sha256(pdf).hexdigest()}
    call.answer(found, "scans_covers", out=out, count=len(covers.covers))
    return 0


def chosen(rows: Sequence[InboxRow], text: str) -> InboxRow:
    """The file with that id, or whose id ends so. Refused `inbox_unknown`."""
    wanted = text.strip().lower().replace("-", "")
    found = [each for each in rows if len(wanted) >= _ID_MIN and each.file_id.hex.endswith(wanted)]
    if len(found) != 1:
        raise Refused("inbox_unknown")
    return found[0]


def short_id(file_id: UUID) -> str:
    """The end of an id, as people type it."""
    return file_id.hex[-8:]


def _row(each: InboxRow) -> dict[str, Any]:
    return {
        "file_id": str(each.file_id),
        "kind": each.kind,
        "name": each.name,
        "medium": each.medium,
        "size": each.size,
        "found_at": seoul_text(each.found_at),
        "why": each.why,
        "number": each.code or None,
    }


def _line(words: Words, each: InboxRow) -> str:
    kind, why = words.text(f"folder_kind.{each.kind}"), words.text(f"inbox_why.{each.why}")
    return f"{short_id(each.file_id)}  {seoul_text(each.found_at)}  {kind}  {each.size:>12,}  {each.name}  {why}  {each.code}".rstrip()
