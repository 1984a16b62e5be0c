"""Copies of the ledger outside the home: after each closing, tried on request, and one a quarter for another building (소산).

What is copied and checked takes as long as the ledger is large: `after_closing`, `take_now`, `check` and `offsite` belong in the network
pool or the command line; they ask the ledger on its lane. A copy that fails changes nothing of the day that was closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from app.domain.backup_papers import OffsiteSlip
from app.domain.backups import (
    KEEP,
    KEEP_MAX,
    BackupChecked,
    BackupPlan,
    BackupTaken,
    OffsiteSet,
    ended_quarter,
    quarter_for,
    quarter_of,
    quarter_ref,
)
from app.domain.entries import DocumentIssued, Fact
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.backups import Backups
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked
from app.services.lanes import Lane

SETTING: Final = "backup_plan"
OFFSITE: Final = "offsite_slip"
PATH_MAX: Final = 1_000
NAME_MAX: Final = 60


class DeskBackups:
    """`backups`: the folders. `lane`: puts what touches the ledger on the writer's."""

    def __init__(self, desk: Desk, backups: Backups, lane: Lane) -> None:
        self._desk, self._backups, self._lane = desk, backups, lane

    # ── after each closing ──

    def plan(self) -> BackupPlan:
        """Where copies go; an empty folder where none is set. Any lane."""
        return plan_of(self._desk)

    def set_plan(self, actor: Actor, folder: Path | None, keep: int = KEEP) -> BackupPlan:
        """After each closing a copy goes to that folder from now on; None: nowhere. Not on the screen's thread: a share may take its time.

        Refused `not_allowed`, `backup_keep_invalid`, `backup_folder_wrong` (no whole path, or within the desk's own folder);
        Unavailable `backup_folder_away`, `file_unwritable`.
        """
        require(actor.role, "set_backup")
        if not 1 <= keep <= KEEP_MAX:
            raise Refused("backup_keep_invalid", most=KEEP_MAX)
        text = "" if folder is None else str(folder)
        if folder is not None:
            if not folder.is_absolute() or len(text) > PATH_MAX or not text.isprintable():
                raise Refused("backup_folder_wrong")
            self._backups.usable(folder)
        plan = BackupPlan(folder=text, keep=keep)
        self._lane(lambda: self._desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(plan)))
        return plan

    def after_closing(self, progress: Progress = UNWATCHED) -> BackupTaken | None:
        """A checked copy of the day that was just closed; None where no folder is set. Errors as `ports.backups.Backups.take`."""
        plan = self._lane(self.plan)
        return self._backups.take(Path(plan.folder), plan.keep, progress) if plan.folder else None

    def take_now(self, progress: Progress = UNWATCHED) -> BackupTaken:
        """As after a closing. Refused `backup_not_set`."""
        taken = self.after_closing(progress)
        if taken is None:
            raise Refused("backup_not_set")
        return taken

    # ── tried ──

    def check(self, folder: Path, progress: Progress = UNWATCHED) -> BackupChecked:
        """복원 시험: see `ports.backups.Backups.check`. Whoever looks after the desk may; nothing is shown of what is in it."""
        return self._backups.check(folder, progress)

    # ── 소산 ──

    def set_name(self) -> str:
        """The name of the folder of a set that is made today, below the one that is chosen."""
        identity, today = self._desk.identity, seoul_date(self._desk.clock.now())
        return f"minwon-{identity.office}-{identity.desk}-{quarter_for(today)}-{today:%Y%m%d}"

    def offsite(
        self, actor: Actor, folder: Path, medium: str, receiver: str, progress: Progress = UNWATCHED
    ) -> tuple[OffsiteSlip, OffsiteSet]:
        """A checked set lies on that medium and its 소산 인수인계서 is in the book, ready to be drawn.

        `medium`: its number as it is written on it. `receiver`: who takes it. Refused `not_allowed`, `medium_needed`, `receiver_needed`,
        `name_invalid`, `backup_exists`, `backup_folder_wrong`; Unavailable, IntegrityViolated as `ports.backups.Backups.take`.
        """
        require(actor.role, "hand_over_backup")
        desk, medium, receiver = self._desk, checked(medium), checked(receiver)
        if not medium:
            raise Refused("medium_needed")
        if not receiver:
            raise Refused("receiver_needed")
        if max(len(medium), len(receiver)) > NAME_MAX:
            raise Refused("name_invalid")
        self._backups.usable(folder)
        made_at, identity, name = desk.clock.now(), desk.identity, self.set_name()
        quarter = quarter_for(seoul_date(made_at))
        found = self._backups.offsite(folder, name, progress)
        ref = quarter_ref(identity.office, identity.desk, quarter)
        number, office = self._lane(lambda: (self._in_the_book(actor, ref, found), desk.office_info()))
        slip = OffsiteSlip(
            office=office,
            desk=identity.desk,
            ref=ref,
            quarter=quarter,
            medium=medium,
            folder=name,
            files=found.files,
            copied_at=found.checked.made_at,
            made_at=made_at,
            entries=found.checked.entries,
            stream=found.checked.stream,
            seq=found.checked.seq,
            sealed_files=found.checked.files,
            giver=actor.name,
            receiver=receiver,
            number=number,
            training=identity.training,
        )
        return slip, found

    def _in_the_book(self, actor: Actor, ref: str, found: OffsiteSet) -> int:
        """The slip is an entry with the SHA-256 of the ledger's copy; which set of that quarter it is, from 1. Writer lane."""
        desk = self._desk
        before = desk.store.days.reprints(OFFSITE, ref)
        ledger = found.files[0]
        with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
            tx.append(Fact(DocumentIssued(document=OFFSITE, ref=ref, sha256=ledger.sha256), desk.ids.new_id()))
        return before + 1


def offsite_missing(desk: Desk) -> str:
    """The quarter that ended last, if this desk closed days with cases in it and handed over no set of it; else empty. Any lane."""
    identity = desk.identity
    first, last = ended_quarter(seoul_date(desk.clock.now()))
    if not desk.store.days.closed_counts(first.isoformat(), last.isoformat(), own=True):
        return ""
    quarter = quarter_of(last)
    return "" if desk.store.days.reprints(OFFSITE, quarter_ref(identity.office, identity.desk, quarter)) else quarter


def plan_of(desk: Desk) -> BackupPlan:
    """As it was set at this desk; a lane of the ledger."""
    stored = desk.store.working.setting(SETTING)
    return msgspec.msgpack.decode(stored, type=BackupPlan) if stored else BackupPlan()
