"""백업·소산: where copies of the ledger go, whether one can be restored, and what leaves the building. No Qt.

All of it takes as long as the ledger is large, so it is done in the network pool; the counter goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from app.domain.backup_papers import OffsiteSlip
from app.domain.backups import BackupChecked, BackupPlan, BackupTaken
from app.domain.every_paper import Paper
from app.ports.progress import Progress
from app.ui import formats
from app.ui.backup_text import taken_text
from app.ui.context import Context

T = TypeVar("T")


class BackupPapers(Protocol):
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class BackupScreen(Protocol):
    def show_plan(self, plan: BackupPlan, *, may_set: bool, may_hand_over: bool) -> None: ...
    def set_busy(self, busy: bool) -> None: ...
    def clear_set(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class BackupsPresenter:
    def __init__(self, context: Context, screen: BackupScreen, papers: BackupPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._busy = False

    def enter(self) -> None:
        backups = self._context.services.backups
        self._context.read(backups.plan, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, folder: str, keep: str) -> None:
        """After each closing a copy goes there from now on."""
        actor, backups = self._context.session.signed_in(), self._context.services.backups
        if not folder.strip() or not keep.strip().isdecimal():
            self._screen.say(self._text("backups.incomplete"), "warning")
            return
        path, number = Path(folder.strip()), int(keep.strip())
        self._start("busy.plan", lambda _: backups.set_plan(actor, path, number), self._kept)

    def turn_off(self) -> None:
        actor, backups = self._context.session.signed_in(), self._context.services.backups
        self._start("busy.plan", lambda _: backups.set_plan(actor, None), self._kept)

    def take(self) -> None:
        """A copy now, as after a closing."""
        self._context.session.signed_in()

        def done(taken: BackupTaken) -> None:
            self._screen.say(taken_text(taken, self._context.words), "success")

        self._start("busy.backup", self._context.services.backups.take_now, done)

    def check(self, folder: Path) -> None:
        """복원 시험 of the backup in that folder."""
        self._context.session.signed_in()
        backups = self._context.services.backups

        def done(found: BackupChecked) -> None:
            facts = {
                "at": formats.stamp_text(int(found.made_at.timestamp() * 1000)),
                "entries": found.entries,
                "files": found.files,
                "seq": found.seq,
            }
            if found.behind is None:
                self._screen.say(self._text("backups.good_unknown", **facts), "success")
            else:
                self._screen.say(self._text("backups.good", **facts, behind=found.behind), "success")

        self._start("busy.check_backup", lambda progress: backups.check(folder, progress), done)

    def lacks(self, medium: str, receiver: str) -> Literal["", "medium", "receiver"]:
        """What has to be typed before anybody is asked where the set goes, and that it is said; empty where nothing lacks."""
        if not medium:
            self._screen.say(self._text("error.medium_needed"), "warning")
            return "medium"
        if not receiver:
            self._screen.say(self._text("error.receiver_needed"), "warning")
            return "receiver"
        return ""

    def offsite(self, folder: Path, medium: str, receiver: str) -> None:
        """A set for another building lies on that medium; its slip is shown."""
        actor, backups = self._context.session.signed_in(), self._context.services.backups

        def done(slip: OffsiteSlip) -> None:
            self._screen.clear_set()
            self._screen.say(self._text("backups.offsite_made", quarter=slip.quarter, folder=slip.folder), "success")
            self._papers.show(lambda: slip, reading=True)

        self._start("busy.offsite", lambda progress: backups.offsite(actor, folder, medium, receiver, progress)[0], done)

    def _start(self, name: str, work: Callable[[Progress], T], done: Callable[[T], object]) -> None:
        """In the network pool, one at a time; said while it lasts, and stopped at the foot."""
        if self._busy:
            return
        self._set_busy(True)
        self._screen.say(self._text("backups.working"))

        def over(result: T) -> None:
            self._set_busy(False)
            done(result)

        context = self._context
        context.long(context.net, name, work, done=over, failed=context.failing(self._screen, lambda: self._set_busy(False)))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._screen.set_busy(busy)

    def _kept(self, plan: BackupPlan) -> None:
        self._screen.say(self._text("backups.kept" if plan.folder else "backups.off", folder=plan.folder), "success")
        self._show(plan)

    def _show(self, plan: BackupPlan) -> None:
        self._screen.show_plan(
            plan, may_set=self._context.session.may("set_backup"), may_hand_over=self._context.session.may("hand_over_backup")
        )
