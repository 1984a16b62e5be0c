"""The office's own calendar and the cases that are due by it, as the services read them. Any lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from app.domain.cases import Case
from app.domain.office_calendar import CalendarWord
from app.domain.work_calendar import WorkCalendar


class OfficeCalendar(Protocol):
    """What the feed and this desk's own entries say; kept in memory, so that a deadline asks the file nothing."""

    def said(self) -> Sequence[CalendarWord]:
        """Everything that counts, in the order of the office's book; what central has not confirmed comes last."""
        ...

    def calendar(self, printed: frozenset[date]) -> WorkCalendar:
        """The table of the release with the office's word."""
        ...

    def known(self, printed: frozenset[date]) -> WorkCalendar:
        """The same as it was read last, without asking the file: on any thread."""
        ...

    def open_due(self, after: tuple[int, int], limit: int, services: Iterable[str] | None = None) -> list[tuple[int, Case]]:
        """Open cases that are due some time, soonest first, each with its key; of those services only, where some are named.

        `after`: due moment in ms and key of the last one seen, (0, 0) to begin with.
        """
        ...
