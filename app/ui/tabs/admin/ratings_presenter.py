"""만족도: the averages of a year, month by month. They name nobody, so everybody at the desk may read them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.services.ratings import RatedMonth
from app.ui.context import Context

Row = tuple[str, ...]


class RatingsScreen(Protocol):
    def show_year(self, year: int, rows: Sequence[Row]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class RatingsPresenter:
    def __init__(self, context: Context, screen: RatingsScreen) -> None:
        self._context, self._screen = context, screen
        self._year, self._own = 0, False

    def enter(self) -> None:
        """The months of this year in which somebody answered."""
        self._year = self._year or self._context.today().year
        office, year, own = self._context.services.office, self._year, self._own

        def read() -> list[RatedMonth]:
            return [office.rated_month(f"{year}-{month:02}", own=own) for month in range(1, 13)]

        self._context.read(read, done=lambda months: self._show(year, months), failed=self._context.failing(self._screen))

    def turn(self, years: int) -> None:
        """Another year, no further than this one."""
        self._year = min(self._year + years, self._context.today().year)
        self.enter()

    def only_own(self, own: bool) -> None:
        self._own = own
        self.enter()

    def _show(self, year: int, months: Sequence[RatedMonth]) -> None:
        rows = [
            (each.month, f"{each.mean_hundredths / 100:.2f}", f"{each.count:,}", *(f"{times:,}" for times in each.scores))
            for each in months
            if each.mean_hundredths is not None
        ]
        self._screen.show_year(year, rows)
