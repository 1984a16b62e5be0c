"""접속기록 점검: a month of the access log as a sheet or a table, and that somebody read it through. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Protocol

from app.domain.every_paper import Paper
from app.ui.context import Context
from app.ui.saved_file import save_blocks

MONTHS: Final = 13


class LogPapers(Protocol):
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class LogReviewScreen(Protocol):
    def clear_review(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class LogReviewPresenter:
    """A month is told by its first day."""

    def __init__(self, context: Context, screen: LogReviewScreen, papers: LogPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers

    def months(self) -> Sequence[date]:
        """Those that can be asked for, this one first; the second is the last whole one, which is to be reviewed."""
        found = [self._context.today().replace(day=1)]
        while len(found) < MONTHS:
            found.append((found[-1] - timedelta(days=1)).replace(day=1))
        return found

    def sheet(self, month: date) -> None:
        """점검표 of that month."""
        actor, access, (first, last) = self._context.session.signed_in(), self._context.services.access, days_of(month)
        self._papers.show(lambda: access.review_sheet(actor, first, last))

    def table(self, month: date, path: Path) -> None:
        """Every line of that month stands in that file."""
        context = self._context
        actor, access, (first, last) = context.session.signed_in(), context.services.access, days_of(month)
        context.long(
            context.write,
            "busy.log",
            lambda progress: save_blocks(path, [access.log_table(actor, first, last, progress)]),
            done=lambda _: self._screen.say(context.words.text("access.saved", file=path.name), "success"),
            failed=context.failing(self._screen),
        )

    def review(self, month: date, unusual: int, measure: str) -> None:
        """That month was read through, so many lines were unusual, and this was done about them."""
        actor, access, (first, last) = self._context.session.signed_in(), self._context.services.access, days_of(month)

        def done(count: int) -> None:
            self._screen.clear_review()
            self._screen.say(self._context.words.text("access.reviewed", month=month_name(month), n=count), "success")

        self._context.write(
            lambda: access.review(actor, first, last, unusual=unusual, measure=measure),
            done=done,
            failed=self._context.failing(self._screen),
        )


def month_name(month: date) -> str:
    return f"{month:%Y-%m}"


def days_of(month: date) -> tuple[date, date]:
    """Its first and its last day."""
    return month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
