"""The 현황판 of one desk, bound to it: `DeskServices.dashboards`. Each method runs on the read lane."""

from __future__ import annotations

from datetime import date

from app.domain.dashboard import Dashboard, Slice
from app.domain.dashboard_papers import DashboardSheet
from app.domain.views import Actor, CaseRow
from app.services import dashboard
from app.services.desk import Desk


class DashboardOffice:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, actor: Actor, on: date | None = None, place: str = "") -> Dashboard:
        return dashboard.dashboard(self._desk, actor, on, place)

    def cases(self, actor: Actor, wanted: Slice, *, after: int | None = None, limit: int = 100) -> list[CaseRow]:
        return dashboard.dashboard_cases(self._desk, actor, wanted, after=after, limit=limit)

    def sheet(self, actor: Actor, on: date | None = None, place: str = "") -> DashboardSheet:
        return dashboard.dashboard_sheet(self._desk, actor, on, place)

    def may_see(self, actor: Actor) -> bool:
        return dashboard.may_see(self._desk, actor)
