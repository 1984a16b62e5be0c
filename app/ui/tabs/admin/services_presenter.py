"""고유 민원·수수료 표: a sheet is tried first, what it would change is read, then two people sign it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.domain.errors import Refused
from app.domain.service_sheet import COLUMNS, KIND_NAMES, SHEET_BYTES_MAX, SheetChange, SheetError
from app.ports.progress import Progress
from app.services.import_services import SheetPlan
from app.ui import formats
from app.ui.context import Context
from app.ui.saved_file import save_blocks
from app.ui.services import confirmer_of
from app.whole_file import read_brought

Row = tuple[str, ...]
SHOWN_MAX = 2_000


class ServicesScreen(Protocol):
    def show_plan(self, changes: Sequence[Row], errors: Sequence[Row], told: str, *, ready: bool) -> None: ...
    def show_allowed(self, *, allowed: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ServicesPresenter:
    def __init__(self, context: Context, screen: ServicesScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._rows: list[list[str]] = []
        self._plan: SheetPlan | None = None

    def enter(self) -> None:
        self._screen.show_allowed(allowed=self._context.session.may("set_services"))

    def forget(self) -> None:
        """Nothing is tried any more."""
        self._rows, self._plan = [], None
        self._screen.show_plan([], [], "", ready=False)

    def save_template(self, path: Path) -> None:
        """The sheet, filled with what holds now, is that file."""
        actor, office = self._context.session.signed_in(), self._context.services.office
        workbook = path.suffix.lower() != ".csv"

        def work() -> object:
            return save_blocks(path, [office.template(actor, workbook=workbook)])

        def done(_: object) -> None:
            self._screen.say(self._text("services_page.saved", name=path.name), "success")

        self._context.read(work, done=done, failed=self._context.failing(self._screen))

    def try_sheet(self, path: Path) -> None:
        """What that sheet would change is shown; nothing is written."""
        actor, office = self._context.session.signed_in(), self._context.services.office
        self.forget()
        self._screen.say("")

        def work(progress: Progress) -> tuple[list[list[str]], SheetPlan]:
            rows = office.rows_of(read_brought(path, bytes_max=SHEET_BYTES_MAX))
            return rows, office.plan_sheet(actor, rows, progress)

        def done(found: tuple[list[list[str]], SheetPlan]) -> None:
            self._rows, self._plan = found
            self._show(path.name, found[1])

        context = self._context
        context.long(context.read, "busy.sheet", work, done=done, failed=context.failing(self._screen))

    def apply(self, user: str, password: str) -> None:
        """Exactly what was shown is so, signed by two."""
        plan, rows = self._plan, self._rows
        if plan is None or plan.errors or not plan.changes:
            self._screen.say(self._text("services_page.choose"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def work(progress: Progress) -> SheetPlan:
            confirmer = confirmer_of(services, user, password)
            return services.office.apply_sheet(actor, confirmer, rows, mark=plan.mark, progress=progress)

        def done(applied: SheetPlan) -> None:
            self.forget()
            self._screen.say(self._text("services_page.applied", count=len(applied.changes)), "success")

        context = self._context
        context.long(context.write, "busy.sheet", work, done=done, failed=context.failing(self._screen))

    def _show(self, name: str, plan: SheetPlan) -> None:
        counts = {"changes": len(plan.changes), "same": plan.same, "errors": len(plan.errors)}
        told = self._text("services_page.told", name=name, **counts)
        changes = [self._change(each) for each in plan.changes[:SHOWN_MAX]]
        errors = [self._error(each) for each in plan.errors[:SHOWN_MAX]]
        self._screen.show_plan(changes, errors, told, ready=bool(plan.changes) and not plan.errors)
        if plan.errors:
            self._screen.say(self._text("services_page.wrong", count=len(plan.errors)), "danger")
        elif not plan.changes:
            self._screen.say(self._text("services_page.same"), "")

    def _change(self, each: SheetChange) -> Row:
        what = " ".join(part for part in (COLUMNS[each.what], each.item if each.what != "target" else "") if part)
        since = formats.stamp_text(int(each.since.timestamp() * 1000)) if each.since is not None else ""
        return (str(each.row), KIND_NAMES[each.kind], each.name, what, each.old or "–", each.new or "–", since)

    def _error(self, each: SheetError) -> Row:
        return (str(each.row), each.column, self._context.words.message(Refused(each.code, **each.facts)))
