"""Lists of people to be told: looked at first, sent after. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.services.notice_runs import Planned, RunDone
from app.ui import formats
from app.ui.context import Context


class RunScreen(Protocol):
    def show_plan(self, rows: Sequence[Sequence[str]], summed: str, *, any_sent: bool) -> None: ...

    def say(self, text: str, tone: str = "") -> None: ...


class NoticeRunPresenter:
    def __init__(self, context: Context, screen: RunScreen) -> None:
        self._context, self._screen = context, screen
        self._run = ""
        self._busy = False

    def look(self, run: str) -> None:
        """Who would be told now; nothing is written."""
        self._run = run
        self._ask(run, dry=True, done=self._planned)

    def send(self) -> None:
        """All of them are told."""
        if self._run and not self._busy:
            self._busy = True
            self._ask(self._run, dry=False, done=self._sent)

    def _ask(self, run: str, *, dry: bool, done: Callable[[RunDone], object]) -> None:
        notices, actor = self._context.services.notices, self._context.session.signed_in()
        failed = self._context.failing(self._screen, self._free)
        if dry:
            self._context.read(lambda: notices.run(actor, run, dry=True), done=done, failed=failed)
        else:
            context = self._context
            context.long(
                context.write,
                "busy.notices",
                lambda progress: notices.run(actor, run, dry=False, progress=progress),
                done=done,
                failed=failed,
            )

    def _free(self) -> None:
        self._busy = False

    def _planned(self, plan: RunDone) -> None:
        if plan.run != self._run:
            return  # another list was chosen meanwhile
        words = self._context.words
        count = sum(not each.why for each in plan.rows)
        summed = words.text("notice.run_sum", n=len(plan.rows), sms=count)
        self._screen.show_plan([self._row(each) for each in plan.rows], summed, any_sent=count > 0)

    def _sent(self, done: RunDone) -> None:
        self._free()
        self._screen.say(self._context.words.text("notice.run_done", n=done.sent), "success")
        self._context.session.tell("cases", "sync")
        self.look(self._run)

    def _row(self, each: Planned) -> tuple[str, ...]:
        words = self._context.words
        how = words.text(f"notice.why.{each.why}") if each.why else words.text(f"notice.way.{each.way}")
        return each.number, each.name, str(each.round or ""), each.until, formats.begun(how)
