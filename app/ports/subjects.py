"""Readers of single subjects that a store offers beside its cases, days and books. Each is a port of its own."""

from __future__ import annotations

from typing import Protocol

from app.ports.dashboards import Dashboards
from app.ports.kiosks import Kiosks
from app.ports.notices import Notices
from app.ports.office_words import OfficeWords, Ratings
from app.ports.print_log import PrintLog
from app.ports.statistics import Statistics
from app.ports.tickets import OwnTickets, Visits


class Subjects(Protocol):
    @property
    def dashboards(self) -> Dashboards: ...

    @property
    def kiosks(self) -> Kiosks: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def office_words(self) -> OfficeWords: ...

    @property
    def print_log(self) -> PrintLog: ...

    @property
    def ratings(self) -> Ratings: ...

    @property
    def statistics(self) -> Statistics: ...

    @property
    def tickets(self) -> OwnTickets: ...

    @property
    def visits(self) -> Visits: ...
