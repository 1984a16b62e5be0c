"""`backup`: a copy of the ledger by hand, after each closing, tried out, and for another building (소산)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.cli.call import Call, new_file
from app.cli.joints import OpenHome
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.backups import KEEP, BackupTaken
from app.domain.errors import CounterError
from app.services.desk import to_ms

SET: Final = "set"
OFF: Final = "off"
SHOW: Final = "show"
NOW: Final = "now"
CHECK: Final = "check"
OFFSITE: Final = "offsite"


def add(commands: Commands) -> None:
    """`backup`."""
    backup = commands.add("backup", "backup", back_up)
    backup.add_argument("what", metavar="DIR|set|off|show|now|check|offsite", help="option.backup_what")
    backup.add_argument("folder", nargs="?", metavar="DIR", help="option.backup_folder")
    backup.add_argument("--keep", type=int, metavar="N", help="option.backup_keep")
    backup.add_argument("--medium", metavar="NO", help="option.backup_medium")
    backup.add_argument("--receiver", metavar="NAME", help="option.backup_receiver")
    backup.add_argument("--out", metavar="SLIP.pdf", help="option.backup_out")
    backup.add_argument("--large", action="store_true", help="option.large_print")


def back_up(call: Call) -> int:
    """A copy, a setting or a check, by the first word; a folder of such a name is written with a path before it (`./set`)."""
    what, folder = call.get("what"), call.path("folder")
    alone = {OFF: turn_off, SHOW: show, NOW: take_now}
    with_folder = {SET: set_plan, CHECK: check, OFFSITE: offsite}
    if what in with_folder:
        if folder is None:
            raise WrongUse("use_required", what="DIR", command=f"minwon backup {what}")
        return with_folder[what](call, folder)
    if folder is not None:
        raise WrongUse("use_unknown", what=str(folder), command=f"minwon backup {what}")
    return alone[what](call) if what in alone else by_hand(call, Path(what).expanduser())


def by_hand(call: Call, folder: Path) -> int:
    """A consistent encrypted copy is in that folder; also beside an open window."""
    with call.looking() as home:
        entries = home.recovery.back_up(folder)
    call.answer({"folder": str(folder), "entries": entries}, "backed_up", folder=folder, entries=entries)
    return 0


# ── after each closing ──


def set_plan(call: Call, folder: Path) -> int:
    """After each closing a copy goes there from now on."""
    with call.signed_in() as (home, actor):
        plan = home.services.backups.set_plan(actor, folder.absolute(), call.get("keep", KEEP))
    call.answer({"folder": plan.folder, "keep": plan.keep}, "backup_is_set", folder=plan.folder, keep=plan.keep)
    return 0


def turn_off(call: Call) -> int:
    """No copy is made after a closing any more; those that are there stay."""
    with call.signed_in() as (home, actor):
        home.services.backups.set_plan(actor, None)
    call.answer({"folder": None}, "backup_is_off")
    return 0


def show(call: Call) -> int:
    """Where copies go; also beside an open window."""
    with call.looking() as home:
        plan = home.services.backups.plan()
    found = {"folder": plan.folder or None, "keep": plan.keep}
    call.answer(found, "backup_is_set" if plan.folder else "backup_not_set", folder=plan.folder, keep=plan.keep)
    return 0


def take_now(call: Call) -> int:
    """As after a closing; also beside an open window."""
    with call.looking() as home:
        taken = home.services.backups.take_now()
    AfterClosing(taken, None).tell(call)
    return 0


@dataclass(frozen=True)
class AfterClosing:
    """What became of the copy after a closing: it was made, or why not. The closing stands either way."""

    taken: BackupTaken | None
    error: CounterError | None

    def row(self) -> dict[str, Any]:
        if self.taken is None:
            return {"error": self.error.code if self.error is not None else None}
        return {"folder": self.taken.folder, "entries": self.taken.entries, "removed": self.taken.removed}

    def say(self, call: Call) -> None:
        if self.taken is not None:
            facts = {"folder": self.taken.folder, "entries": self.taken.entries, "removed": self.taken.removed}
            call.say("backup_taken_made_room" if self.taken.removed else "backup_taken", **facts)
        elif self.error is not None:
            call.say("backup_failed", why=call.words.message(self.error))

    def tell(self, call: Call) -> None:
        if call.json:
            call.row(self.row())
        else:
            self.say(call)


def after_closing(home: OpenHome) -> AfterClosing | None:
    """The copy that is set for this desk was tried; None where none is set."""
    try:
        taken = home.services.backups.after_closing()
    except CounterError as error:
        return AfterClosing(None, error)
    return AfterClosing(taken, None) if taken is not None else None


# ── tried, and taken away ──


def check(call: Call, folder: Path) -> int:
    """That backup can be opened and is whole; also beside an open window. IntegrityViolated (5) where it is not."""
    with call.looking() as home:
        found = home.services.backups.check(folder)
    row = {
        "folder": str(folder),
        "made_at": seoul_text(to_ms(found.made_at)),
        "stream": found.stream,
        "seq": found.seq,
        "entries": found.entries,
        "behind": found.behind,
        "files": found.files,
    }
    key = "backup_good_unknown" if found.behind is None else "backup_good"
    call.answer(row, key, made_at=row["made_at"], entries=found.entries, files=found.files, seq=found.seq, behind=found.behind)
    return 0


def offsite(call: Call, folder: Path) -> int:
    """A checked set lies there, its 소산 인수인계서 is in the book and drawn: beside the set, or where `--out` says."""
    for name in ("medium", "receiver"):
        if not call.get(name):
            raise WrongUse("use_required", what=f"--{name}", command="minwon backup offsite")
    with call.signed_in() as (home, actor):
        backups = home.services.backups
        out = call.path("out") or folder / f"{backups.set_name()}.pdf"
        with new_file(out) as file:  # first: where no slip can be written, nothing is said to have been handed over
            slip, found = backups.offsite(actor, folder.absolute(), call.get("medium"), call.get("receiver"))
            file.write(call.joints.paper_pdf(call.settings, slip, large=bool(call.get("large", False))))
    row = {
        "folder": found.folder,
        "quarter": slip.quarter,
        "ref": slip.ref,
        "number": slip.number,
        "entries": slip.entries,
        "sealed_files": slip.sealed_files,
        "files": [{"name": each.name, "size": each.size, "sha256": each.sha256.hex()} for each in slip.files],
        "out": str(out),
    }
    call.answer(row, "offsite_made", folder=found.folder, quarter=slip.quarter, medium=slip.medium, out=out)
    return 0
