"""The yearly tables for the window: which there are, one of them counted, all of them as a paper (`services.statistics`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.statistics import Report, TableDef, Tables
from app.domain.statistics_papers import StatisticsSheet
from app.ports.progress import UNWATCHED, Progress
from app.services import statistics
from app.services.desk import Desk


class StatisticsOffice:
    """`tables`: reads them where they are kept, when they are first asked for. They hold no person's data: nobody needs a right."""

    def __init__(self, desk: Desk, tables: Callable[[], Tables]) -> None:
        self._desk, self._read = desk, tables
        self._tables: Tables | None = None

    def tables(self) -> list[TableDef]:
        """Every table, in the order of their report numbers. IntegrityViolated `statistics_invalid`."""
        return self._known().table

    def report(self, name: str, year: int, *, own: bool = False, progress: Progress = UNWATCHED) -> Report:
        """See `statistics.yearly_table`. Read lane."""
        return statistics.yearly_table(self._desk, self._known(), name, year, own=own, progress=progress)

    def sheet(
        self, names: Sequence[str], year: int, unknown: dict[str, str], *, own: bool = False, progress: Progress = UNWATCHED
    ) -> StatisticsSheet:
        """See `statistics.yearly_sheet`; without names all tables. Read lane."""
        asked = names or [each.id for each in self.tables()]
        return statistics.yearly_sheet(self._desk, self._known(), asked, year, unknown, own=own, progress=progress)

    def _known(self) -> Tables:
        if self._tables is None:
            self._tables = self._read()
        return self._tables
